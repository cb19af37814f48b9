"""Faces for tests: a recorded face at rest, posed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import cos, radians, sin
from pathlib import Path

import numpy as np

from gesture2midi.events import FACE_POINTS, Face, Hands
from gesture2midi.tracking.people.face_mesh import LEFT_BROW, LEFT_EYE, PLACE, RIGHT_BROW, RIGHT_EYE

RECORD = json.loads((Path(__file__).parent / "face_at_rest.json").read_text(encoding="utf-8"))
REST = np.array(RECORD["points"]).reshape(FACE_POINTS, 3)
ASPECT = 4 / 3
FPS = 30.0


@dataclass(frozen=True)
class Posed:
    """How the face is held.

    yaw, pitch, roll: degrees to the player's right, up, and to the right shoulder, from the rest.
    mouth: the gap of the lips in distances of the eyes.
    smile, brow: parts by which the mouth widens and the brows rise.
    left, right: how open each eye is, in parts of its rest.
    x, y, size: in the picture, as the camera sees it.
    """

    yaw: float = 0.0
    pitch: float = 0.0
    roll: float = 0.0
    mouth: float = 0.0
    smile: float = 0.0
    brow: float = 0.0
    left: float = 1.0
    right: float = 1.0
    x: float = 0.5
    y: float = 0.5
    size: float = 0.15

    def points(self, *, mirror: bool = True) -> np.ndarray:
        real = REST.copy()
        if self.mouth:
            gap = np.linalg.norm(real[PLACE[13]] - real[PLACE[14]])
            real[PLACE[14], 1] += self.mouth - gap
        for corner in (61, 291):
            real[PLACE[corner], 0] *= 1 + self.smile
        for brow, lid, inner in ((RIGHT_BROW, 159, 105), (LEFT_BROW, 386, 334)):
            away = real[PLACE[inner]] - real[PLACE[lid]]
            for landmark in brow:
                real[PLACE[landmark]] += self.brow * away
        for eye, much in ((LEFT_EYE, self.left), (RIGHT_EYE, self.right)):
            for upper, lower in pairs(eye):
                middle = (real[PLACE[upper]] + real[PLACE[lower]]) / 2
                for lid in (upper, lower):
                    real[PLACE[lid]] = middle + much * (real[PLACE[lid]] - middle)
        turned = real @ self._turn().T * self.size
        turned = turned / (ASPECT, 1, ASPECT) + (self.x, self.y, 0)
        if mirror:
            turned[:, 0] = 1 - turned[:, 0]
        return turned.astype(np.float32)

    def _turn(self) -> np.ndarray:
        """x to the right of the picture, y down, z away from the camera."""
        yaw, pitch, roll = radians(self.yaw), radians(-self.pitch), radians(-self.roll)
        about_y = np.array([[cos(yaw), 0, sin(yaw)], [0, 1, 0], [-sin(yaw), 0, cos(yaw)]])
        about_x = np.array([[1, 0, 0], [0, cos(pitch), -sin(pitch)], [0, sin(pitch), cos(pitch)]])
        about_z = np.array([[cos(roll), -sin(roll), 0], [sin(roll), cos(roll), 0], [0, 0, 1]])
        return about_z @ about_x @ about_y


def pairs(eye: tuple[int, ...]) -> list[tuple[int, int]]:
    """Upper and lower landmark of the lids, those of the aspect ratio among them."""
    lower, upper = eye[1:8], eye[:8:-1]
    return list(zip(upper, lower, strict=True))


def shown(
    pose: Callable[[float], Posed | None], seconds: float, *, mirror: bool = True, first: int = 0
) -> Iterator[Hands]:
    """Frames without hands: a look at the face in every other one; None is a look that finds none."""
    for i in range(round(seconds * FPS)):
        t = round((first + i) / FPS, 6)
        face = None
        if (first + i) % 2 == 0:
            posed = pose(t)
            face = Face(t, None if posed is None else posed.points(mirror=mirror))
        yield Hands(t, first + i, ASPECT, (), mirror, face)


def nodding(t: float, begins: float, depth: float = 14.0, length: float = 0.5) -> float:
    """Degrees of pitch of a nod."""
    part = (t - begins) / length
    return -depth * sin(part * 3.141592653589793) if 0 < part < 1 else 0.0
