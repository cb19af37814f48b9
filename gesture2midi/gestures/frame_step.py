"""How far apart a camera's frames are."""

from __future__ import annotations

from collections import deque
from math import isfinite
from statistics import median

FIRST = 1 / 30
"""Seconds that are taken for the step before it has been seen."""
WITHIN = 0.25
"""The part of the step by which a frame may be off and still belongs to the same rate."""
CHANGED = 12
"""Frames in a row that are off, before the rate has changed: lost frames make no slow camera."""
LONGEST = 0.25
"""Seconds beyond which the picture stood still."""


class FrameStep:
    """The step from frame to frame, which stays as it is until the rate really changes."""

    __slots__ = ("_off", "_t", "seconds")

    def __init__(self) -> None:
        self._t = 0.0
        self._off: deque[float] = deque(maxlen=CHANGED)
        self.seconds = FIRST

    def update(self, t: float) -> None:
        """Take in a frame, with or without hands. t: seconds."""
        step, self._t = t - self._t, t
        if not (isfinite(step) and 0 < step <= LONGEST):
            return
        if abs(step - self.seconds) <= WITHIN * self.seconds:
            self._off.clear()
            return
        self._off.append(step)
        if len(self._off) == CHANGED:
            self.seconds = median(self._off)
            self._off.clear()
