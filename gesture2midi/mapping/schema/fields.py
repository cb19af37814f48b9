"""The fields of a mapping file: what each takes, and its reader in `values`.

Each reads its own text (an expression, a time, a chord), so that every mistake of a file is found at
once; its description completes "`field` is ..." in what a player reads when it is wrong, and shows in
editors through the JSON Schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from gesture2midi.engine.controls import Expression, Lost
from gesture2midi.mapping.expression.curves import CURVES, Points
from gesture2midi.mapping.schema.parsers import (
    LONGEST_SYSEX,
    MOST_NOTES,
    read_address,
    read_as_list,
    read_bank,
    read_chord,
    read_curve,
    read_formula,
    read_key,
    read_musical_key,
    read_mute,
    read_parameter,
    read_pick,
    read_pitch,
    read_portamento,
    read_program,
    read_range,
    read_scale,
    read_sound,
    read_strum,
    read_sysex,
    read_trigger,
    read_velocity,
)
from gesture2midi.mapping.schema.quantities import (
    read_foretell,
    read_length,
    read_note_value,
    read_rate,
    read_seconds,
    read_share,
    read_swing,
)
from gesture2midi.music import notes, scales

TEXT_OR_NUMBER: dict[str, Any] = {"type": ["string", "number"]}
_TEXT: dict[str, Any] = {"type": "string"}

Included = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=200)]],
    BeforeValidator(read_as_list),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "maxItems": 8}]}),
    Field(
        max_length=8, description="another mapping file beside this one such as `drums`, or a list of up to 8"
    ),
]
Formula = Annotated[
    Expression,
    PlainValidator(read_formula),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression such as `right.pinch > 0.7`, or a number"),
]
Trigger = Annotated[
    Expression,
    PlainValidator(read_trigger),
    WithJsonSchema(_TEXT),
    Field(description="an expression that becomes true, such as `right.strike`"),
]
Pick = Annotated[
    Expression,
    PlainValidator(read_pick),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression from 0 (first) to 1 (last) such as `left.x`"),
]
Index = Annotated[
    Expression,
    PlainValidator(read_formula),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression in whole numbers from 0 (first) on, such as `3 * row + column`"),
]
Formulas = Annotated[
    list[Formula],
    BeforeValidator(read_as_list),
    WithJsonSchema({"anyOf": [TEXT_OR_NUMBER, {"type": "array", "items": TEXT_OR_NUMBER}]}),
    Field(min_length=1, max_length=32, description="an expression, or a list of 1 to 32"),
]
Pitch = Annotated[
    Expression | int,
    PlainValidator(read_pitch),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression from 0 (low) to 1 (high) such as `right.y`, or one note such as C3"),
]
Velocity = Annotated[
    Expression | int,
    PlainValidator(read_velocity),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="1 to 127, or an expression from 0 to 1 such as `right.speed / 4`"),
]
Portamento = Annotated[
    Expression | int,
    PlainValidator(read_portamento),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="0 to 127, or an expression from 0 to 1 such as `left.y`"),
]
Released = Annotated[
    Expression | int,
    PlainValidator(read_portamento),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="0 to 127, or an expression from 0 to 1 such as `right.speed / 4`"),
]
Seconds = Annotated[
    float,
    PlainValidator(read_seconds),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="a time such as `50 ms` or `0.3 s`, at most 10 s"),
]
Length = Annotated[
    float,
    PlainValidator(read_length),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="a time above 0 such as `80 ms`, at most 10 s"),
]
Rate = Annotated[
    float,
    PlainValidator(read_rate),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="30 Hz to 120 Hz, such as `120 Hz`"),
]
Foretell = Annotated[
    float | Literal["camera"],
    PlainValidator(read_foretell),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="`5 ms` to `60 ms`, or `camera`: by the age of its pictures"),
]
NoteValue = Annotated[
    float,
    PlainValidator(read_note_value),
    WithJsonSchema(
        {"type": "string", "pattern": r"^\s*1\s*/\s*(1|2|4|8|16|32)\s*(dotted|triplet|\.|d|t)?\s*$"}
    ),
    Field(description="a note's length such as 1/16, `1/8 dotted` or `1/8 triplet`, from 1/1 to 1/32"),
]
Share = Annotated[
    float,
    PlainValidator(read_share),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="`1 %` to `100 %`"),
]
Strum = Annotated[
    Expression,
    PlainValidator(read_strum),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="a time of at most 2 s such as `80 ms`, or an expression in seconds"),
]
Swing = Annotated[
    float,
    PlainValidator(read_swing),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="`50 %` (straight) to `75 %`"),
]
Scale = Annotated[
    scales.Scale,
    PlainValidator(read_scale),
    WithJsonSchema(_TEXT),
    Field(description="a root and a name such as `C minor pentatonic`, or `chromatic`"),
]
Range = Annotated[
    notes.Range,
    PlainValidator(read_range),
    WithJsonSchema(_TEXT),
    Field(description="the lowest and the highest note, such as `C3..C5`"),
]
TuningFile = Annotated[
    str,
    Field(pattern=r"\.scl$", max_length=200, description="a Scala file in this folder such as `slendro.scl`"),
]
KeyboardFile = Annotated[
    str,
    Field(
        pattern=r"\.kbm$",
        max_length=200,
        description="a keyboard mapping of Scala in this folder such as `white-keys.kbm`",
    ),
]
ChordSymbol = Annotated[
    str | tuple[int, ...],
    PlainValidator(read_chord),
    WithJsonSchema({"anyOf": [_TEXT, {"type": "array", "items": TEXT_OR_NUMBER, "maxItems": MOST_NOTES}]}),
    Field(
        description="a chord such as `Am7`, a degree such as `vi` of the `key`, or notes such as [C3, G3, E4]"
    ),
]
MusicalKey = Annotated[
    scales.Scale,
    PlainValidator(read_musical_key),
    WithJsonSchema(_TEXT),
    Field(description="a root and a scale of seven notes, such as `C major` or `A minor`"),
]
Sound = Annotated[
    int,
    PlainValidator(read_sound),
    WithJsonSchema({"type": ["string", "integer"]}),
    Field(description="a drum such as `kick`, or a note such as C2 or 36"),
]
ProgramName = Annotated[
    int,
    PlainValidator(read_program),
    WithJsonSchema({"type": ["string", "integer"]}),
    Field(description="a name of General MIDI such as `Warm Pad`, or 1 to 128"),
]
Address = Annotated[
    str,
    PlainValidator(read_address),
    WithJsonSchema({"type": "string", "pattern": "^/"}),
    Field(description="an OSC address such as `/theremin/open`"),
]
Key = Annotated[
    int,
    PlainValidator(read_key),
    WithJsonSchema({"type": ["string", "integer"]}),
    Field(description="a note such as C3 or 60"),
]
ParameterNumber = Annotated[
    int,
    PlainValidator(read_parameter),
    WithJsonSchema({"type": ["integer", "array"], "items": {"type": "integer"}}),
    Field(description="0 to 16382, or its MSB and LSB such as [1, 8]"),
]
Bank = Annotated[
    tuple[int, ...],
    PlainValidator(read_bank),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="0 to 127, or two such as `8/3`: the numbers that CC 0 and CC 32 send"),
]
SysexBytes = Annotated[
    bytes,
    PlainValidator(read_sysex),
    WithJsonSchema({"type": "string", "pattern": r"^\s*[0-7][0-9a-fA-F](\s+[0-7][0-9a-fA-F])+\s*$"}),
    Field(description=f"2 to {LONGEST_SYSEX} bytes in hex such as `7E 7F 09 01`, without F0 and F7"),
]
Channel = Annotated[int, Field(ge=1, le=16, description="1 to 16")]
Seven = Annotated[int, Field(ge=0, le=127, description="0 to 127")]
Fourteen = Annotated[int, Field(ge=0, le=16383, description="0 to 16383")]
Float = Annotated[float, Field(allow_inf_nan=False, description="a number")]
Unit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, description="0 to 1")]
Signed = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
# YAML has lists where these have pairs, hence not strict outside; inside they are.
Pair: TypeAlias = Annotated[
    tuple[Float, Float], Field(strict=False, description="two numbers such as [0, 1]")
]
SevenPair: TypeAlias = Annotated[
    tuple[Seven, Seven], Field(strict=False, description="two numbers 0 to 127, such as [0, 127]")
]
FourteenPair: TypeAlias = Annotated[
    tuple[Fourteen, Fourteen],
    Field(strict=False, description="two numbers 0 to 16383, such as [0, 16383]"),
]
SignedPair: TypeAlias = Annotated[
    tuple[Signed, Signed], Field(strict=False, description="two numbers -1 to 1, such as [-1, 1]")
]
PortName = Annotated[
    str,
    Field(pattern=r"^[a-z][a-z0-9_-]*$", max_length=30, description="one small word such as `lights`"),
]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", description="text")]
Id = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S", description="a name of your own")]
CurveShape = Annotated[
    str | Points,
    PlainValidator(read_curve),
    WithJsonSchema({"anyOf": [{"enum": [*CURVES]}, {"type": "array", "minItems": 2}]}),
    Field(
        description="linear, exponential, logarithmic or s-curve, "
        "or points such as [[0, 0], [0.3, 0.8], [1, 1]]"
    ),
]
Mute = Annotated[
    Expression,
    PlainValidator(read_mute),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
    Field(description="true, false, or an expression such as `left.fist`"),
]
LostPolicy = Annotated[Lost, Field(description="hold, rest or glide")]
