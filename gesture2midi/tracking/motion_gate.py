"""Tells pictures in which something moved from those in which nothing did, so that these need no search."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from gesture2midi.events import Image

LEVELS = 25
"""Grey levels by which a pixel must change in one of its colours: five times a webcam's noise."""

PIXELS = 30
"""Pixels that must do so. The smallest palm that the palm model finds covers some 400."""

PATIENCE = 5
"""Pictures in a row that may be taken to be still; the next one counts as moved."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels, right and bottom not included."""


class Stillness:
    """Compares each picture with the last one that moved, so that what creeps in is noticed too."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """The next picture counts as moved."""
        self._last: Image | None = None
        self._hidden: tuple[Box, ...] = ()
        self._still = 0

    def moved(self, picture: Image, hidden: Sequence[Box]) -> bool:
        """Whether to look at this (height, width, 3) picture; what moves in `hidden` boxes does not count."""
        if self._last is not None and self._last.shape == picture.shape and self._still < PATIENCE:
            changed: Image = np.asarray(cv2.absdiff(picture, self._last).max(axis=2) > LEVELS, np.uint8)
            for left, top, right, bottom in (*hidden, *self._hidden):
                changed[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)] = 0
            if cv2.countNonZero(changed) < PIXELS:
                self._still += 1
                return False
        self._last, self._hidden, self._still = picture, tuple(hidden), 0
        return True
