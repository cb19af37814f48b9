"""The visual language: words and edges can be told from every ground that they stand on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gesture2midi.studio.components import page_frame

DOCS = Path(__file__).parents[3] / "docs" / "reference" / "look.md"
GROUNDS = ("ink", "panel", "raised")
WORDS = ("text", "muted", "sent", "alert", "warn", "left", "right")


def colours(theme: str) -> dict[str, str]:
    """The variables of a theme: dark or light."""
    selector = {"light": r":root", "dark": r"body\.body--dark"}[theme]
    block = re.search(rf"{selector} \{{(.*?)\}}", page_frame.CSS, re.DOTALL)
    assert block is not None
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", block[1]))


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_words_and_edges_can_be_seen(theme: str) -> None:
    found = colours(theme)
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    for ground in GROUNDS:
        for word in WORDS:
            assert contrast(found[word], found[ground]) >= 4.5, (word, ground)
    for ground in ("ink", "panel"):
        assert contrast(found["edge"], found[ground]) >= 3, ground
    assert contrast(found["on-sent"], found["sent"]) >= 4.5
    for soft in ("soft", "warn-soft"):
        assert contrast(found["text"], found[soft]) >= 4.5


def test_the_docs_name_the_colours_that_are_used() -> None:
    rows = re.findall(r"`--(\w+)` \| `(\w{6})` \| `(\w{6})`", DOCS.read_text(encoding="utf-8"))
    rows += re.findall(r": `--(\w+)` \| `(\w{6})` \| `(\w{6})`", DOCS.read_text(encoding="utf-8"))
    dark, light = colours("dark"), colours("light")
    assert len(rows) >= 12
    for name, in_dark, in_light in rows:
        assert (dark[name], light[name]) == (f"#{in_dark}", f"#{in_light}"), name
