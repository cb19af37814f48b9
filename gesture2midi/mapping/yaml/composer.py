"""YAML text as a tree of nodes with places.

ruamel.yaml (YAML 1.2), or libyaml where it finds the same, finds the structure, event by event, so that
depth can be bounded. What a bare word means is YAML 1.2's core schema (its section 10.3.2) and no more: `on`,
`no` and `1:30` are text, `010` is ten, dates and tags mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal, TypeAlias

import ruamel.yaml.events
import yaml.events
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from gesture2midi.mapping.yaml.libyaml import Differs, read_events
from gesture2midi.mapping.yaml.syntax_errors import explained

MAX_DEPTH = 16
# Aliases can make a small file large: so many values are read out of one file, no more.
MAX_VALUES = 20_000

Place: TypeAlias = tuple[int, int]
Scalar: TypeAlias = bool | int | float | str | None


class Unreadable(Exception):
    """The text stops making sense at `place`; nothing after it can be read."""

    def __init__(self, place: Place, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.place = place
        self.message = message
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Node:
    """content: a Scalar, a list of nodes, or a list of (key, value) nodes, as `kind` says."""

    place: Place
    kind: Literal["scalar", "list", "pairs"]
    content: Any


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")

_CONTROL_WRITTEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What the escapes of a text in quotes must not make: it would be shown on terminals and pages."""

_SIGN = re.compile(r"[\[\]{},]")
_OPEN = 200
"""Brackets that are open at once, at the most."""


def compose(text: str, lines: list[str]) -> Node | None:
    """The tree of `text`, which stands in `lines`; None if it says nothing.

    Raises:
        Unreadable: it is not YAML, or uses what no mapping needs.
    """
    for number, line in enumerate(lines, 1):
        if control := _CONTROL.search(line):
            sign = f"0x{ord(control[0]):02x}"
            raise Unreadable((number, control.start() + 1), f"a control character stands here ({sign})")
    _bound(lines)
    try:
        return _Composer(yaml.events, read_events(text)).document()
    except (Differs, Unreadable):
        return _by_ruamel(text, lines)


def _by_ruamel(text: str, lines: list[str]) -> Node | None:
    try:
        stream = iter(YAML(typ="safe", pure=True).parse(text))
        return _Composer(ruamel.yaml.events, stream).document()
    except MarkedYAMLError as error:
        raise Unreadable(*explained(error, lines)) from None
    except YAMLError as error:
        raise Unreadable((1, 1), f"this is not YAML: {error}") from None


def _bound(lines: list[str]) -> None:
    """Refuse at once what the parser would take seconds for.

    Brackets within quotes and remarks are counted as well, so the bound lies far above what is allowed.

    Raises:
        Unreadable: so many brackets are open, or so much is listed, as in no mapping.
    """
    depth = listed = 0
    for number, line in enumerate(lines, 1):
        for sign in _SIGN.finditer(line):
            depth = max(0, depth + (sign[0] in "[{") - (sign[0] in "]}"))
            listed += sign[0] == ","
            if depth > _OPEN:
                message = f"this is nested deeper than the {MAX_DEPTH} levels a mapping may have"
                raise Unreadable((number, sign.start() + 1), message)
            if listed > MAX_VALUES:
                message = f"there is too much in this mapping: more than {MAX_VALUES} values"
                raise Unreadable((number, sign.start() + 1), message)


class _Composer:
    """events: the module of the stream's classes, which both libraries call alike."""

    def __init__(self, events: ModuleType, stream: Iterator[Any]) -> None:
        self.events, self.stream = events, stream
        self.anchors: dict[str, Node] = {}
        self.count = 0

    def document(self) -> Node | None:
        root = None
        for event in self.stream:
            if isinstance(event, self.events.DocumentStartEvent):
                if root is not None:
                    raise Unreadable(
                        _place(event), "a second mapping starts here", "give it a file of its own"
                    )
                root = self.node(next(self.stream), 0)
        return None if root is None or root.content is None else root

    def node(self, event: Any, depth: int) -> Node:
        place = _place(event)
        self.count += 1
        if self.count > MAX_VALUES:
            raise Unreadable(place, f"there is too much in this mapping: more than {MAX_VALUES} values")
        if depth > MAX_DEPTH:
            raise Unreadable(place, f"this is nested deeper than the {MAX_DEPTH} levels a mapping may have")
        if isinstance(event, self.events.AliasEvent):
            if event.anchor not in self.anchors:
                name = event.anchor
                message = f"`*{name}` repeats what `&{name}` marks, and nothing above it is marked so"
                raise Unreadable(place, message, "put the value in quotes")
            named = self.anchors[event.anchor]
            return Node(place, named.kind, named.content)
        if event.tag is not None:
            message = "a word that starts with `!` is a tag of YAML, and mappings have none"
            raise Unreadable(place, message, "put the value in quotes")
        node = self.content(event, place, depth + 1)
        if event.anchor is not None:
            self.anchors[event.anchor] = node
        return node

    def content(self, event: Any, place: Place, depth: int) -> Node:
        if isinstance(event, self.events.ScalarEvent):
            if control := _CONTROL_WRITTEN.search(event.value):
                sign = f"U+{ord(control[0]):04X}"
                raise Unreadable(place, f"a control character is written here ({sign})", "leave it out")
            return Node(place, "scalar", event.value if event.style else scalar(event.value))
        if isinstance(event, self.events.SequenceStartEvent):
            items = [self.node(inner, depth) for inner in self.until(self.events.SequenceEndEvent)]
            return Node(place, "list", items)
        pairs = [
            (self.node(inner, depth), self.node(next(self.stream), depth))
            for inner in self.until(self.events.MappingEndEvent)
        ]
        return Node(place, "pairs", pairs)

    def until(self, end: type) -> Iterator[Any]:
        while not isinstance(event := next(self.stream), end):
            yield event


def _place(event: Any) -> Place:
    return event.start_mark.line + 1, event.start_mark.column + 1


_INT = re.compile(r"[-+]?[0-9]{1,18}")
_OCTAL = re.compile(r"0o[0-7]{1,18}")
_HEX = re.compile(r"0x[0-9a-fA-F]{1,15}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INF = re.compile(r"([-+]?)\.(inf|Inf|INF)")
_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}


def scalar(word: str) -> Scalar:
    """What a bare word means in YAML 1.2's core schema (an integer beyond 18 digits is a float)."""
    if word in _WORDS:
        return _WORDS[word]
    if _INT.fullmatch(word):
        return int(word)
    if _OCTAL.fullmatch(word) or _HEX.fullmatch(word):
        return int(word, 0)
    if _FLOAT.fullmatch(word):
        return float(word)
    if infinite := _INF.fullmatch(word):
        return float(f"{infinite[1]}inf")
    return word
