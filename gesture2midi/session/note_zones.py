"""Where a mapping sounds what, for eyes: found by asking its own expressions at points of the play area."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import groupby

from gesture2midi.display.view import Zone
from gesture2midi.engine.controls import Bands, Control, Expression, Spot
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.memories import at_first
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.profile import Profile
from gesture2midi.music.scales import Scale

_STEPS = 200
"""Points along an axis whose only business is a pitch."""
_GRID = 25
"""Points each way where a blow is asked for."""
_MOST = 40
"""Zones of one hand; more lines than that hide the hands."""


def zones(mapping: Mapping, scene: str, profile: Profile) -> tuple[Zone, ...]:
    """The play area of each hand that the mapping reads, and its notes, chords and drums in there.

    Only what hangs on a hand's `x` and `y` has a place; a pitch by depth or roll has none. Of a player whose
    hands change parts nothing is shown, since a part is then in two places.
    """
    if profile.hands != "both":
        return ()
    controls = (*mapping.controls, *mapping.scenes.get(scene, ()))
    found: list[Zone] = []
    for side in SIDES:
        # Of two controls with the same borders (a chord and its bass) the first one's names are shown.
        named = {
            area[:4]: area
            for control in reversed(controls)
            for area in _of(control, side, mapping.keys.get(control.id))
        }
        areas = sorted(named.values())
        if areas or any(name.startswith(f"{side}.") for name in mapping.signals):
            place = _Place(side, profile)
            found.append(place.zone(0, 1, 0, 1, ""))
            found += [place.zone(*area) for area in areas[:_MOST]]
    return tuple(found)


_Area = tuple[float, float, float, float, str]
"""x from and to, y from and to, in the play area with y up; what it sounds."""


class _Place:
    """Turns the play area of one hand into the picture."""

    def __init__(self, side: Side, profile: Profile) -> None:
        self._side = side
        self._area = (profile.left if side == "left" else profile.right).area

    def zone(self, x0: float, x1: float, y0: float, y1: float, label: str) -> Zone:
        area = self._area
        wide, high = area.right - area.left, area.bottom - area.top
        return Zone(
            self._side,
            area.left + x0 * wide,
            area.left + x1 * wide,
            area.bottom - y1 * high,
            area.bottom - y0 * high,
            label,
        )


def _of(control: Control, side: Side, key: Scale | None) -> Iterator[_Area]:
    match control.area(key):
        case Bands(pitch=pitch, names=names):
            yield from _steps(pitch, names, side)
        case Spot(hit=hit, name=name):
            yield from _blow(hit, name, side)


def _steps(pitch: Expression, labels: Sequence[str], side: Side) -> Iterator[_Area]:
    """Bands across the play area, where a pitch is a matter of one axis of this hand alone."""
    if len(pitch.signals) != 1 or len(labels) < 2:
        return
    (name,) = pitch.signals
    axis = {f"{side}.x": 0, f"{side}.y": 1}.get(name)
    if axis is None:
        return

    def step(value: float) -> int:
        level = max(0.0, min(1.0, at_first(pitch, {name: value})))
        return min(int(level * len(labels)), len(labels) - 1)

    for which, low, high in _runs(step, _STEPS):
        yield (low, high, 0, 1, labels[which]) if axis == 0 else (0, 1, low, high, labels[which])


def _blow(hit: Expression, label: str, side: Side) -> Iterator[_Area]:
    """The box in which a blow of this hand sounds, where it is one and not the whole area."""
    x, y = f"{side}.x", f"{side}.y"
    if not hit.signals & {x, y}:
        return
    others = dict.fromkeys(hit.signals, 1.0) | _CLOSED_IN_A_BLOW.get(side, {})
    points = [(i + 0.5) / _GRID for i in range(_GRID)]
    inside = [(px, py) for px in points for py in points if at_first(hit, {**others, x: px, y: py}) > 0]
    if not inside or len(inside) == _GRID**2:
        return
    half = 0.5 / _GRID
    left, right = min(px for px, _ in inside) - half, max(px for px, _ in inside) + half
    low, high = min(py for _, py in inside) - half, max(py for _, py in inside) + half
    if len(inside) > 0.95 * (right - left) * (high - low) * _GRID**2:
        yield left, right, low, high, label


# A blow is asked for with an open hand: of all poses, a drummer's is most often that.
_CLOSED_IN_A_BLOW = {side: {f"{side}.fist": 0.0} for side in SIDES}


def _runs(step: Callable[[float], Hashable], count: int) -> Iterator[tuple[int, float, float]]:
    """Runs of equal steps over 0..1: which one, from where, to where."""
    for which, run in groupby(range(count), key=lambda i: step((i + 0.5) / count)):
        places = list(run)
        assert isinstance(which, int)
        yield which, places[0] / count, (places[-1] + 1) / count
