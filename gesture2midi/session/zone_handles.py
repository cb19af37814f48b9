"""Where in the picture a player can take hold of the edges of a mapping's zones, ranges and thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gesture2midi.display.view import Plan
from gesture2midi.engine.controls import Control, Edge
from gesture2midi.engine.mapping import Mapping
from gesture2midi.events import Side
from gesture2midi.gestures.profile import Profile

_MIDDLE: dict[Side, float] = {"left": 0.42, "right": 0.58}
"""How far across the play area a handle stands: both hands may have the same one."""


@dataclass(frozen=True, slots=True)
class Handle:
    """One handle, and all edges that lie at its place and move with it.

    at: the value of `signal` there. low, high: between which it can be moved. begin, end: the values at the
    two ends of its track. track: x and y of these, in the picture as the player sees it, 0..1, y down.
    edges: each with the id of its control.
    """

    side: Side
    signal: str
    at: float
    low: float
    high: float
    begin: float
    end: float
    track: tuple[float, float, float, float]
    edges: tuple[tuple[str, Edge], ...]

    @property
    def lying(self) -> bool:
        """Whether it is moved sideways."""
        return abs(self.track[2] - self.track[0]) > abs(self.track[3] - self.track[1])

    @property
    def placed(self) -> bool:
        """Whether it is a line across the play area, and not the end of a bar beside it."""
        return self.edges[0][1].ends is None and self.signal.endswith((".x", ".y"))


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
    return tuple(found)


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
    side: Side = "left" if signal.startswith("left.") else "right"
    low, high = max(edge.low for _, edge in edges), min(edge.high for _, edge in edges)
    if not low <= at <= high:  # one that moves with it has no room
        low = high = at
    if not ranged and signal.endswith((".x", ".y")):
        if signal.startswith("face."):
            return None
        area = (profile.left if side == "left" else profile.right).area
        if signal.endswith(".x"):
            y = area.top + _MIDDLE[side] * (area.bottom - area.top)
            track = (area.left, y, area.right, y)
        else:
            x = area.left + _MIDDLE[side] * (area.right - area.left)
            track = (x, area.bottom, x, area.top)
        return Handle(side, signal, at, low, high, 0.0, 1.0, track, tuple(edges))
    bar = next((bar for bar in plan.bars if bar.signal == signal), None)
    if bar is None:
        return None
    track = (*bar.at(bar.low), *bar.at(bar.high))
    return Handle(bar.side, signal, at, low, high, bar.low, bar.high, track, tuple(edges))
