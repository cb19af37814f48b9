"""A mapping while it is being written: what is wrong with it, and the texts that were heard."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gesture2midi.errors import Mistake
from gesture2midi.files import read_bytes
from gesture2midi.mapping.editing.edit_field import Item, items
from gesture2midi.mapping.load import Taught, check_text
from gesture2midi.mapping.yaml.document import Document
from gesture2midi.mapping.yaml.problem import Problem

REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem in the text: the offset of its line's end, and what to say there."""

    line: int
    end: int
    said: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A text, what is wrong with it, and the text as data with its controls; none while it is no YAML."""

    text: str
    problems: list[Problem]
    document: Document
    items: list[Item]


class Draft:
    """One text in one editor. The first that is good, and each good one after it, is `heard`."""

    def __init__(self, path: Path, text: str, taught: Taught) -> None:
        self.path = path
        self._taught = tuple(taught)
        self.now = self.read(text)
        self.heard: list[str] = [] if self.now.problems else [text]
        self.undone: list[str] = []
        self._going: str | None = None  # where `back` or `forth` leads

    def read(self, text: str) -> Reading:
        """Returns what a text is, and changes nothing: it takes a while, and may be asked on any thread."""
        return Reading(text, check_text(text, self.path, self._taught), *items(text))

    def write(self, text: str) -> bool:
        """Read a text, and take it in."""
        return self.take(self.read(text))

    def take(self, read: Reading) -> bool:
        """Take in a text that was read; gives whether it is good, and another than the last good one."""
        self.now, text = read, read.text
        if read.problems or (self.heard and self.heard[-1] == text):
            return False
        self.heard = [*self.heard[-REMEMBERED:], text]
        if text != self._going:
            self.undone = []
        self._going = None
        return True

    def back(self) -> str | None:
        """The good text before this one; None where there is none. `write` it to have it heard."""
        if self.before is None:
            return None
        if self.now.text == self.heard[-1]:
            self.undone.append(self.heard.pop())
        self._going = self.heard.pop()
        return self._going

    def forth(self) -> str | None:
        """The text that was taken back last; None where there is none. `write` it to have it heard."""
        if not self.undone:
            return None
        self._going = self.undone.pop()
        return self._going

    @property
    def before(self) -> str | None:
        """The text that `back` would give."""
        if not self.heard or self.now.text != self.heard[-1]:
            return self.heard[-1] if self.heard else None
        return self.heard[-2] if len(self.heard) > 1 else None

    @property
    def after(self) -> str | None:
        """The text that `forth` would give."""
        return self.undone[-1] if self.undone else None

    def marks(self) -> list[Mark]:
        """The first problem of each line."""
        ends: list[int] = []
        end = -1
        for line in self.now.text.split("\n"):
            end += len(line) + 1
            ends.append(end)
        first: dict[int, Problem] = {}
        for problem in self.now.problems:
            first.setdefault(min(max(problem.line, 1), len(ends)), problem)
        return [Mark(line, ends[line - 1], said(problem)) for line, problem in sorted(first.items())]


def opened_draft(path: Path, taught: Taught) -> Draft:
    """Returns the text of a mapping's file to be written on, also where it cannot be played as it is.

    Raises:
        Mistake: it cannot be read, or is no text.
    """
    try:
        text = read_bytes(path, "a mapping").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Mistake("this file is not UTF-8 text", "save it as UTF-8 in your editor") from None
    return Draft(path, text.replace("\r\n", "\n").replace("\r", "\n"), taught)


@dataclass(frozen=True, slots=True)
class Difference:
    """What lies between two texts: one control was added, removed or changed in one field, or something else.

    kind: added, removed, changed, moved or text. control, field: of those that have one, else "".
    """

    kind: str
    control: str = ""
    field: str = ""


def difference(before: str, after: str) -> Difference:
    """Returns what was done to a text, as a player would call it."""
    old, new = _controls(before), _controls(after)
    for kind, some, others in (("added", new, old), ("removed", old, new)):
        extra = [name for name in some if name not in others]
        if len(extra) == 1 and len(some) == len(others) + 1:
            return Difference(kind, extra[0])
    if old.keys() != new.keys():
        return Difference("text")
    changed = [
        (name, field)
        for name in old
        for field in {**old[name].fields, **new[name].fields}
        if old[name].fields.get(field) != new[name].fields.get(field)
    ]
    if len(changed) == 1:
        return Difference("changed", *changed[0])
    return Difference("moved" if not changed and [*old] != [*new] else "text")


@lru_cache(maxsize=16)
def _controls(text: str) -> dict[str, Item]:
    return {item.id: item for item in items(text)[1]}


def said(problem: Problem) -> str:
    """What is wrong and what to do, without its place."""
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message
