"""Regions of interest: the squares of the picture in which the landmark model looks for a hand.

The rules and numbers are MediaPipe's own, so that its models see what they were trained on:
https://github.com/google-ai-edge/mediapipe, `hand_detector_graph.cc` (from a palm) and
`hand_landmarks_detector_graph.cc` with `hand_landmarks_to_rect_calculator.cc` (from landmarks).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

PALM_SCALE, PALM_SHIFT = 2.6, -0.5
"""A region is this many times a palm's longer side, moved by this part of the box's height to the fingers."""

HAND_SCALE, HAND_SHIFT = 2.0, -0.1
"""The same for the box around the landmarks of the frame before."""

_RIGID = np.array([0, 1, 2, 3, 5, 6, 9, 10, 13, 14, 17, 18])
"""Landmarks that the box goes around: the fingertips move too much."""

_KNUCKLES = np.array([0.25, 0.5, 0.25], np.float32)
"""Weights of the knuckles of index, middle and ring finger: the hand points from its wrist to there."""

SAMPLE = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
"""How OpenCV is to warp by a `matrix`."""

DEPTH = 0.4
"""The landmark model's z is larger than x and y by 1 / this (`kLandmarksNormalizeZ`)."""


@dataclass(frozen=True, slots=True)
class Region:
    """A square in a picture: its centre and side in pixels, its turn in radians (clockwise on the screen).

    At turn 0 a hand in it points up.
    """

    x: float
    y: float
    size: float
    turn: float


def around_palm(box: Floats, wrist: Floats, middle: Floats) -> Region:
    """The region of a hand whose palm was found.

    Args:
        box: (4,) x and y of the centre, width, height, in pixels.
        wrist: (2,) pixels.
        middle: (2,) pixels, the knuckle of the middle finger.
    """
    x, y, width, height = map(float, box)
    turn = _turn(float(middle[0] - wrist[0]), float(middle[1] - wrist[1]))
    shift = PALM_SHIFT * height
    return Region(
        x - shift * math.sin(turn), y + shift * math.cos(turn), PALM_SCALE * max(width, height), turn
    )


def around_hand(points: Floats) -> Region:
    """The region for the next frame: around (21, 2 or more) landmarks in pixels."""
    wrist = points[0, :2]
    towards = _KNUCKLES @ points[5:14:4, :2] - wrist
    turn = _turn(float(towards[0]), float(towards[1]))
    cos, sin = math.cos(turn), math.sin(turn)
    # In a frame that is turned back, so that the hand points up.
    along = points[_RIGID, :2] @ np.array([[cos, -sin], [sin, cos]], np.float32)
    low, high = along.min(axis=0), along.max(axis=0)
    width, height = (float(side) for side in high - low)
    x, y = (float(middle) for middle in (low + high) / 2)
    y += HAND_SHIFT * height
    return Region(x * cos - y * sin, x * sin + y * cos, HAND_SCALE * max(width, height), turn)


def matrix(region: Region, side: int) -> NDArray[np.float64]:
    """(2, 3): from a pixel of the model's square input, `side` wide, to the pixel of the picture."""
    scale = region.size / side
    cos, sin = scale * math.cos(region.turn), scale * math.sin(region.turn)
    half = side / 2
    return np.array(
        [
            [cos, -sin, region.x - half * (cos - sin)],
            [sin, cos, region.y - half * (sin + cos)],
        ]
    )


def to_picture(landmarks: Floats, region: Region, side: int) -> Floats:
    """(21, 3) of the model's input pixels -> the picture's pixels; z too, smaller is nearer."""
    to = matrix(region, side)
    found = np.empty_like(landmarks)
    found[:, :2] = landmarks[:, :2] @ to[:, :2].T + to[:, 2]
    found[:, 2] = landmarks[:, 2] * (region.size / side / DEPTH)
    return found


def upright(metres: Floats, turn: float) -> Floats:
    """(21, 3) metres of a region -> of the picture: turned with it."""
    cos, sin = math.cos(turn), math.sin(turn)
    turned = metres.copy()
    turned[:, :2] = metres[:, :2] @ np.array([[cos, sin], [-sin, cos]], np.float32)
    return turned


def _turn(x: float, y: float) -> float:
    """Of a hand that points to (x, y); 0 is up, a quarter turn is to the right."""
    return math.atan2(x, -y)
