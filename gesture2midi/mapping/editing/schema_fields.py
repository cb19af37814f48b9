"""What may stand where in a mapping, read from its JSON Schema: for forms, and for completing a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.schema.file import json_schema


@dataclass(frozen=True, slots=True)
class Field:
    """One key. said: what it takes; choices: all that it takes, or () where that is no list of words.

    formula: it takes an expression. needed: it has to be there. default: what it is otherwise, or None.
    """

    name: str
    said: str
    choices: tuple[str, ...]
    formula: bool
    needed: bool
    default: Any


@cache
def _schema() -> dict[str, Any]:
    """That of a mapping's file, made once: it takes a tenth of a second."""
    return json_schema()


@cache
def kind(send: str) -> dict[str, Field]:
    """The fields of a kind of control, what is needed first; none of a kind that there is not."""
    if send not in KINDS:
        return {}
    shape = _schema()["$defs"][KINDS[send].__name__]
    needed = [name for name in shape["anyOf"][0]["required"] if name not in KINDS[send].either]
    found = fields(shape, needed)
    return {name: found[name] for name in sorted(found, key=lambda name: name not in needed)}


def fields(shape: dict[str, Any], needed: Iterable[str] = ()) -> dict[str, Field]:
    """The fields that an object of the schema describes."""
    return {
        name: Field(
            name,
            said := field.get("description", ""),
            _choices(field),
            "expression" in said or name in ("when", "mute"),
            name in needed,
            field.get("default"),
        )
        for name, field in shape["properties"].items()
    }


def kinds_for(names: Iterable[str]) -> list[str]:
    """The kinds that a control with these fields could be: each means something there, and none lacks."""
    names = set(names)
    return [
        send
        for send, model in KINDS.items()
        if names <= kind(send).keys()
        and {f.name for f in kind(send).values() if f.needed} <= names
        and (names & {*model.either} or not model.either)
    ]


def _choices(field: dict[str, Any]) -> tuple[str, ...]:
    found: list[str] = []
    for one in (field, *field.get("anyOf", ())):
        found += one.get("enum", [one["const"]] if "const" in one else ())
        if one.get("type") == "boolean":
            found += ("true", "false")
    return tuple(map(str, found))
