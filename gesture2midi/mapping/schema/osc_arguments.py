"""The arguments of an OSC message as they are written: numbers, texts, true, false, `{from: right.y}`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema

from gesture2midi.engine.osc_player import INDEX, Fixed
from gesture2midi.errors import Mistake, did_you_mean, listed
from gesture2midi.mapping.other_words import meant
from gesture2midi.mapping.schema.fields import Formula
from gesture2midi.mapping.schema.parsers import read_address, read_formula

LONGEST_TEXT = 200
_INT32 = 2**31
_FLOAT32 = 3.4028234663852886e38
_KEYS = ("from", "in", "out", "type")
TYPES = ("float", "int")
"""What a number of an argument can be sent as."""

Given: TypeAlias = Fixed | Mapping[str, Any]
"""What stands there; of `{from: ...}` its keys, read."""


def read_fixed(value: object) -> Fixed:
    """A number, text, true or false, as OSC can send it."""
    match value:
        case bool():
            return value
        case int():
            if not -_INT32 <= value < _INT32:
                raise Mistake(f"an int of OSC has 32 bits, and {value} needs more", f"write `{value}.0`")
            return value
        case float():
            if not math.isfinite(value):
                raise Mistake()
            if abs(value) > _FLOAT32:
                raise Mistake(f"a float of OSC has 32 bits, and {value:g} needs more")
            return value
        case str():
            if len(value) > LONGEST_TEXT:
                raise Mistake(f"a text of OSC has at most {LONGEST_TEXT} characters here")
            return value
    raise Mistake()


def read_argument(value: object, info: ValidationInfo) -> Given:
    """The same, or what is followed."""
    if not isinstance(value, dict):
        return read_fixed(value)
    for key in value:
        if key not in _KEYS:
            hint = did_you_mean(str(key), _KEYS, f"it knows {listed(_KEYS, 'and')}")
            raise Mistake(f"an argument has no `{key}`", hint)
    if "from" not in value:
        raise Mistake("this argument needs `from`", "write one such as {from: right.y}")
    if value.get("type", "float") not in TYPES:
        wrong = str(value["type"])
        raise Mistake(f"the type of an argument is {listed(TYPES)}, got `{wrong}`", meant(wrong, TYPES))
    read: dict[str, Any] = {"from": read_formula(value["from"], info), "type": value.get("type", "float")}
    for key in ("in", "out"):
        if key in value:
            read[key] = _pair(key, value[key])
    if "in" in read and read["in"][0] == read["in"][1]:
        raise Mistake("both ends of `in` are the same, so there is nothing to follow")
    return read


def _pair(key: str, value: object) -> tuple[float, float]:
    if not isinstance(value, list) or len(value) != 2 or not all(map(_number, value)):
        raise Mistake(f"`{key}` of an argument is two numbers such as [0, 1]")
    return float(value[0]), float(value[1])


def _number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def read_template(value: object) -> str:
    """An address, in which `{index}` may stand for a number."""
    if not isinstance(value, str):
        return read_address(value)
    plain = re.sub(INDEX, lambda found: "0" * len(found[0]), value)
    if found := re.search(r"[{}]", plain):
        hint = "write such as /ch/{index}/fader, or {index:02} for two digits"
        raise Mistake("in braces an address has its `index` and nothing else", hint, found.start())
    read_address(plain)
    return value


def read_message(value: object, info: ValidationInfo) -> dict[str, Any]:
    """One message of a bundle."""
    if not isinstance(value, dict) or "address" not in value:
        raise Mistake(
            "a message of a bundle needs an `address`", "write one such as {address: /a, args: [1]}"
        )
    for key in value:
        if key not in ("address", "args"):
            hint = did_you_mean(str(key), ("address", "args"), "it knows address and args")
            raise Mistake(f"a message of a bundle has no `{key}`", hint)
    args = value.get("args", [])
    if not isinstance(args, list) or len(args) > MOST_ARGS:
        raise Mistake(f"`args` is a list of up to {MOST_ARGS}")
    return {
        "address": read_template(value["address"]),
        "args": [read_argument(arg, info) for arg in args],
    }


MOST_ARGS = 32
_SIMPLE: dict[str, Any] = {"type": ["number", "string", "boolean"]}
_FOLLOWED: dict[str, Any] = {
    "type": "object",
    "properties": {
        "from": {"type": ["string", "number"]},
        "in": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        "out": {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2},
        "type": {"enum": [*TYPES]},
    },
    "required": ["from"],
    "additionalProperties": False,
}
_ARGS: dict[str, Any] = {"type": "array", "maxItems": MOST_ARGS, "items": {"anyOf": [_SIMPLE, _FOLLOWED]}}

Template = Annotated[
    str,
    PlainValidator(read_template),
    WithJsonSchema({"type": "string", "pattern": "^/"}),
    Field(description="an OSC address such as `/theremin/open`, or with an `index` `/ch/{index}/fader`"),
]
Arguments = Annotated[
    list[Annotated[Any, PlainValidator(read_argument), WithJsonSchema(_ARGS["items"])]],
    Field(max_length=MOST_ARGS, description="a list such as [1, 0.5, verse, true, {from: right.y}]"),
]
FixedArguments = Annotated[
    list[Annotated[Any, PlainValidator(read_fixed), WithJsonSchema(_SIMPLE)]],
    Field(max_length=MOST_ARGS, description="a list of numbers, texts, true and false"),
]
Bundle = Annotated[
    list[
        Annotated[
            Any,
            PlainValidator(read_message),
            WithJsonSchema(
                {
                    "type": "object",
                    "properties": {"address": {"type": "string", "pattern": "^/"}, "args": _ARGS},
                    "required": ["address"],
                    "additionalProperties": False,
                }
            ),
        ]
    ],
    Field(
        min_length=1,
        max_length=32,
        description="a list of messages such as [{address: /a, args: [1]}, {address: /b}]",
    ),
]
Number = Annotated[
    Formula, Field(description="an expression in whole numbers from 0 on, such as `1 + osc.channel`")
]
