"""Ctrl-C: once, twice, twenty times, and while a command begins."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gesture2midi.tracking.model_file import find_model

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals are sent as POSIX has them")

PATIENCE = 60.0
MAPPING = "name: One\ncontrols:\n- {send: note, pitch: C4, gate: right.y > 0.01}\n"


@pytest.fixture
def set_of(tmp_path: Path, make_take: Callable[[float, float], Path]) -> Iterator[subprocess.Popen[str]]:
    """A set that plays a take for ten minutes, unless it is ended."""
    yield from started(tmp_path, str(make_take(0.0, 600.0)))


@pytest.fixture
def beginning(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A set that has to make a tracker before it plays."""
    yield from started(tmp_path, "performer:demo")


def started(tmp_path: Path, source: str) -> Iterator[subprocess.Popen[str]]:
    (tmp_path / "one.yaml").write_text(MAPPING, encoding="utf-8")
    program = subprocess.Popen(
        [
            *(sys.executable, "-m", "gesture2midi", "run", "--source", source, "--realtime", "--no-midi"),
            *("--mapping", "one.yaml", "--transcript", "notes.txt", "--no-preview"),
        ],
        cwd=tmp_path,
        env=os.environ
        | {"XDG_DATA_HOME": str(tmp_path), "PYTHONPATH": os.getcwd()}
        | {"GESTURE2MIDI_MODEL": str(find_model(None, fetch=False))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield program
    program.kill()
    program.communicate()


def interrupt(program: subprocess.Popen[str], times: int) -> tuple[str, str]:
    for _ in range(times):
        program.send_signal(signal.SIGINT)
    return program.communicate(timeout=PATIENCE)


def until_it_plays(program: subprocess.Popen[str], folder: Path) -> None:
    assert program.stderr is not None
    for line in program.stderr:
        if line.startswith("Playing"):
            break
    while not (folder / "notes.txt").exists() or not (folder / "notes.txt").read_text(encoding="utf-8"):
        assert program.poll() is None
        time.sleep(0.01)


@pytest.mark.parametrize(("times", "statuses"), [(1, {0}), (2, {0, 130}), (20, {0, 130})])
def test_a_set_ends_by_itself_however_often_it_comes(
    set_of: subprocess.Popen[str], tmp_path: Path, times: int, statuses: set[int]
) -> None:
    until_it_plays(set_of, tmp_path)
    shown, said = interrupt(set_of, times)  # signals that come together count as one
    assert set_of.returncode in statuses
    assert "Traceback" not in said
    assert "latency" in shown.lower()
    lines = (tmp_path / "notes.txt").read_text(encoding="utf-8").splitlines()
    assert len([line for line in lines if "note_on" in line]) == len(
        [line for line in lines if "note_off" in line]
    )


def test_one_while_it_begins_breaks_it_off(beginning: subprocess.Popen[str]) -> None:
    assert beginning.stderr is not None
    beginning.stderr.readline()  # which tracker it is; the set does not play yet
    _, said = interrupt(beginning, 1)
    assert beginning.returncode in (0, 130)
    assert "Traceback" not in said


LOADING = "sys.meta_path.insert(0, Loading())"
ENDING = "atexit.register(signal.raise_signal, signal.SIGINT)"
PROGRAM = """
import atexit, signal, sys
from gesture2midi.__main__ import main
class Loading:
    def find_spec(self, name, path=None, target=None):
        if name == "gesture2midi.cli":
            signal.raise_signal(signal.SIGINT)
sys.argv = ["gesture2midi", "check", "theremin"]
%s
main()
"""


@pytest.mark.parametrize(("moment", "told"), [(LOADING, ""), (ENDING, "theremin")])
def test_one_while_the_program_is_loaded_or_after_its_end_leaves_without_a_traceback(
    moment: str, told: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM % moment],
        env=os.environ | {"PYTHONPATH": os.getcwd()},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert (ended.returncode, ended.stderr) == (130, "")
    assert told in ended.stdout
