"""A mapping's file may end in .yaml, .yml or .g2m: whoever takes the one takes the others."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from gesture2midi import paths
from gesture2midi.cli import main
from gesture2midi.errors import Mistake, UsageError
from gesture2midi.mapping.include import beside
from gesture2midi.mapping.load import check, load
from gesture2midi.session.instrument import own_mapping
from gesture2midi.studio.services.mapping_library import Library

TEXT = "name: Mine\ncontrols:\n  - {send: cc, number: 7, from: right.y}\n"
ENDINGS = (*paths.MAPPING_ENDINGS, ".G2M")


@pytest.fixture()
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the player's own mappings, empty."""
    folder = tmp_path / "mappings"
    folder.mkdir()
    monkeypatch.setattr(paths, "own_mappings", lambda: folder)
    return folder


def written(path: Path, text: str = TEXT) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_it_is_loaded_by_its_path_and_by_its_name(own: Path, ending: str) -> None:
    path = written(own / f"mine{ending}")
    assert load(paths.mapping_file(str(path))).name == "Mine"
    assert paths.own_mapping_names() == ("mine",)
    assert paths.mapping_file("mine") == path


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_path_that_is_not_there_is_said_to_be_none(tmp_path: Path, ending: str) -> None:
    path = paths.mapping_file(str(tmp_path / f"gone{ending}"))
    assert "there is no such file" in check(path)[0].message


def test_of_two_files_of_a_name_the_first_ending_is_meant_and_both_are_listed(own: Path) -> None:
    files = [written(own / f"mine{ending}") for ending in reversed(paths.MAPPING_ENDINGS)]
    assert paths.mapping_file("mine") == own / "mine.yaml"
    assert {entry.path for entry in Library().entries() if entry.own} == set(files)


def test_other_files_beside_them_are_none(own: Path) -> None:
    for name in ("notes.txt", "mine.yaml.bak", "g2m", "mine"):
        written(own / name)
    assert paths.own_mapping_names() == () and paths.own_mapping_files() == []
    with pytest.raises(UsageError, match="no mapping 'mine'"):
        paths.mapping_file("mine")


@pytest.mark.parametrize("ending", paths.MAPPING_ENDINGS)
@pytest.mark.parametrize("spelt", ["", "with its ending"])
def test_it_includes_and_is_included(tmp_path: Path, ending: str, spelt: str) -> None:
    written(tmp_path / f"part{ending}")
    named = f"part{ending}" if spelt else "part"
    band = written(tmp_path / f"band{ending}", f"name: Band\ninclude: {named}\n")
    assert [control.id for control in load(band).controls] == ["part/cc-1"]


def test_a_file_that_includes_itself_by_either_name_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "ring.g2m")
    for name in ("ring", "ring.g2m"):
        with pytest.raises(Mistake, match="cannot include itself"):
            beside(path, name, [], 0)


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_from_elsewhere_is_taken_in_without_its_ending(own: Path, ending: str) -> None:
    kept = Library().upload(f"C:\\Music\\mine{ending}", TEXT.encode())
    assert kept == own / "mine.yaml"
    assert Library().upload(f"mine{ending}", TEXT.encode()) == own / "mine-2.yaml"


def test_the_next_free_name_is_free_whatever_the_ending(own: Path) -> None:
    written(own / "mine.g2m")
    assert Library().add("mine", TEXT) == own / "mine-2.yaml"


def test_a_take_finds_the_mapping_that_it_was_played_with(own: Path) -> None:
    path = written(own / "mine.g2m")
    assert own_mapping("mine.g2m", "", (), lambda text: None) == path


def test_new_writes_the_ending_that_it_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, file in (("a.g2m", "a.g2m"), ("b", "b.yaml")):
        made = CliRunner().invoke(main, ["new", name])
        assert made.exit_code == 0, made.output
        assert check(tmp_path / file) == []
