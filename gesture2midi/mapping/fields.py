"""The fields of a mapping file: what each takes, and the parser that reads it.

Each parses its own text (an expression, a time, a chord), so that every mistake of a file is found at
once; its description completes "`field` is ..." in what a player reads when it is wrong, and shows in
editors through the JSON Schema.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from gesture2midi.mapping import expression, general_midi, music
from gesture2midi.mapping.compiled import Expression, Lost
from gesture2midi.mapping.mistake import Mistake

_TEXT_OR_NUMBER: dict[str, Any] = {"type": ["string", "number"]}
_TEXT: dict[str, Any] = {"type": "string"}
LONGEST = 10.0  # seconds


def _text_or_number(value: object) -> str | int | float:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Mistake()
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise Mistake()
    return value


def _formula(value: object) -> Expression:
    return expression.parse(str(_text_or_number(value)))


def _pitch(value: object) -> Expression | int:
    """A note by name or number, else an expression."""
    given = _text_or_number(value)
    if isinstance(given, int):
        return music.note_number(given)
    text = str(given)
    if music.is_note(text) or re.fullmatch(r"\s*([A-G][#b]?|[A-Za-z][#b]*-?\d+)\s*", text):
        return music.note_number(text)
    return expression.parse(text)


def _velocity(value: object) -> Expression | int:
    given = _text_or_number(value)
    if isinstance(given, int):
        if not 1 <= given <= 127:
            raise Mistake()
        return given
    formula = expression.parse(str(given))
    always = expression.constant(formula)
    if always is not None and not 0 <= always <= 1:
        raise Mistake()
    return formula


def _seconds(value: object) -> float:
    given = _text_or_number(value)
    found = re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*(ms|s|)\s*", str(given))
    if found is None:
        raise Mistake()
    number, unit = float(found[1]), found[2]
    seconds = number / 1000 if unit == "ms" else number
    if seconds > LONGEST:
        raise Mistake(hint="" if unit else f"did you mean `{found[1]} ms`?")
    return seconds


def _length(value: object) -> float:
    seconds = _seconds(value)
    if seconds == 0:
        raise Mistake()
    return seconds


def _scale(value: object) -> music.Scale:
    return music.scale_steps(_text(value))


def _range(value: object) -> music.Range:
    return music.note_range(_text(value))


def _chord(value: object) -> str:
    symbol = _text(value)
    music.chord_notes(symbol, 3)
    return symbol


def _sound(value: object) -> int:
    """A drum by General MIDI's name, a note by its name, or the number of a note."""
    given = _text_or_number(value)
    if isinstance(given, int) or music.is_note(str(given)):
        return music.note_number(given if isinstance(given, int) else str(given))
    return general_midi.drum_note(str(given))


def _program(value: object) -> int:
    given = _text_or_number(value)
    return general_midi.program_number(given if isinstance(given, int) else str(given))


def _address(value: object) -> str:
    address = _text(value)
    if not re.fullmatch(r"(/[^/]+)+", address):
        raise Mistake(hint=f"write `/{address.strip('/')}`" if address.strip("/") else "")
    if bad := re.search(r"[^!-~]|[#*,?\[\]{}]", address):
        raise Mistake(f"an OSC address cannot hold `{bad[0]}`", at=bad.start())
    return address


def _as_list(value: object) -> object:
    return value if isinstance(value, list) else [value]


Formula = Annotated[
    Expression,
    PlainValidator(_formula),
    WithJsonSchema(_TEXT_OR_NUMBER),
    Field(description="an expression such as `right.pinch > 0.7`, or a number"),
]
Formulas = Annotated[
    list[Formula],
    BeforeValidator(_as_list),
    Field(min_length=1, max_length=32, description="an expression, or a list of 1 to 32"),
]
Pitch = Annotated[
    Expression | int,
    PlainValidator(_pitch),
    WithJsonSchema(_TEXT_OR_NUMBER),
    Field(description="an expression from 0 (low) to 1 (high) such as `right.y`, or one note such as C3"),
]
Velocity = Annotated[
    Expression | int,
    PlainValidator(_velocity),
    WithJsonSchema(_TEXT_OR_NUMBER),
    Field(description="1 to 127, or an expression from 0 to 1 such as `right.speed / 4`"),
]
Seconds = Annotated[
    float,
    PlainValidator(_seconds),
    WithJsonSchema(_TEXT_OR_NUMBER),
    Field(description="a time such as `50 ms` or `0.3 s`, at most 10 s"),
]
Length = Annotated[
    float,
    PlainValidator(_length),
    WithJsonSchema(_TEXT_OR_NUMBER),
    Field(description="a time above 0 such as `80 ms`, at most 10 s"),
]
Scale = Annotated[
    music.Scale,
    PlainValidator(_scale),
    WithJsonSchema(_TEXT),
    Field(description="a root and a name such as `C minor pentatonic`, or `chromatic`"),
]
Range = Annotated[
    music.Range,
    PlainValidator(_range),
    WithJsonSchema(_TEXT),
    Field(description="the lowest and the highest note, such as `C3..C5`"),
]
ChordSymbol = Annotated[
    str,
    PlainValidator(_chord),
    WithJsonSchema(_TEXT),
    Field(description="a chord such as `Am7`"),
]
Sound = Annotated[
    int,
    PlainValidator(_sound),
    WithJsonSchema({"type": ["string", "integer"]}),
    Field(description="a drum such as `kick`, or a note such as C2 or 36"),
]
ProgramName = Annotated[
    int,
    PlainValidator(_program),
    WithJsonSchema({"type": ["string", "integer"]}),
    Field(description="a name of General MIDI such as `Warm Pad`, or 1 to 128"),
]
Address = Annotated[
    str,
    PlainValidator(_address),
    WithJsonSchema({"type": "string", "pattern": "^/"}),
    Field(description="an OSC address such as `/theremin/open`"),
]
Channel = Annotated[int, Field(ge=1, le=16, description="1 to 16")]
Seven = Annotated[int, Field(ge=0, le=127, description="0 to 127")]
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
SignedPair: TypeAlias = Annotated[
    tuple[Signed, Signed], Field(strict=False, description="two numbers -1 to 1, such as [-1, 1]")
]
Words = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", description="text")]
Id = Annotated[str, Field(min_length=1, max_length=60, pattern=r"\S", description="a name of your own")]
CurveName = Annotated[
    Literal["linear", "exponential", "logarithmic", "s-curve"],
    Field(description="linear, exponential, logarithmic or s-curve"),
]
LostPolicy = Annotated[Lost, Field(description="hold, rest or glide")]
