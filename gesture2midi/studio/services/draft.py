"""A mapping while it is being written: what is wrong with it, and the texts that were heard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gesture2midi.errors import Mistake
from gesture2midi.files import read_bytes
from gesture2midi.mapping.editing.edit_field import items
from gesture2midi.mapping.load import Taught, check_text
from gesture2midi.mapping.yaml.problem import Problem

REMEMBERED = 200


@dataclass(frozen=True, slots=True)
class Mark:
    """A problem in the text: the offset of its line's end, and what to say there."""

    line: int
    end: int
    said: str


class Draft:
    """One text in one editor. The first that is good, and each good one after it, is `heard`.

    document, items: the text as data, and each control that stands in it; none while it is no YAML.
    """

    def __init__(self, path: Path, text: str, taught: Taught) -> None:
        self.path = path
        self.text = text
        self._taught = tuple(taught)
        self._look_over(text)
        self.heard: list[str] = [] if self.problems else [text]

    def write(self, text: str) -> bool:
        """Take in a new text; gives whether it is another than the last that was good, and good itself."""
        self.text = text
        self._look_over(text)
        if self.problems or (self.heard and self.heard[-1] == text):
            return False
        self.heard = [*self.heard[-REMEMBERED:], text]
        return True

    def back(self) -> str | None:
        """The good text before this one; None where there is none. `write` it to have it heard."""
        if not self.heard:
            return None
        if self.text == self.heard[-1]:
            if len(self.heard) == 1:
                return None
            self.heard.pop()
        return self.heard.pop()

    def marks(self) -> list[Mark]:
        """The first problem of each line."""
        ends: list[int] = []
        end = -1
        for line in self.text.split("\n"):
            end += len(line) + 1
            ends.append(end)
        first: dict[int, Problem] = {}
        for problem in self.problems:
            first.setdefault(min(max(problem.line, 1), len(ends)), problem)
        return [Mark(line, ends[line - 1], said(problem)) for line, problem in sorted(first.items())]

    def _look_over(self, text: str) -> None:
        self.problems = check_text(text, self.path, self._taught)
        self.document, self.items = items(text)


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


def said(problem: Problem) -> str:
    """What is wrong and what to do, without its place."""
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message
