"""Which films there are, and what their files are called."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import UsageError
from gesture2midi.session.batch.films import _names, find


def names(folder: Path, *named: str, said: list[str] | None = None) -> list[str]:
    told: list[str] = [] if said is None else said
    return [film.name for film in find([folder / name for name in named], folder / "out", told.append)]


def touch(folder: Path, *files: str) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).touch()


def test_a_folder_stands_for_the_films_in_and_below_it(tmp_path: Path) -> None:
    touch(tmp_path, "b.mp4", "a.MOV", "sub/c.jsonl", "notes.txt", ".hidden.mp4", ".git/d.mp4", "out/a.mp4")
    assert names(tmp_path, "") == ["a", "b", "sub/c"]


def test_a_film_that_is_named_may_have_any_ending_and_counts_once(tmp_path: Path) -> None:
    touch(tmp_path, "a.bin", "in/b.mp4")
    assert names(tmp_path, "a.bin", "in", "in/b.mp4", "missing.mp4") == ["a", "b", "missing"]


def test_names_that_two_share_get_their_endings_and_then_numbers(tmp_path: Path) -> None:
    touch(tmp_path, "one/Take.mp4", "one/take.mov", "two/take.mov", "one/zoo.mp4")
    assert names(tmp_path, "one", "two") == ["Take-mp4", "take-mov", "zoo", "take-mov-2"]


def test_names_that_windows_has_not_become_others(tmp_path: Path) -> None:
    assert names(tmp_path, "con.mp4", "nul.mov") == ["con-film", "nul-film"]


@given(st.lists(st.from_regex(r"[a-cA-C]{1,2}(\.mp4|\.mov|-mp4\.mp4)?", fullmatch=True), max_size=12))
def test_no_two_films_ever_share_a_name(files: list[str]) -> None:
    found = _names([PurePosixPath(file) for file in files])
    assert len({name.casefold() for name in found}) == len(files)


def test_without_a_film_it_is_one_sentence(tmp_path: Path) -> None:
    touch(tmp_path, "a/readme.txt", "b/film.mp4")
    said: list[str] = []
    with pytest.raises(UsageError, match="nothing to play"):
        names(tmp_path, "a", said=said)
    assert said == [f"There is no film and no take in the folder {tmp_path / 'a'}."]
    assert names(tmp_path, "a", "b", said=said) == ["film"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_that_leads_round_is_gone_once(tmp_path: Path) -> None:
    touch(tmp_path, "in/film.mp4")
    os.symlink(tmp_path / "in", tmp_path / "in" / "again")
    assert names(tmp_path, "in") == ["film"]


def test_a_link_that_leads_back_to_itself_spoils_no_folder(tmp_path: Path) -> None:
    touch(tmp_path, "in/a.mp4")
    try:
        (tmp_path / "in" / "ring.mp4").symlink_to("ring.mp4")
        (tmp_path / "in" / "folder").symlink_to("folder")
    except OSError:
        pytest.skip("this system lets nobody make links")
    assert names(tmp_path, "in", "in/ring.mp4") == ["a", "ring"]
