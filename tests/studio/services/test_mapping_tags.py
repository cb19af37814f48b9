"""What a mapping is for, and what it plays, as the gallery finds it."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.mapping.load import load_file, load_text
from gesture2midi.studio.services.favourites import Favourites
from gesture2midi.studio.services.mapping_library import Library, namesakes
from gesture2midi.studio.services.mapping_tags import TAGS, played, tags

GOOD = "name: {}\ncontrols:\n  - {{send: cc, number: 7, from: right.y}}\n"


@pytest.mark.parametrize(
    ("name", "some", "none"),
    [
        ("theremin", {"beginner", "melody", "no_program", "controllers"}, {"drums", "osc", "one_hand"}),
        ("drums", {"drums", "no_program"}, {"osc", "melody"}),
        ("one-hand-piano", {"one_hand", "beginner"}, {"osc"}),
        ("touchdesigner", {"osc"}, {"no_program"}),
        ("mpe-strings", {"mpe", "melody"}, {"drums"}),
        ("groove", {"beat"}, set()),
    ],
)
def test_bundled_mappings_have_the_tags_that_one_looks_for(name: str, some: set[str], none: set[str]) -> None:
    found = tags(load_file(paths.mapping_file(name)), bundled=True)
    assert some <= found and not none & found


def test_every_tag_finds_something_and_not_everything() -> None:
    every = [tags(load_file(paths.mapping_file(name)), bundled=True) for name in paths.bundled_mappings()]
    for tag in set(TAGS) - {"favourite", "own"}:
        assert 0 < sum(tag in found for found in every) < len(every), tag


def test_what_is_played_is_searched() -> None:
    entries = Library(tuple).entries()
    for words, name in (("snare", "drums"), ("minor pentatonic", "theremin"), ("square lead", "theremin")):
        assert name in [entry.path.stem for entry in entries if entry.found(words)]
    broken = load_text("name: [", Path("x.yaml"))
    assert tags(broken, bundled=False) == frozenset() and played(broken) == ""


def test_two_of_one_name_are_told_apart(tmp_path: Path) -> None:
    one, two, three = (tmp_path / folder / "same.yaml" for folder in "abc")
    for path, name in ((one, "Same"), (two, "Same"), (three, "Other")):
        path.parent.mkdir()
        path.write_text(GOOD.format(name))
    entries = [Library(tuple, [one, two, three]).entry(path) for path in (one, two, three)]
    assert namesakes(entries) == {one, two}


def test_favourites_last_and_a_broken_file_of_them_is_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "data" / "favourites.json"
    liked = Favourites(file)
    assert liked.turn(Path("/a/ü.yaml")) and Path("/a/ü.yaml") in Favourites(file)
    assert not liked.turn(Path("/a/ü.yaml")) and Path("/a/ü.yaml") not in Favourites(file)
    for text in ("{", "[[[", '{"a": 1}', "[1, null]", "\x00"):
        file.write_text(text)
        assert Path("a") not in Favourites(file)
    assert Favourites(file).turn(Path("b")) and Path("b") in Favourites(file)


@given(st.binary(max_size=200))
def test_whatever_stands_in_that_file(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "favourites.json"
        file.write_bytes(data)
        assert Path("a") not in Favourites(file)
