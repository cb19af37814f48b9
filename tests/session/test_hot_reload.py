"""A saved mapping is noticed however the editor saves it, and whatever else lies in its folder."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gesture2midi.session.hot_reload import Watch, states

PATIENCE = 60.0


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def rename_over(path: Path, text: str) -> None:
    new = path.with_name("new.tmp")
    write(new, text)
    new.replace(path)


def write_after_a_folder_went(path: Path, text: str) -> None:
    path.unlink()
    path.parent.rmdir()
    path.parent.mkdir()
    write(path, text)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "mappings" / "mine.yaml"
    made.parent.mkdir()
    write(made, "a")
    return made


@pytest.mark.parametrize("save", [write, rename_over])
def test_a_file_is_told_once_when_it_is_whole(path: Path, save: Callable[[Path, str], None]) -> None:
    told: list[Path] = []
    watch = Watch(lambda: [path], told.append)
    watch.look()
    assert told == []
    save(path, "longer than before")
    watch.look()
    assert told == []  # it may still be written
    watch.look()
    watch.look()
    assert told == [path]


def test_a_folder_that_goes_and_comes_back_is_watched_on(path: Path) -> None:
    told: list[Path] = []
    watch = Watch(lambda: [path], told.append)
    watch.look()
    path.unlink()
    path.parent.rmdir()
    watch.look()
    watch.look()
    assert told == []
    path.parent.mkdir()
    write(path, "it is back")
    watch.look()
    watch.look()
    assert told == [path]


@pytest.mark.skipif(sys.platform != "linux", reason="only there a name may be any bytes")
def test_a_name_that_is_no_text_leaves_the_watch_alone(path: Path) -> None:
    told: list[Path] = []
    odd = Path(os.fsdecode(os.fsencode(path.parent) + b"/M\xfcller.yaml"))
    watch = Watch(lambda: [path, odd], told.append)
    watch.look()
    odd.write_text("a sound", encoding="utf-8")
    write(path, "longer than before")
    watch.look()
    watch.look()
    assert told == [path, odd]


def test_what_plays_later_is_watched_from_then_on(path: Path, tmp_path: Path) -> None:
    other, files, told = tmp_path / "other.yaml", [path], []
    write(other, "a")
    watch = Watch(lambda: files, told.append)
    watch.look()
    files[:] = [other]
    watch.look()
    write(path, "longer than before")
    write(other, "longer as well")
    watch.look()
    watch.look()
    assert told == [other]


def test_what_was_saved_while_it_was_read_is_told(path: Path) -> None:
    told: list[Path] = []
    before = states([path])
    write(path, "saved in that moment")
    watch = Watch(lambda: [path], told.append, seen=before)
    watch.look()
    watch.look()
    assert told == [path]


def test_the_watch_outlives_a_fault_and_tells_it(path: Path) -> None:
    said: list[str] = []
    told = threading.Event()

    def changed(name: Path) -> None:
        if not said:
            raise KeyError("a fault of ours")
        told.set()

    with Watch(lambda: [path], changed, say=said.append, interval=0.002):
        for text in ("b" * n for n in range(2, 100_000)):
            write(path, text)
            if told.wait(0.05):
                break
    assert told.is_set()
    assert len(said) == 1 and "the watch goes on" in said[0]
