"""Controls that sound notes while a gate is open: note and chord.

A note begins when its gate becomes true and ends when it is false, so a hand that leaves ends its
notes. A tracker loses a hand for a frame now and then; so that this does not chop a note, a gate
that closes *because its hand is not seen* is believed only after `GRACE` seconds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from gesture2midi.engine.choice import GRACE, Choice, Dwell
from gesture2midi.engine.controls import Expression, Gated, Hold
from gesture2midi.engine.easing import Easing
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.trigger_player import Edge
from gesture2midi.engine.velocity import release, release_at_stop, velocity
from gesture2midi.events import Message, NoteOff, NoteOn
from gesture2midi.gestures.signals import SEEN


class Gate:
    """Open while the control is to sound; forgives a hand that is not seen for `GRACE` seconds."""

    __slots__ = ("_blocked", "_dwell", "_gate", "_linger", "_open", "_presence", "_wanted", "_when", "seen")

    def __init__(self, gate: Expression, when: Expression | None) -> None:
        self._gate = gate
        self._when = when
        self._dwell: Dwell | None = None
        self._linger = 0.0
        self._presence = _presence(gate, when)
        self._open = False
        self.seen = self._wanted = -math.inf
        self._blocked = False

    def ease(self, easing: Easing, choice: Choice) -> None:
        """Make it easier to open and to hold, before its first frame. choice: of what it is the gate."""
        self._linger = easing.change
        self._dwell = choice.dwell(easing.dwell) if easing.dwell else None
        if self._dwell is not None:
            self._presence = _presence(self._dwell, self._when)

    def update(self, t: float, signals: Signals) -> bool:
        opened = self._gate.value(signals) > 0 if self._dwell is None else self._dwell.update(t, signals)
        wanted = opened and (self._when is None or self._when.value(signals) > 0)
        if all([signals[name] > 0 for name in self._presence]):  # a list takes half as long as a generator
            self.seen = t
        elif self._open and not wanted and t - self.seen <= GRACE:
            return True
        if wanted:
            self._wanted = t
        elif self._open and t - self._wanted < self._linger:
            return True
        self._blocked = self._blocked and wanted
        self._open = wanted and not self._blocked
        return self._open

    def block(self) -> None:
        """Stay shut until the player has let go."""
        self._blocked = True
        self._open = False


def _presence(gate: Expression | Dwell, when: Expression | None) -> tuple[str, ...]:
    """The signals that tell whether all hands are there that both read."""
    read = gate.signals | (when.signals if when else frozenset())
    hands = {name.split(".")[0] for name in read} & SEEN
    return tuple(sorted(f"{hand}.present" for hand in hands))


class Press:
    """A gate with what its mode makes of it.

    on: whether the control sounds. again: what sounded before this frame is struck again.
    """

    __slots__ = ("_edge", "_gate", "_mode", "_open", "_retrigger", "_when", "again", "on")

    def __init__(self, gated: Gated) -> None:
        self._gate = Gate(gated.gate, gated.when)
        self._when = gated.when
        self._mode: Hold = gated.mode
        self._retrigger, self._edge = gated.retrigger, Edge()
        self._open = self.on = self.again = False

    def ease(self, easing: Easing, choice: Choice) -> None:
        """Make it easier to play, before its first frame. choice: of what it is the gate."""
        self._gate.ease(easing, choice)

    def update(self, t: float, signals: Signals) -> bool:
        """Whether the player holds it open. A toggle or a latch sounds on when it closes."""
        opened, sounded = self._gate.update(t, signals), self.on
        self.again = self._retrigger is not None and self._edge.rises(self._retrigger.value(signals) > 0)
        if self._mode == "hold":
            self.on = opened
        else:
            rose = opened and not self._open
            self._open = opened
            if self._when is not None and not self._when.value(signals) > 0:
                self.on = False
            elif rose:
                self.on = self._mode == "latch" or not self.on
                self.again = self.on
        self.again = self.again and sounded and self.on
        return opened

    def release(self) -> None:
        """What sounded has ended."""
        self.on = False

    def seen(self, t: float) -> bool:
        """Whether every hand that the gate reads is there in the frame of time t."""
        return self._gate.seen == t

    def block(self) -> None:
        """Stay shut until the player has let go."""
        self.on = False
        self._gate.block()


class _Sounding:
    """The notes that one control sounds now; a change ends the old before the new begin, legato after."""

    __slots__ = ("_channel", "_legato", "_owner", "notes")

    def __init__(self, gated: Gated, legato: bool) -> None:
        self._owner = gated.owner
        self._channel = gated.channel
        self._legato = legato
        self.notes: tuple[int, ...] = ()

    def change(
        self, t: float, notes: tuple[int, ...], velocity: int, out: list[Message], release: int
    ) -> None:
        ends = [NoteOff(t, self._owner, self._channel, note, velocity=release) for note in self.notes]
        begins = [NoteOn(t, self._owner, self._channel, note, velocity) for note in notes]
        out += (*begins, *ends) if self._legato and notes != self.notes else (*ends, *begins)
        self.notes = notes


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """What a control chooses from by `pick` (0..1), each some notes; without a `pick` it is the first.

    whole: `pick` is the number of one, from 0.
    """

    notes: Sequence[tuple[int, ...]]
    pick: Expression | None
    whole: bool = False


class HeldPart:
    """A note or chord: one of its steps, each some notes, sounds while the gate is open."""

    def __init__(self, gated: Gated, steps: Steps, legato: bool = False) -> None:
        self._steps = steps.notes
        self._velocity, self._release = gated.velocity, gated.release
        self._press = Press(gated)
        self._choice = Choice(len(self._steps), steps.pick, steps.whole)
        self._sounding = _Sounding(gated, legato)

    def ease(self, easing: Easing) -> None:
        self._choice.ease(easing)
        self._press.ease(easing, self._choice)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        step = self._choice.of(t, signals, held=bool(self._sounding.notes))
        notes: tuple[int, ...] = ()
        if self._press.update(t, signals):
            notes = self._steps[step] if step >= 0 and self._press.on else ()
        elif self._press.on:
            notes = self._sounding.notes
        if notes != self._sounding.notes or (self._press.again and notes):
            self._change(t, notes, signals, out)

    def stop(self, t: float, out: list[Message]) -> None:
        self._sounding.change(t, (), 0, out, release_at_stop(self._release))
        self._press.release()

    def silence(self) -> None:
        self._sounding.notes = ()
        self._press.block()

    def _change(self, t: float, notes: tuple[int, ...], signals: Signals, out: list[Message]) -> None:
        hard, soft = velocity(self._velocity, signals), release(self._release, signals)
        self._sounding.change(t, notes, hard, out, soft)
