"""`gesture2midi learn` in a terminal, with a real client at the other end."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty")
PATIENCE = 60


def test_the_chosen_control_alone_is_heard(jack_server, midi_dump, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "gesture2midi", "learn", "mixer", "--port", midi_dump.port],
        env=jack_server.env | {"TERM": "xterm"},
        cwd=tmp_path,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    while b"right-turn" not in shown:
        shown += os.read(ours, 4096)
    os.write(ours, b"3")
    values = (0, 42, 85, 127, 0)
    assert midi_dump.received(5) == [bytes((0xB0, 22, value)) for value in values]
    os.write(ours, b"\x1b[Bq")
    while True:
        try:
            if not os.read(ours, 4096):
                break
        except OSError:  # Linux says so when the other end is closed
            break
    assert run.wait(timeout=PATIENCE) == 0
    os.close(ours)
    assert len(midi_dump.received(5)) == 5
