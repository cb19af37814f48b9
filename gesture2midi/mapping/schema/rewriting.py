"""A value that a field does not take, written so that it does: `CC74` as 74, `0-1` as [0, 1].

Nothing here knows any field: ways to write a value otherwise are tried, and the first that it takes is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Annotated, Any

from pydantic import BaseModel, ValidationError, create_model

from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.other_words import NAMED_VALUES, NOTES, SCALE_WORDS, unit_here
from gesture2midi.mapping.schema.base import Model
from gesture2midi.music.general_midi import CONTROLLERS

_FORMULA = "right.y"
_LONGEST, _MOST = 200, 32
"""Characters of a text, and parts of a list, that are looked at."""
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_END = rf"(?:{_NUMBER}\s*%?|[A-Za-z][#b♯♭]?-?\d{{1,2}})"
_PAIR = re.compile(
    rf"\[?\(?\s*({_END})\s*(?:\.{{2,3}}|…|,|:|/|\bto\b|[-\u2013\u2014]|\s)\s*({_END})\s*\)?\]?"
)
_NAMED = re.compile(r"(?:[A-Za-z.]{2,}|#)[\s_#:.-]*(\d+)")
_COUNTED = re.compile(rf"({_NUMBER})\s*([A-Za-z]{{2,}})")
_MEASURED = re.compile(r"(\d+\.?\d*|\.\d+)\s*([A-Za-z]+)")
_LENGTH = re.compile(r"(?:1\s*/\s*)?(1|2|4|8|16|32)\s*(?:th|nd|notes?|ths?\s+notes?)")
_WORDS = re.compile(r"/?[A-Za-z][\w /-]*")
_BYTES = re.compile(r"(?:(?:0[xX])?[0-9A-Fa-f]{2}[hH]?[\s,]*)+")
_FRAME = ("F0", "F7")
_NOTE = re.compile(r"([A-Za-z]+)(-?\d{1,2})")


def rewritten(value: object, owner: type[BaseModel], field: str, known: Vocabulary) -> str:
    """Returns a value that this field takes, as it is written in YAML; "" where none is near.

    owner: the model that has the field. known: what its expressions may read.
    """
    alone = _alone(owner, field)

    def taken(one: object) -> bool:
        try:
            alone.model_validate({"value": one}, context=known)
        except ValidationError:
            return False
        return True

    if taken(value):
        return ""  # what is wrong lies elsewhere
    if isinstance(value, int | float) and taken(_FORMULA):
        return ""  # an expression may be any sum, and none is nearer than another
    found = next(filter(taken, _otherwise(value)), None)
    return "" if found is None else _written(found)


@cache
def _alone(owner: type[BaseModel], field: str) -> type[Model]:
    """A model that has this field alone, as `value`."""
    info = owner.model_fields[field]
    kind: Any = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    return create_model("Alone", __base__=Model, value=(kind, ...))


def _otherwise(value: object) -> Iterator[object]:
    """Other ways to write a value, the likeliest first."""
    if isinstance(value, str) and len(value) <= _LONGEST:
        yield from _scalars(value)
        if pair := _PAIR.fullmatch(value.strip()):
            ends = [_number(end) for end in pair.groups()]
            yield ends
            yield f"{pair[1]}..{pair[2]}"
        if parts := [part for part in re.split(r"\s*[,;|]\s*|\s+", value.strip(" []()")) if part]:
            yield from ([_number(part) for part in parts], parts)
        if _BYTES.fullmatch(value.strip()):
            given = re.findall(r"[0-9A-F]{2}", re.sub(r"0X|H", "", value.upper()))
            yield " ".join(one for one in given if one not in _FRAME)
        yield [value]
    elif isinstance(value, float) and value.is_integer():
        yield int(value)
    elif isinstance(value, list) and 0 < len(value) <= _MOST and all(map(_scalar, value)):
        texts = [str(part) for part in value]
        yield from (value[0],) if len(value) == 1 else ("..".join(texts), " ".join(texts))
        yield from (
            map(list, product(*([part, *_first(part)] for part in value[:2]))) if len(value) == 2 else ()
        )
        yield [next(iter(_first(part)), part) for part in value]
        if all(isinstance(part, int) and 0 <= part <= 255 for part in value):
            yield " ".join(f"{part:02X}" for part in value if f"{part:02X}" not in _FRAME)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from (f"1/{value}",) if value in (1, 2, 4, 8, 16, 32) else ()
        yield [value]


def _first(value: object) -> list[object]:
    return list(_scalars(value))[:1] if isinstance(value, str) else []


def _scalar(value: object) -> bool:
    return isinstance(value, str | int | float) and not isinstance(value, bool)


def _scalars(text: str) -> Iterator[object]:
    """Other ways to write one word or number."""
    text = text.strip()
    if text.endswith("%"):
        yield _number(text)
    if measured := _MEASURED.fullmatch(text):
        yield from unit_here(float(measured[1]), measured[2])
    if length := _LENGTH.fullmatch(text.lower()):
        yield f"1/{length[1]}"
    if text.lower() in NAMED_VALUES:
        yield NAMED_VALUES[text.lower()]
    for number, name in CONTROLLERS.items():
        if text.lower() in (name, name.partition(" ")[0]):
            yield number
    if note := _NOTE.fullmatch(text):
        yield f"{NOTES.get(note[1].lower(), note[1])}{note[2]}"
    if found := _NAMED.fullmatch(text) or _COUNTED.fullmatch(text):
        yield _number(found[1])
    yield from (text.lower(), text.upper())
    if _WORDS.fullmatch(text):
        words = re.split(r"[\s_-]+", text)
        yield "-".join(words).lower()
        yield " ".join(filter(None, (SCALE_WORDS.get(word.lower(), word) for word in words)))


def _number(text: str) -> object:
    """The number that stands there, of `50 %` its share; any other text as it is."""
    bare = text.rstrip("% ")
    if not re.fullmatch(_NUMBER, bare):
        return text
    number = float(bare) / 100 if bare != text else float(bare)
    return int(number) if number.is_integer() else float(f"{number:.6g}")


def _written(value: object) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)
