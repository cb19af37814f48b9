"""Hysteresis on every level of a hand, for a player who trembles: nothing flutters about a gate's border."""

from __future__ import annotations

from collections.abc import Sequence

WIDEST = 0.06
"""Of a level's range: how far it must turn back at `steady: 1` before it follows, each way."""


class Backlash:
    """Follows numbers as a loose gear follows its driver: only what goes farther than the play moves it.

    Both ends of the range are still reached, because the rest is stretched over all of it.

    Args:
        bounds: (low, high) of each number.
        steady: 0..1.
    """

    __slots__ = ("_held", "_limits")

    def __init__(self, bounds: Sequence[tuple[float, float]], steady: float) -> None:
        self._limits = [(low, high, (high - low) * WIDEST * steady) for low, high in bounds]
        self._held: list[float] = []

    def update(self, values: Sequence[float]) -> list[float]:
        """The numbers with the play taken out, each within its bounds."""
        held = self._held or values
        self._held = [
            min(max(before, value - play, low + play), value + play, high - play)
            for before, value, (low, high, play) in zip(held, values, self._limits, strict=True)
        ]
        return [
            min(max(low + (now - low - play) * (high - low) / (high - low - 2 * play), low), high)
            for now, (low, high, play) in zip(self._held, self._limits, strict=True)
        ]
