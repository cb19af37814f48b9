"""Reads Google's single-shot detectors (palms, faces, bodies): boxes and keypoints about fixed anchors.

The numbers are those of MediaPipe's graphs, https://github.com/google-ai-edge/mediapipe.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from gesture2midi.tracking.roi import Floats

CERTAIN = 0.5
"""Scores below this are nothing (`min_detection_confidence`)."""

OVERLAP = 0.3
"""Boxes that share more than this of their union are one."""


def letterbox(width: int, height: int, side: int) -> NDArray[np.float64]:
    """(2, 3): from a pixel of a square input, `side` wide, to that of a picture that lies centred in it."""
    longest = max(width, height)
    scale = longest / side
    return np.array([[scale, 0.0, (width - longest) / 2], [0.0, scale, (height - longest) / 2]])


def anchors(side: int, grids: Sequence[tuple[int, int]]) -> Floats:
    """(n, 2) centres in input pixels. grids: pixels of a cell, and how many anchors it has."""
    found = []
    for stride, each in grids:
        centres = (np.arange(side // stride) + 0.5) * stride
        x, y = np.meshgrid(centres, centres)
        found.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    return np.concatenate(found).astype(np.float32)


def detections(boxes: Floats, logits: Floats, about: Floats, to_picture: NDArray[np.float64]) -> list[Floats]:
    """What was found, in pixels of the picture, the surest first: each x, y, width, height, keypoints.

    Args:
        boxes: (n, 4 + 2 k), the model's answer: x, y, width, height and k keypoints about each anchor.
        logits: (n,), how sure it is.
        about: (n, 2), the anchors.
        to_picture: see `letterbox`.
    """
    likely = np.flatnonzero(logits > math.log(CERTAIN / (1 - CERTAIN)))
    if not len(likely):
        return []
    scores = (1 / (1 + np.exp(-logits[likely]))).astype(np.float32)
    found = boxes[likely].copy()
    found[:, :2] += about[likely]
    found[:, 4:] += np.tile(about[likely], (boxes.shape[1] - 4) // 2)
    scale, (x, y) = to_picture[0, 0], to_picture[:, 2]
    placed = []
    for one in _distinct(found, scores):
        if np.isfinite(one).all():
            one = one * scale
            one[[0, *range(4, len(one), 2)]] += x
            one[[1, *range(5, len(one), 2)]] += y
            placed.append(one)
    return placed


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
