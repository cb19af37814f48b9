"""Words that were given up stay away: from the names of the code, from pages, messages and docs."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from pages import DOCS, ROOT

import gesture2midi

PACKAGE = Path(gesture2midi.__file__).parent
MODULES = {
    *("gesture2midi.gesture", "gesture2midi.track", "gesture2midi.out", "gesture2midi.listen"),
    *("gesture2midi.ports", "gesture2midi.show", "gesture2midi.takes", "gesture2midi.whole"),
    *("gesture2midi.quiet", "gesture2midi.glass", "gesture2midi.desk", "gesture2midi.board"),
    *("gesture2midi.teach", "gesture2midi.lesson", "gesture2midi.meter", "gesture2midi.watch"),
    *("gesture2midi.mapping.reading", "gesture2midi.mapping.checking", "gesture2midi.mapping.meaning"),
    *("gesture2midi.mapping.playing", "gesture2midi.mapping.changing", "gesture2midi.mapping.telling"),
    *("gesture2midi.studio.evening", "gesture2midi.studio.deck", "gesture2midi.studio.gear"),
    *("gesture2midi.studio.around", "gesture2midi.studio.shelf", "gesture2midi.studio.strip"),
    *("gesture2midi.studio.beside", "gesture2midi.studio.bring", "gesture2midi.studio.gauge"),
}
NAMES = {
    *("Desk", "Board", "Deck", "Evening", "Beside", "Gear", "GearCards", "Strip", "Gauge", "Shelf", "Glass"),
    *("desk", "deck", "gear", "glass", "shelf", "pupil", "lend", "lent", "throw_away", "take_back", "bring"),
}
"""Classes, functions, arguments and variables of `session`, `studio` and `cli`."""
PHRASES = (
    *("pictures a second", "this evening", "the next evening", "an evening's set", "make it mine"),
    *("played through", "thrown away", "that was not it", "what is given counts", "bring a file"),
    "from the glass to the code",
)


def test_no_module_has_a_retired_name() -> None:
    for file in PACKAGE.rglob("*.py"):
        name = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        assert name not in MODULES


def defined(tree: ast.AST) -> set[str]:
    """Returns the names that a module defines: classes, functions, arguments and variables."""
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.id if isinstance(node, ast.Name) else node.attr)
    return names


@pytest.mark.parametrize("folder", ["session", "studio", "cli"])
def test_no_name_of_the_code_is_retired(folder: str) -> None:
    for file in (PACKAGE / folder).rglob("*.py"):
        names = {name.lstrip("_") for name in defined(ast.parse(file.read_text(encoding="utf-8")))}
        assert not names & NAMES, file.relative_to(PACKAGE)


def test_no_sentence_has_a_retired_phrase() -> None:
    files = [
        *(file for kind in ("*.py", "*.yaml") for file in PACKAGE.rglob(kind)),
        *(file for file in DOCS.rglob("*.md") if file.name != "changelog.md"),
        ROOT / "README.md",
    ]
    for file in files:
        text = re.sub(r"\s+", " ", file.read_text(encoding="utf-8")).lower()
        assert not [phrase for phrase in PHRASES if phrase in text], file.relative_to(ROOT)
