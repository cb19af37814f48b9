"""The hand as a mesh: elliptic tubes along the digits and a curved plate for the palm, as quadrilaterals."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gesture2midi.performer.kinematics import KNUCKLES, PALM_LENGTH, Array, Skeleton
from gesture2midi.performer.limbs import CREASES, FINGERS, THUMB

AROUND = 16  # faces around a digit; two pixels wide where a hand fills a third of the picture
_RING = np.linspace(0, 2 * np.pi, AROUND, endpoint=False)
# Of each digit's three bones: where its rings lie, and how full it is there: knuckles are thick, shafts thin.
STEPS = (0.0, 0.22, 0.5, 0.78)
FULL = (1.03, 0.97, 0.95, 0.98)
FLAT = 0.88  # how thick a finger is, in its widths


class Mesh(NamedTuple):
    """corners: (n, 4, 3) metres, as `Skeleton.points`. normals: (n, 3) unit vectors out of the hand.
    soft: (n,) -1 back of the hand .. 1 palm. cloth, nail, dark: (n,) 0..1, sleeve, fingernail, crease."""

    corners: Array
    normals: Array
    soft: Array
    cloth: Array
    nail: Array
    dark: Array


def mesh(skeleton: Skeleton) -> Mesh:
    """All the faces of a hand with its forearm and sleeve."""
    points, palmar = skeleton.points, skeleton.palmar
    across, _, out = skeleton.palm
    arm = skeleton.forearm * PALM_LENGTH
    heel = points[0] + 0.13 * arm
    parts = [_plate(skeleton)]
    for first, radii in ((5, FINGERS[0]), (9, FINGERS[1]), (13, FINGERS[2]), (17, FINGERS[3]), (1, THUMB)):
        parts.append(_digit(points[first : first + 4], palmar[first + 1 : first + 4], np.array(radii)))
    # The ball of the thumb, the heel below the little finger, and the web between thumb and index finger.
    parts.append(_tube(heel - 0.10 * across, points[2], 0.18, 0.128, out))
    parts.append(_tube(heel + 0.14 * across, points[0] + 0.8 * (points[17] - points[0]), 0.165, 0.125, out))
    parts.append(_tube(points[1], points[0] + 0.62 * (points[5] - points[0]), 0.16, 0.11, out))
    for a in (5, 9, 13):
        web = points[[a, a + 4]] + 0.28 * (points[[a + 1, a + 5]] - points[[a, a + 4]])
        parts.append(_tube(web[0], web[1], 0.082, 0.078, palmar[a + 1]))
    cuff, elbow = heel + 1.6 * arm, heel + 9.0 * arm
    parts.append(_tube(heel, cuff, 0.28, 0.34, out, flat=0.62))
    parts.append(_tube(cuff, elbow, 0.50, 0.60, out, flat=0.8, cloth=1.0))
    return Mesh(*(np.concatenate(planes) for planes in zip(*parts, strict=True)))


def _digit(points: Array, palmar: Array, radii: Array) -> Mesh:
    """A finger or thumb: one tube along its three bones, round at the tip."""
    bones = np.diff(points, axis=0)
    spots, wide, soft, along = [], [], [], []
    for bone in range(3):
        for step, full in zip(STEPS, FULL, strict=True):
            spots.append(points[bone] + step * bones[bone])
            wide.append((radii[bone] + step * (radii[bone + 1] - radii[bone])) * full)
            # At a joint the tube turns halfway between its two bones.
            both = palmar[bone] if step or not bone else palmar[bone] + palmar[bone - 1]
            ahead = bones[bone] if step or not bone else _unit(bones[bone]) + _unit(bones[bone - 1])
            soft.append(both)
            along.append(ahead)
    for part in (0.0, 0.35, 0.62, 0.82, 0.94, 1.0):
        spots.append(points[3] + _unit(bones[2]) * (part * 0.9 * radii[3] * PALM_LENGTH))
        wide.append(radii[3] * np.sqrt(max(1 - part * part, 1e-4)))
        soft.append(palmar[2])
        along.append(bones[2])
    made = _rings(np.array(spots), np.array(wide), np.array(soft), np.array(along), FLAT)
    rows = len(spots) - 1
    hard = np.sin(_RING + np.pi / AROUND) < -0.62
    nail = np.zeros((rows, AROUND))
    nail[10:15, hard] = 1
    dark = np.zeros((rows, AROUND))
    dark[[3, 4, 7, 8]] = 0.5 + 0.5 * np.sin(_RING)
    return made._replace(nail=nail.ravel(), dark=dark.ravel())


def _tube(
    a: Array, b: Array, ra: float, rb: float, out: Array, *, flat: float = 1.0, cloth: float = 0.0
) -> Mesh:
    """A tapered tube with rounded ends; radii in palm lengths, `flat` its thickness along `out`."""
    way = b - a
    length = max(float(np.linalg.norm(way)), 1e-6)
    caps = np.array((-1.0, -0.85, -0.5, 0.0)) if not cloth else np.array((-0.05, -0.02, 0.0))
    ends = np.concatenate((caps * ra * PALM_LENGTH, np.linspace(0.2, 0.8, 4) * length))
    ends = np.concatenate((ends, length - caps[::-1] * rb * PALM_LENGTH))
    part = np.clip(ends / length, 0, 1)
    rounded = np.sqrt(np.maximum(1 - caps * caps, 1e-4))
    wide = (ra + part * (rb - ra)) * np.concatenate((rounded, np.ones(4), rounded[::-1]))
    spots = a + ends[:, None] * (way / length)
    made = _rings(spots, wide, np.tile(out, (len(spots), 1)), np.tile(way, (len(spots), 1)), flat)
    return made._replace(cloth=np.full(len(made.soft), cloth))


def _plate(skeleton: Skeleton) -> Mesh:
    """The palm: a flat ring from the wrist to beyond the knuckles, and the lines in it."""
    knuckles = KNUCKLES.copy()
    knuckles[0, 0] -= 0.10
    knuckles[3, 0] += 0.09
    wrist = np.array([(-0.22, -0.06, 0), (-0.08, -0.10, 0), (0.09, -0.10, 0), (0.24, -0.05, 0)])
    turn = _RING + np.pi / AROUND
    place = (1 - np.cos(turn)) / 2 * 3
    thick = np.sign(np.sin(turn)) * np.abs(np.sin(turn)) ** 0.55
    rings = []
    for part, depth in (
        (0, 0.13),
        (0.1, 0.16),
        (0.35, 0.165),
        (0.65, 0.15),
        (0.9, 0.13),
        (1.0, 0.115),
        (1.07, 0.06),
    ):
        line = wrist + (knuckles - wrist) * part
        ring = np.column_stack([np.interp(place, range(4), line[:, axis]) for axis in range(3)])
        ring[:, 2] += thick * depth
        rings.append(ring)
    corners = np.array(rings) @ skeleton.palm + skeleton.points[0]
    made = _faces(corners, np.tile(skeleton.palm[2], (len(rings), 1)))
    lines = [_ribbon(np.array(line), skeleton) for line in CREASES]
    return Mesh(*(np.concatenate(planes) for planes in zip(made, *lines, strict=True)))


def _ribbon(line: Array, skeleton: Skeleton) -> Mesh:
    """A crease: narrow faces just over the palm."""
    ahead = np.gradient(line, axis=0)
    side = _unit(np.column_stack((-ahead[:, 1], ahead[:, 0]))) * 0.014
    flat = np.stack((line - side, line + side))
    solid = np.concatenate((flat, np.full((2, len(line), 1), 0.20)), axis=2)
    placed = solid @ skeleton.palm + skeleton.points[0]
    corners = np.stack((placed[0, :-1], placed[0, 1:], placed[1, 1:], placed[1, :-1]), axis=1)
    count = len(corners)
    normal = np.tile(_unit(skeleton.palm[2]), (count, 1))
    return Mesh(corners, normal, np.ones(count), np.zeros(count), np.zeros(count), np.ones(count))


def _rings(spots: Array, wide: Array, soft: Array, along: Array, flat: float) -> Mesh:
    """Ellipses about `spots`: (r, 3) centres, (r,) radii in palm lengths, (r, 3) soft sides and ways."""
    ahead = _unit(along)
    out = _unit(soft - np.sum(soft * ahead, axis=1, keepdims=True) * ahead)
    side = np.cross(ahead, out)
    around = np.cos(_RING)[None, :, None] * side[:, None] + flat * np.sin(_RING)[None, :, None] * out[:, None]
    return _faces(spots[:, None] + around * (wide * PALM_LENGTH)[:, None, None], out)


def _faces(rings: Array, out: Array) -> Mesh:
    """The quadrilaterals between (r, k, 3) rings; out: (r, 3), where the soft side of each ring faces."""
    turned = np.roll(rings, -1, axis=1)
    corners = np.stack((rings[:-1], turned[:-1], turned[1:], rings[1:]), axis=2)
    normals = _unit(np.cross(corners[:, :, 2] - corners[:, :, 0], corners[:, :, 3] - corners[:, :, 1]))
    middle = (rings[:-1] + rings[1:]).mean(axis=1, keepdims=True) / 2
    outwards = np.sum(normals * (corners.mean(axis=2) - middle), axis=2, keepdims=True)
    normals = np.where(outwards < 0, -normals, normals)
    soft = np.sum(normals * _unit(out[:-1] + out[1:])[:, None], axis=2).ravel()
    nothing: NDArray[np.float64] = np.zeros(len(soft))
    return Mesh(corners.reshape(-1, 4, 3), normals.reshape(-1, 3), soft, nothing, nothing, nothing)


def _unit(vectors: Array) -> Array:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12))
