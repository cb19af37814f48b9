"""The live line of `run` without a window, and the keys that are pressed meanwhile."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.cli.live_line import GONE, LiveLine, follow, status
from gesture2midi.display.view import Meter, View
from gesture2midi.events import Frame, Hands

IMAGE = np.zeros((4, 4, 3), np.uint8)
PATIENCE = 60.0


def view(**more: object) -> View:
    fields: dict[str, object] = {
        "frame": Frame(1.0, 30, IMAGE, False, 0.0),
        "hands": Hands(1.0, 30, 4 / 3, ()),
        "gestures": None,
        "sounding": (),
        "scene": "main",
        "mapping": "Theremin",
        "meters": (Meter("volume", 0.5, "64"), Meter("bright", 0.0, "")),
        "fps": 29.8,
        "latency_ms": 11.6,
    }
    return View(**{**fields, **more})  # type: ignore[arg-type]


def test_the_line_says_what_is_seen_what_sounds_and_how_fast() -> None:
    assert status(view(), 0.0) == "no hand | volume 64 | 30 fps | 12 ms | main"
    assert status(view(names=("C4", "E4", "C4"), latency_ms=None), 0.0) == "no hand | C4 E4 | 30 fps | main"
    recorded = status(view(meters=(), recording=True), 0.0)
    assert recorded == "no hand | silent | 30 fps | 12 ms | main | recording"
    assert status(view(), GONE + 0.1) == "no frames"
    assert (status(None, 0.0), status(None, GONE + 0.1)) == ("", "no frames")


def shown(written: str) -> list[str]:
    """The rows of a terminal that this was written to."""
    rows = [""]
    column = 0
    for char in written:
        if char == "\r":
            column = 0
        elif char == "\n":
            rows.append("")
            column = 0
        else:
            rows[-1] = rows[-1][:column].ljust(column) + char + rows[-1][column + 1 :]
            column += 1
    return [row.rstrip() for row in rows]


def test_a_line_takes_the_place_of_the_one_before_and_what_is_said_stands_above_it() -> None:
    stream = io.StringIO()
    line = LiveLine(stream, lambda: 12)
    line.show("a long line that is cut")
    assert shown(stream.getvalue()) == ["a long line"]
    line.show("short")
    assert shown(stream.getvalue()) == ["short"]
    line.above(lambda text: print(text, file=stream), "Now playing Drums.")
    assert shown(stream.getvalue()) == ["Now playing Drums.", "short"]
    line.clear()
    assert shown(stream.getvalue()) == ["Now playing Drums.", ""]


def test_keys_do_what_they_say_until_the_terminal_is_gone() -> None:
    done: list[str] = []
    does: dict[str, Callable[[], None]] = {key: lambda key=key: done.append(key) for key in "qp"}  # type: ignore[misc]
    pressed = iter([["p"], ["x", "up"], ["P", "q"]])

    def read(seconds: float) -> list[str]:
        try:
            return next(pressed)
        except StopIteration:
            raise EOFError from None

    stream = io.StringIO()
    follow(threading.Event(), read, LiveLine(stream, lambda: 80), lambda: "1 hand", does)
    assert done == ["p", "p", "q"]
    assert shown(stream.getvalue()) == ["1 hand"]


@pytest.mark.skipif(sys.platform == "win32", reason="A terminal of its own is made by pty")
def test_a_set_without_a_window_shows_its_line_and_a_key_ends_it_unseen(
    make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    import pty

    here, there = pty.openpty()
    program = (
        "import fcntl, os, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        "from gesture2midi.cli import main; main()"
    )
    command = ["run", "--source", str(make_take(0.0, 60.0)), "--realtime", "--no-preview"]
    command += ["--no-midi", "--mapping", "theremin"]
    run = subprocess.Popen(
        [sys.executable, "-c", program, *command],
        stdin=there,
        stdout=there,
        stderr=there,
        cwd=tmp_path,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(there)
    seen = b""

    def read_until(text: bytes) -> None:
        nonlocal seen
        end = time.monotonic() + PATIENCE
        while text not in seen and time.monotonic() < end:
            try:
                seen += os.read(here, 4096)
            except OSError:  # the other side is closed
                return

    try:
        read_until(b" fps | ")
        assert b"Keys: q ends the set" in seen and b"hand" in seen, seen
        before = len(seen)
        os.write(here, b"xq")
        read_until(b"Latency over")
        assert b"Latency over" in seen and b"xq" not in seen[before:], seen
        read_until(b"nothing more")
        assert run.wait(PATIENCE) == 0
    finally:
        run.kill()
        run.wait()
        os.close(here)
