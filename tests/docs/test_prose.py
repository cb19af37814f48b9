"""The prose of the pages is short: its lines, its paragraphs, the README and the design."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pages import DOCS, ROOT, page

LINE = 120
"""Characters of a line outside code blocks and tables, at most."""
PARAGRAPH = 120
"""Words of a paragraph or of an item of a list, at most."""
FILES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def paragraphs(text: str) -> Iterator[list[str]]:
    """Yields the lines of each paragraph and of each item of a list, outside code blocks and tables."""
    code = False
    lines: list[str] = []
    for line in [*text.split("\n"), ""]:
        fence = re.match(r"\s*```", line) is not None
        code = code != fence
        ends = fence or code or not line.strip() or line.lstrip().startswith(("|", "#"))
        if lines and (ends or re.match(r"\s*([-*]|\d+\.) ", line)):
            yield lines
            lines = []
        if not ends:
            lines.append(line)


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_lines_and_paragraphs_are_short(file: Path) -> None:
    for lines in paragraphs(file.read_text(encoding="utf-8")):
        assert not [line for line in lines if len(line) > LINE]
        words = " ".join(lines).split()
        assert len(words) <= PARAGRAPH, " ".join(words[:12])


def test_paragraphs_are_told_apart() -> None:
    text = "# Head\nOne\ntwo.\n\n- item\n  goes on\n- other\n\n```sh\ncode\n```\n| a | b |\nLast."
    assert list(paragraphs(text)) == [["One", "two."], ["- item", "  goes on"], ["- other"], ["Last."]]


def test_the_readme_and_the_design_are_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 140
    design = page("background/design")
    assert len(design.splitlines()) <= 80
    assert design.count("\n```") == 2, "one drawing"
