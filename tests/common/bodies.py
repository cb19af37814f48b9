"""Bodies for tests: a stick figure with the proportions of a grown-up, posed; no picture is drawn of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

from gesture2midi.events import BODY_POINTS, Body, Hands

ASPECT = 16 / 9
FPS = 30.0
WIDTH = 0.34
"""Metres from shoulder to shoulder."""
TRUNK, UPPER, LOWER, THIGH, SHIN = 0.5, 0.28, 0.25, 0.42, 0.42


@dataclass(frozen=True)
class Stand:
    """How the body is held, each angle in degrees.

    lean, turn: to the player's right. left_arm, right_arm: raised to the side from hanging.
    left_elbow, right_elbow, left_knee, right_knee: of the joint, 180 stretched.
    left_foot, right_foot: lifted by so many metres. up: the whole body, in metres.
    x, y: of the hips in the picture as the camera sees it. size: picture heights of a metre.
    hidden: landmarks that are not in view.
    """

    lean: float = 0.0
    turn: float = 0.0
    left_arm: float = 0.0
    right_arm: float = 0.0
    left_elbow: float = 180.0
    right_elbow: float = 180.0
    left_knee: float = 180.0
    right_knee: float = 180.0
    left_foot: float = 0.0
    right_foot: float = 0.0
    up: float = 0.0
    x: float = 0.5
    y: float = 0.5
    size: float = 0.4
    hidden: tuple[int, ...] = ()

    def look(self, t: float, *, mirror: bool = True) -> Body:
        """What a look at this body at `t` seconds finds."""
        world = self._metres()
        points = (world - np.array((0, self.up, 0))) * self.size / (ASPECT, 1, ASPECT) + (self.x, self.y, 0)
        if mirror:
            points[:, 0] = 1 - points[:, 0]
            world[:, 0] = -world[:, 0]
        seen = np.ones(BODY_POINTS)
        seen[list(self.hidden)] = 0.1
        return Body(t, points.astype(np.float32), world.astype(np.float32), seen.astype(np.float32))

    def _metres(self) -> np.ndarray:
        """About the middle of the hips, as the camera sees it: the player's left is at the right, y down."""
        metres = np.zeros((BODY_POINTS, 3))
        lean, turn = radians(self.lean), radians(self.turn)
        neck = np.array((-TRUNK * sin(lean), -TRUNK * cos(lean), 0.0))
        metres[:11] = neck - np.array((0.0, 0.25, 0.1))
        for side, outward, shoulder in (("left", 1, 11), ("right", -1, 12)):
            across = np.array((outward * cos(turn), 0.0, -outward * sin(turn)))
            metres[shoulder] = neck + across * WIDTH / 2
            arm = radians(getattr(self, f"{side}_arm"))
            upper = across * sin(arm) + (0.0, cos(arm), 0.0)
            bend = arm + radians(180 - getattr(self, f"{side}_elbow"))
            lower = across * sin(bend) + (0.0, cos(bend), 0.0)
            metres[shoulder + 2] = metres[shoulder] + UPPER * upper
            metres[shoulder + 4 : shoulder + 11 : 2] = metres[shoulder + 2] + LOWER * lower
            hip = shoulder + 12
            metres[hip] = (outward * 0.12, 0.0, 0.0)
            knee = radians(180 - getattr(self, f"{side}_knee"))
            metres[hip + 2] = metres[hip] + THIGH * np.array((0.0, cos(knee / 2), -sin(knee / 2)))
            foot = metres[hip + 2] + SHIN * np.array((0.0, cos(knee / 2), sin(knee / 2)))
            metres[hip + 4 : hip + 9 : 2] = foot - (0.0, getattr(self, f"{side}_foot"), 0.0)
        return metres


def shown(
    pose: Callable[[float], Stand | None], seconds: float, *, mirror: bool = True, first: int = 0
) -> Iterator[Hands]:
    """Frames without hands: a look at the body in every third one; None is a look that finds none."""
    for i in range(first, first + round(seconds * FPS)):
        t = round(i / FPS, 6)
        body = None
        if i % 3 == 0:
            stand = pose(t)
            body = Body(t, None) if stand is None else stand.look(t, mirror=mirror)
        yield Hands(t, i, ASPECT, (), mirror, body=body)


def jumping(t: float, begins: float, high: float = 0.2, length: float = 0.4) -> float:
    """Metres of a jump that begins then."""
    part = (t - begins) / length
    return 4 * high * part * (1 - part) if 0 < part < 1 else 0.0
