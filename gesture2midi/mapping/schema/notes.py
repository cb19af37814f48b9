"""The kinds that sound notes, as models: note, chord, arp, mpe_note and drum."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine import controls
from gesture2midi.engine.controls import Direction
from gesture2midi.errors import Mistake, listed
from gesture2midi.mapping.schema.base import AnyControl, MidiControl
from gesture2midi.mapping.schema.fields import (
    Channel,
    ChordSymbol,
    Formula,
    Key,
    KeyboardFile,
    Length,
    MusicalKey,
    NoteValue,
    Pitch,
    Portamento,
    Range,
    Rate,
    Scale,
    Seconds,
    Share,
    Sound,
    Strum,
    Swing,
    TuningFile,
    Unit,
    Velocity,
    VoiceFormula,
    Voices,
    VoiceVelocity,
)
from gesture2midi.music import notes
from gesture2midi.music.arp_patterns import Pattern
from gesture2midi.music.chords import chord
from gesture2midi.music.scales import ladder

Voicing: TypeAlias = Literal["as written", "smooth"]
Chords: TypeAlias = Annotated[
    list[ChordSymbol],
    Field(min_length=1, max_length=32, description="a list of 1 to 32 chords such as [C, Am, F, G7]"),
]


class Swung(AnyControl):
    """What the kinds that play in time share."""

    swing: Swing = Field("50 %", validate_default=True)
    humanise: Unit = 0.0


class Timed(Swung):
    """What those share that play in time only if they are told to."""

    quantise: NoteValue | None = None
    repeat: NoteValue | None = None

    @field_validator("repeat")
    @classmethod
    def _is_not_quantised(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is not None and info.data.get("quantise") is not None:
            raise Mistake("what repeats is quantised already", "take `quantise` out")
        return value


def _of_a_tuning(value: str | None, info: ValidationInfo) -> str | None:
    if value is not None and info.data.get("tuning", "wrong") is None:
        raise Mistake("only a `tuning` has a `keyboard`", "write it, or take the keyboard out")
    return value


class _Played(MidiControl):
    """What the kinds that hold notes share."""

    channel: Channel = 1
    gate: Formula
    velocity: Velocity = 100
    mode: Annotated[Literal["hold", "toggle", "latch"], Field(description="hold, toggle or latch")] = "hold"
    lost: Annotated[Literal["release"], Field(description="`release`: a note ends with its hand")] = "release"


class _Tunable(_Played):
    """What the kinds share whose notes a tuning may move.

    It stands after what a kind plays, which says how a tuning can be sent.
    """

    tuning: TuningFile | None = None
    keyboard: KeyboardFile | None = None
    tuning_as: Annotated[Literal["bend", "mpe", "mts"] | None, Field(description="bend, mpe or mts")] = None

    _has_a_tuning = field_validator("keyboard")(_of_a_tuning)

    @field_validator("tuning_as")
    @classmethod
    def _sends_a_tuning(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("tuning", "wrong") is None:
            raise Mistake("only a `tuning` is sent in a way of its own", "write it, or take `tuning_as` out")
        return value


def _notes_of(value: notes.Range, info: ValidationInfo) -> notes.Range:
    """A range in which the scale, if any, has notes."""
    scale = info.data.get("scale")
    if scale is not None and not ladder(scale, value):
        raise Mistake("no note of the scale lies in this range", "widen it")
    return value


class NoteControl(_Tunable, Timed):
    send: Literal["note"]
    pitch: Pitch
    scale: Scale = Field("chromatic", validate_default=True)
    range: Range = Field("C3..C5", validate_default=True)
    follow: Annotated[Literal["steps", "portamento"], Field(description="steps or portamento")] = "steps"
    portamento_time: Portamento = 40

    _has_notes = field_validator("range")(_notes_of)

    @field_validator("follow")
    @classmethod
    def _goes_somewhere(cls, value: str, info: ValidationInfo) -> str:
        if value == "portamento":
            if isinstance(info.data.get("pitch"), int):
                raise Mistake("one note has nowhere to glide to", "write an expression as its `pitch`")
            for key in ("quantise", "repeat", "humanise"):
                if info.data.get(key):
                    raise Mistake("a glide follows the hand and no beat", f"take `{key}` out")
            if info.data.get("tuning"):
                raise Mistake("a note that glides has no tuning", "send `mpe_note` with `follow: bend`")
        return value

    @field_validator("portamento_time")
    @classmethod
    def _glides(cls, value: controls.Expression | int, info: ValidationInfo) -> controls.Expression | int:
        if info.data.get("follow") == "steps":
            raise Mistake(
                "only `follow: portamento` has a `portamento_time`", "write it, or take the time out"
            )
        return value


class ChordControl(_Tunable, Timed):
    send: Literal["chord"]
    key: MusicalKey | None = None
    chords: Chords
    pick: Formula = Field(0, validate_default=True)
    octave: Annotated[int, Field(ge=0, le=7, description="0 to 7")] = 3
    inversion: Annotated[int, Field(ge=0, le=3, description="0 to 3")] = 0
    voicing: Annotated[Voicing, Field(description="as written or smooth")] = "as written"
    strum: Strum | None = None
    direction: Annotated[Direction, Field(description="up, down or alternate")] = "up"

    @field_validator("tuning_as")
    @classmethod
    def _has_channels(cls, value: str | None) -> str | None:
        if value == "bend":
            hint = "write `mpe`, or `mts` for a synth that knows it"
            raise Mistake("the notes of a chord need a bend each, and a channel has one", hint)
        return value

    @field_validator("voicing")
    @classmethod
    def _turns_once(cls, value: str, info: ValidationInfo) -> str:
        if value == "smooth" and info.data.get("inversion"):
            raise Mistake("`smooth` chooses the inversions itself", "take `inversion` out")
        return value


class ArpControl(_Tunable, Swung):
    send: Literal["arp"]
    key: MusicalKey | None = None
    chords: Chords | None = None
    scale: Scale | None = None
    range: Range = Field("C4..B4", validate_default=True)
    notes: Annotated[
        list[Key] | None,
        Field(min_length=1, max_length=64, description="a list of 1 to 64 notes such as [C3, G3, E4]"),
    ] = Field(None, validate_default=True)
    pick: Formula = Field(0, validate_default=True)
    octave: Annotated[int, Field(ge=0, le=7, description="0 to 7")] = 3
    octaves: Annotated[int, Field(ge=1, le=4, description="1 to 4")] = Field(1, validate_default=True)
    pattern: Annotated[Pattern, Field(description="up, down, up-down, random or as written")] = "up"
    rate: NoteValue = Field("1/16", validate_default=True)
    length: Share = Field("60 %", validate_default=True)

    _has_notes = field_validator("range")(_notes_of)

    @field_validator("notes")
    @classmethod
    def _plays_one_thing(cls, value: list[int] | None, info: ValidationInfo) -> list[int] | None:
        # What is wrong in itself is not there, and is told already.
        given = [name for name in ("chords", "scale") if info.data.get(name, "wrong") is not None]
        given += ["notes"] if value is not None else []
        if not given:
            raise Mistake("this arp control needs what it plays", "write `chords`, a `scale` or `notes`")
        if len(given) > 1:
            raise Mistake(f"an arp plays {listed(f'`{name}`' for name in given)}, not both", "take one out")
        return value

    @field_validator("octaves")
    @classmethod
    def _stays_in_midi(cls, value: int, info: ValidationInfo) -> int:
        if {"key", "chords", "scale", "range", "notes", "octave"} <= info.data.keys():
            highest = max(map(max, source(info.data)))
            if highest + 12 * (value - 1) > 127:
                raise Mistake(f"{value} octaves from here leave the notes that MIDI has", "write fewer")
        return value


def source(data: Mapping[str, Any]) -> list[tuple[int, ...]]:
    """What an arp plays, one after another: its chords, or the one it has of a scale or of notes."""
    if data["chords"] is not None:
        return [chord(symbol, data["octave"], data["key"]).notes for symbol in data["chords"]]
    if data["notes"] is not None:
        return [tuple(data["notes"])]
    return [ladder(data["scale"], data["range"])]


class MpeNoteControl(MidiControl):
    """`voices` stands before what is read for each voice, which may name `hand` and `finger`."""

    send: Literal["mpe_note"]
    voices: Voices = "right hand"
    pitch: VoiceFormula
    tuning: TuningFile | None = None
    keyboard: KeyboardFile | None = None
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
    rate: Rate | None = None

    _has_notes = field_validator("range")(_notes_of)

    _has_a_tuning = field_validator("keyboard")(_of_a_tuning)

    @field_validator("magnet")
    @classmethod
    def _glides(cls, value: float, info: ValidationInfo) -> float:
        if value > 0 and info.data.get("follow") == "steps":
            raise Mistake("only `follow: bend` has a `magnet`", "write it, or take the magnet out")
        return value


class DrumControl(MidiControl, Timed):
    send: Literal["drum"]
    channel: Channel = 10
    sound: Sound
    hit: Formula
    velocity: Velocity | None = None
    length: Length = Field("80 ms", validate_default=True)
