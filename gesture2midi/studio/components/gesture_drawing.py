"""A taught gesture's example as a small drawing: the bones of a hand, or the way of its palm."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gesture2midi.gestures.custom.files import Shown
from gesture2midi.gestures.custom.pose_classifier import Sign

SIZE = 64
_EDGE = 6
_FINGERS = tuple(tuple(range(first, first + 4)) for first in (1, 5, 9, 13, 17))
_BONES = (
    *(pair for finger in _FINGERS for pair in pairwise(finger)),
    *pairwise((0, 1, 5, 9, 13, 17, 0)),
)


def example_drawing(gesture: Shown, place: int) -> str:
    """Returns the SVG of one example of a gesture."""
    if isinstance(gesture, Sign):
        return hand_drawing(gesture.shown[place])
    palm = np.asarray(gesture.ways[place][0])
    return _drawn(np.column_stack((palm.real, palm.imag)), pairwise(range(len(palm))))


def hand_drawing(points: NDArray[np.float64]) -> str:
    """Returns the SVG of a hand: its 21 points, y down."""
    return _drawn(np.asarray(points)[:, :2], _BONES)


def _drawn(points: NDArray[np.float64], lines: Iterable[tuple[int, int]]) -> str:
    low, high = points.min(axis=0), points.max(axis=0)
    scale = (SIZE - 2 * _EDGE) / max(float((high - low).max()), 1e-6)
    placed = (points - (low + high) / 2) * scale + SIZE / 2
    path = "".join(
        f"M{placed[a][0]:.1f} {placed[a][1]:.1f}L{placed[b][0]:.1f} {placed[b][1]:.1f}" for a, b in lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE} {SIZE}" width="{SIZE}" height="{SIZE}" '
        f'aria-hidden="true"><path d="{path}" fill="none" stroke="currentColor" stroke-width="3" '
        'stroke-linecap="round" stroke-linejoin="round"/></svg>'
    )
