"""A disk that is full in the middle of a set: told in a sentence, and the set goes on to its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gesture2midi.capture.takes.reader import Take

ROOM = 1000
"""Bytes that a file may have here, as if the disk ended there."""
SET = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
from gesture2midi.cli import main
main()
"""
MAPPING = "name: Level\ncontrols:\n  - {send: cc, number: 20, from: 'lfo(2 Hz, sine) * right.present'}\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_a_set_outlives_it(make_take: Callable[[float, float], Path], tmp_path: Path) -> None:
    take = make_take(0.1, 4.0)
    (tmp_path / "level.yaml").write_text(MAPPING, encoding="utf-8")
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-c",
                SET,
                str(ROOM),
                "run",
                "--source",
                str(take),
                "--no-midi",
                "--no-preview",
            ),
            *("--mapping", "level.yaml", "--transcript", "sent.txt", "--record", "again.jsonl"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "The transcript cannot be written on (File too large): it ends here" in done.stderr
    assert "The take again.jsonl cannot be" in done.stderr
    assert (tmp_path / "sent.txt").stat().st_size == ROOM
    assert "Latency" in done.stdout or "latency" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of a file's size")
def test_what_was_recorded_can_be_played(make_take: Callable[[float, float], Path], tmp_path: Path) -> None:
    take = make_take(0.1, 2.0)
    room = 20_000
    done = subprocess.run(
        [
            *(
                sys.executable,
                "-c",
                SET,
                str(room),
                "run",
                "--source",
                str(take),
                "--no-midi",
                "--no-preview",
            ),
            *("--mapping", "theremin", "--record", "again.jsonl"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "what was saved is in again.jsonl.part, which can be played" in done.stderr
    assert sum(1 for _ in Take(tmp_path / "again.jsonl.part").frames()) > 5
