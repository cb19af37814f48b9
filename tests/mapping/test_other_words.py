"""What other programs call a thing is told as what it is called here."""

from __future__ import annotations

from typing import get_args

import pytest

from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.expression import lexer
from gesture2midi.mapping.expression.curves import CURVES
from gesture2midi.mapping.expression.names import BUILT_IN
from gesture2midi.mapping.other_words import FUNCTIONS, OTHERS, SIGNALS, meant
from gesture2midi.mapping.schema.osc_arguments import TYPES


def keys(kind: str) -> list[str]:
    return [field.alias or name for name, field in KINDS[kind].model_fields.items()]


@pytest.mark.parametrize(
    ("kind", "word", "hint"),
    [
        ("drum", "note", "write `sound`"),
        ("drum", "trigger", "write `hit`"),
        ("note", "note", "write `pitch`"),
        ("note", "hit", "write `gate`"),
        ("note", "key", "write `scale`"),
        ("cc", "Controller", "write `number`"),
        ("cc", "min", "write `out`"),
        ("cc", "invert", "write `out`"),
        ("cc", "lag", "write `smooth`"),
        ("cc", "wrap", "write `at_end`"),
        ("cc", "default", "write `rest`"),
        ("cc", "name", "write `id`"),
        ("scene", "name", "write `to`"),
        ("sequence", "melody", "write `notes`"),
        ("cc", "form", "did you mean `from`?"),
        ("cc", "banana", ""),
    ],
)
def test_a_key_of_another_program(kind: str, word: str, hint: str) -> None:
    assert meant(word, keys(kind)) == hint


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Control Change", "cc"), ("pitch_bend", "bend"), ("note-on", "note"), ("aftertouch", "pressure")],
)
def test_a_kind_of_another_program(word: str, kind: str) -> None:
    assert meant(word, KINDS) == f"write `{kind}`"


def test_every_word_has_its_place_in_a_mapping() -> None:
    fields = [field for kind in KINDS.values() for field in kind.model_fields.values()]
    values = {str(value) for field in fields for value in get_args(field.annotation)}
    values |= {*CURVES, *TYPES}
    assert OTHERS.keys() <= {*KINDS, *(key for kind in KINDS for key in keys(kind)), *values}


@pytest.mark.parametrize("others", [OTHERS, SIGNALS, FUNCTIONS], ids=["keys", "signals", "functions"])
def test_no_word_is_its_own_name(others: dict[str, str]) -> None:
    assert not [name for name, words in others.items() if name in words.split()]


def test_every_signal_and_function_that_is_named_is_there() -> None:
    assert {f"right.{name}" for name in SIGNALS} <= set(BUILT_IN.signals)
    assert FUNCTIONS.keys() <= lexer.FUNCTIONS.keys()


def test_no_signal_of_a_hand_is_told_as_another() -> None:
    called = {word for words in SIGNALS.values() for word in words.split()}
    assert not [word for word in called if f"right.{word}" in BUILT_IN.signals]
