"""`gesture2midi monitor` hears `gesture2midi run`."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60


def test_it_waits_for_our_port_and_shows_what_it_sends(
    jack_server, make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    def start(*typed: str | Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "gesture2midi", *map(str, typed)],
            env=jack_server.env | {"PYTHONUNBUFFERED": "1"},
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    monitor = start("monitor", "--only", "notes")
    assert "waiting for it" in monitor.stderr.readline()
    take = make_take(6, 60)
    run = start("run", "--no-preview", "--source", take, "--realtime", "--mapping", drone)
    try:
        assert "Hearing Gesture2MIDI" in monitor.stderr.readline()
        assert monitor.stdout.readline().split()[1:] == [
            "Gesture2MIDI",
            "ch",
            "1",
            "note",
            "on",
            "C4",
            "(60)",
            "100",
        ]
        run.terminate()
        assert monitor.stdout.readline().split()[1:] == [
            "Gesture2MIDI",
            "ch",
            "1",
            "note",
            "off",
            "C4",
            "(60)",
            "0",
        ]
        monitor.send_signal(2)
        assert monitor.wait(timeout=PATIENCE) == 0
    finally:
        for process in (run, monitor):
            process.kill()
            process.communicate()
