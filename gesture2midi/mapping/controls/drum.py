"""`send: drum`: a sound of a set length, each time something becomes true."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.arp_player import repeated
from gesture2midi.engine.controls import Area, Expression, Gated, Spot
from gesture2midi.engine.drum_player import DrumPart
from gesture2midi.engine.note_player import Steps
from gesture2midi.events import RELEASE, Message
from gesture2midi.gestures.signals import of_no_hand
from gesture2midi.mapping.controls.answers import Bound, Choice, Gate, Player
from gesture2midi.mapping.controls.base import Known, MidiControl
from gesture2midi.mapping.controls.held import Timed, let_go, loudness, note_pulse, share
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression.names import BUILT_IN
from gesture2midi.mapping.schema.fields import Channel, Formula, Length, Released, Sound, Velocity
from gesture2midi.mapping.schema.parsers import becomes_true
from gesture2midi.music.general_midi import DRUM_CHANNEL, DRUM_NAMES
from gesture2midi.music.note_names import sound_name
from gesture2midi.music.scales import Scale
from gesture2midi.music.spelling import note_name


class DrumControl(MidiControl, Timed):
    order = 24
    plays_notes = True

    send: Literal["drum"]
    channel: Channel = 10
    sound: Sound
    hit: Formula
    velocity: Velocity | None = None
    release_velocity: Released = RELEASE
    length: Length = Field("80 ms", validate_default=True)

    @field_validator("hit")
    @classmethod
    def _strikes(cls, value: Expression, info: ValidationInfo) -> Expression:
        return value if info.data.get("repeat") is not None else becomes_true(value)

    @property
    def channel_of(self) -> int | None:
        return self.channel

    def player(self, me: Bound) -> Player:
        timing = self.timing()
        if timing.repeat:
            hard = self.hit if self.velocity is None else self.velocity
            gated = Gated(
                *(me.id, me.when, self.channel, self.hit, hard, "hold", timing),
                release=self.release_velocity,
            )
            return lambda stage: [repeated(gated, Steps(((self.sound,),), None), stage.beat)]
        return lambda stage: [
            DrumPart(
                me.id,
                self.channel,
                self.sound,
                self.hit,
                me.when,
                self.velocity,
                self.release_velocity,
                self.length,
                timing,
                stage.beat,
            )
        ]

    def gates(self, me: Bound) -> Iterator[Gate]:
        yield Gate("hit", [self.hit], [me.known], held=self.repeat is not None)

    def choices(self, me: Bound) -> Iterator[Choice]:
        return share("velocity", self.velocity, me)

    def sounds_at(self, me: Bound) -> tuple[object, ...] | None:
        return self.channel, self.sound, self.hit.text, self.repeat

    def owners(self, me: Bound) -> dict[str, tuple[Expression | None, ...]]:
        return {me.id: (self.hit, me.when)}

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        return note_pulse(me.id, t, self.channel, (self.sound,))

    def areas(self, me: Bound, key: Scale | None) -> tuple[Area, ...]:
        return (Spot(self.hit, sound_name(self.sound, self.channel)),)

    def unsettles(self, me: Bound, other: Known, line: int) -> str:
        if other.kind.sends_on(other.me) != self.channel:
            return ""
        return f"this drum sounds on channel {self.channel}, where the control in line {line} plays notes"

    def target(self, key: Scale | None = None) -> str:
        return self.target_name(key)

    def target_name(self, key: Scale | None) -> str:
        names = DRUM_NAMES.get(self.sound)
        return names[0] if names and self.channel == DRUM_CHANNEL else note_name(self.sound, key)

    def sentence(self, speaker: Speaker) -> str:
        channel = "" if self.channel == DRUM_CHANNEL else f" (channel {self.channel})"
        begins = f"{'while' if self.repeat else 'each time'} {speaker.clause(self.hit.text)}"
        drum = self.target_name(speaker.key)
        sound = drum if drum == note_name(self.sound, speaker.key) else f"the {drum}"
        loud = as_loud(self.velocity, self.hit, speaker) + let_go(self.release_velocity, speaker)
        return f"{begins}, it plays {sound}{loud}{self.in_time()}{channel}"

    def gesture(self, speaker: Speaker) -> str:
        return speaker.clause(self.hit.text)

    def plays_while(self) -> list[str]:
        return [self.hit.text]


def as_loud(velocity: Expression | int | None, hit: Expression, speaker: Speaker) -> str:
    """Returns how loud a blow is, with a comma before; a velocity of None is that of the hit."""
    if velocity is not None:
        return loudness(velocity, speaker)
    return ", as loud as the blow" if any(map(_is_hit, hit.signals)) else ""


def _is_hit(name: str) -> bool:
    signal = BUILT_IN.signals.get(name) or of_no_hand(name)
    return signal is None or signal.kind == "hit"
