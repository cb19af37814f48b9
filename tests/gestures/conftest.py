"""A parametric hand: 21 joints that can be curled, spread, turned, moved and mirrored."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np
import pytest

from gesture2midi.events import Hand, Hands, Side

PALM = 0.09
# In palms, x right, y up, z to the camera: a right hand in the mirror, palm to the camera.
KNUCKLES = ((-0.30, 0.95), (-0.08, 1.0), (0.13, 0.93), (0.32, 0.82))
BONES = ((0.45, 0.28, 0.22), (0.5, 0.32, 0.24), (0.46, 0.3, 0.23), (0.36, 0.22, 0.2))
FLEX = (1.45, 1.6, 1.0)  # radians at the three joints of a fist
THUMB_OUT = ((-0.28, 0.22, 0.08), (-0.52, 0.45, 0.1), (-0.74, 0.68, 0.1), (-0.92, 0.9, 0.1))
THUMB_IN = ((-0.25, 0.22, 0.1), (-0.38, 0.5, 0.22), (-0.18, 0.66, 0.34), (0.08, 0.6, 0.36))

CURLS = {
    "open": (0, 0, 0, 0, 0),
    "fist": (1, 1, 1, 1, 1),
    "point": (1, 0, 1, 1, 1),
    "victory": (1, 0, 0, 1, 1),
    "three": (1, 0, 0, 0, 1),
    "four": (1, 0, 0, 0, 0),
    "thumb_up": (0, 1, 1, 1, 1),
    "thumb_down": (0, 1, 1, 1, 1),
    "ok": (0, 0.35, 0, 0, 0),
    "rock": (1, 0, 1, 1, 0),
    "call": (0, 1, 1, 1, 0),
}
ROLL = {"thumb_up": 0.35, "thumb_down": -0.65, "call": 0.25}


def joints(curls: tuple[float, ...], spread: float, pinch: bool) -> np.ndarray:
    points = np.zeros((21, 3))
    thumb = np.array(THUMB_OUT) * (1 - curls[0]) + np.array(THUMB_IN) * curls[0]
    points[1:5] = thumb
    for finger, ((x, y), bones, curl) in enumerate(zip(KNUCKLES, BONES, curls[1:], strict=True)):
        side = (finger - 1.5) * 0.22 * spread
        at, angle = np.array([x, y, 0.0]), 0.0
        points[5 + 4 * finger] = at
        for bone, (length, flex) in enumerate(zip(bones, FLEX, strict=True)):
            angle += flex * curl
            at = at + length * np.array([sin(side) * cos(angle), cos(side) * cos(angle), sin(angle)])
            points[6 + 4 * finger + bone] = at
    if pinch:
        points[4] = points[8] + (0, -0.1, 0.1)
        points[3] = points[2] * 0.5 + points[4] * 0.5
    return points * PALM


def turn(points: np.ndarray, roll: float, pitch: float, yaw: float) -> np.ndarray:
    """roll, pitch, yaw in half turns, as the catalog counts them for a right hand in the mirror."""
    r, p, y = -roll * pi, pitch * pi, -yaw * pi
    about_y = np.array([(cos(y), 0, sin(y)), (0, 1, 0), (-sin(y), 0, cos(y))])
    about_x = np.array([(1, 0, 0), (0, cos(p), -sin(p)), (0, sin(p), cos(p))])
    about_z = np.array([(cos(r), -sin(r), 0), (sin(r), cos(r), 0), (0, 0, 1)])
    return points @ (about_z @ about_x @ about_y).T


def build(
    side: Side = "right",
    curls: tuple[float, ...] = (0, 0, 0, 0, 0),
    *,
    spread: float = 0.8,
    pinch: bool = False,
    roll: float = 0.0,
    pitch: float = 0.0,
    yaw: float = 0.0,
    x: float = 0.5,
    y: float = 0.5,
    scale: float = 0.2,
    aspect: float = 4 / 3,
) -> Hand:
    """x, y: palm in the picture, y down. scale: palm in picture heights. All for the mirror's view."""
    points = turn(joints(curls, spread, pinch), roll if side == "right" else -roll, pitch, yaw)
    if side == "left":
        points[:, 0] *= -1
    world = (points - points.mean(axis=0)) * (1, -1, -1)
    picture = (points - points[[0, 5, 9, 13, 17]].mean(axis=0)) * (1, -1, -1) * scale / PALM
    picture[:, 2] -= picture[0, 2]
    shown = picture * (1 / aspect, 1, 1 / aspect) + (x, y, 0)
    return Hand(side, 1.0, shown.astype(np.float32), world.astype(np.float32))


@pytest.fixture(scope="session")
def make() -> Callable[..., Hand]:
    return build


@pytest.fixture(scope="session")
def pose() -> Callable[..., Hand]:
    """The hand of a pose by name; further arguments as for `make`."""

    def posed(name: str, side: Side = "right", **how: float) -> Hand:
        roll = ROLL.get(name, 0.0)
        how["roll"] = how.get("roll", 0.0) + (roll if side == "right" else -roll)
        return build(side, CURLS[name], pinch=name == "ok", **how)

    return posed


@pytest.fixture(scope="session")
def frame() -> Callable[..., Hands]:
    """Hands of one frame of a mirrored 4:3 picture."""

    def framed(t: float, *hands: Hand, index: int = 0, aspect: float = 4 / 3, mirror: bool = True) -> Hands:
        return Hands(t, index, aspect, hands, mirror)

    return framed
