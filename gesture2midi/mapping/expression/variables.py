"""Variables: names that a mapping gives to expressions, for the expressions below them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from gesture2midi.engine.controls import Expression
from gesture2midi.errors import Mistake
from gesture2midi.gestures import signals
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.expression.names import Vocabulary

_TAKEN = {*FUNCTIONS, *signals.HAND_NAMES, "hands", "hand", "finger", "and", "or", "not", "true", "false"}


class Wrong(NamedTuple):
    """What is wrong with a variable's name, or with its value."""

    name: object
    in_name: bool
    mistake: Mistake


def variables(let: object, vocabulary: Vocabulary) -> tuple[Vocabulary, list[Wrong]]:
    """The vocabulary and, as its own, the expression behind each name; one may read those above it.

    A name whose value is wrong means 0, so that it is not called unknown wherever it is read as well.
    """
    wrong: list[Wrong] = []
    given: Mapping[object, object] = let if isinstance(let, Mapping) else {}
    for name, value in given.items():
        try:
            key = _name(name)
        except Mistake as mistake:
            wrong.append(Wrong(name, True, mistake))
            continue
        try:
            meant = _value(value, vocabulary, given)
        except Mistake as mistake:
            wrong.append(Wrong(name, False, mistake))
            meant = parser.parse("0")
        vocabulary = vocabulary.and_own({key: meant})
    return vocabulary, wrong


def _value(value: object, vocabulary: Vocabulary, given: Mapping[object, object]) -> Expression:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Mistake("a variable is an expression such as `left.y > 0.5`, or a number")
    try:
        return parser.parse(str(value), vocabulary)
    except Mistake as mistake:
        word = re.match(r"\w*", str(value)[mistake.at :])
        if word is None or word[0] not in given or word[0] in vocabulary.own:
            raise
        message = f"`{word[0]}` does not stand above this"
        raise Mistake(message, "a variable reads only those above it", mistake.at) from None


def _name(name: object) -> str:
    if not isinstance(name, str) or not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise Mistake("a variable's name is one word of small letters, digits and `_`", "such as `loud`")
    if name in _TAKEN:
        raise Mistake(f"`{name}` means something in expressions already", "take another name")
    return name
