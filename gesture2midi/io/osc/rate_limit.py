"""How much is listened to: who sends faster than anyone plays gets no more of the machine than this."""

from __future__ import annotations


class Budget:
    """A purse of `most` that fills with `rate` a second. Time is an argument, in seconds.

    What is spent beyond it is owed, and nothing is left until that is made up for.
    """

    def __init__(self, rate: float, most: float) -> None:
        self._rate = rate
        self._most = self._has = most
        self._t: float | None = None

    def left(self, t: float) -> float:
        if self._t is not None:
            self._has = min(self._most, self._has + max(0.0, t - self._t) * self._rate)
        self._t = t
        return self._has

    def spend(self, cost: float) -> None:
        self._has -= cost
