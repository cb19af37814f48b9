"""A port in a process of its own: whatever ends ours, nothing goes on sounding."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logged_port import GonePort, LoggedPort, open_broken, open_refused

from gesture2midi.errors import OutputError, UsageError
from gesture2midi.events import ControlChange, Messages, NoteOff, NoteOn
from gesture2midi.io.midi.port_process import KeptPort, Sounding

PATIENCE = 60.0
NOTE, OTHER, PEDAL = NoteOn(0.0, "a", 1, 60, 100), NoteOn(0.0, "b", 3, 64, 90), ControlChange(0.0, 3, 64, 127)


def lines(log: Path, until: str) -> list[str]:
    """What the port was told, once `until` is among it."""
    end = time.monotonic() + PATIENCE
    while not log.exists() or until not in log.read_text().split():
        assert time.monotonic() < end, f"{until} never came: {log.read_text() if log.exists() else 'nothing'}"
        time.sleep(0.01)
    return log.read_text().split()


def test_what_is_sent_is_written_in_order_and_the_port_is_closed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    port = KeptPort(partial(LoggedPort, log))
    assert port.name == "logged"
    port.send(Messages(0.0, (NOTE, OTHER)))
    port.send(Messages(0.1, ()))
    port.send(Messages(0.2, (NoteOff(0.2, "a", 1, 60), NoteOff(0.2, "b", 3, 64))))
    port.close()
    assert log.read_text().split() == ["903c64", "92405a", "803c40", "824040", "closed"]
    port.close()
    with pytest.raises(OutputError, match="The MIDI port logged is closed"):
        port.send(Messages(0.0, (NOTE,)))


PLAYING = """
import sys, time
from functools import partial
from pathlib import Path
from logged_port import LoggedPort
from gesture2midi.events import *
from gesture2midi.io.midi.port_process import KeptPort
port = KeptPort(partial(LoggedPort, Path(sys.argv[1])))
ended, sounds = NoteOff(0.0, "a", 1, 60), NoteOn(0.0, "b", 3, 64, 90)
port.send(Messages(0.0, (NoteOn(0.0, "a", 1, 60, 100), ended, sounds, ControlChange(0.0, 3, 64, 127))))
print("playing", flush=True)
{then}
"""


@pytest.mark.parametrize(
    "then",
    ["time.sleep(600)", "raise SystemExit", "import os; os._exit(1)", "import os; os.abort()"],
    ids=["killed", "forgets to close", "ends at once", "crashes"],
)
def test_however_a_process_ends_its_notes_and_pedals_end(tmp_path: Path, then: str) -> None:
    log = tmp_path / "log"
    path = os.pathsep.join((str(Path(__file__).parents[2] / "common"), str(Path(__file__).parents[3])))
    process = subprocess.Popen(
        [sys.executable, "-c", PLAYING.format(then=then), str(log)],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdout is not None and process.stdout.readline() == b"playing\n"
    if then.startswith("time"):
        process.kill()
    process.wait(timeout=PATIENCE)
    assert lines(log, "closed") == ["903c64", "803c40", "92405a", "b2407f", "824040", "b24000", "closed"]
    process.stdout.close()


def test_why_it_cannot_be_opened_is_told_here(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no such port"):
        KeptPort(open_refused)
    with pytest.raises(OutputError, match="does not answer"):
        KeptPort(open_broken)


def refused(port: KeptPort) -> str:
    """What it says when it takes no more; it may take what comes before it has noticed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            port.send(Messages(0.0, (PEDAL,)))
        except OutputError as error:
            return str(error)
        time.sleep(0.01)
    pytest.fail("it takes messages for ever")


def test_a_port_that_fails_says_so_and_ends(tmp_path: Path) -> None:
    log = tmp_path / "log"
    port = KeptPort(partial(LoggedPort, log, bytes((0x92, 64, 90))))
    port.send(Messages(0.0, (NOTE, OTHER)))
    assert refused(port) == "It has been unplugged"
    port.close()
    assert log.read_text().split() == ["903c64", "closed"]


def test_a_port_that_goes_while_nothing_is_played_is_told_and_ends(tmp_path: Path) -> None:
    port = KeptPort(partial(GonePort, tmp_path / "log"))
    with pytest.raises(OutputError, match="Its server has gone"):
        for t in range(round(PATIENCE / 0.01)):
            port.send(Messages(float(t), ()))
            time.sleep(0.01)
    port.close()
    assert (tmp_path / "log").read_text().split() == ["closed"]


def test_what_is_sent_last_and_fails_is_told_by_the_close(tmp_path: Path) -> None:
    port = KeptPort(partial(LoggedPort, tmp_path / "log", bytes((0x90, 60, 100))))
    port.send(Messages(0.0, (NOTE,)))
    with pytest.raises(OutputError, match="It has been unplugged"):
        port.close()
    port.close()


def test_a_child_that_is_killed_is_told_and_one_that_is_asked_to_end_does_not(tmp_path: Path) -> None:
    log = tmp_path / "log"
    port = KeptPort(partial(LoggedPort, log))
    child = port._child.pid
    assert child is not None
    if sys.platform != "win32":
        for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(child, one)
    port.send(Messages(0.0, (NOTE,)))
    lines(log, "903c64")
    port._child.kill()
    assert refused(port) == "The MIDI port logged has stopped and is off; start Gesture2MIDI again"
    port.close()


CHANNELS, DATA = st.integers(0, 2), st.integers(0, 127)
PLAYED = st.one_of(
    [
        st.builds(lambda kind, channel, *data: bytes((kind | channel, *data)), kinds, CHANNELS, keys, *rest)
        for kinds, keys, rest in (
            (st.sampled_from([0x80, 0x90, 0xA0, 0xB0]), st.integers(63, 70), (DATA,)),
            (st.sampled_from([0xC0, 0xD0]), DATA, ()),
            (st.just(0xE0), st.sampled_from([0, 1, 64]), (st.sampled_from([0, 64]),)),
        )
    ]
)
SYSTEM = st.sampled_from([b"\xfa", b"\xf2\x01\x02", b"\xf0\x7e\xf7"])


@given(st.lists(PLAYED | SYSTEM))
def test_the_endings_leave_nothing_down(played: list[bytes]) -> None:
    sounding = Sounding()
    sounding.note(played)
    state: dict[tuple[int, ...], int] = {}
    for message in [*played, *sounding.endings()]:
        kind, channel = message[0] & 0xF0, message[0] & 0x0F
        if kind in (0x80, 0x90):
            state[0x90, channel, message[1]] = message[2] if kind == 0x90 else 0
        elif kind == 0xA0 or (kind == 0xB0 and message[1] in range(64, 70)):
            state[kind, channel, message[1]] = message[2]
        elif kind == 0xD0:
            state[kind, channel] = message[1]
        elif kind == 0xE0:
            state[kind, channel] = message[1] + 128 * message[2] - 8192
    assert not any(state.values())
    offs = [message[0] & 0xF0 == 0x80 for message in sounding.endings()]
    assert offs == sorted(offs, reverse=True)
