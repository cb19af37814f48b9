"""Lists that gestures step through: the values of a controller, programs, scenes, mappings."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gesture2midi.engine.controls import Stepping
from gesture2midi.engine.parts import Kept, Signals
from gesture2midi.engine.trigger_player import Moments
from gesture2midi.events import MappingChange, Message


class Stepper:
    """Tells each step: 1 on, -1 back, 0 none."""

    __slots__ = ("_back", "_on", "_stepping")

    def __init__(self, stepping: Stepping) -> None:
        self._stepping = stepping
        self._on, self._back = Moments(), Moments()

    def update(self, t: float, signals: Signals) -> int:
        stepping = self._stepping
        on = stepping.next is not None and self._on.rises(t, stepping.next.value(signals) > 0)
        back = stepping.previous is not None and self._back.rises(t, stepping.previous.value(signals) > 0)
        return on - back if self.plays(signals) else 0

    def plays(self, signals: Signals) -> bool:
        """Whether the control plays at all."""
        when = self._stepping.when
        return when is None or when.value(signals) > 0


def moved(place: int, way: int, count: int, wraps: bool) -> int:
    """Returns the place 0..count-1 after a step of 1 or -1; from nowhere (-1) to the first or the last."""
    if place < 0:
        return 0 if way > 0 else count - 1
    return (place + way) % count if wraps else max(0, min(count - 1, place + way))


class StepPart:
    """A list of which one is sent as it begins, and another with each step; it outlives its scene."""

    def __init__(
        self,
        owner: str,
        stepping: Stepping,
        count: int,
        send: Callable[[float, int], Sequence[Message]],
        kept: Kept,
        first: int = 0,
    ) -> None:
        """send: what is sent at a time for a place in the list. first: the place where it begins."""
        self._owner, self._count, self._first = owner, count, first
        self._stepper, self._wraps = Stepper(stepping), stepping.wraps
        self._send, self._kept = send, kept

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        way = self._stepper.update(t, signals)
        if self._owner not in self._kept.places:
            if self._stepper.plays(signals):
                self._go(t, self._first, out)
        elif way:
            here = self.place()
            to = moved(here, way, self._count, self._wraps)
            if to != here or self._wraps:
                self._go(t, to, out)

    def place(self) -> int:
        """Where it is now; -1 is nowhere."""
        return self._kept.places[self._owner]

    def _go(self, t: float, place: int, out: list[Message]) -> None:
        self._kept.places[self._owner] = place
        out += self._send(t, place)

    def stop(self, t: float, out: list[Message]) -> None:
        """What was chosen stays chosen."""

    def silence(self) -> None:
        """None of these makes a sound by itself."""


class ProgramStepPart(StepPart):
    """The programs of a channel, which others may change, too: a step goes from the one that is on."""

    def __init__(
        self,
        owner: str,
        stepping: Stepping,
        programs: Sequence[int],
        channel: tuple[str, int],
        send: Callable[[float, int], Sequence[Message]],
        kept: Kept,
        first: int,
    ) -> None:
        """channel: its port and number. first: the place of the program that it begins with."""
        super().__init__(owner, stepping, len(programs), send, kept, first)
        self._programs, self._channel = programs, channel

    def place(self) -> int:
        now, place = self._kept.programs.get(self._channel), super().place()
        if now is None or self._programs[place] == now:
            return place
        return self._programs.index(now) if now in self._programs else -1

    def _go(self, t: float, place: int, out: list[Message]) -> None:
        self._kept.programs[self._channel] = self._programs[place]
        super()._go(t, place, out)


class MappingPart:
    """Asks for the mapping after this one, or before it."""

    def __init__(self, stepping: Stepping) -> None:
        self._stepper, self._wraps = Stepper(stepping), stepping.wraps

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if way := self._stepper.update(t, signals):
            out.append(MappingChange(t, way, self._wraps))

    def stop(self, t: float, out: list[Message]) -> None:
        """Nothing sounds."""

    def silence(self) -> None:
        """None of these makes a sound by itself."""
