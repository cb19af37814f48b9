"""Parts of a picture in which a small hand, or one that fills the picture, is searched while none is seen.

The palm model looks at 192 pixels a side. A hand of less than about a fifth of the picture is too small for
it there, and one that reaches beyond the edges too large: the first is found in an enlarged part, the
second with space around it.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from gesture2midi.tracking.palm_detection import SIDE

WAIT = 0.5
"""Seconds without a hand before a closer look is taken."""
SCALES = (1.5, 0.75, 0.5, 1 / 3)
"""Sides of the parts, in longer sides of the picture; chosen by `python -m benchmarks small_hands`."""
_STEP = 0.75
"""Of their side from one part to the next, so that a hand on an edge of one is whole in its neighbour."""


class CloserViews:
    """Gives one part after another of the pictures in which no hand is seen, and none while there is one."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The pictures so far tell nothing of the next one."""
        self._none_since = math.inf
        self._next = 0

    def saw(self, t: float, hands: int) -> None:
        """Takes how many hands the picture of time `t` (seconds) has."""
        if hands:
            self.forget()
        elif not self._none_since <= t:
            self._none_since = t

    def next(self, width: int, height: int, t: float) -> NDArray[np.float64] | None:
        """Returns (2, 3), from a pixel of the model's input to one of the picture, or None for now."""
        if not t - self._none_since >= WAIT:
            return None
        every = views(width, height)
        self._next %= len(every)
        view = every[self._next]
        self._next += 1
        return view


@lru_cache(maxsize=4)
def views(width: int, height: int) -> tuple[NDArray[np.float64], ...]:
    """Returns the parts, the largest first and then those nearer to the middle; see `CloserViews.next`."""
    found = []
    for scale in SCALES:
        side = scale * max(width, height)
        middles = [(x, y) for x in _middles(width, side) for y in _middles(height, side)]
        middles.sort(key=lambda at: (abs(at[0] - width / 2) + abs(at[1] - height / 2), at))
        found += [
            np.array([[side / SIDE, 0.0, x - side / 2], [0.0, side / SIDE, y - side / 2]]) for x, y in middles
        ]
    return tuple(found)


def _middles(length: float, side: float) -> list[float]:
    """Of parts that cover a length."""
    if side >= length:
        return [length / 2]
    count = math.ceil((length - side) / (_STEP * side)) + 1
    return [float(x) for x in np.linspace(side / 2, length - side / 2, count)]
