"""Reads the palm model: where hands may be in a picture, without knowing where they were.

A single-shot detector over 2016 anchors. The numbers are those of MediaPipe's `hand_detector_graph.cc`,
https://github.com/google-ai-edge/mediapipe.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gesture2midi.tracking.roi import Floats, Region, around_palm

SIDE = 192
"""Pixels of the palm model's square input."""

CERTAIN = 0.5
"""Scores below this are no palms (`min_detection_confidence`)."""

OVERLAP = 0.3
"""Boxes that share more than this of their union are one palm."""

_WRIST, _MIDDLE = 4, 8
"""Where the keypoints of the wrist and of the middle finger's knuckle begin in a detection."""


def letterbox(width: int, height: int) -> NDArray[np.float64]:
    """(2, 3): from a pixel of the model's input to the pixel of a picture that lies centred in it."""
    side = max(width, height)
    scale = side / SIDE
    return np.array([[scale, 0.0, (width - side) / 2], [0.0, scale, (height - side) / 2]])


def read(boxes: Floats, logits: Floats, to_picture: NDArray[np.float64]) -> list[Region]:
    """The regions of the hands that the palm model found, the surest first.

    Args:
        boxes: (2016, 18), the model's answer: x, y, width, height and 7 keypoints about each anchor.
        logits: (2016,), how sure it is.
        to_picture: see `letterbox`.
    """
    likely = np.flatnonzero(logits > math.log(CERTAIN / (1 - CERTAIN)))
    if not len(likely):
        return []
    scores = (1 / (1 + np.exp(-logits[likely]))).astype(np.float32)
    found = boxes[likely].copy()
    found[:, :2] += _ANCHORS[likely]
    found[:, 4:] += np.tile(_ANCHORS[likely], 7)
    return [_region(palm, to_picture) for palm in _distinct(found, scores) if np.isfinite(palm).all()]


def _anchors() -> Floats:
    """(2016, 2) centres in input pixels: two in each cell of 8 pixels, six in each of 16."""
    grids = []
    for stride, each in ((8, 2), (16, 6)):
        centres = (np.arange(SIDE // stride) + 0.5) * stride
        x, y = np.meshgrid(centres, centres)
        grids.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    return np.concatenate(grids).astype(np.float32)


_ANCHORS = _anchors()


def _distinct(found: Floats, scores: Floats) -> list[Floats]:
    """Non-maximum suppression: of boxes that overlap, their mean, weighted by their scores."""
    kept = []
    order = np.argsort(-scores, kind="stable")
    while len(order):
        same = _overlap(found[order[0], :4], found[order, :4]) > OVERLAP
        same[0] = True
        group = order[same]
        kept.append(scores[group] @ found[group] / scores[group].sum())
        order = order[~same]
    return kept


def _overlap(one: Floats, others: Floats) -> Floats:
    """(n,) intersection over union of a box with (n, 4) boxes of centre and size."""
    reach = np.minimum(one[:2] + one[2:] / 2, others[:, :2] + others[:, 2:] / 2)
    reach -= np.maximum(one[:2] - one[2:] / 2, others[:, :2] - others[:, 2:] / 2)
    shared = np.prod(np.maximum(reach, 0), axis=1)
    union = one[2] * one[3] + others[:, 2] * others[:, 3] - shared
    overlap: Floats = shared / np.maximum(union, 1e-9)
    return overlap


def _region(palm: Floats, to_picture: NDArray[np.float64]) -> Region:
    scale, (x, y) = to_picture[0, 0], to_picture[:, 2]
    palm = palm * scale
    palm[[0, *range(_WRIST, 18, 2)]] += x
    palm[[1, *range(_WRIST + 1, 18, 2)]] += y
    return around_palm(palm[:4], palm[_WRIST : _WRIST + 2], palm[_MIDDLE : _MIDDLE + 2])
