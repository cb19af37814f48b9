"""Reads the palm model: where hands may be in a picture, without knowing where they were.

A single-shot detector over 2016 anchors. The numbers are those of MediaPipe's `hand_detector_graph.cc`,
https://github.com/google-ai-edge/mediapipe.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gesture2midi.tracking import detection
from gesture2midi.tracking.roi import Floats, Region, around_palm

SIDE = 192
"""Pixels of the palm model's square input."""

_WRIST, _MIDDLE = 4, 8
"""Where the keypoints of the wrist and of the middle finger's knuckle begin in a detection."""

_ANCHORS = detection.anchors(SIDE, ((8, 2), (16, 6)))


def letterbox(width: int, height: int) -> NDArray[np.float64]:
    """(2, 3): from a pixel of the model's input to the pixel of a picture that lies centred in it."""
    return detection.letterbox(width, height, SIDE)


def read(boxes: Floats, logits: Floats, to_picture: NDArray[np.float64]) -> list[Region]:
    """The regions of the hands that the palm model found, the surest first.

    Args:
        boxes: (2016, 18), the model's answer: x, y, width, height and 7 keypoints about each anchor.
        logits: (2016,), how sure it is.
        to_picture: see `letterbox`.
    """
    palms = detection.detections(boxes, logits, _ANCHORS, to_picture)
    return [around_palm(palm[:4], palm[_WRIST : _WRIST + 2], palm[_MIDDLE : _MIDDLE + 2]) for palm in palms]
