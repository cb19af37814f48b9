"""Work in a process of its own: what it tells is heard, and it ends with all that it started."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from gesture2midi.studio.services.worker import Tell, Worker

PATIENCE = 300.0  # seconds, as it is made behind everything else


def until(arrived: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not arrived():
        assert time.monotonic() < end, "nothing came of it"
        time.sleep(0.02)


def count(to: int, tell: Tell) -> None:
    for number in range(to):
        tell(number)


def die(status: int, tell: Tell) -> None:
    tell("so long")
    os._exit(status)


def start_another(folder: Path, tell: Tell) -> None:
    """A program that lives for ever, and says so by a file that it holds open."""
    sleeper = "import sys, time; print('up', flush=True); time.sleep(1000)"
    with subprocess.Popen([sys.executable, "-c", sleeper], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        other.stdout.readline()
        tell(other.pid)
        other.wait()


def test_all_that_is_told_is_heard_and_then_that_it_has_ended() -> None:
    beside = Worker(count, 3)
    heard: list[object] = []

    def done() -> bool:
        heard.extend(beside.heard())
        return beside.ended

    until(done)
    assert heard == [0, 1, 2]
    beside.kill()
    assert beside.heard() == []


def test_one_that_dies_has_ended() -> None:
    beside = Worker(die, 3)
    heard: list[object] = []

    def done() -> bool:
        heard.extend(beside.heard())
        return beside.ended

    until(done)
    assert heard == ["so long"]


def test_one_that_is_killed_at_once_is_gone() -> None:
    beside = Worker(count, 3)
    beside.kill()
    beside.kill()
    assert beside.ended


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no process groups of this kind")
def test_the_programs_that_it_started_end_with_it(tmp_path: Path) -> None:
    beside = Worker(start_another, tmp_path)
    heard: list[int] = []

    def told() -> bool:
        heard.extend(beside.heard())
        return bool(heard)

    until(told)
    beside.kill()

    def gone() -> bool:
        stat = Path(f"/proc/{heard[0]}/stat")
        if Path("/proc/self").exists():  # where nobody waits for orphans they stay as zombies
            return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"
        return subprocess.run(["ps", "-p", str(heard[0])], stdout=subprocess.DEVNULL).returncode != 0

    until(gone)
