"""Where a mapping sounds what, for eyes: found by asking its own expressions at points of the play area."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from gesture2midi.display.view import Bar, Plan, Tip, Zone
from gesture2midi.engine.controls import Bands, Control, Edge, Expression, Spot
from gesture2midi.engine.mapping import Mapping
from gesture2midi.engine.memories import at_first
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.profile import Profile
from gesture2midi.gestures.signals import FINGERS, full_names, of_no_hand
from gesture2midi.mapping.editing.divide import index_of
from gesture2midi.music.scales import Scale
from gesture2midi.session.pitch_boxes import boxes, changes

_KNOWN = full_names()
_GRID = 25
"""Points each way where a blow is asked for."""
_MOST = 60
"""Zones of one hand; more lines than that hide the hands."""
_BARS = 6
"""Bars of one hand."""


def plan(mapping: Mapping, scene: str, profile: Profile) -> Plan:
    """Returns what a mapping shows in the picture: zones of the play area, bars, fingertips.

    Of a player whose hands change parts nothing is shown, since a part is then in two places.
    """
    if profile.hands != "both":
        return Plan()
    controls = (*mapping.controls, *mapping.scenes.get(scene, ()))
    return Plan(zones(mapping, scene, profile), _bars(controls, profile), _tips(mapping, controls))


def zones(mapping: Mapping, scene: str, profile: Profile) -> tuple[Zone, ...]:
    """Returns the play area of each hand that the mapping reads, and its notes, chords and drums in there.

    Only what hangs on `x` and `y` of a hand or a fingertip has a place; a pitch by depth or roll has none.
    """
    if profile.hands != "both":
        return ()
    controls = (*mapping.controls, *mapping.scenes.get(scene, ()))
    found: list[Zone] = []
    for side in SIDES:
        # Of two controls with the same borders (a chord and its bass) the first one's names are shown.
        named = {
            area.borders: replace(area, control=control.id)
            for control in reversed(controls)
            for area in _of(control, side, mapping.keys.get(control.id))
        }
        areas = sorted(named.values(), key=lambda area: area.borders)
        if areas or any(name.startswith(f"{side}.") for name in mapping.signals):
            place = _Place(side, profile)
            found.append(place.zone(_Area(0, 1, 0, 1, "", side)))
            found += [place.zone(area) for area in areas[:_MOST]]
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Area:
    """x from and to, y from and to, in the play area with y up; what it sounds, by whose `x` and `y`."""

    left: float
    right: float
    low: float
    high: float
    label: str
    of: str
    control: str = ""

    @property
    def borders(self) -> tuple[float, float, float, float]:
        return self.left, self.right, self.low, self.high


class _Place:
    """Turns the play area of one hand into the picture."""

    def __init__(self, side: Side, profile: Profile) -> None:
        self._side = side
        self._area = (profile.left if side == "left" else profile.right).area

    def across(self, x: float) -> float:
        """Returns where an `x` of the play area is in the picture."""
        return self._area.left + x * (self._area.right - self._area.left)

    def down(self, y: float) -> float:
        """Returns where a `y` of the play area is in the picture."""
        return self._area.bottom - y * (self._area.bottom - self._area.top)

    def zone(self, area: _Area) -> Zone:
        return Zone(
            self._side,
            self.across(area.left),
            self.across(area.right),
            self.down(area.high),
            self.down(area.low),
            area.label,
            area.control,
            area.of,
            area.borders,
        )


def _of(control: Control, side: Side, key: Scale | None) -> Iterator[_Area]:
    for area in control.areas(key):
        match area:
            case Bands():
                yield from _cells(area, side)
            case Spot(hit=hit, name=name):
                yield from _blow(hit, control.when, name, side)


def _cells(bands: Bands, side: Side) -> Iterator[_Area]:
    """A rectangle for each note that is chosen by the place of this hand, or of one fingertip, alone."""
    whose = {name.rpartition(".")[0] for name in bands.pitch.signals}
    axes = {name.rpartition(".")[2] for name in bands.pitch.signals} - {"present"}
    if len(whose) != 1 or not axes <= {"x", "y"} or len(bands.names) < 2:
        return
    (of,) = whose
    # Of either hand that plays one after the other, the right one's place is shown.
    if of.partition(".")[0] not in ((side, "any") if side == "right" else (side,)):
        return
    found = boxes(bands.pitch, len(bands.names), bands.whole, of)
    (x0, x1), (y0, y1) = (bands.within.get(f"{of}.{axis}", (0.0, 1.0)) for axis in "xy")
    for which, box in found:
        left, right, low, high = max(x0, box[0]), min(x1, box[1]), max(y0, box[2]), min(y1, box[3])
        if right - left > 0.004 and high - low > 0.004:
            yield _Area(left, right, low, high, bands.names[which], of)


def columns(bands: Bands, edges: Iterable[Edge]) -> tuple[str, tuple[float, ...]] | None:
    """Returns on the way of which signal the zones lie side by side, and the borders between them.

    edges: of their control. None where they do not lie so, or not by borders that can be put elsewhere.
    """
    if not bands.listed or len(bands.names) < 2:
        return None
    if bands.whole:
        found = [edge for edge in edges if edge.field == "index" and edge.text == bands.pitch.text]
        signals, borders = {edge.signal for edge in found}, tuple(sorted(edge.at for edge in found))
        if len(signals) != 1 or len(borders) != len(bands.names) - 1:
            return None
        (signal,) = signals
        return (signal, borders) if bands.pitch.text == index_of(signal, borders) else None
    if len(bands.pitch.signals) != 1 or bands.pitch.memories:
        return None
    (signal,) = bands.pitch.signals
    side: Side = "left" if signal.startswith("left.") else "right"
    lying = signal.endswith(".x")
    cells = sorted(_cells(bands, side), key=lambda area: area.borders[0 if lying else 2])
    if [area.label for area in cells] != list(bands.names):
        return None  # turned round, or some are nowhere
    return signal, tuple(area.borders[1 if lying else 3] for area in cells[:-1])


def _blow(hit: Expression, when: Expression | None, label: str, side: Side) -> Iterator[_Area]:
    """The box in which a blow of this hand sounds, where it is one and not the whole area."""
    x, y = f"{side}.x", f"{side}.y"
    signals = hit.signals | (when.signals if when is not None else frozenset())
    if not signals & {x, y}:
        return
    others = dict.fromkeys(signals, 1.0) | _CLOSED_IN_A_BLOW.get(side, {})
    points = [(i + 0.5) / _GRID for i in range(_GRID)]

    def sounds(px: float, py: float) -> bool:
        given = {**others, x: px, y: py}
        return at_first(hit, given) > 0 and (when is None or at_first(when, given) > 0)

    inside = [(px, py) for px in points for py in points if sounds(px, py)]
    if not inside or len(inside) == _GRID**2:
        return
    half = 0.5 / _GRID
    left, right = min(px for px, _ in inside) - half, max(px for px, _ in inside) + half
    low, high = min(py for _, py in inside) - half, max(py for _, py in inside) + half
    if len(inside) <= 0.95 * (right - left) * (high - low) * _GRID**2:
        return
    mx, my = inside[len(inside) // 2]
    across = list(changes(lambda v: sounds(v, my), _GRID))
    up = list(changes(lambda v: sounds(mx, v), _GRID))
    left, right = _nearest(left, across), _nearest(right, across)
    low, high = _nearest(low, up), _nearest(high, up)
    yield _Area(left, right, low, high, label, side)


def _nearest(place: float, exact: Sequence[float]) -> float:
    """The exact place that is meant, if one is near."""
    found = min(exact, key=lambda one: abs(one - place), default=place)
    return round(found, 4) if abs(found - place) < 1 / _GRID else round(place, 4)


# A blow is asked for with an open hand: of all poses, a drummer's is most often that.
_CLOSED_IN_A_BLOW = {side: {f"{side}.fist": 0.0} for side in SIDES}


def _tips(mapping: Mapping, controls: Sequence[Control]) -> tuple[Tip, ...]:
    """What the strike of a finger sounds."""
    found: list[Tip] = []
    for control in controls:
        for area in control.areas(mapping.keys.get(control.id)):
            if not isinstance(area, Spot):
                continue
            for side in SIDES:
                for finger in FINGERS:
                    if f"{side}.finger_strike.{finger}" in area.hit.signals:
                        found.append(Tip(side, finger, area.name, control.id))
    return tuple({(tip.side, tip.finger): tip for tip in reversed(found)}.values())


def _bars(controls: Sequence[Control], profile: Profile) -> tuple[Bar, ...]:
    """A bar for each level of a hand that has ends or a threshold, but for thresholds of a place."""
    edges = [(control, edge) for control in controls for edge in control.edges]
    found: list[Bar] = []
    for side in SIDES:
        mine = {edge.signal: None for _, edge in edges if _hand(edge.signal) == side and _barred(edge)}
        place, upright, level = _Place(side, profile), 0, 0
        for signal in [*mine][:_BARS]:
            ends, marks = _ends_of(signal, edges), _marks_of(signal, edges)
            names = dict.fromkeys(
                control.id for control, edge in edges if edge.signal == signal and _barred(edge)
            )
            box: tuple[float, float, float, float]
            if signal.endswith(".x"):
                box = (place.across(0), place.down(0) + 0.02 + 0.03 * level, place.across(1), 0.012)
                level += 1
            else:
                x = 0.03 + 0.028 * upright
                box = (x if side == "left" else 1 - x, place.down(1), place.down(0), 0.012)
                upright += 1
            low, high = _range(signal)
            found.append(Bar(side, signal, signal.endswith(".x"), box, low, high, ends, marks, tuple(names)))
    return tuple(found)


def _hand(signal: str) -> Side:
    """At whose side its bar stands; what is of both hands, or of the face, at the right."""
    return "left" if signal.startswith("left.") else "right"


def _barred(edge: Edge) -> bool:
    return edge.ends is not None or not edge.signal.endswith((".x", ".y"))


def _ends_of(signal: str, edges: Iterable[tuple[Control, Edge]]) -> tuple[float, float] | None:
    return next((edge.ends for _, edge in edges if edge.signal == signal and edge.ends is not None), None)


def _marks_of(signal: str, edges: Iterable[tuple[Control, Edge]]) -> tuple[float, ...]:
    found = (edge.at for _, edge in edges if edge.signal == signal and edge.ends is None and _barred(edge))
    return tuple(sorted(set(found)))


def _range(signal: str) -> tuple[float, float]:
    known = _KNOWN.get(signal) or of_no_hand(signal)
    return (float(known.low), float(known.high)) if known is not None else (0.0, 1.0)
