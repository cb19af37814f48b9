"""Own mappings: copied, brought along, kept whole; a name leads nowhere else."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.errors import MappingError, UsageError
from gesture2midi.files import MAX_BYTES
from gesture2midi.mapping.load import LoadedMapping, Taught, load, load_file
from gesture2midi.studio.services import mapping_library
from gesture2midi.studio.services.mapping_library import BIN, Library, is_bundled, save

GOOD = b"name: Mine\nabout: A sentence.\ncontrols:\n  - {send: cc, number: 7, from: right.y}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "own_mappings", lambda: tmp_path / "own")
    return tmp_path / "own"


def test_the_gallery_has_the_players_own_first_and_all_bundled_ones(tmp_path: Path) -> None:
    beside = tmp_path / "beside.yaml"
    beside.write_bytes(GOOD.replace(b"Mine", b"Beside"))
    library = Library(tuple, [beside, paths.mapping_file("drums")])
    library.upload("mine.yaml", GOOD)
    entries = library.entries()
    assert [(entry.name, entry.own) for entry in entries[:3]] == [
        ("Beside", True),
        ("Mine", True),
        ("AbletonOSC", False),
    ]
    assert len(entries) == 2 + len(paths.bundled_mappings())
    assert all(entry.about and not entry.problem for entry in entries)


def test_searching_finds_words_in_any_order() -> None:
    entries = Library().entries()
    assert [entry.path.stem for entry in entries if entry.found("volume theremin")] == ["theremin"]
    assert [entry for entry in entries if entry.found("nothing of that kind")] == []
    assert all(entry.found("  ") for entry in entries)


def test_a_file_is_read_once_though_two_threads_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Counter[str] = Counter()

    def counted(path: Path, taught: Taught) -> LoadedMapping:
        read[path.stem] += 1
        return load_file(path, taught)

    monkeypatch.setattr(mapping_library, "load_file", counted)
    monkeypatch.setattr(paths, "bundled_mappings", lambda: ["drums", "theremin"])
    library = Library()
    with library.read_ahead():
        assert len(library.entries()) == 2
    assert read == {"drums": 1, "theremin": 1}


def test_a_bundled_one_is_copied_before_it_is_changed_and_again_under_another_name() -> None:
    library = Library()
    theremin = paths.mapping_file("theremin")
    with pytest.raises(UsageError, match="make it yours first"):
        save(theremin, "name: X")
    first, second = library.copy(theremin), library.copy(theremin)
    assert (first.stem, second.stem) == ("theremin-2", "theremin-3")
    assert first.read_text() == theremin.read_text()
    assert not is_bundled(first)
    save(first, first.read_text().replace("name: Theremin", "name: Mine"))
    assert load(first).name == library.entry(first).name == "Mine"
    assert library.entry(theremin).name == "Theremin"


def test_a_file_that_cannot_be_played_is_shown_with_its_problem(folder: Path) -> None:
    folder.mkdir()
    (folder / "broken.yaml").write_text("name: X\ncontrols: 3\n")
    (entry,) = (entry for entry in Library().entries() if entry.own)
    assert (entry.name, entry.own) == ("broken", True)
    assert "broken.yaml:2" in entry.problem


def test_a_mapping_is_read_again_when_one_that_it_takes_in_was_changed(folder: Path) -> None:
    folder.mkdir()
    whole, part = folder / "whole.yaml", folder / "part.yaml"
    whole.write_text("name: Whole\ninclude: part\n")
    part.write_bytes(GOOD)
    os.utime(part, ns=(1, 1))
    library = Library()
    first = library.entry(whole)
    assert (first.files, first.hands) == ((whole, part), 1)
    assert library.entry(whole) is first
    assert library.drawing(first.key)
    part.write_bytes(GOOD.replace(b"right.y", b"right.y * left.y"))
    assert library.entry(whole).hands == 2
    assert library.drawing(first.key) is None
    part.unlink()
    os.utime(folder, ns=(1, 1))  # a file that comes is known by its folder's time
    assert "no such file" in library.entry(whole).problem
    part.write_bytes(GOOD)
    assert library.entry(whole).problem == ""
    assert library.drawing(library.entry(whole).key)


@pytest.mark.parametrize(
    ("filename", "kept"),
    [
        ("mine.yaml", "mine"),
        ("../../../etc/passwd.yaml", "passwd"),
        ("..\\..\\boot.yml", "boot"),
        ("..", "mapping"),
        ("", "mapping"),
        ("<script>alert(1)</script>.yaml", "script"),
        ("a b.yaml", "a-b"),
        ("theremin.yaml", "theremin-2"),
        ("x" * 300 + ".yaml", "x" * 60),
        ("Grün.YAML", "Grün"),
    ],
)
def test_a_name_of_no_hand_stays_in_the_folder(filename: str, kept: str, folder: Path) -> None:
    path = Library().upload(filename, GOOD)
    assert (path.parent, path.stem) == (folder, kept)


@given(st.text())
def test_no_name_at_all_leads_elsewhere(filename: str) -> None:
    library = Library()
    path = library.upload(filename, GOOD)
    assert path.resolve().parent == paths.own_mappings().resolve()
    path.unlink()


def test_what_is_no_mapping_is_not_taken_in(folder: Path) -> None:
    library = Library()
    for data, error in (
        (b"\xff\xfe\x00", UsageError),
        (b"x" * (MAX_BYTES + 1), UsageError),
        (b"name: X\ncontrols:\n  - {send: nonsense}\n", MappingError),
        (b"\x7fELF", MappingError),
        (b"", MappingError),
    ):
        with pytest.raises(error):
            library.upload("x.yaml", data)
    assert not list(folder.glob("*")) if folder.exists() else True


def test_a_new_one_and_a_deleted_one_keep_out_of_each_others_way(folder: Path) -> None:
    library = Library(tuple)
    text = GOOD.decode()
    first, second = library.create("Große Trommel", text), library.create("Große Trommel", text)
    assert (first.stem, second.stem) == ("grosse-trommel", "grosse-trommel-2")
    aside = library.delete(first)
    assert first not in [entry.path for entry in library.entries()] and aside.read_text() == text
    again = library.create("Große Trommel", text)
    assert again == first
    assert library.restore(aside, first).stem == "grosse-trommel-3" and not aside.exists()
    assert library.delete(second).parent == library.delete(first).parent
    assert library.restore(folder / BIN / second.name, second) == second
    with pytest.raises(UsageError):
        library.delete(paths.mapping_file("theremin"))
