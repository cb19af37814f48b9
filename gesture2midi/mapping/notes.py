"""Controls that sound notes: note, chord and drum.

A note begins when its gate becomes true and ends when it is false, so a hand that leaves ends its
notes. A tracker loses a hand for a frame now and then; so that this does not chop a note, a gate
that closes *because its hand is not seen* is believed only after `GRACE` seconds.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from gesture2midi.events import Hit, Message, NoteOff, NoteOn
from gesture2midi.gesture.catalog import SEEN
from gesture2midi.mapping.compiled import Chord, Drum, Expression, Note, Signals
from gesture2midi.mapping.step import Step

GRACE = 0.12
"""Seconds: three frames at 30 a second, still shorter than a sixteenth at 120 bpm (0.125)."""


def velocity(source: Expression | int, signals: Signals) -> int:
    """1..127 from a constant or an expression of 0..1; an unseen hand plays at 100."""
    if isinstance(source, int):
        return source
    value = source.value(signals)
    return 100 if math.isnan(value) else max(1, min(127, round(value * 127)))


class Gate:
    """Open while the control is to sound; forgives a hand that is not seen for `GRACE` seconds."""

    __slots__ = ("_blocked", "_gate", "_open", "_presence", "_seen", "_when")

    def __init__(self, gate: Expression, when: Expression | None) -> None:
        self._gate = gate
        self._when = when
        read = gate.signals | (when.signals if when else frozenset())
        hands = {name.split(".")[0] for name in read} & SEEN
        self._presence = tuple(sorted(f"{hand}.present" for hand in hands))
        self._open = False
        self._seen = -math.inf
        self._blocked = False

    def update(self, t: float, signals: Signals) -> bool:
        wanted = self._gate.value(signals) > 0 and (self._when is None or self._when.value(signals) > 0)
        if all(signals[name] > 0 for name in self._presence):
            self._seen = t
        elif self._open and not wanted and t - self._seen <= GRACE:
            return True
        self._blocked = self._blocked and wanted
        self._open = wanted and not self._blocked
        return self._open

    def block(self) -> None:
        """Stay shut until the player has let go."""
        self._blocked = True
        self._open = False


class _Sounding:
    """The notes that one control sounds now; a change ends the old ones before the new begin."""

    __slots__ = ("_channel", "_owner", "notes")

    def __init__(self, owner: str, channel: int) -> None:
        self._owner = owner
        self._channel = channel
        self.notes: tuple[int, ...] = ()

    def change(self, t: float, notes: tuple[int, ...], velocity: int, out: list[Message]) -> None:
        for note in self.notes:
            out.append(NoteOff(t, self._owner, self._channel, note))
        for note in notes:
            out.append(NoteOn(t, self._owner, self._channel, note, velocity))
        self.notes = notes


class HeldPart:
    """A note or chord: one of its steps, each some notes, sounds while the gate is open."""

    def __init__(self, control: Note | Chord) -> None:
        self._steps: tuple[tuple[int, ...], ...]
        if isinstance(control, Note):
            self._steps, self._pick = tuple((note,) for note in control.ladder), control.pitch
        else:
            self._steps, self._pick = control.chords, control.pick
        self._velocity = control.velocity
        self._gate = Gate(control.gate, control.when)
        self._when = control.when
        self._mode = control.mode
        self._open = self._on = False
        self._step = Step(len(self._steps))
        self._sounding = _Sounding(control.id, control.channel)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        step = self._step.update(self._pick.value(signals)) if self._pick is not None else 0
        opened = self._gate.update(t, signals)
        notes = self._steps[step] if opened and step >= 0 else ()
        if self._mode != "hold":
            notes = self._kept(opened, notes, signals)
        if notes != self._sounding.notes:
            self._sounding.change(t, notes, velocity(self._velocity, signals), out)

    def _kept(self, opened: bool, notes: tuple[int, ...], signals: Signals) -> tuple[int, ...]:
        """What a toggle or a latch sounds: it goes on when the gate closes."""
        rose = opened and not self._open
        self._open = opened
        if self._when is not None and not self._when.value(signals) > 0:
            self._on = False
        elif rose:
            self._on = self._mode == "latch" or not self._on
        if not self._on:
            return ()
        return notes if opened else self._sounding.notes

    def stop(self, t: float, out: list[Message]) -> None:
        self._sounding.change(t, (), 0, out)
        self._on = False

    def silence(self) -> None:
        self._sounding.notes = ()
        self._on = False
        self._gate.block()


class DrumPart:
    """One blow each time `hit` rises, at the time of the gesture's hit where that is still to come; the
    note-off follows `length` seconds later."""

    def __init__(self, control: Drum) -> None:
        self._control = control
        self._was = True  # a pose that is still held when its scene begins is no blow
        self._ends = math.inf
        self._foretold = -math.inf

    def expect(self, hits: Sequence[Hit]) -> None:
        """The hits of the frame that `update` gets next."""
        read = self._control.hit.signals
        heard = (hit.t for hit in hits if {f"{hit.side}.{hit.kind}", f"any.{hit.kind}"} & read)
        self._foretold = max(heard, default=-math.inf)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        control = self._control
        force = control.hit.value(signals)
        struck = force > 0
        rose = struck and not self._was
        self._was = struck
        hits = rose and (control.when is None or control.when.value(signals) > 0)
        at = max(t, self._foretold) if hits else t
        if self._ends <= t or (hits and self._ends < math.inf):
            self.stop(min(at, self._ends), out)
        if hits:
            source = control.velocity
            hard = max(1, min(127, round(force * 127))) if source is None else velocity(source, signals)
            out.append(NoteOn(at, control.id, control.channel, control.note, hard))
            self._ends = at + control.length

    def stop(self, t: float, out: list[Message]) -> None:
        if self._ends < math.inf:
            out.append(NoteOff(t, self._control.id, self._control.channel, self._control.note))
            self._ends = math.inf

    def silence(self) -> None:
        self._ends = math.inf
