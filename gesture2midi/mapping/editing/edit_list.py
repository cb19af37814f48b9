"""Controls added, duplicated, deleted, moved and renamed in a mapping's text; remarks stay where they belong.

As with a field (`edit_field`), a change counts only if the text is then read as it was before but for it.
"""

from __future__ import annotations

import copy
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from gesture2midi.errors import Mistake
from gesture2midi.mapping.editing.edit_field import change, items, parse_text, span, ways
from gesture2midi.mapping.yaml.document import Keys, Plain


def delete_control(text: str, control: str) -> str:
    """The text without this control.

    Raises:
        Mistake: it is the last one of its list, or is written in a way that only its player can change.
    """
    keys = _keys(text, control)
    if len(_list(text, keys)) == 1:
        raise Mistake("This is the last control here: add another one before you delete it.")
    at = int(keys[-1])
    return _rewritten(text, keys, lambda found: found.pop(at), lambda blocks: blocks.delete(at))


def duplicate_control(text: str, control: str) -> tuple[str, str]:
    """The text with a copy behind this control, and the copy's id.

    Raises:
        Mistake: it is written in a way that only its player can change.
    """
    keys = _keys(text, control)
    at = int(keys[-1])
    taken = {item.id for item in items(text)[1]}
    own = "id" in _list(text, keys)[at]
    name = free_id(control, taken)
    if own:  # two of one id are no mapping, not even for a moment
        marked = change(text, keys, "id", name)
        block = _Blocks(marked, keys).items[at]
        new = _Blocks(text, keys).with_block(at + 1, block)
        wanted = parse_text(text)
        found = wanted.at(keys[:-1])
        assert isinstance(found, list)
        found.insert(at + 1, {**found[at], "id": name})
        return _checked(new, wanted.data), name
    new = _rewritten(
        text,
        keys,
        lambda found: found.insert(at + 1, copy.deepcopy(found[at])),
        lambda blocks: blocks.insert(at + 1, blocks.items[at]),
    )
    place = (*keys[:-1], at + 1)
    return new, next(item.id for item in items(new)[1] if item.keys == place)


def move_control(text: str, control: str, by: int) -> str:
    """The text with this control `by` places further down (or up, below 0) in its list; as it was at its end.

    Raises:
        Mistake: it is written in a way that only its player can change.
    """
    keys = _keys(text, control)
    at = int(keys[-1])
    to = max(0, min(len(_list(text, keys)) - 1, at + by))
    if to == at:
        return text
    return _rewritten(
        text,
        keys,
        lambda found: found.insert(to, found.pop(at)),
        lambda blocks: blocks.items.insert(to, blocks.items.pop(at)),
    )


def rename_control(text: str, control: str, name: str) -> tuple[str, str]:
    """The text with another id for this control, and that id: `name` as a slug (`Big Drum` is `big-drum`).

    Raises:
        Mistake: the name is taken or has no letter; or only the player can change this control.
    """
    new = slug(name)
    if not new:
        raise Mistake("A name needs a letter or a digit.")
    if new != control and new in {item.id for item in items(text)[1]}:
        raise Mistake(f"There is a control called {new} already: take another name.")
    return change(text, _keys(text, control), "id", new), new


def add_control(text: str, fields: Mapping[str, Plain]) -> str:
    """The text with another control at the end of those that play in every scene.

    Raises:
        Mistake: the list is written in a way that only its player can change.
    """
    wanted = parse_text(text)
    if wanted.problems or not isinstance(wanted.data, dict):
        raise Mistake("The text has to be mended first.")
    there = wanted.data.get("controls")
    if there is None and "controls" not in wanted.data:
        wanted.data["controls"] = [dict(fields)]
        lead = "" if text.endswith("\n") else "\n"
        return _checked(f"{text}{lead}\ncontrols:\n{_block(fields, '  ')}", wanted.data)
    if not isinstance(there, list) or not there:
        raise _only_by_hand()
    blocks = _Blocks(text, ("controls", 0))
    there.append(dict(fields))
    return _checked(blocks.with_block(len(blocks.items), _block(fields, blocks.indent)), wanted.data)


def slug(name: str) -> str:
    """Returns a name as an id: letters a to z, digits and hyphens, at most 40; "" where none is left."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].rstrip("-")


def free_id(name: str, taken: set[str]) -> str:
    """Returns `name`, or with a number behind it where that is taken: `volume-2`."""
    stem = re.sub(r"-\d+$", "", name)
    number = 2
    while (free := f"{stem}-{number}") in taken:
        number += 1
    return free if name in taken else name


def _keys(text: str, control: str) -> Keys:
    found = next((item.keys for item in items(text)[1] if item.id == control), None)
    if found is None:
        raise Mistake("There is no such control in this text any more.")
    return found


def _list(text: str, keys: Keys) -> list[Any]:
    found = parse_text(text).at(keys[:-1])
    assert isinstance(found, list)
    return found


def _only_by_hand() -> Mistake:
    return Mistake("This list is written in a way that only you can change: change it in the text.")


def _checked(new: str, wanted: object) -> str:
    document = parse_text(new)
    if document.problems or document.data != wanted:
        raise _only_by_hand()
    return new


def _rewritten(
    text: str,
    keys: Keys,
    of_data: Callable[[list[Any]], object],
    of_text: Callable[[_Blocks], object],
) -> str:
    """The text with its list changed twice over, as data and as text; both have to come to the same."""
    wanted = parse_text(text)
    found = wanted.at(keys[:-1])
    assert isinstance(found, list)
    of_data(found)
    blocks = _Blocks(text, keys)
    of_text(blocks)
    return _checked(blocks.text(), wanted.data)


@dataclass(frozen=True, slots=True)
class _Span:
    begin: int
    end: int


class _Blocks:
    """A list in block style as the text of each item, with what stands before, between and behind them.

    A remark right above an item, without a blank line between, is part of it.

    Raises:
        Mistake: the list stands in brackets, or an item begins in no line of its own.
    """

    def __init__(self, text: str, keys: Keys) -> None:
        self._break = "\r\n" if "\r\n" in text else "\n"
        if not text.endswith(("\n", "\r")):
            text += self._break
        count = len(_list(text, keys))
        spans = [self._span(text, (*keys[:-1], i)) for i in range(count)]
        self._lead = text[: spans[0].begin]
        self._tail = text[spans[-1].end :]
        self.items = [text[one.begin : one.end] for one in spans]
        self._between = [text[one.end : two.begin] for one, two in pairwise(spans)]
        dash = re.search(r"^([ \t]*)-", self.items[0], re.MULTILINE)
        self.indent = dash[1] if dash else "  "

    def text(self) -> str:
        """The whole."""
        parts = [part for pair in zip(self.items, [*self._between, ""], strict=True) for part in pair]
        return self._lead + "".join(parts) + self._tail

    def delete(self, at: int) -> None:
        """Take an item out, with what separates it from the next one."""
        del self.items[at]
        if self._between:
            del self._between[min(at, len(self._between) - 1)]

    def insert(self, at: int, block: str) -> None:
        """Put an item in, separated from the one before as the last two are."""
        self._between.insert(at - 1, self._between[-1] if self._between else self._break)
        self.items.insert(at, block.replace("\r\n", "\n").replace("\n", self._break))

    def with_block(self, at: int, block: str) -> str:
        """The whole with another item at this place."""
        self.insert(at, block)
        return self.text()

    def _span(self, text: str, keys: Keys) -> _Span:
        start, stop = span(text, keys)
        begin = text.rfind("\n", 0, start) + 1
        if not re.fullmatch(r"[ \t]*-[ \t]+(?:&\w+[ \t]+)?", text[begin:start]):
            raise _only_by_hand()
        above = text[:begin].splitlines(keepends=True)
        while above and re.match(r"[ \t]+#", above[-1]):
            begin -= len(above.pop())
        end = text.find("\n", stop)
        return _Span(begin, len(text) if end < 0 else end + 1)


def _block(fields: Mapping[str, Plain], indent: str) -> str:
    """A control as one writes it, a line each key."""
    lines = [f"{name}: {_way(value)}" for name, value in fields.items()]
    return f"{indent}- " + f"\n{indent}  ".join(lines) + "\n"


def _way(value: Plain) -> str:
    """The plainest way to write this value that is read as itself."""
    for way in ways(value):
        document = parse_text(f"value: {way}")
        if not document.problems and document.data == {"value": value}:
            return way
    return json.dumps(value)
