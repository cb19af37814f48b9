"""One field of one control changed in a mapping's text; every other character of the text stays where it is.

ruamel.yaml finds where each value begins and ends; only that part is written anew. A change counts only if
the text is then read as it was before but for this field, so a way of writing that is not understood here
is refused and never spoilt.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, events

from gesture2midi.errors import Mistake
from gesture2midi.mapping.load import controls_of, ids_of
from gesture2midi.mapping.yaml.composer import scalar
from gesture2midi.mapping.yaml.document import Document, Keys, Plain, parse
from gesture2midi.mapping.yaml.parts import take_in

# After which of its neighbours a field is written that was not there; others come last.
_AFTER = {"in": ("from",), "dead": ("in", "from"), "curve": ("dead", "in", "from")}


@dataclass(frozen=True, slots=True)
class Item:
    """One control as it is written.

    keys: its path in the document. line: where it begins, from 1. fields: what stands in it, and what its
    part brings. own: those of them that stand in it.
    """

    id: str
    keys: Keys
    line: int
    fields: dict[str, Plain]
    own: frozenset[str]

    @property
    def kind(self) -> str:
        return str(self.fields.get("send", ""))

    @property
    def scene(self) -> str:
        """The scene that it plays in; "" where it plays in all."""
        return str(self.keys[1]) if self.keys[0] == "scenes" else ""


def items(text: str) -> tuple[Document, list[Item]]:
    """The document, and every control that stands in it, in its order; none while it is no YAML."""
    document = parse_text(text)
    own = {keys: frozenset(control) for keys, control in controls_of(document)}
    ids = ids_of(document)
    take_in(document, controls_of(document))
    return document, [
        Item(ids[keys], keys, document.line_of(keys), {str(k): v for k, v in control.items()}, own[keys])
        for keys, control in controls_of(document)
    ]


def plain(text: str) -> Plain:
    """What a text means as the value of a field: `20` a number, `[0, 1]` a list, `right.y > 0.5` itself."""
    document = parse_text(f"value: {text}")
    read = document.data if not document.problems else None
    return read["value"] if isinstance(read, dict) and read.keys() == {"value"} else text


def written(value: Plain) -> str:
    """A value as a player would write it into a field of a form; `plain` reads it again."""
    if isinstance(value, str):
        return value if plain(value) == value else _quoted(value)
    return next(iter(ways(value)))


def change_control(text: str, control: str, name: str, value: Plain) -> str:
    """As `change`, of the control of this id.

    Raises:
        Mistake: there is none, or it is written in a way that only its player can change.
    """
    keys = next((item.keys for item in items(text)[1] if item.id == control), ())
    return change(text, keys, name, value)


def change(text: str, keys: Keys, name: str, value: Plain) -> str:
    """The text with another value in one field of the control at `keys`; None takes the field out.

    Raises:
        Mistake: the control is written in a way that only its player can change.
    """
    wanted = parse_text(text)
    control = wanted.at(keys)
    if not isinstance(control, dict) or wanted.problems:
        raise Mistake("There is no such control in this text any more.")
    if control.get(name) == value and (name in control) == (value is not None):
        return text
    if value is None:
        del control[name]
    else:
        control[name] = value
    edited = _Edited(text, keys)
    for new in [edited.without(name)] if value is None else [edited.having(name, way) for way in ways(value)]:
        document = parse_text(new)
        if document.data == wanted.data and not document.problems:
            return new
    raise _unchangeable()


def span(text: str, keys: Keys) -> tuple[int, int]:
    """Where the control at `keys` stands in the text: text[start:end], without its dash.

    Raises:
        Mistake: it is written in a way that only its player can change.
    """
    node = _Edited(text, keys).node
    return node.start, node.end


def _unchangeable() -> Mistake:
    return Mistake("This control is written in a way that only you can change: change it in the text.")


def parse_text(text: str) -> Document:
    """The text of a mapping as data, with its problems."""
    return parse(text, Path("mapping.yaml"))


def ways(value: Plain) -> Iterator[str]:
    """How a value may be written in YAML, the plainest first."""
    if isinstance(value, bool) or value is None:
        yield json.dumps(value)
    elif isinstance(value, str):
        yield value
        yield "'" + value.replace("'", "''") + "'"
        yield _quoted(value)
    elif isinstance(value, list):
        quoted = [[way for way in ways(part) if _alone(way, part)] for part in value]
        yield "[" + ", ".join(ways[0] for ways in quoted) + "]"
    elif isinstance(value, dict):
        yield json.dumps(value, ensure_ascii=False)
    else:
        yield repr(value)


def _quoted(text: str) -> str:
    """In double quotes, where YAML has a way to write each character."""
    safe = "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08x}" for c in text)
    return f'"{safe}"'


def _alone(way: str, value: Plain) -> bool:
    """Whether this is read as the value inside a list."""
    document = parse_text(f"[{way}]")
    return document.data == [value] and not document.problems


@dataclass(frozen=True, slots=True)
class _Node:
    """Where a value stands: text[start:end]. word: of a scalar; pairs: of a mapping; items: of a list."""

    start: int
    end: int
    word: Any = None
    flow: bool = False
    pairs: list[tuple[_Node, _Node]] = field(default_factory=list)
    items: list[_Node] = field(default_factory=list)


class _Edited:
    """A text and the place of one control in it."""

    def __init__(self, text: str, keys: Keys) -> None:
        self._text = text
        self._offset = len(text) - len(text.removeprefix("\ufeff"))
        self._stream = iter(YAML(typ="safe", pure=True).parse(text[self._offset :]))
        while not isinstance(next(self._stream), events.DocumentStartEvent):
            pass
        node = self._node(next(self._stream))
        for key in keys:
            inner = enumerate(node.items) if isinstance(key, int) else ((n.word, v) for n, v in node.pairs)
            found = [value for name, value in inner if name == key]
            if not found:  # behind an alias
                raise _unchangeable()
            node = found[0]
        if not node.pairs:
            raise _unchangeable()
        self.node = node

    def having(self, name: str, way: str) -> str:
        text, pairs = self._text, self.node.pairs
        for key, value in pairs:
            if key.word == name:
                space = " " if value.start == value.end else ""
                return text[: value.start] + space + way + text[value.end :]
        here = {key.word: value for key, value in pairs}
        before = next((here[known] for known in _AFTER.get(name, ()) if known in here), pairs[-1][1])
        if self.node.flow:
            return f"{text[: before.end]}, {name}: {way}{text[before.end :]}"
        end = self._line_end(before.end)
        first = pairs[0][0].start
        indent = " " * (first - self._line_start(first))
        return f"{text[:end]}{self._break}{indent}{name}: {way}{text[end:]}"

    def without(self, name: str) -> str:
        text, pairs = self._text, self.node.pairs
        at = next(i for i, (key, _) in enumerate(pairs) if key.word == name)
        key, value = pairs[at]
        if self.node.flow or at == 0:
            if at + 1 < len(pairs):
                return text[: key.start] + text[pairs[at + 1][0].start :]
            return text[: pairs[at - 1][1].end] + text[value.end :]
        # Its line, with the remark behind it; not the break before it.
        begin = self._line_start(key.start) - len(self._break)
        return text[:begin] + text[self._line_end(value.end) :]

    @property
    def _break(self) -> str:
        return "\r\n" if "\r\n" in self._text else "\n"

    def _line_start(self, at: int) -> int:
        return self._text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        end = self._text.find("\n", at)
        if end < 0:
            return len(self._text)
        return end - 1 if self._text[end - 1] == "\r" else end

    def _node(self, event: Any) -> _Node:
        start, end = (mark.index + self._offset for mark in (event.start_mark, event.end_mark))
        if isinstance(event, events.ScalarEvent):
            if event.style in ("|", ">"):
                end = len(self._text[:end].rstrip())
            return _Node(start, end, event.value if event.style else scalar(event.value))
        if isinstance(event, events.AliasEvent):
            return _Node(start, end)
        closing = (
            events.SequenceEndEvent
            if isinstance(event, events.SequenceStartEvent)
            else events.MappingEndEvent
        )
        found = []
        while not isinstance(inner := next(self._stream), closing):
            found.append(self._node(inner))
        # In block style the end is told behind all remarks that follow.
        end = inner.end_mark.index + self._offset if event.flow_style else found[-1].end if found else end
        if isinstance(event, events.SequenceStartEvent):
            return _Node(start, end, flow=bool(event.flow_style), items=found)
        pairs = [pair for i, pair in enumerate(pairwise(found)) if i % 2 == 0]
        return _Node(start, end, flow=bool(event.flow_style), pairs=pairs)
