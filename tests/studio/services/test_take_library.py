"""Takes on the shelf: what is known of each, and the bin that gives them back."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.events import Hand, Hands
from gesture2midi.studio.services import take_library


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "takes", lambda: tmp_path / "takes")
    return tmp_path / "takes"


@pytest.fixture
def record(hand: Hand, folder: Path) -> Callable[[str, int], Path]:
    """Writes a take of so many frames."""

    def write(name: str, frames: int) -> Path:
        folder.mkdir(exist_ok=True)
        with TakeWriter(folder / name, fps=30.0, mapping="Theremin") as take:
            for i in range(frames):
                take.write(Hands(5 + i / 30, i, 4 / 3, (hand, hand)[:1]))
        return folder / name

    return write


def test_the_newest_take_comes_first_with_its_length_and_what_it_was_played_with(
    record: Callable[[str, int], Path], folder: Path
) -> None:
    record("2026-11-20 20.15.00.jsonl", 31)
    record("2026-11-21 20.15.00 2.jsonl", 400)
    (folder / "no take.jsonl").write_text("nonsense\n")
    (folder / "empty.jsonl").touch()
    (folder / "list.jsonl").write_text("[1]\n[2]\n")
    newest, oldest = take_library.kept()
    assert (newest.seconds, oldest.seconds) == (pytest.approx(399 / 30, abs=1e-5), pytest.approx(1.0))
    assert newest.mapping == oldest.mapping == "Theremin"
    assert f"{newest.when:%d.%m.%Y %H:%M}" == "21.11.2026 20:15"


@pytest.mark.parametrize(
    ("frames", "problem"),
    [
        ('{"t": NaN}\n{"t": NaN}\n', "line 2: t must be a finite number"),
        ('{"t": 0}\n{"t": 1e999}\n\n', "the last line: t must be a finite number"),
        ('\n{"t": 0}\n{"t": 1e9}\n', "more than 24 hours after it"),
        ('{"t": 3}\n{"t": 1}\n', "before the first"),
        ("nonsense\n", "line 2: the line is not JSON"),
        ("", "it has no frame"),
    ],
)
def test_a_take_that_cannot_be_played_says_why_beside_the_others(
    record: Callable[[str, int], Path], folder: Path, frames: str, problem: str
) -> None:
    record("2026-11-20 20.15.00.jsonl", 3)
    bad = folder / "bad.jsonl"
    bad.write_text('{"format":"gesture2midi take","version":1,"fps":30.0}\n' + frames)
    problems = {take.path.name: take.problem for take in take_library.kept()}
    assert problems["2026-11-20 20.15.00.jsonl"] == ""
    assert problem in problems["bad.jsonl"]
    assert problems["bad.jsonl"].startswith("This take cannot be played: ")


def test_a_last_line_that_a_crash_cut_off_does_not_count(record: Callable[[str, int], Path]) -> None:
    path = record("a.jsonl", 31)
    path.write_bytes(path.read_bytes()[:-20])
    (kept,) = take_library.kept()
    assert (kept.problem, round(kept.seconds * 30)) == ("", 29)


def test_a_take_that_says_its_mapping_is_played_like_any(record: Callable[[str, int], Path]) -> None:
    assert sum(1 for _ in Take(record("a.jsonl", 3)).frames()) == 3


def test_what_was_thrown_away_comes_back_and_takes_no_others_place(
    record: Callable[[str, int], Path],
) -> None:
    path = record("2026-11-20 20.15.00.jsonl", 3)
    before = path.read_bytes()
    thrown = take_library.delete_take(path)
    assert take_library.kept() == []
    record("2026-11-20 20.15.00.jsonl", 9)
    back = take_library.restore_take(thrown)
    assert back.read_bytes() == before
    assert len(take_library.kept()) == 2


def test_the_bin_is_emptied_of_what_has_lain_there_long(record: Callable[[str, int], Path]) -> None:
    old = take_library.delete_take(record("a.jsonl", 3))
    new = take_library.delete_take(record("b.jsonl", 3))
    os.utime(old, (0, 0))
    take_library.empty_bin(new.stat().st_mtime + 86_400)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_changed_take_is_read_again(record: Callable[[str, int], Path]) -> None:
    path = record("a.jsonl", 31)
    (before,) = take_library.kept()
    record("a.jsonl", 61)
    os.utime(path, ns=(before.version[0] + 1, before.version[0] + 1))
    (after,) = take_library.kept()
    assert (round(before.seconds), round(after.seconds)) == (1, 2)
    assert before.version != after.version


def test_a_part_comes_beside_the_whole_and_writes_nothing_over(
    record: Callable[[str, int], Path], folder: Path
) -> None:
    whole = record("2026-11-20 20.15.00.jsonl", 31)
    parts = []
    for frames in (5, 9):
        (folder / f"{take_library.CUTTING}{frames}").mkdir()
        parts.append(take_library.take_in(record(f"{take_library.CUTTING}{frames}/{whole.name}", frames)))
    assert [path.name for path in parts] == [
        "2026-11-20 20.15.00 part.jsonl",
        "2026-11-20 20.15.00 part 2.jsonl",
    ]
    assert [take.part for take in take_library.kept()] == ["", "part", "part 2"]
    assert [take.path for take in take_library.kept()] == [whole, *parts]


def test_what_is_left_of_a_part_that_was_broken_off_goes(folder: Path) -> None:
    old, new = (folder / f"{take_library.CUTTING}{name}" for name in ("old", "new"))
    for made in (old, new):
        made.mkdir(parents=True)
        (made / "a.jsonl.part").touch()
    os.utime(old, (0, 0))
    take_library.empty_bin(new.stat().st_mtime + 60)
    assert (old.exists(), new.exists()) == (False, True)


def test_an_empty_shelf_is_no_mistake() -> None:
    assert take_library.kept() == []
    take_library.empty_bin(0.0)


@pytest.mark.skipif(sys.platform != "linux", reason="only there all of them can be made")
def test_the_shelf_stands_whatever_lies_on_it(
    record: Callable[[str, int], Path], folder: Path, tmp_path: Path
) -> None:
    good = record("2026-11-20 20.15.00.jsonl", 31)
    odd = Path(os.fsdecode(os.fsencode(folder) + b"/M\xfcller.jsonl"))
    odd.write_bytes(good.read_bytes())
    os.mkfifo(folder / "pipe.jsonl")
    (folder / "folder.jsonl").mkdir()
    (folder / "loop.jsonl").symlink_to("loop.jsonl")
    (folder / "gone.jsonl").symlink_to("nowhere")
    (folder / "device.jsonl").symlink_to("/dev/zero")
    with (folder / "blank.jsonl").open("wb") as blank, (folder / "holes.jsonl").open("wb") as holes:
        blank.write(b"\n" * 3_000_000)
        holes.truncate(10**12)
    ancient = folder / "ancient.jsonl"
    ancient.write_bytes(good.read_bytes())
    os.utime(ancient, (-(2**40), -(2**40)))
    with socket.socket(socket.AF_UNIX) as listener:
        place = os.getcwd()
        os.chdir(folder)  # a socket's name is short
        try:
            listener.bind("socket.jsonl")
        finally:
            os.chdir(place)
        found = take_library.kept()
    assert {take.path for take in found} == {good, odd, ancient}
    (strange,) = (take for take in found if take.path == odd)
    assert "its file name is no text" in strange.problem
    strange.part.encode()
    binned = folder / ".bin" / "folder.jsonl"
    binned.mkdir(parents=True)
    take_library.empty_bin(1e12)
    assert binned.is_dir()


def test_a_name_within_a_take_is_text(record: Callable[[str, int], Path]) -> None:
    path = record("one.jsonl", 2)
    text = path.read_text(encoding="utf-8").replace('"Theremin"', '"\\ud800\\u001b[31m"')
    path.write_text(text, encoding="utf-8")
    (take,) = take_library.kept()
    assert take.mapping == "\\ud800\\x1b[31m"
