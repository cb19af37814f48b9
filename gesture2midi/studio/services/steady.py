"""Tells when a value stays where it is: a hand that is held still sets what a mouse would drag."""

from __future__ import annotations

from collections import deque

STILL = 0.8
"""Seconds that it has to stay."""
WITHIN = 0.05
"""Of its range, that it may move meanwhile."""
PATIENCE = 12.0
"""Seconds after which nobody waits any longer."""


class Steady:
    """Takes values with their times, in seconds that do not go back."""

    def __init__(self) -> None:
        self._values: deque[tuple[float, float]] = deque()
        self._begun: float | None = None

    def take(self, t: float, value: float, whole: float) -> float | None:
        """Returns the mean of what it was for `STILL` seconds if it stayed, else None; NaN begins anew.

        whole: its range.
        """
        self._begun = t if self._begun is None else self._begun
        if value != value:
            self._values.clear()
            return None
        self._values.append((t, value))
        while len(self._values) > 1 and self._values[1][0] <= t - STILL:
            self._values.popleft()
        held = [one for _, one in self._values]
        if self._values[0][0] > t - STILL or max(held) - min(held) > WITHIN * whole:
            return None
        return sum(held) / len(held)

    def over(self, t: float) -> bool:
        """Whether it has been waited for long enough."""
        return self._begun is not None and t - self._begun > PATIENCE
