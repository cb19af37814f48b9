"""What ruamel.yaml finds wrong with a text, said to somebody who never read about YAML."""

from __future__ import annotations

from typing import Any

from ruamel.yaml.error import MarkedYAMLError

QUOTE = "put the value in quotes"
LINE_UP = "line up the keys with spaces, and see that each has its `:`"


def _ticked(sign: str) -> str:
    return "a backtick" if sign == "`" else f"`{sign}`"


def explained(error: MarkedYAMLError, lines: list[str]) -> tuple[tuple[int, int], str, str]:
    """Where (line and column from 1), what is wrong, and what to do."""
    problem, context = str(error.problem or ""), str(error.context or "")
    here = error.problem_mark or error.context_mark
    start = error.context_mark or here
    line, column = here.line, here.column
    source = lines[line] if line < len(lines) else ""
    sign = source[column : column + 1]
    opening = (lines[start.line] if start.line < len(lines) else "")[start.column : start.column + 1]

    def at(mark: Any, message: str, hint: str = "") -> tuple[tuple[int, int], str, str]:
        return (mark.line + 1, mark.column + 1), message, hint

    if sign == "\t":
        return at(here, "a tab stands here, and YAML counts in spaces", "put spaces in its place")
    if "cannot start any token" in problem:
        return at(here, f"a value cannot start with {_ticked(sign)}", QUOTE)
    if "mapping values are not allowed" in problem:
        if ": " in source[:column] and source[column:].startswith((": ", ":")):
            return at(here, "a second `: ` stands in this line", QUOTE)
        return at(here, "this line does not fit under the one above", LINE_UP)
    if "sequence entries are not allowed" in problem:
        return at(
            here, "a list cannot start here", "put its `- ` on a line of its own, or the value in quotes"
        )
    if "block scalar" in context:
        return at(start, f"a value cannot start with {_ticked(opening)}", QUOTE)
    if "quoted scalar" in context:
        if "escape" in problem:
            return at(here, f"`\\{sign}` means nothing in double quotes", "use single quotes")
        return at(start, "this quote is never closed")
    if "node content" in problem and sign:
        return at(here, f"a value is missing before this `{sign}`")
    if begun := _begun(context, opening):
        return at(start, *begun)
    if misplaced := _misplaced(problem):
        return at(here, *misplaced)
    if "could not find expected ':'" in problem:
        return at(start, "this line lacks its `:`", LINE_UP)
    return at(here, f"this is not YAML ({problem or context})", QUOTE)


def _begun(context: str, opening: str) -> tuple[str, str] | None:
    """What is wrong with what `opening` begins, and what to do."""
    if "flow sequence" in context:
        return "this `[` is never closed, or a comma is missing in its list", ""
    if "flow mapping" in context:
        return "this `{` is never closed, or a comma is missing after one of its keys", ""
    if "anchor" in context or "alias" in context:
        return f"a value cannot start with {_ticked(opening)}", QUOTE
    return None


def _misplaced(problem: str) -> tuple[str, str] | None:
    """What is wrong with a text that stands where none may, and what to do."""
    if "expected <block end>" in problem:
        if "<scalar>" in problem:
            return "something stands here after the closing quote", ""
        return "this line does not line up with those above", LINE_UP
    if "document start" in problem:
        return "something stands here that belongs to no key", "write `key: value`"
    return None
