"""MPE voices: each note on a channel of its own, tuned and coloured before it begins and while it sounds."""

from __future__ import annotations

import math

from gesture2midi.events import ControlChange, Message, NoteOff, NoteOn, PitchBend, Pressure
from gesture2midi.mapping.compiled import Expression, MpeNote, Signals, Voice
from gesture2midi.mapping.controllers import BEND
from gesture2midi.mapping.levels import Quantiser
from gesture2midi.mapping.magnet import Magnet
from gesture2midi.mapping.notes import Gate, velocity
from gesture2midi.mapping.readers import owner
from gesture2midi.mapping.step import Step
from gesture2midi.mapping.zone import Members

SLIDE = 74
"""The controller of MPE's third dimension."""

MIDDLE = 64


class VoicePart:
    """One voice: silent, or sounding one note on one member channel."""

    def __init__(self, control: MpeNote, voice: Voice, members: Members, bend_range: int) -> None:
        self._voice = voice
        self._owner = owner(control, voice)
        self._ladder = control.tuned or control.ladder
        self._magnet = Magnet(self._ladder, control.magnet) if control.glides else None
        self._smooth = control.smooth
        self._members = members
        self._units = BEND / bend_range
        self._gate = Gate(voice.gate, control.when)
        self._step = Step(len(control.ladder))
        self._channel = 0
        self._note = -1
        self._tone: float = -1  # the note as it is tuned
        self._tuning = math.nan
        self._t = -math.inf
        self._bend, self._slide, self._pressure = Quantiser(), Quantiser(), Quantiser()

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        opened = self._gate.update(t, signals)
        if not opened and self._note < 0:
            return
        pitch = self._voice.pitch.value(signals)
        wanted = self._wanted(pitch) if opened else -1
        if wanted != self._tone:
            self.stop(t, out)
            if wanted >= 0:
                self._begin(t, wanted, pitch, signals, out)
        elif wanted >= 0:
            self._follow(t, pitch, signals, out)

    def stop(self, t: float, out: list[Message]) -> None:
        if self._note >= 0:
            out.append(NoteOff(t, self._owner, self._channel, self._note))
            self._members.give_back(self._channel)
            self._note = self._tone = -1

    def silence(self) -> None:
        if self._note >= 0:
            self._members.give_back(self._channel)
            self._note = self._tone = -1
        self._gate.block()

    def _wanted(self, pitch: float) -> float:
        """The tone that is to sound; -1 for none. A voice that glides keeps the note it began with."""
        if self._magnet is not None:
            return self._tone if self._tone >= 0 or math.isnan(pitch) else self._magnet.begin(pitch)
        step = self._step.update(pitch)
        return self._ladder[step] if step >= 0 else -1

    def _begin(self, t: float, tone: float, pitch: float, signals: Signals, out: list[Message]) -> None:
        self._channel, self._tone, self._note = self._members.take(), tone, round(tone)
        self._tuning, self._t = math.nan, t
        for quantiser in (self._bend, self._slide, self._pressure):
            quantiser.sent = None
        voice, channel = self._voice, self._channel
        bend = self._bend.update(t, self._bent(t, pitch, signals)) or 0
        slide = self._slide.update(t, _seven(voice.slide, signals, MIDDLE))
        pressure = self._pressure.update(t, _seven(voice.pressure, signals, 0))
        out.append(PitchBend(t, channel, min(bend, BEND - 1), early=True))
        out.append(ControlChange(t, channel, SLIDE, slide or 0, early=True))
        out.append(Pressure(t, channel, pressure or 0, early=True))
        out.append(NoteOn(t, self._owner, channel, self._note, velocity(voice.velocity, signals)))

    def _follow(self, t: float, pitch: float, signals: Signals, out: list[Message]) -> None:
        voice, channel = self._voice, self._channel
        if self._magnet is not None or voice.bend is not None:
            bend = self._bend.update(t, self._bent(t, pitch, signals))
            if bend is not None:
                out.append(PitchBend(t, channel, min(bend, BEND - 1)))
        if voice.slide is not None:
            slide = self._slide.update(t, _seven(voice.slide, signals, self._slide.sent or 0))
            if slide is not None:
                out.append(ControlChange(t, channel, SLIDE, slide))
        if voice.pressure is not None:
            pressure = self._pressure.update(t, _seven(voice.pressure, signals, self._pressure.sent or 0))
            if pressure is not None:
                out.append(Pressure(t, channel, pressure))

    def _bent(self, t: float, pitch: float, signals: Signals) -> float:
        """Where the bend is to be, in units of the message; a hand that is not seen keeps it."""
        dt, self._t = t - self._t, t
        wanted = self._tone - self._note
        if self._magnet is not None:
            wanted = math.nan if math.isnan(pitch) else self._magnet.update(dt, pitch) - self._note
        if self._voice.bend is not None:
            wanted += self._voice.bend.value(signals)
        if math.isnan(self._tuning):
            self._tuning = 0.0 if math.isnan(wanted) else wanted
        elif not math.isnan(wanted):
            follows = -math.expm1(-dt / self._smooth) if self._smooth > 0 else 1.0
            self._tuning += (wanted - self._tuning) * follows
        return max(-BEND, min(BEND, self._tuning * self._units))


def _seven(source: Expression | None, signals: Signals, otherwise: int) -> float:
    """0..127 of an expression of 0..1; `otherwise` where there is none, or its hand is not seen."""
    value = math.nan if source is None else source.value(signals)
    return otherwise if math.isnan(value) else max(0.0, min(1.0, value)) * 127
