"""`gesture2midi run` as a whole: what a real client received, however the set ended."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from midi_bytes import changes

from gesture2midi.events import ControlChange, NoteOff, NoteOn, PitchBend, Pressure, ProgramChange
from gesture2midi.io.midi.encode import encode

PORT = "Gesture2MIDI:Gesture2MIDI"
LEAD = 4.0  # seconds of nobody in which the client connects
PATIENCE = 60

NOTE_ON, NOTE_OFF = b"\x90\x3c\x64", b"\x80\x3c\x40"
CENTRE = b"\xe0\x00\x40"


def start(server, folder: Path, *arguments: str | Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "gesture2midi", "run", "--no-preview", *map(str, arguments)],
        env=server.env,
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def parse(line: str) -> bytes:
    """A transcript's line as the bytes that a port must get."""
    t, channel, kind, *numbers = line.split()
    ch, values = int(channel.removeprefix("ch")), [int(n) for n in numbers]
    make = {
        "note_on": lambda: NoteOn(float(t), "", ch, *values),
        "note_off": lambda: NoteOff(float(t), "", ch, *values),
        "cc": lambda: ControlChange(float(t), ch, *values),
        "bend": lambda: PitchBend(float(t), ch, *values),
        "pressure": lambda: Pressure(float(t), ch, *values),
        "program": lambda: ProgramChange(float(t), ch, *values),
    }
    return encode(make[kind]())


SCORE = """
name: Short
seconds: 9
right:
  - {at: 0, pose: open, x: 0.7, y: 0.4, size: 0.3, hide: true}
  - {at: 4.5, hide: true}
  - {at: 5.2, hide: false}
  - {at: 5.6, pose: pinch}
  - {at: 6.4, y: 0.6}
  - {at: 7.0, y: 0.5}
  - {at: 7.4, pose: open}
  - {at: 8.2, hide: true}
"""


def test_a_real_client_receives_message_for_message_what_the_transcript_says(
    jack_server, midi_dump, tmp_path: Path
) -> None:
    (tmp_path / "short.yaml").write_text(SCORE)
    run = start(jack_server, tmp_path, "--source", "performer:short.yaml", "--transcript", "sent.txt")
    jack_server.connect(PORT, midi_dump.port)
    assert run.wait(timeout=PATIENCE) == 0, run.stderr.read()
    lines = (tmp_path / "sent.txt").read_text().splitlines()
    sent = changes(parse(line) for line in lines)
    assert sum(message[0] & 0xF0 == 0x90 for message in sent) >= 2
    assert midi_dump.received(len(sent)) == sent


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_the_note_first(
    number: signal.Signals,
    jack_server,
    midi_dump,
    make_take: Callable[[float, float], Path],
    drone: Path,
    tmp_path: Path,
) -> None:
    take = make_take(LEAD, 60)
    run = start(jack_server, tmp_path, "--source", take, "--realtime", "--mapping", drone)
    jack_server.connect(PORT, midi_dump.port)
    assert NOTE_ON in midi_dump.received(2)
    run.send_signal(number)
    assert run.wait(timeout=PATIENCE) == 0, run.stderr.read()
    received = midi_dump.received(4)
    assert received[-2:] == [NOTE_OFF, CENTRE] or received[-2:] == [CENTRE, NOTE_OFF]


def test_a_set_that_is_killed_ends_its_note_all_the_same(
    jack_server, midi_dump, make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    run = start(jack_server, tmp_path, "--source", make_take(LEAD, 60), "--realtime", "--mapping", drone)
    jack_server.connect(PORT, midi_dump.port)
    assert NOTE_ON in midi_dump.received(2)
    run.kill()
    assert run.wait(timeout=PATIENCE) == -signal.SIGKILL
    received = midi_dump.until(lambda events: NOTE_OFF in events and CENTRE in events)
    assert received.index(NOTE_OFF) > received.index(NOTE_ON)


def test_the_end_of_the_clip_ends_the_note(
    jack_server, midi_dump, make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    take = make_take(LEAD, 1)
    run = start(jack_server, tmp_path, "--source", take, "--realtime", "--mapping", drone)
    jack_server.connect(PORT, midi_dump.port)
    assert run.wait(timeout=PATIENCE) == 0, run.stderr.read()
    received = midi_dump.until(lambda events: NOTE_OFF in events and CENTRE in events[2:])
    assert received.index(NOTE_ON) < received.index(NOTE_OFF)
    assert CENTRE in received[received.index(NOTE_ON) :]


def test_an_exception_ends_the_note_first(
    jack_server, midi_dump, make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    """A take that is broken in its middle: what stands before is played, then one sentence."""
    take = make_take(LEAD, 2)
    lines = take.read_text().splitlines(keepends=True)
    lines[-5] = "nonsense\n"
    take.write_text("".join(lines))
    run = start(jack_server, tmp_path, "--source", take, "--realtime", "--mapping", drone)
    jack_server.connect(PORT, midi_dump.port)
    assert run.wait(timeout=PATIENCE) == 1
    said = run.stderr.read()
    assert f"{take}:{len(lines) - 4}" in said
    assert "Traceback" not in said
    received = midi_dump.until(lambda events: NOTE_OFF in events)
    assert received.index(NOTE_ON) < received.index(NOTE_OFF)


def test_a_server_that_dies_is_told_and_the_set_goes_on_and_ends_in_time(
    jack_server, midi_dump, make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    take = make_take(LEAD, 4)
    run = start(
        jack_server,
        tmp_path,
        *("--source", take, "--realtime", "--mapping", drone, "--transcript", "sent.txt"),
    )
    jack_server.connect(PORT, midi_dump.port)
    assert NOTE_ON in midi_dump.received(2)
    jack_server.stop()
    assert run.wait(timeout=PATIENCE) == 0
    assert "JACK" in run.stderr.read()
    assert [line.split()[2] for line in (tmp_path / "sent.txt").read_text().splitlines()].count(
        "note_off"
    ) == 1


def test_a_saved_mapping_is_heard_and_a_bad_one_is_refused(
    jack_server, midi_dump, make_take: Callable[[float, float], Path], drone: Path, tmp_path: Path
) -> None:
    take = make_take(LEAD, 60)
    run = start(jack_server, tmp_path, "--source", take, "--realtime", "--mapping", drone)
    jack_server.connect(PORT, midi_dump.port)
    assert NOTE_ON in midi_dump.received(2)
    good = drone.read_text()
    drone.write_text(good.replace("gate:", "gaet:"))
    drone.write_text(good.replace("C4", "G4"))
    received = midi_dump.received(6)
    assert received.index(NOTE_OFF) < received.index(b"\x90\x43\x64")
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=PATIENCE) == 0
    assert b"\x80\x43\x40" in midi_dump.received(8)


def test_a_named_port_hears_its_own_controls_and_an_unbound_one_is_told(
    jack_server, midi_dump, make_take: Callable[[float, float], Path], tmp_path: Path
) -> None:
    mapping = tmp_path / "two.yaml"
    mapping.write_text(
        "name: Two\n"
        "controls:\n"
        "  - {send: note, pitch: C4, gate: right.present}\n"
        "  - {send: note, pitch: G4, gate: right.present, port: lights}\n"
        "  - {send: note, pitch: A4, gate: right.present, port: nowhere}\n"
    )
    take = make_take(0.5, 1)
    typed = ("--source", take, "--realtime", "--mapping", mapping, "--port", f"lights={midi_dump.port}")
    for _ in range(3):
        run = start(jack_server, tmp_path, *typed)
        status, said = run.wait(timeout=PATIENCE), run.stderr.read()
        if status != 2:  # which is: JACK was too busy to list its ports
            break
    assert status == 0, said
    assert midi_dump.received(2) == [b"\x90\x43\x64", b"\x80\x43\x40"]
    assert "the port `nowhere`, which leads nowhere: bind it with --port nowhere=NAME" in said
    assert "the port `lights`" not in said
