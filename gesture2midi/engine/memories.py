"""What the expressions of a mapping remember, worked out once a frame before the controls read it."""

from __future__ import annotations

from collections.abc import Iterable

from gesture2midi.engine.controls import Expression, Memory
from gesture2midi.engine.parts import Signals


class Memories:
    """Memories at work, those of one run of a mapping; they begin anew with each.

    Each has its place among them, from which `random` takes its numbers.
    """

    __slots__ = ("_steps",)

    def __init__(self, memories: Iterable[Memory]) -> None:
        self._steps = tuple((memory.name, memory.start(place)) for place, memory in enumerate(memories))

    def update(self, t: float, signals: Signals) -> Signals:
        """Returns the signals of a frame with those of the memories; t: seconds, which must not go back."""
        if not self._steps:
            return signals
        whole = dict(signals)
        for name, step in self._steps:
            whole[name] = step(t, whole)
        return whole


def at_first(expression: Expression, signals: Signals) -> float:
    """Returns the value of an expression in the first frame, when it remembers nothing yet."""
    return expression.value(Memories(expression.memories).update(0.0, signals))
