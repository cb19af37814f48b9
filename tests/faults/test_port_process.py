"""The process of a MIDI port: it cannot be started, or the server that it writes to loses messages."""

from __future__ import annotations

import errno
import time
from functools import partial
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest
from logged_port import LoggedPort

from gesture2midi.errors import OutputError
from gesture2midi.events import ControlChange, Messages, NoteOff, NoteOn
from gesture2midi.io.midi.port_process import KeptPort
from gesture2midi.io.outputs import Output, ToOsc, ToPort, open_sinks

PATIENCE = 60.0
ON, OFF = NoteOn(0.0, "a", 1, 60, 100), NoteOff(0.1, "a", 1, 60)


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (
            BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable"),
            "Resource temporarily unavailable",
        ),
        (OSError(errno.EMFILE, "Too many open files"), "Too many open files"),
        (OSError(errno.ENOMEM, "Cannot allocate memory"), "Cannot allocate memory"),
        (MemoryError(), "there is no memory left"),
    ],
)
def test_a_process_that_cannot_start_is_one_sentence_and_the_set_goes_on(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def fail(self: SpawnProcess) -> None:
        raise error

    monkeypatch.setattr(SpawnProcess, "start", fail)
    said: list[str] = []
    outputs: list[Output] = [ToPort("", None), ToOsc("127.0.0.1:9")]
    opened = open_sinks(outputs, said.append)
    assert list(opened) == outputs[1:]
    assert said == [
        f"The MIDI port cannot be opened, as its process cannot start: {why}; "
        "close other programs and start Gesture2MIDI again"
    ]
    opened[outputs[1]].close()


def short_of_handles() -> LoggedPort:
    raise OSError(errno.EMFILE, "Too many open files")


def test_a_child_that_lacks_handles_says_so() -> None:
    with pytest.raises(OutputError, match="its process cannot start: Too many open files"):
        KeptPort(short_of_handles)


def lines(log: Path, count: int) -> list[str]:
    """The file's lines, once there are so many."""
    end = time.monotonic() + PATIENCE
    while not log.exists() or len(log.read_text().split()) < count:
        assert time.monotonic() < end, log.read_text() if log.exists() else "nothing"
        time.sleep(0.01)
    return log.read_text().split()


def test_on_jack_ends_and_last_values_come_twice(tmp_path: Path) -> None:
    port = KeptPort(partial(LoggedPort, log := tmp_path / "log", period=0.001))
    level = ControlChange(0.0, 1, 20, 5, repeatable=True)
    port.send(Messages(0.0, (ON, OFF, level, ControlChange(0.0, 1, 21, 127))))
    assert lines(log, 6) == ["903c64", "803c40", "b01405", "b0157f", "803c40", "b01405"]
    port.send(Messages(1.0, (ON,)))
    port.close()
    assert lines(log, 10)[6:] == ["903c64", "803c40", "803c40", "closed"]


def test_elsewhere_nothing_comes_twice(tmp_path: Path) -> None:
    port = KeptPort(partial(LoggedPort, log := tmp_path / "log"))
    port.send(Messages(0.0, (ON, OFF, ControlChange(0.0, 1, 20, 5, repeatable=True))))
    port.close()
    assert lines(log, 4) == ["903c64", "803c40", "b01405", "closed"]
