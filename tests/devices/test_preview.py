"""`gesture2midi run --preview` played from its window: what is seen, and what each key does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.capture.takes.reader import Take
from gesture2midi.display.palette import SIDES, bgr

PATIENCE = 60


@pytest.fixture
def run(
    screen, make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> Iterator[subprocess.Popen[str]]:
    """A set of a minute in which a right hand holds a note; nothing sounds but the transcript."""
    other = tmp_path / "other.yaml"
    other.write_text(drone.read_text().replace("C4", "G4"))
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gesture2midi", "run", "--no-midi", "--preview", "--realtime"),
            *("--source", str(make_take(0.5, 60)), "--transcript", "sent.txt"),
            *("--mapping", str(drone), "--mapping", str(other)),
        ],
        cwd=tmp_path,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=PATIENCE)


def until(seen: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not seen():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def bones_on_the_screen() -> int:
    """How many points of the screen have the colour of the right hand's skeleton."""
    grab = pytest.importorskip("PIL.ImageGrab").grab
    picture = np.asarray(grab(xdisplay=os.environ["DISPLAY"]).convert("RGB"), np.uint8)[:, :, ::-1]
    return int((np.abs(picture.astype(int) - bgr(SIDES["right"])).max(axis=2) < 12).sum())


def sent(folder: Path) -> list[str]:
    return [line.split(" ", 1)[1] for line in (folder / "sent.txt").read_text().splitlines()]


def test_the_skeleton_is_seen_and_every_key_does_what_it_says(
    run: subprocess.Popen[str], keyboard, tmp_path: Path
) -> None:
    until(lambda: bones_on_the_screen() > 500, "no skeleton was seen")
    keyboard.press(ord("r"))
    until(lambda: bool(list(tmp_path.glob("take-*.jsonl.part"))), "no recording was started")
    keyboard.press(ord("m"))
    assert any(line.startswith("Now playing") for line in run.stderr), "the next mapping did not play"
    keyboard.press(ord("p"))
    (part,) = tmp_path.glob("take-*.jsonl.part")
    for _ in range(2):  # it is written in pieces of 30 frames, in which a held hand could sound again
        size = part.stat().st_size
        until(lambda size=size: part.stat().st_size > size, "the recording does not go on")
    keyboard.press(ord("r"))
    until(lambda: bool(list(tmp_path.glob("take-*.jsonl"))), "the recording was not ended")
    keyboard.press(ord("l"))
    assert "To learn: note-1 (1 of 2).\n" in run.stderr
    keyboard.press(ord("q"))
    assert run.wait(timeout=PATIENCE) == 0, run.stderr.read()
    lines = sent(tmp_path)
    notes = [line for line in lines if "note" in line]
    assert notes == [
        "ch1 note_on 60 100",
        "ch1 note_off 60",
        "ch1 note_on 67 100",
        "ch1 note_off 67",
        *("ch1 note_on 67 100", "ch1 note_off 67"),
    ], "m ends the first mapping's note, p the second's, and a held hand does not sound again; l does"
    assert "ch1 cc 120 0" in lines
    (take,) = tmp_path.glob("take-*.jsonl")
    assert sum(bool(hands.hands) for hands in Take(take).frames()) > 10


def test_a_calibration_is_guided_in_the_window_and_ended_from_it(screen, keyboard, tmp_path: Path) -> None:
    typed = ("calibrate", "--player", "anna", "--source", "performer:reach")
    process = subprocess.Popen(
        [sys.executable, "-m", "gesture2midi", *typed],
        env=os.environ | {"XDG_DATA_HOME": str(tmp_path)},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        until(lambda: bones_on_the_screen() > 500, "no skeleton was seen")
        keyboard.press(ord("q"))
        _, said = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 1
    assert "1/8" in said and "The calibration ended at step" in said
    assert list(tmp_path.iterdir()) == []
