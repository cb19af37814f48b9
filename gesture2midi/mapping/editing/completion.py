"""What may be written where a cursor stands: keys and their words out of the JSON Schema, signals, names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from gesture2midi.gestures import signals
from gesture2midi.mapping.editing.cursor import ITEM, Path, Place, names_under, place
from gesture2midi.mapping.editing.schema_fields import Field, fields, kind
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.expression.remembering import SHAPES
from gesture2midi.mapping.load import Taught
from gesture2midi.mapping.schema.file import json_schema
from gesture2midi.mapping.voices import PLAYERS
from gesture2midi.music.general_midi import DRUM_NAMES, PROGRAMS
from gesture2midi.music.scales import SCALES

_NOT_IN_PARTS = ("send", "id", "use")


@dataclass(frozen=True, slots=True)
class Word:
    """One proposal. said: what it is, or takes."""

    word: str
    said: str = ""


def complete(before: str, after: str, taught: Taught = ()) -> tuple[int, list[Word]]:
    """What may stand between two parts of a text, and how many characters before the cursor it replaces.

    All that fits the place is given, whatever has been typed of it: the editor picks what fits that.
    """
    here = place(before, after)
    if here is None:
        return 0, []
    if not here.key:
        return len(here.typed), [
            Word(f"{field.name}: ", field.said)
            for field in _keys(here).values()
            if field.name not in here.beside
        ]
    field = _fields(here).get(here.key)
    if field is not None and field.formula and not field.choices:
        word = re.search(r"[\w.]*$", here.typed)
        return len(word[0]) if word else 0, [*_readable(before + "\n" + after, here, taught)]
    return len(here.typed), [*_values(before + "\n" + after, here, field)]


def _keys(here: Place) -> dict[str, Field]:
    found = _fields(here)
    if here.path[-1:] == (ITEM,) and "send" not in here.beside:
        return {name: found[name] for name in sorted(found, key=lambda name: name != "send")}
    return found


def _fields(here: Place) -> dict[str, Field]:
    """The fields of the table that the cursor stands in."""
    if len(here.path) == 2 and here.path[0] == "parts":
        return {name: field for name, field in _every_kind().items() if name not in _NOT_IN_PARTS}
    shape = _shape(here.path)
    choices = shape.get("discriminator", {}).get("mapping") if shape else None
    if choices is None:
        return fields(shape) if shape and "properties" in shape else {}
    given = here.beside.get("send", "")
    models = [choices[given]] if given in choices else [*choices.values()]
    found: dict[str, Field] = {}
    for model in models:
        for name, field in fields(_resolved({"$ref": model})).items():
            found.setdefault(name, field)
    found["send"] = Field("send", "what it sends", tuple(choices), False, True, None)
    return found


@cache
def _every_kind() -> dict[str, Field]:
    """The fields of all kinds of control, those of the first kind that has them."""
    choices = json_schema()["properties"]["controls"]["items"]["discriminator"]["mapping"]
    return {name: field for send in reversed([*choices]) for name, field in kind(send).items()}


@cache
def _schema() -> dict[str, Any]:
    return json_schema()


def _resolved(shape: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in shape:
        return shape
    found: dict[str, Any] = _schema()["$defs"][shape["$ref"].rpartition("/")[2]]
    return found


def _filled(shape: dict[str, Any]) -> dict[str, Any]:
    """Of several that it may be, the one in which more is written: a list, or a table."""
    several = [_resolved(one) for one in shape.get("anyOf", ()) if isinstance(one, dict)]
    return next((one for one in several if "items" in one or "properties" in one), shape)


def _shape(path: Path) -> dict[str, Any] | None:
    """What the schema says of what stands at a path."""
    shape: Any = _schema()
    for step in path:
        if step == ITEM:
            shape = shape.get("items")
        elif models := shape.get("discriminator", {}).get("mapping"):
            # Within a control: as the first kind has it that knows such a key.
            every = (_resolved({"$ref": model})["properties"].get(step) for model in models.values())
            shape = next((one for one in every if one is not None), None)
        else:
            named = [*shape.get("patternProperties", {}).values(), shape.get("additionalProperties")]
            shape = shape.get("properties", {}).get(step) or next((one for one in named if one), None)
        if not isinstance(shape, dict):
            return None
        shape = _filled(_resolved(shape))
    found: dict[str, Any] = shape
    return found


def _readable(text: str, here: Place, taught: Taught) -> Iterator[Word]:
    """What an expression may read, and the words that it is made with."""
    known = Vocabulary(signals.full_names(taught))
    if here.beside.get("send") == "mpe_note":
        players = PLAYERS.get(here.beside.get("voices", "right hand"))
        own = players[0].vocabulary(known).own if players else {}
        yield from (Word(name, "of each voice") for name in own)
    yield from (Word(name, "a name of `let`") for name in names_under(text, "let"))
    yield from (Word(name, signal.meaning) for name, signal in known.signals.items())
    yield from (Word(signal.name, signal.meaning) for signal in signals.NO_HAND if signal.name.islower())
    yield from (Word(f"{name}(", said) for name, said in FUNCTIONS.items())
    yield from (Word(shape, "a shape of `lfo`") for shape in SHAPES)
    yield from (Word(f"{name} ") for name in ("and", "or", "not"))


def _values(text: str, here: Place, field: Field | None) -> Iterable[Word]:
    """The words that a field takes."""
    said = field.said if field else ""
    if field is not None and field.choices:
        return [Word(choice, "" if field.name == "send" else said) for choice in field.choices]
    name = "program" if here.path[-1:] == ("programs",) else here.key
    found = re.match("[A-G][#b♯♭]?", here.typed)
    root = found[0] if found else "C"
    words: dict[str, Iterable[str]] = {
        "scale": [f"{root} {scale}" for scale in SCALES],
        "key": [f"{root} {scale}" for scale, steps in SCALES.items() if len(steps) == 7],
        "program": PROGRAMS,
        "sound": [names[0] for names in DRUM_NAMES.values()],
        "use": names_under(text, "parts"),
        "to": [*names_under(text, "scenes"), "main"],
        "start": [*names_under(text, "scenes"), "main"],
    }
    return [Word(word, said) for word in words.get(name, ())]
