"""What can be measured on one hand in one frame: pure geometry, no memory.

Lengths are taken from the world landmarks and divided by the hand's own palm, so that neither the
distance from the camera nor the way the hand is turned matters more than it must. Fingers are
measured by how far their tips reach, not by the angles of their joints, which are the weaker figure
from one camera.
Plain floats and `math.dist`, because numpy calls on a few points each cost more than they save.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, dist, hypot, isfinite, pi, sqrt
from typing import TypeAlias

from gesture2midi.events import Hand

WRIST, THUMB_TIP, INDEX_KNUCKLE, PINKY_KNUCKLE = 0, 4, 5, 17
KNUCKLES = (5, 9, 13, 17)
PALM_POINTS = (0, 5, 9, 13, 17)
TIPS = (4, 8, 12, 16, 20)
_FINGERS = tuple((0, tip - 3, tip - 2, tip - 1, tip) for tip in TIPS)
_LEAST = 1e-6

_Point: TypeAlias = Sequence[float]
_Vector: TypeAlias = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Features:
    """One hand. Picture: x 0..1 of its width, y 0..1 of its height, y down. Palm: wrist to middle knuckle.

    palm: (x, y) in the picture, mean of the wrist and the four knuckles.
    knuckles: (x, y) in the picture of the four knuckles' mean, not smoothed; a flick of the wrist moves it.
    tips: (x, y) in the picture of the five fingertips, thumb first.
    size: picture heights from wrist to knuckles (mean of index, middle and little finger), in 3-D.
    reach: per finger, wrist to tip as a part of the way along the bones: 1 is dead straight.
    pinches: thumb tip to the tips of index, middle, ring and little finger, in palms.
    presses: how far down the tips of index, middle, ring and little finger are from their knuckles, in
        palms: half-way between out of the palm's plane and back to the wrist, so that it grows with every
        bend. About -0.6 straight, 0.6 bent by a right angle.
    spread: how much wider than their knuckles the tips of index and little finger stand, measured
        across the palm, so that curling alone changes nothing, in palms; negative where they close in.
    thumb_gap, thumb_across: thumb tip to the knuckle of the index and of the little finger, in palms.
    thumb_rise, thumb_drop: how far the thumb tip is above (below) every other point, in `size`.
    roll, pitch, yaw: half turns; see `gestures.signals` for the zero and the sign. yaw is in -1..1 here.
    """

    palm: tuple[float, float]
    knuckles: tuple[float, float]
    tips: tuple[tuple[float, float], ...]
    size: float
    reach: tuple[float, ...]
    pinches: tuple[float, ...]
    presses: tuple[float, ...]
    spread: float
    thumb_gap: float
    thumb_across: float
    thumb_rise: float
    thumb_drop: float
    roll: float
    pitch: float
    yaw: float

    @property
    def up(self) -> float:
        """How far the hand points up: 1 straight up, 0 level, -1 it hangs straight down."""
        return cos(pi * self.roll) * cos(pi * self.pitch)


def measure(hand: Hand, aspect: float, mirror: bool) -> Features | None:
    """The features of one hand, or None where it has no size or a landmark is not finite.

    aspect: width / height of the picture. mirror: whether the picture is as in a mirror.
    """
    points: list[list[float]] = hand.points.tolist()
    world: list[list[float]] = hand.world.tolist()
    if not isfinite(sum(map(sum, points)) + sum(map(sum, world)) + sum(hand.knuckles or ())):
        return None
    wrist, middle = world[0], world[9]
    palm = dist(wrist, middle)
    size = _size(points, aspect)
    if not (palm > _LEAST and size > _LEAST and isfinite(size)):
        return None
    thumb = world[THUMB_TIP]
    index, long, ring, pinky = (world[tip] for tip in TIPS[1:])
    heights = [point[1] for point in points]
    others = heights[:2] + heights[5:]  # without the thumb itself
    thumb_right = (hand.side == "left") == mirror
    roll, pitch, yaw = _orientation(world, thumb_right)
    return Features(
        palm=(sum(points[k][0] for k in PALM_POINTS) / 5, sum(heights[k] for k in PALM_POINTS) / 5),
        knuckles=hand.knuckles
        or (sum(points[k][0] for k in KNUCKLES) / 4, sum(heights[k] for k in KNUCKLES) / 4),
        tips=tuple((points[tip][0], heights[tip]) for tip in TIPS),
        size=size,
        reach=tuple(_reach([world[k] for k in finger]) for finger in _FINGERS),
        pinches=(
            dist(thumb, index) / palm,
            dist(thumb, long) / palm,
            dist(thumb, ring) / palm,
            dist(thumb, pinky) / palm,
        ),
        presses=_presses(world, palm, thumb_right),
        spread=_spread(world[5], world[17], index, pinky) / palm,
        thumb_gap=dist(thumb, world[INDEX_KNUCKLE]) / palm,
        thumb_across=dist(thumb, world[PINKY_KNUCKLE]) / palm,
        thumb_rise=(min(others) - heights[THUMB_TIP]) / size,
        thumb_drop=(heights[THUMB_TIP] - max(others)) / size,
        roll=roll,
        pitch=pitch,
        yaw=yaw,
    )


def _size(points: list[list[float]], aspect: float) -> float:
    """Picture heights; in 3-D, so that a hand pointing at the camera does not seem far away."""
    wrist = (points[0][0] * aspect, points[0][1], points[0][2] * aspect)
    return (
        sum(dist(wrist, (points[k][0] * aspect, points[k][1], points[k][2] * aspect)) for k in (5, 9, 17)) / 3
    )


def _spread(a: _Point, b: _Point, tip_a: _Point, tip_b: _Point) -> float:
    width = dist(a, b)
    if width <= _LEAST:
        return 0.0
    return sum((tip_b[i] - tip_a[i]) * (b[i] - a[i]) for i in range(3)) / width - width


def _reach(finger: list[_Point]) -> float:
    a, b, c, d, e = finger
    chain = dist(a, b) + dist(b, c) + dist(c, d) + dist(d, e)
    return dist(a, e) / chain if chain > _LEAST else 1.0


def _presses(world: list[list[float]], palm: float, thumb_right: bool) -> tuple[float, ...]:
    """Palms; see `Features.presses`. thumb_right: see `_orientation`."""
    wx, wy, wz = world[0]
    ax, ay, az = world[INDEX_KNUCKLE]
    bx, by, bz = world[PINKY_KNUCKLE]
    ax, ay, az, bx, by, bz = ax - wx, ay - wy, az - wz, bx - wx, by - wy, bz - wz
    x, y, z = ay * bz - az * by, az * bx - ax * bz, ax * by - ay * bx  # out of the palm
    out = hypot(x, y, z) * (1 if thumb_right else -1)
    along = hypot(ax + bx, ay + by, az + bz)
    if not out or not along:
        return (0.0,) * 4
    x, y, z = x / out - (ax + bx) / along, y / out - (ay + by) / along, z / out - (az + bz) / along
    length = sqrt(2) * palm
    return tuple(
        ((u[0] - k[0]) * x + (u[1] - k[1]) * y + (u[2] - k[2]) * z) / length
        for u, k in zip((world[tip] for tip in TIPS[1:]), (world[k] for k in KNUCKLES), strict=True)
    )


def _orientation(world: list[list[float]], thumb_right: bool) -> tuple[float, float, float]:
    """Roll, pitch and yaw in half turns.

    thumb_right: with its palm to the camera and fingers up, the hand shows its thumb at the right.
    """
    wx, wy, wz = world[0]
    x = (world[5][0] + world[9][0] + world[13][0] + world[17][0]) / 4 - wx
    y = wy - (world[5][1] + world[9][1] + world[13][1] + world[17][1]) / 4
    z = wz - (world[5][2] + world[9][2] + world[13][2] + world[17][2]) / 4
    length = hypot(x, y, z)
    if length <= _LEAST:
        return 0.0, 0.0, 0.0
    x, y, z = x / length, y / length, z / length
    a = world[17][0] - world[5][0]
    b = world[5][1] - world[17][1]
    c = world[5][2] - world[17][2]
    normal: _Vector = (y * c - z * b, z * a - x * c, x * b - y * a)  # up x (index to little finger)
    # Against the camera's direction with its part along the hand taken out (toward), and a quarter
    # turn further about the hand's own length (aside = up x toward).
    toward = -x * z * normal[0] - y * z * normal[1] + (1 - z * z) * normal[2]
    aside = y * normal[0] - x * normal[1]
    if not thumb_right:
        toward = -toward
    return atan2(x, y) / pi, asin(max(-1.0, min(1.0, z))) / pi, atan2(aside, toward) / pi
