"""The pages of the documentation, for tests that hold them to the code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
KINDS = DOCS / "reference" / "controls"
"""A page for each kind of control."""
LANGUAGE = DOCS / "reference" / "mapping"
"""The pages about what all kinds share."""


def page(name: str) -> str:
    """The text of a page, by its path below docs without `.md`."""
    return (DOCS / f"{name}.md").read_text(encoding="utf-8")


def examples() -> list[str]:
    """The whole mappings in the reference of mappings and in the page on inputs."""
    files = [*sorted(LANGUAGE.glob("*.md")), *sorted(KINDS.glob("*.md")), DOCS / "how-to" / "play-in-time.md"]
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    return re.findall(r"^```yaml\n(name: .*?)^```", text, flags=re.S | re.M)


def first_cells(text: str) -> list[str]:
    """What stands in backticks in the first column of the tables."""
    return re.findall(r"^\| `([^`]+)` \|", text, flags=re.M)
