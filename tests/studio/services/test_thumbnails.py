"""Pictures of takes: made beside, kept, and made anew when the take or the mapping was changed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.gestures.profile import Profile
from gesture2midi.studio.services import take_library, thumbnails
from gesture2midi.studio.services.mapping_library import Entry
from gesture2midi.studio.services.take_library import SavedTake
from gesture2midi.studio.services.thumbnails import Thumbnails, played_with

PATIENCE = 300.0  # seconds, as it is made behind everything else


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "takes", lambda: tmp_path)
    return tmp_path


@pytest.fixture
def pictures() -> Iterator[Thumbnails]:
    made = Thumbnails(Profile())
    yield made
    made.close()


@pytest.fixture
def take(make_take: Callable[[float, float], Path]) -> SavedTake:
    make_take(0.2, 0.5)
    (kept,) = take_library.kept()
    return kept


def drawn(pictures: Thumbnails, take: SavedTake, *files: Path) -> str:
    end = time.monotonic() + PATIENCE
    while (svg := pictures.of(take, files)) is None:
        assert time.monotonic() < end, "the picture does not come"
        pictures.look()
        time.sleep(0.02)
    return svg


def test_a_picture_is_made_once_and_is_there_the_next_evening(
    pictures: Thumbnails, take: SavedTake, drone: Path
) -> None:
    assert pictures.of(take, (drone,)) is None
    svg = drawn(pictures, take, drone)
    assert svg.startswith("<svg ") and svg.endswith("</svg>")
    assert "h" in svg.partition("stroke-width")[2]
    assert Thumbnails(Profile()).of(take, (drone,)) == svg


def test_it_is_made_anew_when_the_mapping_was_changed(
    pictures: Thumbnails, take: SavedTake, drone: Path
) -> None:
    before = drawn(pictures, take, drone)
    drone.write_text(drone.read_text().replace("gate: right.present", "gate: left.present"))
    after = drawn(pictures, take, drone)
    assert after != before
    assert len(list((take.path.parent / thumbnails.FOLDER).iterdir())) == 1


def test_it_is_made_anew_when_what_the_mapping_takes_in_was_changed(
    pictures: Thumbnails, take: SavedTake, drone: Path
) -> None:
    whole = drone.with_name("whole.yaml")
    whole.write_text(f"name: Whole\ninclude: {drone.stem}\n")
    before = drawn(pictures, take, whole, drone)
    drone.write_text(drone.read_text().replace("gate: right.present", "gate: left.present"))
    assert drawn(pictures, take, whole, drone) != before


def test_it_is_made_anew_when_the_take_or_the_player_is_another(
    pictures: Thumbnails, take: SavedTake, drone: Path
) -> None:
    drawn(pictures, take, drone)
    os.utime(take.path, ns=(5, 5))
    (changed,) = take_library.kept()
    assert pictures.of(changed, (drone,)) is None
    assert Thumbnails(Profile(hands="swapped")).of(take, (drone,)) is None


def test_what_cannot_be_drawn_is_left_blank_and_not_tried_for_ever(
    pictures: Thumbnails, take: SavedTake, drone: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: X\n")
    assert drawn(pictures, take, broken) == ""
    assert pictures.of(take, (broken,)) == ""
    assert drawn(pictures, take) == ""
    assert pictures.of(take, (tmp_path / "none.yaml",)) == ""
    assert drawn(pictures, take, drone)
    assert pictures.problem(take) == ""


@pytest.mark.parametrize("mapped", [True, False])
def test_what_is_wrong_in_the_middle_of_a_take_is_found_where_it_was_to_be_drawn(
    pictures: Thumbnails, take: SavedTake, drone: Path, mapped: bool
) -> None:
    lines = take.path.read_text(encoding="utf-8").splitlines()
    lines[9] = lines[9].replace('"score":1.0', '"score":NaN')
    take.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    (bad,) = take_library.kept()
    assert bad.problem == ""  # its first and its last frame are sound
    assert drawn(pictures, bad, *((drone,) if mapped else ())) == ""
    said = "This take cannot be played: line 10: score must be a finite number"
    assert pictures.problem(bad) == said
    assert pictures.problem(take) == ""  # which was another file


def test_pictures_of_takes_that_are_gone_go_too(
    pictures: Thumbnails, take: SavedTake, drone: Path, folder: Path
) -> None:
    drawn(pictures, take, drone)
    thumbnails.forget(folder)
    assert list((folder / thumbnails.FOLDER).iterdir())
    take_library.delete_take(take.path)
    thumbnails.forget(folder)
    assert not list((folder / thumbnails.FOLDER).iterdir())


def test_the_mapping_of_a_take_is_found_by_its_file_and_name_else_by_its_name(take: SavedTake) -> None:
    def entry(file: str, name: str, problem: str = "") -> Entry:
        return Entry(Path(file), file, name, "", 2, True, problem, (Path(file),))

    own, bundled = entry("mine.yaml", "Theremin"), entry("theremin.yaml", "Theremin")
    entries = [entry("bad.yaml", "Theremin", "no good"), own, bundled, entry("drums.yaml", "Drums")]

    def played(mapping: str, file: str) -> tuple[Path, ...]:
        said = SavedTake(take.path, take.when, 1.0, mapping, file, (0, 0))
        return played_with(said, entries)

    assert played("Theremin", "theremin.yaml") == bundled.files
    assert played("Theremin", "mine.yaml") == own.files
    assert played("Theremin", "elsewhere.yaml") == own.files
    assert played("Drums", "") == (Path("drums.yaml"),)
    assert played("Nobody's", "theremin.yaml") == ()
    assert played("", "") == ()
