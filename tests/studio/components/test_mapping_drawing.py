"""The gallery's drawings: of what is played where, once for each state of a file, of known files alone."""

from __future__ import annotations

import os
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gesture2midi import paths
from gesture2midi.mapping.load import load
from gesture2midi.session import mapping_poster
from gesture2midi.studio.components.mapping_drawing import HEIGHT, WIDTH, drawing
from gesture2midi.studio.services import mapping_library
from gesture2midi.studio.services.mapping_library import Library

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_every_bundled_mapping_has_its_hands_drawn_inside_the_picture(name: str) -> None:
    path = paths.mapping_file(name)
    root = ElementTree.fromstring(drawing(mapping_poster.page(path)))
    hands = root.findall(f"{SVG}g")
    assert 1 <= len(hands) <= 2
    signals = load(path).signals
    if {"left.x", "left.y", "right.x", "right.y"} <= signals:
        assert len(hands) == 2
    for hand in hands:
        assert len(hand.findall(f"{SVG}polyline")) == 6
        for box in hand.findall(f"{SVG}rect"):
            x, y, width, height = (float(box.attrib[key]) for key in ("x", "y", "width", "height"))
            assert 0 <= x <= x + width <= WIDTH + 0.2
            assert 0 <= y <= y + height <= HEIGHT + 0.2


def test_what_sounds_where_is_seen() -> None:
    theremin = ElementTree.fromstring(drawing(mapping_poster.page(paths.mapping_file("theremin"))))
    left, right = theremin.findall(f"{SVG}g")
    assert len(left.findall(f"{SVG}rect")) == 1
    assert len(right.findall(f"{SVG}rect")) == 17  # its own area, and sixteen notes from C3 to C6


def test_a_file_is_drawn_once_and_again_when_it_was_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "own_mappings", lambda: tmp_path)
    drawn: list[Path] = []
    page = mapping_library.page
    monkeypatch.setattr(
        mapping_library, "page", lambda path, taught: (drawn.append(path), page(path, taught))[1]
    )
    own = tmp_path / "own.yaml"
    own.write_text("name: <b>\ncontrols:\n  - {send: cc, number: 7, from: right.y}\n")
    known = Library()
    entry = known.entry(own)
    first = known.drawing(entry.key)
    assert first is not None
    assert "<b>" not in first
    assert known.drawing(entry.key) == first
    own.write_text(own.read_text().replace("right", "left"))
    os.utime(own, ns=(1, 1))
    assert known.entry(own).key != entry.key
    assert known.drawing(entry.key) is None
    assert known.drawing(known.entry(own).key) != first
    assert drawn == [own, own]
    own.write_text("broken")
    os.utime(own, ns=(2, 2))
    assert known.drawing(known.entry(own).key) is None
    assert known.drawing("../../etc/passwd") is None
