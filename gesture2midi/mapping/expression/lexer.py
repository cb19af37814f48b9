"""The words of an expression: read, and checked to stand in an order that makes sense.

Python's `ast` finds the structure afterwards; its own complaints differ from version to version and
were not written for players, so whatever a player is likely to get wrong is found here.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from gesture2midi.errors import Mistake, did_you_mean
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.expression.names import BUILT_IN, Vocabulary
from gesture2midi.mapping.expression.remembering import SHAPES
from gesture2midi.mapping.expression.suggestions import suggestion
from gesture2midi.mapping.expression.tree import QUANTITY
from gesture2midi.mapping.other_words import FUNCTIONS as FUNCTIONS_ELSEWHERE
from gesture2midi.mapping.other_words import meant, unit_here

# Enough for anything one can say aloud, and it bounds how deep an expression can nest.
MAX_LENGTH = 1000
MAX_WORDS = 200

FUNCTIONS = {
    "abs": "without its sign",
    "clamp": "kept within two ends",
    "max": "the largest",
    "min": "the smallest",
    "scale": "from one range to another",
    "if": "one of two, as a condition says",
    "smooth": "follows slowly",
    "delay": "as it was some time ago",
    "hysteresis": "true from one end until the other",
    "count": "how often it became true",
    "since": "seconds since it became true",
    "hold": "stands still while a condition is true",
    "lfo": "a wave",
    "random": "a new number each time",
}
"""Each function, and what it gives."""
BETWEEN = "put one of + - * / < > and or between the two"
_WORD = re.compile(
    rf"(?P<quantity>{QUANTITY})"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*(?:\.(?:[A-Za-z_]\w*|\d+\b))*)"
    r"|(?P<sign><=|>=|==|!=|[-+*/<>(),])",
    re.ASCII,
)
_INSTEAD = {
    "&": "write `and`",
    "|": "write `or`",
    "!": "write `not`",
    "=": "write `==` for equal",
    "≥": "write `>=`",
    "≤": "write `<=`",
    "\u00d7": "write `*`",
    "\u00f7": "write `/`",
    "\u2212": "write `-`",
    "\u2013": "write `-`",
    "\u2014": "write `-`",
    "\u2260": "write `!=`",
    "\u00b7": "write `*`",
    "\u00ac": "write `not`",
    "~": "write `not`",
    "^": "write a product such as `right.y * right.y`",
    "?": "write if(condition, then, else)",
    "{": "write `(`",
    "}": "write `)`",
    "[": "write `(`",
    "]": "write `)`",
} | dict.fromkeys("\"'`\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb", "take out the quotes")

_PRODUCT = _INSTEAD["^"]
_TURNED = {"=>": "write `>=`", "=<": "write `<=`"}
_DOUBLED = {"**": _PRODUCT, "<>": "write `!=`", "//": "write `/`"}
"""Two signs that other languages put side by side."""
_SAID = {
    **dict.fromkeys(("if", "else", "then", "when"), "write if(condition, then, else)"),
    **dict.fromkeys(("is", "equals", "eq"), "write `==` for equal; a pose is a signal, such as `right.fist`"),
    **dict.fromkeys(("above", "over", "greater", "gt"), "write `>`"),
    **dict.fromkeys(("below", "under", "less", "lt"), "write `<`"),
    **{"times": "write `*`", "plus": "write `+`", "minus": "write `-`", "mod": ""},
}
"""Words between two values, and the sign that is meant."""


class Word(NamedTuple):
    """kind: number, quantity (`100 ms`), name or sign; at: its offset in the text."""

    kind: str
    text: str
    at: int


def check_words(text: str, vocabulary: Vocabulary = BUILT_IN) -> None:
    """Raise a Mistake with its place unless `text` is made of known words in a possible order."""
    words = _split(text)
    open_brackets: list[tuple[Word, bool]] = []  # and whether they hold what a function takes
    wants_value = True
    last: Word | None = None
    for word in words:
        if word.text in ("and", "or") or (word.kind == "sign" and word.text not in "()"):
            if wants_value and word.text in ("+", "-"):
                last = word
                continue
            if wants_value:
                raise _value_missing(word, last)
            in_call = bool(open_brackets) and open_brackets[-1][1]
            if word.text == "," and not in_call:
                raise Mistake("a comma means nothing here", "write numbers with a point: 0.5", word.at)
            wants_value = True
        elif word.text == ")":
            if not open_brackets:
                raise Mistake("this `)` closes nothing", at=word.at)
            if wants_value:
                raise _value_missing(word, last)
            open_brackets.pop()
        elif word.text == "(":
            called = last is not None and last.kind == "name" and not wants_value
            if not wants_value and not called:
                raise _operator_missing(word, vocabulary, last)
            open_brackets.append((word, called))
            wants_value = True
        elif not wants_value:
            raise _operator_missing(word, vocabulary, last)
        elif word.text != "not":
            wants_value = False
        elif last is not None and last.kind == "sign" and last.text not in "(,":
            raise Mistake(
                f"`not` cannot follow `{last.text}`", "put brackets around `not` and what it denies", word.at
            )
        last = word
    if open_brackets:
        raise Mistake("this `(` is never closed", at=open_brackets[-1][0].at)
    _check_end(words[-1], wants_value)
    _check_names(words, vocabulary)


def _check_end(last: Word, wants_value: bool) -> None:
    if wants_value:
        raise Mistake(f"a value is missing after `{last.text}`", at=last.at)


def _operator_missing(word: Word, vocabulary: Vocabulary, last: Word | None) -> Mistake:
    if last is not None and last.text.lower() == "not":
        return Mistake(f"`{last.text}` means nothing here", "write `not` in small letters", last.at)
    if last is not None and last.text.lower() in signal_table.HAND_NAMES and word.kind == "name":
        whose, of = last.text.lower(), word.text.lower().removeprefix("hand.")
        if f"{whose}.{of}" in vocabulary.signals:
            return Mistake(f"a point is missing after `{last.text}`", f"write `{whose}.{of}`", last.at)
    capitals = word.text.lower() in ("and", "or")
    hint = suggestion(word.text, vocabulary) if capitals else _SAID.get(word.text.lower(), BETWEEN)
    return Mistake(f"an operator is missing before `{word.text}`", hint, word.at)


def _value_missing(word: Word, last: Word | None) -> Mistake:
    between = f"between `{last.text}` and `{word.text}`" if last else f"before `{word.text}`"
    return Mistake(
        f"a value is missing {between}", _DOUBLED.get(f"{last.text if last else ''}{word.text}", ""), word.at
    )


def _split(text: str) -> list[Word]:
    if not text.strip():
        raise Mistake("this expression is empty", "write a signal such as `right.y`, or a number")
    if len(text) > MAX_LENGTH:
        raise Mistake(f"this expression is longer than {MAX_LENGTH} characters")
    words: list[Word] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        found = _WORD.match(text, at)
        if found is None:
            raise Mistake(f"`{text[at]}` means nothing in an expression", _instead(text, at, words), at)
        word = Word(str(found.lastgroup), found[0], at)
        if word.kind == "number":
            _check_number(word, text[found.end() :])
        words.append(word)
        at = found.end()
    if len(words) > MAX_WORDS:
        raise Mistake(f"this expression has more than {MAX_WORDS} words", at=words[MAX_WORDS].at)
    return words


def _instead(text: str, at: int, words: list[Word]) -> str:
    """What to write in place of a sign that means nothing."""
    if text[at] == "%":
        share = words and words[-1].kind == "number"
        return f"write {float(words[-1].text) / 100:g}" if share else ""
    return _TURNED.get(text[at : at + 2]) or _INSTEAD.get(text[at], "")


def _check_number(word: Word, rest: str) -> None:
    unit, following = re.match(r"\s*([A-Za-z]+)(?![\w.(])", rest), rest[:1]
    if unit and (here := unit_here(float(word.text), unit[1])):
        raise Mistake(f"`{word.text}{unit[0]}` is no time or rate here", f"write `{here[0]}`", word.at)
    if re.match(r"\w", following):
        raise Mistake(
            f"`{word.text}{following}` is neither a number nor a name", "put a space between", word.at
        )
    if re.fullmatch(r"0+[1-9]\d*", word.text):
        raise Mistake(f"`{word.text}` has a zero too many", f"write {word.text.lstrip('0')}", word.at)
    if not abs(float(word.text)) <= 1e9:
        raise Mistake(f"`{word.text}` is too large a number", at=word.at)


def _check_names(words: list[Word], vocabulary: Vocabulary) -> None:
    functions: list[str] = []  # whose brackets are open
    for i, word in enumerate(words):
        if word.text == "(":
            functions.append(words[i - 1].text if i else "")
        elif word.text == ")":
            functions.pop()
        elif word.kind != "name" or word.text in ("and", "or", "not"):
            continue
        elif functions[-1:] == ["lfo"] and words[i - 1].text == ",":
            if word.text not in SHAPES:
                hint = did_you_mean(word.text, SHAPES, f"there are {', '.join(SHAPES)}")
                raise Mistake(f"no shape is called `{word.text}`", hint, word.at)
        else:
            called = i + 1 < len(words) and words[i + 1].text == "("
            if called or word.text not in vocabulary.own:
                _check_name(word, vocabulary, called)


def _check_name(word: Word, vocabulary: Vocabulary, called: bool) -> None:
    name = word.text
    if called:
        if name in vocabulary.signals:
            raise Mistake(f"`{name}` is a signal and takes no brackets", at=word.at)
        if name not in FUNCTIONS:
            hint = meant(name, FUNCTIONS, f"there are {', '.join(FUNCTIONS)}", FUNCTIONS_ELSEWHERE)
            raise Mistake(f"no function is called `{name}`", hint, word.at)
    elif name in FUNCTIONS:
        raise Mistake(f"`{name}` is a function", f"write `{name}(...)`", word.at)
    elif name not in vocabulary.signals and not signal_table.of_no_hand(name):
        raise Mistake(f"no signal is called `{name}`", suggestion(name, vocabulary), word.at)
