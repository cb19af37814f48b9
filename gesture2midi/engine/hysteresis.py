"""A level in steps: the notes of a ladder, the chords of a list, the stops of a controller."""

from __future__ import annotations

import math

MARGIN = 0.2
"""How far (in steps) a pitch must pass the border of its step before the step changes."""


class Step:
    """Which of n steps a value 0..1 is on, with hysteresis; NaN keeps the step."""

    __slots__ = ("_count", "_margin", "now")

    def __init__(self, count: int, margin: float = MARGIN) -> None:
        self._count, self._margin = count, margin
        self.now = -1

    def update(self, value: float) -> int:
        """The step 0..n-1, or -1 as long as no value was ever seen."""
        if math.isnan(value):
            return self.now
        place = max(0.0, min(1.0, value)) * self._count
        if (
            self.now < 0
            or self._margin == 0
            or not self.now - self._margin <= place <= self.now + 1 + self._margin
        ):
            self.now = min(int(place), self._count - 1)
        return self.now


class Index:
    """Which of n steps a whole number names, from 0: exactly that, and none beyond them; NaN keeps the step.

    What lies between two whole numbers is the nearest, for arithmetic seldom ends on one.
    """

    __slots__ = ("_count", "now")

    def __init__(self, count: int) -> None:
        self._count = count
        self.now = -1

    def update(self, value: float) -> int:
        """The step 0..n-1, or -1 where there is none of that number."""
        if math.isnan(value):
            return self.now
        self.now = math.floor(value + 0.5) if -0.5 <= value < self._count - 0.5 else -1
        return self.now
