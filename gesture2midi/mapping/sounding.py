"""The kinds that sound notes, as models: note, chord, mpe_note and drum."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.mapping import music
from gesture2midi.mapping.fields import (
    Channel,
    ChordSymbol,
    Formula,
    Length,
    Pitch,
    Range,
    Scale,
    Seconds,
    Sound,
    Unit,
    Velocity,
    VoiceFormula,
    Voices,
    VoiceVelocity,
)
from gesture2midi.mapping.mistake import Mistake
from gesture2midi.mapping.model import MidiControl


class _Played(MidiControl):
    """What the kinds that hold notes share."""

    channel: Channel = 1
    gate: Formula
    velocity: Velocity = 100
    mode: Annotated[Literal["hold", "toggle", "latch"], Field(description="hold, toggle or latch")] = "hold"
    lost: Annotated[Literal["release"], Field(description="`release`: a note ends with its hand")] = "release"


def _notes_of(value: music.Range, info: ValidationInfo) -> music.Range:
    """A range in which the scale has notes."""
    if "scale" in info.data and not music.ladder(info.data["scale"], value):
        raise Mistake("no note of the scale lies in this range", "widen it")
    return value


class NoteControl(_Played):
    send: Literal["note"]
    pitch: Pitch
    scale: Scale = Field("chromatic", validate_default=True)
    range: Range = Field("C3..C5", validate_default=True)

    @field_validator("range")
    @classmethod
    def _has_notes(cls, value: music.Range, info: ValidationInfo) -> music.Range:
        return _notes_of(value, info)


class ChordControl(_Played):
    send: Literal["chord"]
    chords: Annotated[
        list[ChordSymbol],
        Field(min_length=1, max_length=32, description="a list of 1 to 32 chords such as [C, Am, F, G7]"),
    ]
    pick: Formula = Field(0, validate_default=True)
    octave: Annotated[int, Field(ge=0, le=7, description="0 to 7")] = 3


class MpeNoteControl(MidiControl):
    """`voices` stands before what is read for each voice, which may name `hand` and `finger`."""

    send: Literal["mpe_note"]
    voices: Voices = "right hand"
    pitch: VoiceFormula
    scale: Scale = Field("chromatic", validate_default=True)
    range: Range = Field("C3..C5", validate_default=True)
    gate: VoiceFormula
    velocity: VoiceVelocity = 100
    follow: Annotated[Literal["steps", "bend"], Field(description="steps or bend")] = "steps"
    magnet: Unit = 0.0
    bend: VoiceFormula | None = None
    slide: VoiceFormula | None = None
    pressure: VoiceFormula | None = None
    smooth: Seconds = Field(0, validate_default=True)

    @field_validator("range")
    @classmethod
    def _has_notes(cls, value: music.Range, info: ValidationInfo) -> music.Range:
        return _notes_of(value, info)

    @field_validator("magnet")
    @classmethod
    def _glides(cls, value: float, info: ValidationInfo) -> float:
        if value > 0 and info.data.get("follow") == "steps":
            raise Mistake("only `follow: bend` has a `magnet`", "write it, or take the magnet out")
        return value


class DrumControl(MidiControl):
    send: Literal["drum"]
    channel: Channel = 10
    sound: Sound
    hit: Formula
    velocity: Velocity | None = None
    length: Length = Field("80 ms", validate_default=True)
