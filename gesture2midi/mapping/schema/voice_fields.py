"""The fields of `mpe_note`, whose expressions are read once for each of its voices: `hand`, `finger`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from gesture2midi.mapping.schema.fields import TEXT_OR_NUMBER
from gesture2midi.mapping.schema.parsers import (
    read_voice_amount,
    read_voice_bend,
    read_voice_formula,
    read_voice_level,
    read_voice_seven,
    read_voice_velocity,
)

Voices = Annotated[
    Literal["left hand", "right hand", "both hands", "left fingers", "right fingers", "all fingers"],
    Field(description="left, right or both hands, or left, right or all fingers, such as `right fingers`"),
]
VoiceFormula = Annotated[
    str,
    PlainValidator(read_voice_formula),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression such as `finger.y`, or a number"),
]
VoiceVelocity = Annotated[
    int | str,
    PlainValidator(read_voice_velocity),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="1 to 127, or an expression from 0 to 1 such as `hand.speed / 4`"),
]
VoicePitch = Annotated[
    str,
    PlainValidator(read_voice_level),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression from 0 (low) to 1 (high) such as `finger.y`"),
]
VoiceIndex = Annotated[
    str,
    PlainValidator(read_voice_formula),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression in whole numbers from 0 (lowest) on, such as `osc.step`"),
]
VoiceAmount = Annotated[
    int | str,
    PlainValidator(read_voice_amount),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression from 0 to 1 such as `finger.pinch`, or 2 to 127, sent as it is"),
]
VoiceBend = Annotated[
    str,
    PlainValidator(read_voice_bend),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="an expression in semitones, at most 96 either way"),
]
VoiceRelease = Annotated[
    int | str,
    PlainValidator(read_voice_seven),
    WithJsonSchema(TEXT_OR_NUMBER),
    Field(description="0 to 127, or an expression from 0 to 1 such as `hand.speed / 4`"),
]
