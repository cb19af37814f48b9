"""The other way to draw a hand: the faces of a mesh, each in one colour, the far ones first."""

from __future__ import annotations

import cv2
import numpy as np

from gesture2midi.performer.appearance import Look, skin_colours
from gesture2midi.performer.kinematics import HandPose, Skeleton
from gesture2midi.performer.limbs import seen
from gesture2midi.performer.mesh import Mesh, mesh
from gesture2midi.performer.soft_renderer import NAIL, Layer

FINER = 2  # faces are painted at so many times the picture's size and then averaged
_SHIFT = 3  # bits of a pixel's fraction that OpenCV is given


def faceted(skeleton: Skeleton, pose: HandPose, size: tuple[int, int], look: Look) -> Layer | None:
    """A hand's own box of the picture, or None where the hand is off the picture."""
    faces = mesh(skeleton)
    pixels, _ = seen(faces.corners.reshape(-1, 3), skeleton, pose, size)
    corners = pixels.reshape(-1, 4, 3)
    left, top = (int(v) for v in np.clip(np.floor(pixels[:, :2].min(axis=0)) - 2, 0, size))
    right, bottom = (int(v) for v in np.clip(np.ceil(pixels[:, :2].max(axis=0)) + 3, 0, size))
    if right - left < 2 or bottom - top < 2:
        return None
    flat = np.rint((corners[..., :2] - (left, top)) * (FINER << _SHIFT)).astype(np.int32)
    colours = _colours(faces, look)
    canvas = np.zeros(((bottom - top) * FINER, (right - left) * FINER, 4), np.uint8)
    depth = corners[..., 2].mean(axis=1)
    towards = np.flatnonzero(faces.normals[:, 2] > -0.05)
    for face in towards[np.argsort(depth[towards])]:
        cv2.fillConvexPoly(canvas, flat[face], colours[face], cv2.LINE_8, _SHIFT)
    small = cv2.resize(canvas, (right - left, bottom - top), interpolation=cv2.INTER_AREA)
    layer = cv2.GaussianBlur(small.astype(np.float32), (0, 0), 0.7)
    return Layer(left, top, np.multiply(layer, (1, 1, 1, 1 / 255), dtype=np.float32))


def _colours(faces: Mesh, look: Look) -> list[list[float]]:
    """Blue, green, red and cover of each face, 0..255: Lambert's law, a darker rim, a glow on the far one."""
    normals = faces.normals * (-1, -1, 1)  # as the camera's picture has its axes: x flipped, y down
    key = np.array((0.6 * look.side, -0.6, 0.85))
    key /= np.linalg.norm(key)
    back = np.array((-key[0], 0.2, -0.3))
    rim = 1 - np.clip(normals[:, 2], 0, 1)
    shade = 0.46 + 0.62 * np.clip(normals @ key, 0, 1) - 0.30 * rim**2
    shade += 0.16 * rim**3 * np.clip(normals @ back, 0, 1)
    shade *= 1 - 0.22 * faces.dark
    # Skin is never even; the spots stay with the hand.
    shade *= 1 + np.random.default_rng((look.seed, 4)).normal(0, 0.018, len(shade)) * (1 - 0.5 * faces.cloth)
    inside, outside = skin_colours(look.skin)
    soft = np.clip(0.5 + 0.9 * faces.soft, 0, 1)[:, None]
    skin = outside + (inside - outside) * soft
    skin += 0.4 * faces.nail[:, None] * (np.array(NAIL) - skin)
    colour = skin + faces.cloth[:, None] * (1.25 * np.array(look.sleeve) - skin)
    bleed = (1 - faces.cloth) * np.clip(1 - shade, 0, 1) * 0.10
    tint = 1 + look.warmth * np.array((-0.06, 0.0, 0.06))
    lit = colour * (shade[:, None] + bleed[:, None] * np.array((-0.5, 0.0, 1.0))) * tint * look.light
    colours: list[list[float]] = np.column_stack((np.clip(lit, 0, 255), np.full(len(lit), 255.0))).tolist()
    return colours
