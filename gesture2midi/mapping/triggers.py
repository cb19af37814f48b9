"""Things that happen once, when a condition becomes true."""

from __future__ import annotations

from gesture2midi.events import Message, ProgramChange
from gesture2midi.mapping.compiled import Program, Signals


class Edge:
    """True in the frame in which a condition becomes true.

    It has to be seen false first: a pose that is still held when its scene begins does not fire
    again, so two scenes that share a pose do not toss the player to and fro.
    """

    __slots__ = ("_was",)

    def __init__(self) -> None:
        self._was = True

    def rises(self, now: bool) -> bool:
        rose = now and not self._was
        self._was = now
        return rose


class ProgramPart:
    def __init__(self, control: Program) -> None:
        self._control = control
        self._edge = Edge()

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if self._edge.rises(self._control.when.value(signals) > 0):
            out.append(ProgramChange(t, self._control.channel, self._control.program))

    def stop(self, t: float, out: list[Message]) -> None:
        """A program stays chosen."""

    def silence(self) -> None:
        """A program makes no sound."""
