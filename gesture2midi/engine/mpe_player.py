"""MPE voices: each note on a channel of its own, tuned and coloured before it begins and while it sounds."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gesture2midi.engine.choice import Choice
from gesture2midi.engine.controls import Expression, Voice
from gesture2midi.engine.easing import MOST, Easing
from gesture2midi.engine.follower import BEND, Quantiser
from gesture2midi.engine.interpolation import Ways
from gesture2midi.engine.note_player import Gate
from gesture2midi.engine.parts import Signals, Stage
from gesture2midi.engine.pitch_snap import Magnet
from gesture2midi.engine.velocity import release, release_at_stop, velocity
from gesture2midi.events import ControlChange, Message, NoteOff, NoteOn, PitchBend, Pressure
from gesture2midi.music.keyboard import nearest_key

SLIDE = 74
"""The controller of MPE's third dimension."""

MIDDLE = 64


class VoicePart:
    """One voice: silent, or sounding one note on one member channel."""

    def __init__(
        self,
        voice: Voice,
        when: Expression | None,
        ladder: Sequence[float],
        stage: Stage,
        *,
        magnet: float | None,
        smooth: float,
    ) -> None:
        """`ladder`: the notes that the pitch climbs, each with a fraction where a tuning puts it elsewhere.

        magnet: 0..1, how much of the way between two notes of the ladder is in tune, for a voice that follows
            its pitch by bending; None: it does not. smooth: seconds.
        """
        assert stage.zone is not None and stage.members is not None, "voices need a zone"
        self._voice = voice
        self._owner = voice.owner
        self._ladder = ladder
        self._magnetism = magnet
        self._magnet = None if magnet is None else Magnet(ladder, magnet)
        self._smooth = smooth
        self._members = stage.members
        self._units = BEND / stage.zone.bend_range
        self._gate = Gate(voice.gate, when)
        self._choice = Choice(len(ladder), voice.pitch, voice.whole)
        self._soft = release_at_stop(voice.release)
        self._channel = 0
        self._note = -1
        self._tone = math.nan  # the note as it is tuned, NaN while none sounds
        self._tuning = math.nan
        self._t = -math.inf
        self._bend, self._slide, self._pressure = Quantiser(), Quantiser(), Quantiser()
        self._slid, self._pressed = float(MIDDLE), 0.0

    def ease(self, easing: Easing) -> None:
        self._choice.ease(easing)
        self._gate.ease(easing, self._choice)
        if easing.large and self._magnetism is not None:
            self._magnet = Magnet(self._ladder[:MOST], self._magnetism)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        opened = self._gate.update(t, signals)
        if not opened and self._note < 0:
            return
        pitch = self._voice.pitch.value(signals)
        wanted = self._wanted(t, pitch) if opened else math.nan
        if wanted == self._tone:
            self._follow(t, pitch, signals, out)
            return
        self._soft = release(self._voice.release, signals)
        self.stop(t, out)
        self._soft = release_at_stop(self._voice.release)
        if not math.isnan(wanted):
            self._begin(t, wanted, pitch, signals, out)

    def stop(self, t: float, out: list[Message]) -> None:
        if self._note >= 0:
            out.append(NoteOff(t, self._owner, self._channel, self._note, velocity=self._soft))
            self._members.give_back(self._channel)
            self._note, self._tone = -1, math.nan

    def silence(self) -> None:
        if self._note >= 0:
            self._members.give_back(self._channel)
            self._note, self._tone = -1, math.nan
        self._gate.block()

    def _wanted(self, t: float, pitch: float) -> float:
        """The tone that is to sound; NaN for none. A voice that glides keeps the note it began with."""
        if self._magnet is not None:
            begun = not math.isnan(self._tone) or math.isnan(pitch)
            return self._tone if begun else self._magnet.begin(pitch)
        step = self._choice.update(t, pitch, held=self._note >= 0)
        return self._ladder[step] if step >= 0 else math.nan

    def _begin(self, t: float, tone: float, pitch: float, signals: Signals, out: list[Message]) -> None:
        self._channel, self._tone, self._note = self._members.take(), tone, nearest_key(tone)
        self._tuning, self._t = math.nan, t
        self._slid, self._pressed = float(MIDDLE), 0.0
        for quantiser in (self._bend, self._slide, self._pressure):
            quantiser.sent = None
        channel = self._channel
        bent, slid, pressed = self._levels(t, pitch, signals)
        bend, slide = self._bend.update(t, bent) or 0, self._slide.update(t, slid) or 0
        out.append(PitchBend(t, channel, min(bend, BEND - 1)))
        out.append(ControlChange(t, channel, SLIDE, slide))
        out.append(Pressure(t, channel, self._pressure.update(t, pressed) or 0))
        out.append(NoteOn(t, self._owner, channel, self._note, velocity(self._voice.velocity, signals)))

    def _follow(self, t: float, pitch: float, signals: Signals, out: list[Message]) -> None:
        self._say(t, self._levels(t, pitch, signals), out)

    def _levels(self, t: float, pitch: float, signals: Signals) -> tuple[float, float, float]:
        """Where bend, slide and pressure are to be, in units of their messages; an unseen hand keeps them."""
        self._slid = _seven(self._voice.slide, signals, self._slid)
        self._pressed = _seven(self._voice.pressure, signals, self._pressed)
        return self._bent(t, pitch, signals), self._slid, self._pressed

    def _say(self, t: float, levels: tuple[float, float, float], out: list[Message]) -> None:
        """What of bend, slide and pressure has changed."""
        voice, channel = self._voice, self._channel
        if self._magnet is not None or voice.bend is not None:
            bend = self._bend.update(t, levels[0])
            if bend is not None:
                out.append(PitchBend(t, channel, min(bend, BEND - 1)))
        if voice.slide is not None:
            slide = self._slide.update(t, levels[1])
            if slide is not None:
                out.append(ControlChange(t, channel, SLIDE, slide))
        if voice.pressure is not None:
            pressure = self._pressure.update(t, levels[2])
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


class RatedVoice(VoicePart):
    """A voice that is bent and coloured between frames, too."""

    def __init__(
        self,
        voice: Voice,
        when: Expression | None,
        ladder: Sequence[float],
        stage: Stage,
        *,
        magnet: float | None,
        smooth: float,
        rate: float,
    ) -> None:
        """rate: Hz, above 0."""
        super().__init__(voice, when, ladder, stage, magnet=magnet, smooth=smooth)
        self._ways = Ways(rate)

    def _begin(self, t: float, tone: float, pitch: float, signals: Signals, out: list[Message]) -> None:
        super()._begin(t, tone, pitch, signals, out)
        self._ways.forget()
        bend = max(-BEND, min(BEND, self._tuning * self._units))
        self._ways.update(t, _places(bend, self._slid, self._pressed))

    def _follow(self, t: float, pitch: float, signals: Signals, out: list[Message]) -> None:
        if self._ways.called_off(t):
            for quantiser in (self._bend, self._slide, self._pressure):
                quantiser.doubt()
        for at, places in self._ways.update(t, _places(*self._levels(t, pitch, signals))):
            said = len(out)
            self._say(at, (places[0] * 2 * BEND - BEND, places[1] * 127, places[2] * 127), out)
            if len(out) > said:
                self._ways.said = at


def _places(bend: float, slide: float, pressure: float) -> tuple[float, float, float]:
    """0..1 each, of values in units of their messages."""
    return (bend + BEND) / (2 * BEND), slide / 127, pressure / 127


def _seven(source: Expression | int | None, signals: Signals, otherwise: float) -> float:
    """0..127, also of an expression of 0..1; `otherwise` where there is none, or its hand is not seen."""
    if isinstance(source, int):
        return float(source)
    value = math.nan if source is None else source.value(signals)
    return otherwise if math.isnan(value) else max(0.0, min(1.0, value)) * 127
