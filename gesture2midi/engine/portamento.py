"""Notes that the synth leads into each other with its own portamento."""

from __future__ import annotations

import math

from gesture2midi.engine.controls import Expression, Gated
from gesture2midi.engine.note_player import HeldPart, Steps
from gesture2midi.engine.parts import Signals
from gesture2midi.events import ControlChange, Message

TIME, SWITCH, CONTROL = 5, 65, 84
"""The controllers of MIDI's portamento: how slow, whether at all, and from which key (MIDI 1.0, table 3)."""


class GlidingPart(HeldPart):
    """A note whose changes are legato and glide; each beginning after a silence is on its pitch.

    The new note begins just before the old one ends, which is what a synth with one voice waits for. One with
    several is told the key to glide from (CC 84). Portamento is on only while a phrase glides, so that its
    first note does not come sliding in, nor what another control plays on the channel.
    """

    def __init__(self, gated: Gated, steps: Steps, time: Expression | int) -> None:
        """time: how slowly the synth glides, 0..127 or an expression of 0..1."""
        super().__init__(gated, steps, legato=True)
        self._channel = gated.channel
        self._time = time
        self._on = False
        self._told: int | None = None

    def stop(self, t: float, out: list[Message]) -> None:
        super().stop(t, out)
        self._off(t, out)

    def silence(self) -> None:
        super().silence()
        self._on = False

    def _change(self, t: float, notes: tuple[int, ...], signals: Signals, out: list[Message]) -> None:
        if self._sounding.notes and notes and notes != self._sounding.notes:
            self._glide(t, self._sounding.notes[0], signals, out)
        super()._change(t, notes, signals, out)
        if not notes:
            self._off(t, out)

    def _glide(self, t: float, key: int, signals: Signals, out: list[Message]) -> None:
        if not self._on:
            self._on, self._told = True, None
            out.append(ControlChange(t, self._channel, SWITCH, 127))
        time = _seven(self._time, signals)
        if time is not None and time != self._told:
            self._told = time
            out.append(ControlChange(t, self._channel, TIME, time))
        out.append(ControlChange(t, self._channel, CONTROL, key))

    def _off(self, t: float, out: list[Message]) -> None:
        if self._on:
            self._on = False
            out.append(ControlChange(t, self._channel, SWITCH, 0))


def _seven(source: Expression | int, signals: Signals) -> int | None:
    """0..127 of a number or of an expression of 0..1; None where its hand is not seen."""
    if not isinstance(source, Expression):
        return source
    value = source.value(signals)
    return None if math.isnan(value) else round(max(0.0, min(1.0, value)) * 127)
