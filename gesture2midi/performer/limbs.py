"""The flesh on the bones: which rounded limbs make a hand, how thick they are, and the palm's creases."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from gesture2midi.performer.kinematics import PALM_LENGTH, Array, HandPose, Skeleton, project

# Radii at the joints of each digit, palm lengths, base to tip.
THUMB = (0.155, 0.128, 0.112, 0.090)
FINGERS = (
    (0.112, 0.106, 0.093, 0.078),
    (0.116, 0.109, 0.096, 0.080),
    (0.112, 0.104, 0.092, 0.077),
    (0.102, 0.091, 0.081, 0.068),
)
# Life, head and heart line, in the palm's own x and y.
CREASES = (
    ((-0.29, 0.66), (-0.16, 0.60), (-0.07, 0.47), (-0.03, 0.30), (-0.05, 0.14)),
    ((-0.29, 0.68), (-0.12, 0.66), (0.08, 0.56), (0.30, 0.40)),
    ((0.42, 0.62), (0.22, 0.68), (0.04, 0.78), (-0.10, 0.93)),
)


class Limb(NamedTuple):
    """A ball of radius `ra` at `a` swept to one of radius `rb` at `b`; pixels of the camera's picture,
    z towards the camera. kind: what it is painted as; a cuff is cut off flat at `a`. soft: how far
    its soft side faces the camera, -1..1."""

    a: Array
    b: Array
    ra: float
    rb: float
    kind: str
    soft: float


def limbs(skeleton: Skeleton, pose: HandPose, size: tuple[int, int]) -> list[Limb]:
    """A hand's limbs as the camera sees them (x flipped), the palm's before the fingers'."""
    points = skeleton.points
    across, arm = skeleton.palm[0], skeleton.forearm * PALM_LENGTH
    spots: list[tuple[Array, Array, float, float, str, float]] = []

    def add(a: Array, b: Array, ra: float, rb: float, kind: str, bone: int = 0) -> None:
        spots.append((a, b, ra, rb, kind, float(skeleton.palmar[bone, 2])))

    def between(a: int, b: int, part: float) -> Array:
        return np.asarray(points[a] + (points[b] - points[a]) * part)

    # The flesh of the heel hangs over the wrist's joint: that is where MediaPipe sees a wrist.
    heel = points[0] + 0.13 * arm
    cuff = heel + 1.6 * arm
    for edge in (-0.11 * across, 0.11 * across):
        add(heel + edge, heel + 0.55 * arm + edge, 0.175, 0.18, "palm")
        add(heel + 0.55 * arm + edge, cuff + 1.2 * edge, 0.18, 0.24, "arm")
    add(cuff, heel + 3.4 * arm, 0.46, 0.55, "cuff")
    add(heel + 3.4 * arm, heel + 9.0 * arm, 0.55, 0.58, "sleeve")
    for knuckle, thick in ((5, 0.128), (9, 0.128), (13, 0.124), (17, 0.12)):
        add(heel, points[knuckle], 0.17, thick, "palm")
    add(heel + 0.13 * across, between(0, 17, 0.9) + 0.03 * across, 0.165, 0.13, "palm")
    add(heel - 0.10 * across, points[2], 0.18, 0.138, "palm")
    add(points[1], between(0, 5, 0.6), 0.17, 0.12, "palm")
    add(between(1, 2, 0.8), between(0, 5, 0.74), 0.11, 0.10, "palm")
    for a, b in ((5, 9), (9, 13), (13, 17)):
        add(points[a], points[b], 0.12, 0.115, "palm")
        add(between(a, a + 1, 0.30), between(b, b + 1, 0.32), 0.085, 0.08, "palm")
    for first, radii in ((5, FINGERS[0]), (9, FINGERS[1]), (13, FINGERS[2]), (17, FINGERS[3]), (1, THUMB)):
        for bone in range(3):
            a = first + bone
            kind = "palm" if (first, bone) == (1, 0) else ("base", "finger", "tip")[bone]
            add(points[a], points[a + 1], radii[bone], radii[bone + 1], kind, a + 1)

    ends, zoom = seen(np.array([end for spot in spots for end in spot[:2]]), skeleton, pose, size)
    zoom *= PALM_LENGTH
    return [
        Limb(ends[2 * i], ends[2 * i + 1], ra * zoom[2 * i], rb * zoom[2 * i + 1], kind, soft)
        for i, (_, _, ra, rb, kind, soft) in enumerate(spots)
    ]


def creases(skeleton: Skeleton, pose: HandPose, size: tuple[int, int]) -> list[Array]:
    """The lines of the palm as (n, 2) pixels of the camera's picture; none where its back is seen."""
    if skeleton.palmar[0, 2] < 0.2:
        return []
    lines = [np.column_stack((np.array(line), np.full(len(line), 0.13))) for line in CREASES]
    return [seen(skeleton.points[0] + line @ skeleton.palm, skeleton, pose, size)[0][:, :2] for line in lines]


def seen(spots: Array, skeleton: Skeleton, pose: HandPose, size: tuple[int, int]) -> tuple[Array, Array]:
    """Points in metres as the camera sees them: `kinematics.project` with x flipped."""
    pixels, zoom = project(spots, pose, skeleton.points, size)
    pixels[:, 0] = size[0] - pixels[:, 0]
    return pixels, zoom
