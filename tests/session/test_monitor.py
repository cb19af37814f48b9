"""What comes in, as lines."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import events
from gesture2midi.io.midi.encode import encode
from gesture2midi.io.osc.output import bundle
from gesture2midi.session.monitor import KINDS, Line, midi_line, osc_lines

LONG = Line("sysex", None, "SysEx", bytes(range(24)).hex(" ").upper() + " ...")


@pytest.mark.parametrize(
    ("message", "line"),
    [
        (events.NoteOn(0, "", 1, 60, 90), Line("notes", 1, "note on", "C4 (60)  90")),
        (events.NoteOff(0, "", 10, 38), Line("notes", 10, "note off", "Snare (38)  64")),
        (events.ControlChange(0, 2, 74, 5), Line("cc", 2, "CC 74 brightness", "5")),
        (events.ControlChange(0, 2, 20, 5), Line("cc", 2, "CC 20", "5")),
        (events.PitchBend(0, 16, -8192), Line("bend", 16, "bend", "-8192")),
        (events.Pressure(0, 1, 3), Line("pressure", 1, "pressure", "3")),
        (events.PolyPressure(0, 1, 60, 3), Line("pressure", 1, "pressure of C4", "3")),
        (events.ProgramChange(0, 1, 0), Line("program", 1, "program", "1")),
        (events.Transport(0, "start"), Line("transport", None, "start", "")),
        (events.SongPosition(0, 32), Line("transport", None, "song position", "32")),
        (
            events.SysEx(0, bytes(range(25))),
            Line("sysex", None, "SysEx", bytes(range(24)).hex(" ").upper() + " ..."),
        ),
    ],
)
def test_each_message_has_its_line(message: events.Single, line: Line) -> None:
    assert midi_line(encode(message)) == line


def test_a_note_on_without_velocity_is_a_note_off() -> None:
    line = midi_line(b"\x90\x3c\x00")
    assert line is not None and line.what == "note off"


BEGINNINGS = st.sampled_from([b"", b"#bundle\0", b"/a\0\0", b"/a\0\0,sbT", bytes((0xB0,)), bytes((0xF0,))])


@given(st.tuples(BEGINNINGS, st.binary(max_size=30)).map(b"".join))
def test_any_bytes_are_lines_or_nothing(data: bytes) -> None:
    line = midi_line(data)
    assert line is None or line.kind in KINDS
    assert all(line.kind in ("osc", "signals") for line in osc_lines(data))


def test_what_a_mapping_sends_is_told_from_the_signals_of_each_frame() -> None:
    gestures = events.Gestures(0.5, 3, {"right.y": 0.25, "right.present": 1.0}, {"right": "fist"}, ())
    items = (events.Osc(0.5, "/hand", (0.5, 1)), events.SceneChange(0.5, "verse"))
    lines = list(osc_lines(bundle(events.Messages(0.5, items, gestures))))
    assert [line for line in lines if line.kind == "osc"] == [
        Line("osc", None, "/hand", "0.5000  1"),
        Line("osc", None, "/g2m/scene", "verse"),
    ]
    assert Line("signals", None, "/g2m/right/y", "0.2500") in lines


def start(folder: Path, *typed: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "gesture2midi", "monitor", *typed],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )


def test_osc_comes_as_lines_until_ctrl_c(tmp_path: Path) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    run = start(tmp_path, "--no-midi", "--osc", str(port))
    assert run.stderr is not None and run.stdout is not None
    assert "Hearing OSC" in run.stderr.readline()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(bundle(events.Messages(0, (events.Osc(0, "/a", (2,)),))), ("127.0.0.1", port))
    assert run.stdout.readline().split()[1:] == ["OSC", str(port), "/a", "2"]
    run.send_signal(2)
    out, err = run.communicate(timeout=60)
    assert (run.returncode, out, err) == (0, "", "")


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    run = start(tmp_path, "--only", "notes,knobs")
    _, err = run.communicate(timeout=60)
    assert run.returncode == 2 and "'knobs' is none of notes, cc" in err


def test_bundles_in_bundles_are_no_osc_and_no_end() -> None:
    data = b""
    for _ in range(2000):
        data = b"#bundle\0" + bytes(7) + b"\1" + (len(data).to_bytes(4, "big") + data if data else b"")
    (line,) = osc_lines(data)
    assert line == Line("osc", None, "no OSC", f"{len(data)} bytes")
