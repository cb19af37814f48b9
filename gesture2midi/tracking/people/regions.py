"""Where in a picture a face or a body is looked for: from a detection, and from the landmarks before.

The rules and numbers are MediaPipe's own, https://github.com/google-ai-edge/mediapipe, modules/face_landmark
(`face_detection_front_detection_to_roi`, `face_landmark_landmarks_to_roi`) and modules/pose_landmark
(`pose_detection_to_roi`, `pose_landmarks_to_roi`).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gesture2midi.tracking.roi import Floats, Region, matrix

FACE_SCALE = 1.5
"""A face's region is this many times the longer side of its box."""

BODY_SCALE = 1.25
"""A body's region is this many times the circle around it."""

_RIGHT_EYE, _LEFT_EYE = 33, 263
"""Outer corners of the eyes among the 468 landmarks: a face's region is level with them."""

AROUND = slice(33, 35)
"""Two more landmarks of a body: the middle of its hips, and where the circle around it ends."""


def of_face(detection: Floats) -> Region:
    """The region of a face that was found: x, y, width, height, right eye, left eye, ... in pixels."""
    return _face(detection[:2], detection[2:4], detection[4:6], detection[6:8])


def around_face(points: Floats) -> Region:
    """The region for the next look: around (468, 2 or more) landmarks in pixels."""
    low, high = points[:, :2].min(axis=0), points[:, :2].max(axis=0)
    return _face((low + high) / 2, high - low, points[_RIGHT_EYE, :2], points[_LEFT_EYE, :2])


def of_body(detection: Floats) -> Region:
    """The region of a body that was found: its box, then the middle of the hips and the circle's end."""
    return _body(detection[4:6], detection[6:8])


def around_body(points: NDArray[np.float64]) -> Region:
    """The region for the next look, from the (2, 2) pixels of the landmarks `AROUND`."""
    return _body(points[0], points[1])


def placed(points: Floats, region: Region, side: int) -> Floats:
    """(n, 3) of a model's input pixels -> the picture's pixels; z is scaled likewise, smaller is nearer."""
    to = matrix(region, side)
    found = np.empty_like(points)
    found[:, :2] = points[:, :2] @ to[:, :2].T + to[:, 2]
    found[:, 2] = points[:, 2] * (region.size / side)
    return found


def _face(middle: Floats, size: Floats, right: Floats, left: Floats) -> Region:
    across = left - right
    turn = math.atan2(float(across[1]), float(across[0]))
    return Region(float(middle[0]), float(middle[1]), FACE_SCALE * float(max(size)), turn)


def _body(hips: NDArray[np.floating], end: NDArray[np.floating]) -> Region:
    up = end - hips
    turn = math.atan2(float(up[0]), -float(up[1]))
    return Region(float(hips[0]), float(hips[1]), 2 * BODY_SCALE * float(np.hypot(*up)), turn)
