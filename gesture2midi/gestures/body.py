"""The body's signals: how it leans and turns, where it is, its arms and legs; steps and jumps.

Lengths are divided by the width of the shoulders, so that the distance to the camera does not matter. Angles
of limbs are those of the model's landmarks in metres. A limb that is not in view has no values.
"""

from __future__ import annotations

from math import acos, atan2, degrees, hypot, inf
from statistics import median

import numpy as np

from gesture2midi.events import SIDES, Body, Hands, Hit, Points, Side
from gesture2midi.gestures.adaptive_filter import AdaptiveFilter
from gesture2midi.gestures.footwork import Jumps, Steps
from gesture2midi.gestures.part_reader import ANOTHER, PartReader
from gesture2midi.gestures.play_area import clamp
from gesture2midi.gestures.signals import BODY

IN_VIEW = 0.5
"""From here on a landmark counts as in view."""
MARGIN = 0.2
"""Of the picture, on each side, that the shoulders need not reach."""
LEAN, TURN = 30.0, 60.0
"""Degrees where these are 1."""
ELBOW, KNEE = (40.0, 170.0), (70.0, 170.0)
"""Degrees of the joint where its level is 0 and 1: bent as far as in play, and stretched."""
REACH, DEEP = 2.0, 3.0
"""Widths of the shoulders where a wrist's or ankle's place is 1, and that an ankle at 0 is below the hips."""
FAST = 8.0
"""Widths of the shoulders a second where a speed is 1."""
REST = 1.0
"""Seconds, from the first sight of a body, that tell how high it stands."""
WIDTH_TIME = 0.5
"""Seconds: time constant of the width of the shoulders."""
MOST_TURNED = 3.0
"""How many times as wide as in the picture the shoulders are at the most: turned by 70 degrees."""
LEAST = 1e-6
"""Lengths below this are none."""

_SHOULDERS = {"left": 11, "right": 12}
_ELBOWS = {"left": 13, "right": 14}
_WRISTS = {"left": 15, "right": 16}
_HIPS = {"left": 23, "right": 24}
_KNEES = {"left": 25, "right": 26}
_ANKLES = {"left": 27, "right": 28}
_RANGES = {signal.name: (signal.low, signal.high) for signal in BODY if signal.kind == "level"}


class BodyReader(PartReader[Body]):
    """Turns the looks for a body into signals."""

    def __init__(self) -> None:
        super().__init__(BODY)

    def reset(self) -> None:
        """Forget the body, as before the first look."""
        super().reset()
        self._memory = _Memory(-inf)

    def look(self, hands: Hands) -> Body | None:
        """The look for a body that these hands bring."""
        return hands.body

    def see(self, look: Body, hands: Hands, hits: list[Hit]) -> dict[str, float] | None:
        """All values of the body that was seen, None without one; what it has done is added to `hits`."""
        seen = _Seen.of(look, hands)
        if seen is None:
            return None
        if not 0 <= look.t - self._memory.seen <= ANOTHER:
            self._memory = _Memory(look.t)
        memory = self._memory
        width = memory.look(look.t, seen)
        levels = {**seen.torso(), "height": clamp(memory.risen(look.t, seen) / width, -1.0, 1.0)}
        for side in SIDES:
            levels |= seen.angles(side)
            for limb, place in seen.ends(side, width).items():
                levels[f"{limb}.x"], levels[f"{limb}.y"] = place
                if (speed := memory.speed(look.t, limb, seen.at(limb))) is not None:
                    levels[f"{limb}.speed"] = clamp(speed / width / FAST, 0.0, 1.0)
        memory.seen = look.t
        hits += [Hit(hands.t, "body", kind, velocity) for kind, velocity in memory.moved(look.t, seen, width)]
        return self.unseen | memory.filtered(look.t, levels) | {"body.present": 1.0}


class _Seen:
    """A body in one look, as the camera sees it, so that left and right are the player's own.

    points: (33, 3), in picture heights, y down. world: (33, 3) metres. view: (33,), how surely in view.
    x, y: middle of the shoulders in the player's picture.
    """

    def __init__(self, points: Points, world: Points, view: Points, x: float, y: float) -> None:
        self.points, self._world, self._view, self.x, self.y = points, world, view, x, y
        self.width = self._width()
        self.shoulders, self.hips = self._middle(_SHOULDERS), self._middle(_HIPS)

    @classmethod
    def of(cls, body: Body, hands: Hands) -> _Seen | None:
        """None without points that are numbers, without shoulders in view, or where they lie in one point."""
        if body.points is None or body.world is None or body.seen is None:
            return None
        if not all(np.isfinite(values).all() for values in (body.points, body.world, body.seen)):
            return None
        points = body.points * np.array((hands.aspect, 1.0, hands.aspect), np.float32)
        world = body.world.copy()
        if hands.mirror:
            points[:, 0] = hands.aspect - points[:, 0]
            world[:, 0] = -world[:, 0]
        x, y, _ = ((body.points[11] + body.points[12]) / 2).tolist()
        seen = cls(points, world, body.seen, x, y)
        return seen if seen.width >= LEAST and seen.shows(11, 12) else None

    def _width(self) -> float:
        """Of the shoulders, in picture heights, as if they faced the camera; its depth is in metres."""
        x, y, z = (self._world[11] - self._world[12]).tolist()
        flat, (across, down, _) = hypot(x, y), (self.points[11] - self.points[12]).tolist()
        return hypot(across, down) * min(hypot(flat, z) / max(flat, LEAST), MOST_TURNED)

    def shows(self, *landmarks: int) -> bool:
        """Whether all of these are in view."""
        return all(self._view[landmark] >= IN_VIEW for landmark in landmarks)

    def at(self, limb: str) -> tuple[float, float]:
        """Where `left_wrist`, `right_ankle` ... is."""
        side, _, end = limb.partition("_")
        x, y, _ = self.points[(_WRISTS if end == "wrist" else _ANKLES)[side]].tolist()
        return x, y

    def torso(self) -> dict[str, float]:
        """Its levels without `height`, each in its range."""
        across = self._world[11] - self._world[12]
        up = self.shoulders[0] - self.hips[0], self.hips[1] - self.shoulders[1]
        return {
            "lean": clamp(degrees(atan2(-up[0], up[1])) / LEAN, -1.0, 1.0),
            "turn": clamp(degrees(atan2(-across[2], across[0])) / TURN, -1.0, 1.0),
            "x": clamp((self.x - MARGIN) / (1 - 2 * MARGIN), 0.0, 1.0),
            "y": clamp((1 - self.y - MARGIN) / (1 - 2 * MARGIN), 0.0, 1.0),
        }

    def angles(self, side: Side) -> dict[str, float]:
        """Levels of the joints of a side that are in view."""
        found = {}
        shoulder, elbow, wrist = _SHOULDERS[side], _ELBOWS[side], _WRISTS[side]
        hip, knee, ankle = _HIPS[side], _KNEES[side], _ANKLES[side]
        if self.shows(elbow):
            upper = self._world[elbow] - self._world[shoulder]
            found[f"{side}_arm"] = _angle(upper, np.array((0.0, 1.0, 0.0), np.float32)) / 180
        if self.shows(elbow, wrist):
            found[f"{side}_elbow"] = _part(self._bend(shoulder, elbow, wrist), ELBOW)
        if self.shows(knee, ankle):
            found[f"{side}_knee"] = _part(self._bend(hip, knee, ankle), KNEE)
        return found

    def ends(self, side: Side, width: float) -> dict[str, tuple[float, float]]:
        """x and y of a side's wrist and ankle, where they are in view."""
        found = {}
        if self.shows(_WRISTS[side]):
            right, up = self._from(self.shoulders, f"{side}_wrist", width)
            found[f"{side}_wrist"] = right, clamp(up / REACH, -1.0, 1.0)
        if self.shows(_ANKLES[side]):
            right, up = self._from(self.hips, f"{side}_ankle", width)
            found[f"{side}_ankle"] = right, clamp(1 + up / DEEP, 0.0, 1.0)
        return found

    def _from(self, middle: tuple[float, float], limb: str, width: float) -> tuple[float, float]:
        """How far to the player's right, -1..1, and up, in widths, a limb is."""
        x, y = self.at(limb)
        return clamp((middle[0] - x) / width / REACH, -1.0, 1.0), (middle[1] - y) / width

    def _bend(self, one: int, joint: int, other: int) -> float:
        return _angle(self._world[one] - self._world[joint], self._world[other] - self._world[joint])

    def _middle(self, both: dict[str, int]) -> tuple[float, float]:
        x, y, _ = ((self.points[both["left"]] + self.points[both["right"]]) / 2).tolist()
        return x, y


class _Memory:
    """Of one body, first seen at `t` seconds."""

    def __init__(self, t: float) -> None:
        self.seen = self._since = t
        self._width = 0.0
        self._heights: list[float] = []
        self._rest = 0.0
        self._filters: dict[str, AdaptiveFilter] = {}
        self._ends: dict[str, tuple[float, tuple[float, float]]] = {}
        self._steps, self._jumps = Steps(), Jumps()

    def look(self, t: float, body: _Seen) -> float:
        """The width of the shoulders in picture heights, of late."""
        if not self._width:
            self._width = body.width
        dt = t - self.seen
        self._width += dt / (dt + WIDTH_TIME) * (body.width - self._width)
        return self._width

    def risen(self, t: float, body: _Seen) -> float:
        """Picture heights that the shoulders are above their rest."""
        if not self._heights or t - self._since <= REST:
            self._heights.append(body.shoulders[1])
            self._rest = median(self._heights)
        return self._rest - body.shoulders[1]

    def speed(self, t: float, limb: str, at: tuple[float, float]) -> float | None:
        """Picture heights a second since the look before; None where it was not in view then."""
        before = self._ends.get(limb)
        self._ends[limb] = t, at
        if before is None or before[0] != self.seen or t <= before[0]:
            return None
        return hypot(at[0] - before[1][0], at[1] - before[1][1]) / (t - before[0])

    def moved(self, t: float, body: _Seen, width: float) -> list[tuple[str, float]]:
        """The kinds and velocities of what has just been done."""
        feet = body.shows(*_ANKLES.values())
        left, right = (body.points[ankle, 1] for ankle in (_ANKLES["left"], _ANKLES["right"]))
        step = self._steps.update(float(right - left) / width if feet else None)
        hips = body.hips[1] if body.shows(*_HIPS.values()) else None
        jump = self._jumps.update(t, body.shoulders[1], hips, width)
        told = (("step", step), ("jump", jump))
        return [(kind, velocity) for kind, velocity in told if velocity is not None]

    def filtered(self, t: float, levels: dict[str, float]) -> dict[str, float]:
        """The levels under their full names, smoothed; one that was not there begins anew."""
        named = {f"body.{name}": value for name, value in levels.items()}
        self._filters = {name: self._filters.get(name) or AdaptiveFilter([_RANGES[name]]) for name in named}
        return {name: self._filters[name].update(t, [value])[0] for name, value in named.items()}


def _angle(one: Points, other: Points) -> float:
    """Degrees between two vectors, 0..180; 0 where one has no length."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return degrees(acos(clamp(float(one @ other) / lengths, -1.0, 1.0))) if lengths >= LEAST else 0.0


def _part(value: float, ends: tuple[float, float]) -> float:
    return clamp((value - ends[0]) / (ends[1] - ends[0]), 0.0, 1.0)
