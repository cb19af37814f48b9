"""What is wrong with a file, where it stands, and how that is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

# So much of a long source line is shown, around the caret.
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Problem:
    """`line` and `column` count from 1; line 0 is the file as a whole. `source` is the line's text.

    warning: the file can be played all the same.
    """

    path: Path
    line: int
    column: int
    message: str
    hint: str = ""
    source: str = ""
    warning: bool = False

    def __str__(self) -> str:
        said = f"{self.message}; {self.hint}" if self.hint else self.message
        if self.warning:
            said = f"warning: {said}"
        if self.line == 0:
            return f"{self.path}: {said}"
        head = f"{self.path}:{self.line}:{self.column}: {said}"
        if not self.source.strip():
            return head
        start = 0 if len(self.source) <= WIDTH else max(0, self.column - WIDTH // 2)
        cut = self.source[start : start + WIDTH].rstrip()
        shown = "".join(sign if sign.isprintable() else " " for sign in cut)
        return f"{head}\n    {shown}\n    {' ' * (self.column - 1 - start)}^"


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The problems in the order of the file, each of them once."""
    return sorted(set(problems), key=lambda p: (p.line, p.column, p.message))
