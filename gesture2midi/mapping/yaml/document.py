"""A mapping's text as plain data with the place of every key and value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeAlias

from gesture2midi.mapping.yaml.composer import MAX_DEPTH, MAX_VALUES, Node, Place, Unreadable, compose
from gesture2midi.mapping.yaml.problem import Problem

Plain: TypeAlias = Any  # None, bool, int, float, str, and lists and dicts of these
Keys: TypeAlias = tuple[Any, ...]

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")  # what ruamel.yaml counts as a line's end


@dataclass(slots=True)
class Document:
    """data: what the text says; None where it cannot be read, which `problems` then explain.

    lines: the text. values, keys: where each value and each key stands, (line, column) from 1, by
    its path in the data, such as ("controls", 0, "gate").
    """

    path: Path
    lines: list[str]
    data: Plain = None
    values: dict[Keys, Place] = field(default_factory=dict)
    keys: dict[Keys, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def at(self, keys: Keys) -> Plain:
        """What stands at `keys`; None where nothing does."""
        found = self.data
        for key in keys:
            try:
                found = found[key]
            except (KeyError, IndexError, TypeError):
                return None
        return found

    def problem(self, keys: Keys, message: str, hint: str = "", offset: int = 0) -> Problem:
        """A problem with the value at `keys`, or else with the nearest that stands around it.

        offset: moves the caret into the value's text, where that stands unbroken in one line.
        """
        while keys not in self.values and keys:
            keys = keys[:-1]
        line, column = self.values.get(keys, (1, 1))
        text = self.at(keys)
        if offset and isinstance(text, str):
            source = self.lines[line - 1]
            start = column if source[column - 1] in "'\"" else column - 1
            if source.startswith(text.rstrip(), start):
                column = start + offset + 1
        return self._problem((line, column), message, hint)

    def key_problem(self, keys: Keys, message: str, hint: str = "") -> Problem:
        """A problem with the key itself, or with the value at `keys` if no key stands there."""
        place = self.keys.get(keys)
        return self._problem(place, message, hint) if place else self.problem(keys, message, hint)

    def warning(self, keys: Keys, message: str, hint: str) -> Problem:
        """What is not wrong, but hardly meant, at the key, or else at the value there or around it."""
        return replace(self.key_problem(keys, message, hint), warning=True)

    def line_of(self, keys: Keys) -> int:
        """The line of the value at `keys`."""
        return self.values[keys][0]

    def _problem(self, place: Place, message: str, hint: str) -> Problem:
        line, column = place
        source = self.lines[line - 1] if line <= len(self.lines) else ""
        return Problem(self.path, line, column, message, hint, source)

    def _fill(self, node: Node, path: Keys) -> Plain:
        """`node` as plain data; notes its place, and keys that stand twice or are no plain words."""
        if len(self.values) >= MAX_VALUES:
            raise Unreadable(node.place, f"there is too much in this mapping: more than {MAX_VALUES} values")
        if len(path) > MAX_DEPTH:
            raise Unreadable(node.place, f"aliases nest deeper here than {MAX_DEPTH} levels")
        self.values[path] = node.place
        if node.kind == "scalar":
            return node.content
        if node.kind == "list":
            return [self._fill(item, (*path, i)) for i, item in enumerate(node.content)]
        data: dict[Any, Plain] = {}
        for key, value in node.content:
            if key.kind != "scalar" or key.content is None:
                self.problems.append(self._problem(key.place, "a key is one word, such as `name:`", ""))
            elif key.content in data:
                first = self.keys[(*path, key.content)][0]
                message = f"`{key.content}` stands here for the second time; the first is in line {first}"
                self.problems.append(self._problem(key.place, message, ""))
            else:
                self.keys[(*path, key.content)] = key.place
                data[key.content] = self._fill(value, (*path, key.content))
        return data


def parse(text: str, path: Path) -> Document:
    """The document in `text`; never raises, its `problems` are those of YAML alone."""
    text = text.removeprefix("\ufeff")
    document = Document(path, _BREAK.split(text))
    try:
        root = compose(text, document.lines)
        if root is not None:
            document.data = document._fill(root, ())
    except Unreadable as error:
        document.data = None
        document.problems.append(document._problem(error.place, error.message, error.hint))
    return document
