"""The mapping file as pydantic models: one class per kind of control, told apart by `send`.

Only shapes, fields and defaults stand here; `fields` says what each field takes, `load` checks what
concerns several controls. The JSON Schema for editors comes from these classes.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from gesture2midi.mapping import music
from gesture2midi.mapping.fields import (
    Address,
    Channel,
    ChordSymbol,
    CurveName,
    Float,
    Formula,
    Formulas,
    Id,
    Length,
    LostPolicy,
    Pair,
    Pitch,
    ProgramName,
    Range,
    Scale,
    Seconds,
    Seven,
    SevenPair,
    SignedPair,
    Sound,
    Unit,
    Velocity,
    Words,
)
from gesture2midi.mapping.mistake import Mistake


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class _Control(_Model):
    id: Id | None = None
    about: Words | None = None
    when: Formula | None = None


class _Played(_Control):
    """What the kinds that hold notes share."""

    channel: Channel = 1
    gate: Formula
    velocity: Velocity = 100
    lost: Annotated[Literal["release"], Field(description="`release`: a note ends with its hand")] = "release"


class NoteControl(_Played):
    send: Literal["note"]
    pitch: Pitch
    scale: Scale = Field("chromatic", validate_default=True)
    range: Range = Field("C3..C5", validate_default=True)

    @field_validator("range")
    @classmethod
    def _has_notes(cls, value: music.Range, info: ValidationInfo) -> music.Range:
        if "scale" in info.data and not music.ladder(info.data["scale"], value):
            raise Mistake("no note of the scale lies in this range", "widen it")
        return value


class ChordControl(_Played):
    send: Literal["chord"]
    chords: Annotated[
        list[ChordSymbol],
        Field(min_length=1, max_length=32, description="a list of 1 to 32 chords such as [C, Am, F, G7]"),
    ]
    pick: Formula = Field(0, validate_default=True)
    octave: Annotated[int, Field(ge=0, le=7, description="0 to 7")] = 3


class DrumControl(_Control):
    send: Literal["drum"]
    channel: Channel = 10
    sound: Sound
    hit: Formula
    velocity: Velocity | None = None
    length: Length = Field("80 ms", validate_default=True)


class Followed(_Control):
    """What the kinds that follow a level share. `in` is a Python word, so the field is `input`."""

    input: Annotated[Pair | None, Field(alias="in")] = None
    curve: CurveName = "linear"
    smooth: Seconds = Field(0, validate_default=True)
    lost: LostPolicy = "hold"
    glide: Seconds = Field("300 ms", validate_default=True)

    @field_validator("input")
    @classmethod
    def _ends_differ(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and value[0] == value[1]:
            raise Mistake("both ends of `in` are the same, so there is nothing to follow")
        return value


class _Continuous(Followed):
    from_: Annotated[Formula, Field(alias="from")]


class CcControl(_Continuous):
    send: Literal["cc"]
    channel: Channel = 1
    number: Annotated[int, Field(ge=0, le=119, description="a controller from 0 to 119")]
    out: SevenPair = (0, 127)
    rest: Seven | None = None


class BendControl(_Continuous):
    send: Literal["bend"]
    channel: Channel = 1
    out: SignedPair = (-1.0, 1.0)
    lost: LostPolicy = "rest"


class PressureControl(_Continuous):
    send: Literal["pressure"]
    channel: Channel = 1
    out: SevenPair = (0, 127)
    lost: LostPolicy = "rest"


class OscControl(Followed):
    send: Literal["osc"]
    address: Address
    from_: Annotated[Formulas, Field(alias="from")]
    out: Pair = (0.0, 1.0)
    rest: Float | None = None


class ProgramControl(_Control):
    send: Literal["program"]
    channel: Channel = 1
    program: ProgramName
    when: Formula


class SceneControl(_Control):
    send: Literal["scene"]
    to: Annotated[str, Field(description="the name of a scene, or `main`")]
    when: Formula


class PanicControl(_Control):
    send: Literal["panic"]
    when: Formula


Control: TypeAlias = (
    NoteControl
    | ChordControl
    | DrumControl
    | CcControl
    | BendControl
    | PressureControl
    | OscControl
    | ProgramControl
    | SceneControl
    | PanicControl
)
KINDS: dict[str, type[_Control]] = {
    "note": NoteControl,
    "chord": ChordControl,
    "drum": DrumControl,
    "cc": CcControl,
    "bend": BendControl,
    "pressure": PressureControl,
    "osc": OscControl,
    "program": ProgramControl,
    "scene": SceneControl,
    "panic": PanicControl,
}
Controls = Annotated[
    list[Annotated[Control, Field(discriminator="send")]],
    Field(description="a list of controls, each starting with `- `"),
]


class SynthSettings(_Model):
    """What the built-in synth (and the head of a rendered MIDI file) plays with."""

    program: ProgramName | None = None
    programs: Annotated[
        dict[Channel, ProgramName],
        Field(description="programs by channel, such as {1: Warm Pad, 2: Finger Bass}"),
    ] = {}
    volume: Unit = 0.8
    reverb: Unit = 0.3


class SceneSettings(_Model):
    """A scene's own controls play beside those of the top level while it is on."""

    about: Words | None = None
    controls: Controls = []


class MappingFile(_Model):
    name: Words
    about: Words | None = None
    synth: Annotated[SynthSettings, Field(description="settings such as {program: Warm Pad}")] = (
        SynthSettings()
    )
    controls: Controls = []
    scenes: Annotated[
        dict[Words, Annotated[SceneSettings, Field(description="settings such as {controls: [...]}")]],
        Field(description="scenes by name, each with its `controls`"),
    ] = {}
    start: Annotated[str | None, Field(description="the name of a scene, or `main`")] = None


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a mapping file, for editors that complete and check while one types."""
    return MappingFile.model_json_schema(by_alias=True)
