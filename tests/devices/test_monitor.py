"""`gesture2midi monitor` hears our own port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 60

# The port as `run` opens it, and a note again and again until it is heard.
PLAYER = """
import time
from gesture2midi.events import ControlChange, Messages, NoteOff, NoteOn
from gesture2midi.io.midi.open_ports import open_virtual
port = open_virtual()
while True:
    for message in (NoteOn(0, "", 1, 60, 100), ControlChange(0, 1, 20, 5), NoteOff(0, "", 1, 60)):
        port.send(Messages(0, (message,)))
        time.sleep(0.1)
"""


def test_it_waits_for_our_port_and_shows_what_it_sends(jack_server, tmp_path: Path) -> None:
    def start(typed: Sequence[str]) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *typed],
            env=jack_server.env | {"PYTHONUNBUFFERED": "1"},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    monitor = start(("-m", "gesture2midi", "monitor", "--only", "notes"))
    assert "waiting for it" in monitor.stderr.readline()
    player = start(("-c", PLAYER))
    try:
        assert "Hearing Gesture2MIDI" in monitor.stderr.readline()
        lines = [" ".join(monitor.stdout.readline().split()[1:]) for _ in range(2)]
        assert sorted(lines) == [
            "Gesture2MIDI ch 1 note off C4 (60) 64",
            "Gesture2MIDI ch 1 note on C4 (60) 100",
        ]
        monitor.send_signal(2)
        assert monitor.wait(timeout=PATIENCE) == 0
    finally:
        for process in (player, monitor):
            process.kill()
            process.communicate()
