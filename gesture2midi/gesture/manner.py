"""How a player strikes: players repeat themselves, so the last strokes say where the next will be braked.

Where in a fall it is braked cannot be seen before it is done, but afterwards it can. So each stroke is read
once it is over, from the unsmoothed heights around its fall, and laid over those before it, middle on middle.
As a camera meets each stroke at other places, their mean shows more than one of them.
"""

from __future__ import annotations

from math import inf
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.floating]

COURSE: Floats = np.array(
    (-0.15, -0.12, -0.09, -0.07, -0.05, -0.03, -0.015, 0, 0.015, 0.03, 0.05, 0.07, 0.09)
)
"""Seconds from the middle of a fall at which its height is kept."""
AFTER = 0.11
"""Seconds after a strike until its stroke is read: the hand has turned by then."""
BEFORE = 0.2
"""Seconds before a strike in which its fall is looked for."""
EARLY = 0.05
"""Seconds by which a strike may come before the lowest point, and after it."""
STROKES = 5
"""How many of the last strokes count, roughly."""
LEAST_DEPTH = 0.15
"""Palms (about 1.3 cm): what goes less deep is no stroke to learn from."""
FORGOTTEN = 30.0
"""Seconds without a stroke after which the next is taken for another player's."""


class Manner:
    """The mean course of a hand's last strokes. It starts as nothing."""

    __slots__ = ("_count", "_course", "_last")

    def __init__(self) -> None:
        self._count = 0
        self._course: Floats = np.zeros(len(COURSE))
        self._last = -inf

    def inputs(self) -> Floats:
        """Its heights at `COURSE` as parts of the depth, 0 in the middle, down; and how sure it is, 0..1."""
        return np.append(self._course, min(self._count, STROKES) / STROKES)

    def learn(self, times: Floats, heights: Floats, struck: float) -> None:
        """Read a stroke that is over. times: seconds, rising. heights: palms, down. struck: seconds."""
        if not 0 <= struck - self._last <= FORGOTTEN:
            self._count = 0
        fall = _fall(times, heights, struck)
        if fall is None:
            return
        middle, centre, depth = fall
        self._last = struck
        self._count += 1
        course = (np.interp(middle + COURSE, times, heights) - centre) / depth
        self._course = self._course + (course - self._course) / min(self._count, STROKES)


def _fall(times: Floats, heights: Floats, struck: float) -> tuple[float, float, float] | None:
    """When a stroke's fall was half done, the height there, and its depth; None where none was seen."""
    lows = np.flatnonzero((times > struck - EARLY) & (times <= struck + AFTER))
    first = int(np.searchsorted(times, struck - BEFORE))
    if not len(lows) or lows[0] <= first:
        return None
    low = int(lows[np.argmax(heights[lows])])
    top = first + int(np.argmin(heights[first:low]))
    depth = float(heights[low] - heights[top])
    if depth < LEAST_DEPTH:
        return None
    centre = float(heights[top] + heights[low]) / 2
    above = top + int(np.flatnonzero(heights[top:low] <= centre)[-1])
    part = (centre - heights[above]) / max(heights[above + 1] - heights[above], 1e-9)
    return float(times[above] + part * (times[above + 1] - times[above])), centre, depth
