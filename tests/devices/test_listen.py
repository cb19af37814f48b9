"""Gesture2MIDI hears two other programs (mido, in processes of their own): judged by what it then sends."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

IN, OUT = "Gesture2MIDI In:Gesture2MIDI In", "Gesture2MIDI:Gesture2MIDI"
PATIENCE = 60

MAPPING = """
name: Heard
controls:
  - {send: note, pitch: C4, gate: clock.running}
  - {send: cc, number: 20, from: midi.cc.21}
  - {send: cc, number: 22, from: clock.tempo, in: [100, 140]}
  - {send: cc, number: 23, from: clock.beat, in: [0, 127]}
  - {send: scene, to: main, when: midi.note.36}
scenes:
  loud:
    enter: [{send: cc, number: 99, value: 1}]
    exit: [{send: cc, number: 99, value: 0}]
"""

MIDO = """
import mido
mido.set_backend("mido.backends.rtmidi/UNIX_JACK")
port = mido.open_output("out", virtual=True, client_name="{name}")
print("ready")
input()
"""

CLOCK = (
    MIDO.format(name="clock")
    + """
import random, threading, time
asked = threading.Event()
threading.Thread(target=lambda: (input(), asked.set())).start()
random.seed(1)
port.send(mido.Message("start"))
begin, pulse = time.perf_counter() + 0.01, 0
while not asked.is_set():
    due = begin + pulse / 48 + random.gauss(0, 0.003)   # 120 beats a minute, 3 ms of jitter
    time.sleep(max(0.0, due - time.perf_counter()))
    port.send(mido.Message("clock"))
    if pulse % 24 == 0:
        print(pulse // 24)
    pulse += 1
port.close()
"""
)

STEPS = (
    'mido.Message("control_change", channel=4, control=21, value=85)',
    'mido.Message("program_change", channel=2, program=1)',
    'mido.Message("note_on", channel=9, note=36, velocity=1)',
    'mido.Message("stop")',
    'mido.Message("songpos", pos=400)); port.send(mido.Message("continue")',
)
KEYS = (
    MIDO.format(name="keys") + "".join(f"port.send({step})\ninput()\n" for step in STEPS) + "port.close()\n"
)


@pytest.fixture
def heard(jack_server, midi_dump, make_take: Callable[[float, float], Path], tmp_path: Path):
    """A set that hears and sends, and sees nobody."""
    (tmp_path / "heard.yaml").write_text(MAPPING)
    take = make_take(300, 0)
    options = ["--realtime", "--no-preview", "--midi-in", "--mapping", "heard.yaml"]
    run = subprocess.Popen(
        [sys.executable, "-m", "gesture2midi", "run", "--source", str(take), *options],
        env=jack_server.env,
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    jack_server.connect(OUT, midi_dump.port)
    yield midi_dump
    run.send_signal(signal.SIGTERM)
    assert run.wait(timeout=PATIENCE) == 0, run.stderr.read()
    assert "Listening to the MIDI port Gesture2MIDI In" in run.stderr.read()


def test_a_clock_a_knob_a_program_and_a_key_are_heard(heard, jack_server, play) -> None:
    clock, keys = play(CLOCK), play(KEYS)
    for player, name in ((clock, "clock"), (keys, "keys")):
        player.wait_for("ready")
        jack_server.connect(f"{name}:out", IN)
    assert heard.received(0) == []

    keys.go_on()
    assert heard.until(lambda sent: b"\xb0\x14\x55" in sent) == [b"\xb0\x14\x55"]
    keys.go_on()
    heard.until(lambda sent: b"\xb0\x63\x01" in sent)
    keys.go_on()
    assert heard.until(lambda sent: b"\xb0\x63\x00" in sent)[1:] == [b"\xb0\x63\x01", b"\xb0\x63\x00"]

    clock.go_on()
    heard.until(plays)
    sent = heard.until(lambda sent: values(sent, 23)[-1:] > [4])
    assert values(sent, 23) == sorted(values(sent, 23))
    assert int(clock.lines()[-1]) >= values(sent, 23)[-1] - 2  # half a beat ahead at the most, and rounded
    # 120 a minute is 63.5; half a per cent is 2.
    heard.until(lambda sent: 61 <= values(sent, 22)[-1] <= 66)

    keys.go_on()  # stop
    heard.until(lambda sent: not plays(sent))
    keys.go_on()  # continue at beat 100
    heard.until(lambda sent: values(sent, 23)[-1] >= 100 and plays(sent))
    clock.go_on()  # the clock is silent without a word
    clock.end()
    heard.until(lambda sent: not plays(sent))
    keys.go_on()
    keys.end()


def plays(sent: list[bytes]) -> bool:
    """Whether the note that stands for a running clock sounds."""
    return [message[0] for message in sent if message[0] in (0x80, 0x90)][-1:] == [0x90]


def values(sent: list[bytes], number: int) -> list[int]:
    return [message[2] for message in sent if message[:2] == bytes((0xB0, number))]


LISTEN = """
import time
from gesture2midi.io.midi.input import MidiIn
from gesture2midi.io.midi.ports import open_virtual
heard = MidiIn(open_virtual("in", api="jack"))
print("ready")
input()
heard.hear(time.perf_counter())
heard.close()
print("closed")
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGSTOP])
def test_a_server_that_dies_or_stalls_takes_no_listener_with_it(number, jack_server, play) -> None:
    player = play(LISTEN)
    player.wait_for("ready")
    jack_server.process.send_signal(number)
    if number == signal.SIGTERM:
        jack_server.process.wait(timeout=PATIENCE)
    player.go_on()
    assert player.end() == ["ready", "closed"]
