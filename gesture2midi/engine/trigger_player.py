"""Things that happen once, when a condition becomes true."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.parts import Kept, Signals
from gesture2midi.engine.rate_limiter import GAP
from gesture2midi.events import Message, Transport


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


class Moments:
    """The same, no more than 200 times a second."""

    __slots__ = ("_edge", "_last")

    def __init__(self) -> None:
        self._edge = Edge()
        self._last = -math.inf

    def rises(self, t: float, now: bool) -> bool:
        if not self._edge.rises(now) or t - self._last < GAP - 1e-5:
            return False
        self._last = t
        return True


class TriggerPart:
    """A program, a command of the transport or a SysEx, sent each time its `when` becomes true."""

    def __init__(self, when: Expression, send: Callable[[float], Sequence[Message]]) -> None:
        """send: what is sent at a time."""
        self._when, self._send = when, send
        self._moments = Moments()

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if self._moments.rises(t, self._when.value(signals) > 0):
            out += self._send(t)

    def stop(self, t: float, out: list[Message]) -> None:
        """A program stays chosen, a machine that was started runs on."""

    def silence(self) -> None:
        """None of these makes a sound by itself."""


def toggled(t: float, port: str, kept: Kept) -> Transport:
    """Returns the command that turns the music of a port on or off: it goes on where it was stopped."""
    last = kept.transport.get(port)
    return Transport(t, "start" if last is None else "continue" if last == "stop" else "stop")
