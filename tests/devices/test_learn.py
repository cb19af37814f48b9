"""`gesture2midi learn` in a terminal, with a real client at the other end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")
PATIENCE = 60


def read(terminal: int) -> bytes:
    """What was written there since; nothing once the program has ended, which Linux calls an error."""
    try:
        return os.read(terminal, 4096)
    except OSError:
        return b""


def start(server, folder: Path, port: str) -> tuple[subprocess.Popen[bytes], int]:
    """`learn mixer` in a terminal, once it shows its table; JACK may be too busy to list its ports."""
    for _ in range(3):
        ours, theirs = pty.openpty()
        run = subprocess.Popen(
            [sys.executable, "-m", "gesture2midi", "learn", "mixer", "--port", port],
            env=server.env | {"TERM": "xterm"},
            cwd=folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        )
        os.close(theirs)
        shown = b""
        while more := read(ours):
            shown += more
            if b"right-turn" in shown:
                return run, ours
        assert run.wait(timeout=PATIENCE) == 2, shown
        os.close(ours)
    raise AssertionError(shown)


def test_the_chosen_control_alone_is_heard(jack_server, midi_dump, tmp_path: Path) -> None:
    run, terminal = start(jack_server, tmp_path, midi_dump.port)
    os.write(terminal, b"3")
    values = (0, 42, 85, 127, 0)
    assert midi_dump.received(5) == [bytes((0xB0, 22, value)) for value in values]
    os.write(terminal, b"\x1b[Bq")
    while read(terminal):
        pass
    assert run.wait(timeout=PATIENCE) == 0
    os.close(terminal)
    assert len(midi_dump.received(5)) == 5
