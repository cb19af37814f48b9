"""Where in the picture a player can take hold of the edges of a mapping's zones, ranges and thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gesture2midi.display.view import Plan
from gesture2midi.engine.controls import Bands, Control, Edge
from gesture2midi.engine.mapping import Mapping
from gesture2midi.events import Side
from gesture2midi.gestures.profile import Profile
from gesture2midi.mapping.editing.divide import Columns
from gesture2midi.session.note_zones import columns

_MIDDLE: dict[Side, float] = {"left": 0.42, "right": 0.58}
"""How far across the play area a handle stands: both hands may have the same one."""


@dataclass(frozen=True, slots=True)
class Handle:
    """One handle, and all edges that lie at its place and move with it.

    at: the value of `signal` there. low, high: between which it can be moved. begin, end: the values at the
    two ends of its track. track: x and y of these, in the picture as the player sees it, 0..1, y down.
    rank: its place among those of its signal and kind, which moving them keeps.
    edges: each with the id of its control; or the border that it is, between two columns that are even yet.
    """

    side: Side
    signal: str
    at: float
    low: float
    high: float
    begin: float
    end: float
    track: tuple[float, float, float, float]
    edges: tuple[tuple[str, Edge], ...] = ()
    border: tuple[Columns, int] | None = None
    rank: int = 0

    @property
    def lying(self) -> bool:
        """Whether it is moved sideways."""
        return abs(self.track[2] - self.track[0]) > abs(self.track[3] - self.track[1])

    @property
    def controls(self) -> tuple[str, ...]:
        """The ids of the controls that it is about."""
        if self.border is not None:
            return self.border[0].controls
        return tuple(dict.fromkeys(control for control, _ in self.edges))

    @property
    def placed(self) -> bool:
        """Whether it is a line across the play area, and not the end of a bar beside it."""
        ranged = bool(self.edges) and self.edges[0][1].ends is not None
        return not ranged and self.signal.endswith((".x", ".y"))


def handles(mapping: Mapping, scene: str, profile: Profile, plan: Plan) -> tuple[Handle, ...]:
    """Returns the handles of what plays in a scene, in an order that moving one of them keeps."""
    if profile.hands != "both":
        return ()
    controls = (*mapping.controls, *mapping.scenes.get(scene, ()))
    groups: dict[tuple[str, bool, float], list[tuple[str, Edge]]] = {}
    for control, edge in _edges(controls):
        ranged = edge.ends is not None
        groups.setdefault((edge.signal, ranged, round(edge.at, 6)), []).append((control, edge))
    found = [
        handle
        for (signal, ranged, at), edges in sorted(groups.items())
        if (handle := _handle(signal, ranged, at, edges, profile, plan)) is not None
    ]
    every = sorted([*found, *_borders(controls, profile)], key=lambda one: (one.signal, one.placed, one.at))
    counted: Counter[tuple[str, bool]] = Counter()
    ranked = []
    for handle in every:
        ranked.append(replace(handle, rank=counted[handle.signal, handle.placed]))
        counted[handle.signal, handle.placed] += 1
    return tuple(ranked)


def columns_of(controls: Iterable[Control]) -> tuple[Columns, ...]:
    """Returns the rows of zones that lie side by side, each with all controls that have its borders."""
    groups: dict[tuple[str, tuple[float, ...]], list[str]] = {}
    for control in controls:
        for area in control.areas(None):
            if isinstance(area, Bands) and (found := columns(area, control.edges)) is not None:
                groups.setdefault(found, []).append(control.id)
    return tuple(Columns(tuple(ids), signal, borders) for (signal, borders), ids in groups.items())


def _borders(controls: Sequence[Control], profile: Profile) -> Iterable[Handle]:
    """The borders between zones that are even yet; others are edges like any."""
    whole = {
        control.id
        for control in controls
        for area in control.areas(None)
        if isinstance(area, Bands) and area.whole
    }
    for row in columns_of(control for control in controls if control.id not in whole):
        side, track = _across(row.signal, profile)
        for which, at in enumerate(row.borders):
            low, high = row.bounds(which)
            if low <= high:
                low, high = min(low, at), max(high, at)
                yield Handle(side, row.signal, at, low, high, 0.0, 1.0, track, border=(row, which))


def _across(signal: str, profile: Profile) -> tuple[Side, tuple[float, float, float, float]]:
    """Whose a place is, and the way of its handle through the play area."""
    side: Side = "left" if signal.startswith("left.") else "right"
    area = (profile.left if side == "left" else profile.right).area
    if signal.endswith(".x"):
        y = area.top + _MIDDLE[side] * (area.bottom - area.top)
        return side, (area.left, y, area.right, y)
    x = area.left + _MIDDLE[side] * (area.right - area.left)
    return side, (x, area.bottom, x, area.top)


def _edges(controls: Iterable[Control]) -> Iterable[tuple[str, Edge]]:
    seen = set()
    for control in controls:
        for edge in control.edges:
            # A variable that several controls read is moved once.
            key = ("", edge) if edge.shared else (control.id, edge)
            if key not in seen:
                seen.add(key)
                yield control.id, edge


def _handle(
    signal: str, ranged: bool, at: float, edges: Sequence[tuple[str, Edge]], profile: Profile, plan: Plan
) -> Handle | None:
    low, high = max(edge.low for _, edge in edges), min(edge.high for _, edge in edges)
    if not low <= at <= high:  # one that moves with it has no room
        low = high = at
    if not ranged and signal.endswith((".x", ".y")):
        if signal.startswith("face."):
            return None
        side, track = _across(signal, profile)
        return Handle(side, signal, at, low, high, 0.0, 1.0, track, tuple(edges))
    bar = next((bar for bar in plan.bars if bar.signal == signal), None)
    if bar is None:
        return None
    track = (*bar.at(bar.low), *bar.at(bar.high))
    return Handle(bar.side, signal, at, low, high, bar.low, bar.high, track, tuple(edges))
