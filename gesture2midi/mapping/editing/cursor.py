"""Where in a mapping's text a cursor stands, while that text is still being written and so mostly no YAML.

Indentation says it for what stands in block style, brackets for what stands between them in one line. A list
or a table in brackets that goes over several lines is not followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_LINE = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +|-$)*)(?P<said>.*)")
_PAIR = re.compile(r"""\s*(?P<key>[\w-]+|"[^"]*"|'[^']*')\s*:(?:\s+(?P<value>.*))?$""", re.DOTALL)

Path = tuple[str, ...]
ITEM = "*"
"""In a path: one of a list."""
LONGEST = 1000
"""Characters of a line that are looked at; the rest of a longer one says nothing about the cursor."""


@dataclass(frozen=True, slots=True)
class Place:
    """path: the keys above, `*` for an item of a list. key: whose value is being written, "" where a key is.

    typed: what stands of it before the cursor. beside: the other keys of the same table, and their values.
    """

    path: Path
    key: str
    typed: str
    beside: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Line:
    """dash: the column of its `- `, or -1. column: where what it says begins."""

    dash: int
    column: int
    said: str

    @property
    def pair(self) -> tuple[str, str] | None:
        return _pair(self.said)


def place(before: str, after: str) -> Place | None:
    """The place between two parts of a text; None in a remark, and in a line beyond `LONGEST`."""
    *above, here = before.split("\n")
    rest, *below = after.split("\n")
    if len(here) + len(rest) > LONGEST:
        return None
    line = _line(here)
    if _bare(here) != here:
        return None
    path = _path(above, line)
    beside = dict(_beside(reversed(above), line, up=True)) if line.dash < 0 else {}
    beside |= dict(_beside(below, line, up=False))
    found = line.pair
    if line.said.startswith(("{", "[")):
        return _in_brackets(path, line.said, rest, {})
    if found is None:
        return Place(path, "", line.said, beside)
    key, value = found
    if value.startswith(("{", "[")):
        return _in_brackets((*path, key), value, rest, beside, key)
    return Place(path, key, value, beside)


def names_under(text: str, key: str) -> list[str]:
    """The keys of the table that stands under a key of the top level."""
    lines = text.split("\n")
    for i, said in enumerate(lines):
        found = _line(said).pair
        if found and found[0] == key and _line(said).column == 0:
            if found[1].startswith("{"):
                return [pair[0] for part in _parts(found[1]) if (pair := _pair(part))]
            inner = [_line(line) for line in _block(lines[i + 1 :])]
            column = inner[0].column if inner else 0
            return [pair[0] for line in inner if line.column == column and (pair := line.pair)]
    return []


def _block(lines: Sequence[str]) -> Iterator[str]:
    """The lines that belong to a key of the top level above them."""
    for line in lines:
        if _bare(line).strip():
            if not line.startswith(" "):
                return
            yield line


def _parts(table: str) -> Iterator[str]:
    """What stands between the commas of a table in brackets, with the tables in there left out."""
    depth, part = 0, ""
    for sign in table:
        depth += (sign in "{[") - (sign in "}]")
        if depth == 1 and sign == ",":
            yield part
            part = ""
        elif depth == 1 and sign not in "{}[]":
            part += sign
    yield part


def _line(text: str) -> _Line:
    found = _LINE.fullmatch(_bare(text[:LONGEST]).rstrip("\r"))
    assert found is not None, "it fits every line"
    dash = len(found["indent"]) if found["dashes"] else -1
    return _Line(dash, found.start("said"), found["said"])


def _pair(text: str) -> tuple[str, str] | None:
    found = _PAIR.match(text)
    return (found["key"].strip("\"'"), found["value"] or "") if found else None


def _bare(text: str) -> str:
    """A line without its remark."""
    quote = ""
    for i, sign in enumerate(text):
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'" and text[:i].rstrip()[-1:] in ("", ":", "[", "{", ",", "-"):
            quote = sign
        elif sign == "#" and (i == 0 or text[i - 1] in " \t"):
            return text[:i]
    return text


def _path(above: Sequence[str], line: _Line) -> Path:
    """The keys that a line stands under."""
    path: list[str] = []
    column, listed = line.column, False
    if line.dash >= 0:
        path, column, listed = [ITEM], line.dash, True
    for text in reversed(above):
        one = _line(text)
        if not one.said.strip() and one.dash < 0:
            continue
        if not listed and one.dash >= 0 and one.dash < column <= one.column:
            path.insert(0, ITEM)
            column, listed = one.dash, True
        elif one.column < column or (listed and one.dash < 0 and one.column == column):
            found = one.pair
            if found is not None:
                path.insert(0, found[0])
            column, listed = one.column, False
            if one.dash >= 0:
                path.insert(0, ITEM)
                column, listed = one.dash, True
    return tuple(path)


def _beside(lines: Sequence[str] | Iterator[str], line: _Line, *, up: bool) -> Iterator[tuple[str, str]]:
    """The pairs of the same table above a line, or below it."""
    for text in lines:
        one = _line(text)
        if not one.said.strip():
            continue
        if one.column < line.column or (not up and one.dash >= 0 and one.dash < line.column):
            return
        if one.column == line.column and (found := one.pair):
            yield found
        if one.dash >= 0 and one.column <= line.column:
            return


def _in_brackets(path: Path, said: str, rest: str, beside: dict[str, str], key: str = "") -> Place:
    """The place at the end of a text that begins with a bracket; `rest` of the line stands behind it."""
    opened: list[tuple[str, Path, str, dict[str, str]]] = []
    begin = 0
    for i, sign in enumerate(said):
        if sign in "{[":
            inner = _pair(said[begin:i] + " ") if i else None
            if opened and opened[-1][0] == "[":
                path = (*path, ITEM)
            if inner:
                path, key = (*path, inner[0]), inner[0]
            opened.append((sign, path, key, {}))
            begin = i + 1
        elif sign in ",}]" and opened:
            _note(said[begin:i], opened[-1])
            begin = i + 1
            if sign != ",":
                opened.pop()
                path = opened[-1][1] if opened else path
    if not opened:
        return Place(path[:-1], key, said, beside)
    sign, path, key, others = opened[-1]
    typed = said[begin:].lstrip()
    if sign == "[":
        return Place(path[:-1], key, typed, beside)
    for part in rest.partition("}")[0].split(",")[1:]:
        _note(part, opened[-1])
    found = _pair(typed + " ") if ":" in typed else None
    if found:
        return Place(path, found[0], found[1].lstrip(), others)
    return Place(path, "", typed, others)


def _note(part: str, table: tuple[str, Path, str, dict[str, str]]) -> None:
    found = _pair(part)
    if found:
        table[3][found[0]] = found[1].strip()
