"""Values that a comma cut off: `{hit: clamp(a, 0, 1)}` is three keys to YAML, and was meant to be one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gesture2midi.mapping.yaml.document import Document, Keys
from gesture2midi.mapping.yaml.problem import Problem


def with_commas(document: Document, problems: Iterable[Problem]) -> list[Problem]:
    """Returns the problems, with one for each value that a comma cut off in place of all else in its line."""
    cut = [
        document.problem(
            keys,
            f"a comma ends this {_named(keys)}here",
            f'between braces or brackets put what has commas in quotes: "{text}"',
        )
        for keys, text in _cut(document)
    ]
    lines = {problem.line for problem in cut}
    return [*cut, *(problem for problem in problems if problem.line not in lines)]


def _named(keys: Keys) -> str:
    return f"`{keys[-1]}` " if isinstance(keys[-1], str) else ""


def _cut(document: Document) -> Iterator[tuple[Keys, str]]:
    """The path of each value that is cut off, and the whole of it."""
    end = (0, 0)
    for keys, (line, column) in document.values.items():
        text = document.at(keys)
        if (line, column) < end or not isinstance(text, str) or text.count("(") <= text.count(")"):
            continue
        whole = _whole(document.lines[line - 1][column - 1 :])
        if whole.startswith(f"{text},"):
            end = (line, column + len(whole))
            yield keys, whole


def _whole(source: str) -> str:
    """The beginning of a line up to where its parentheses are closed, and a value ends; "" if it does not."""
    depth = 0
    for at, sign in enumerate(source):
        if sign in "[]{}:\"'#" or (sign == "," and not depth):
            return "" if depth else source[:at].rstrip()
        depth += (sign == "(") - (sign == ")")
    return ""
