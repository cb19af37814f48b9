"""The MIDI port on a real JACK server, with jack_midi_dump at its other end."""

from __future__ import annotations

import signal

BEGIN = """
import time
from gesture2midi.events import *
from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.io.midi.open_ports import open_existing, open_virtual
from gesture2midi.io.files.transcript import Collected
"""

SONG = (
    BEGIN
    + """
outputs = NoteLedger([open_virtual(api="jack")], print)
print("ready")
for i in range(100):
    if i % 10 == 0:
        input()
    t = i / 30
    outputs.send(Messages(t, (
        NoteOn(t, "a", 1 + i % 16, i, 1 + i),
        NoteOff(t, "a", 1 + i % 16, i),
        PitchBend(t, 1 + i % 16, 81 * i - 4000),
        Pressure(t, 1 + i % 16, i),
        ControlChange(t, 1 + i % 16, 20 + i % 12, 127 - i),
        ProgramChange(t, 1 + i % 16, i),
    )))
outputs.send(Messages(4.0, (NoteOn(4.0, "a", 1, 60, 100),)))
outputs.close(5.0)
print("closed")
"""
)


def song() -> list[bytes]:
    """What SONG has to sound like: programs first, then bend, pressure, the note, controller."""
    expected = []
    for i in range(100):
        low, bend = i % 16, 81 * i - 4000 + 8192
        expected += [
            bytes((0xC0 | low, i)),
            bytes((0xE0 | low, bend % 128, bend // 128)),
            bytes((0xD0 | low, i)),
            bytes((0x90 | low, i, 1 + i)),
            bytes((0x80 | low, i, 64)),
            bytes((0xB0 | low, 20 + i % 12, 127 - i)),
        ]
    expected += [b"\x90\x3c\x64", b"\x80\x3c\x40"]
    # Closing centres what is bent and lets go of what is pressed: the last time each channel was.
    last = {i % 16: i for i in range(100)}
    expected += [bytes((0xE0 | low, 0, 64)) for low in range(16) if 81 * last[low] != 4000]
    expected += [bytes((0xD0 | low, 0)) for low in range(16) if last[low]]
    return expected


def test_every_byte_arrives_in_order_up_to_the_close(jack_server, midi_dump, play) -> None:
    player = play(SONG)
    player.wait_for("ready")
    jack_server.connect("Gesture2MIDI:Gesture2MIDI", midi_dump.port)
    expected = song()
    for heard in (*range(60, 600, 60), len(expected)):  # jack_midi_dump has room for a hundred or so
        player.go_on()
        assert midi_dump.received(heard) == expected[:heard]
    assert player.end() == ["ready", "closed"]


HEAR = """
import time
import rtmidi
port = rtmidi.MidiIn(rtmidi.API_UNIX_JACK, "hear", queue_size_limit=10_000)
port.open_virtual_port("input")
print("ready")
while True:
    event = port.get_message()
    if event:
        print(bytes(event[0]).hex())
    else:
        time.sleep(0.01)
"""


def test_a_burst_is_not_cut_off(jack_server, play) -> None:
    """The most that one frame may hold: many notes, then a panic on all channels."""
    hearer = play(HEAR)
    hearer.wait_for("ready")
    player = play(
        BEGIN
        + """
outputs = NoteLedger([open_virtual(api="jack")], print)
print("ready")
input()
notes = tuple(NoteOn(0.0, "a", channel, note, 100) for channel in range(1, 17) for note in range(60, 70))
outputs.send(Messages(0.0, notes))
outputs.panic(0.0)
outputs.send(Messages(0.0, (ControlChange(0.0, 1, 20, 99),)))
outputs.close(0.0)
"""
    )
    player.wait_for("ready")
    jack_server.connect("Gesture2MIDI:Gesture2MIDI", "hear:input")
    player.go_on()
    hearer.wait_for("b01463")
    player.end()
    received = [bytes.fromhex(line) for line in hearer.lines()[1:]]
    on = [bytes((message[0] & 0x0F, message[1])) for message in received if message[0] >> 4 == 9]
    off = [bytes((message[0] & 0x0F, message[1])) for message in received if message[0] >> 4 == 8]
    assert len(on) == 160 and on == off
    assert len(received) == 160 + 160 + 16 * 5 + 1


def test_names_of_the_port_and_of_a_second_instance(jack_server, play) -> None:
    code = BEGIN + 'port = open_virtual(api="jack")\nprint("ready")\ninput()\nport.close()\n'
    first, second = play(code), None
    first.wait_for("ready")
    second = play(code)
    second.wait_for("ready")
    ports = jack_server.ask("jack_lsp").splitlines()
    assert [port for port in ports if "Gesture2MIDI" in port] == [
        "Gesture2MIDI:Gesture2MIDI",
        "Gesture2MIDI-01:Gesture2MIDI",
    ]
    for player in (first, second):
        player.go_on()
        player.end()


def test_an_existing_port_is_listed_and_played_to(midi_dump, jack_server, play) -> None:
    player = play(
        BEGIN
        + """
from gesture2midi.io.midi.ports import list_ports
while not [port for port in list_ports("out") if port.name == "hear:input"]:
    time.sleep(0.02)
print([port for port in list_ports("out") if port.api == "JACK"])
port = open_existing("HEAR")
port.send(Messages(0.0, (NoteOn(0.0, "a", 1, 60, 100), NoteOff(0.0, "a", 1, 60))))
port.close()
"""
    )
    assert midi_dump.received(2) == [b"\x90\x3c\x64", b"\x80\x3c\x40"]
    assert player.end() == ["[Port(api='JACK', name='hear:input')]"]


PLAY_ON = (
    BEGIN
    + """
others = Collected()
outputs = NoteLedger([open_virtual(api="jack"), others], print)
print("ready")
input()
for i in range(5000):
    outputs.send(Messages(i / 30, (NoteOn(i / 30, "a", 1, 60, 100),)))
    if i == 30:
        print("playing")
        input()
outputs.close(200.0)
print(outputs.names, len(others.messages), line(others.messages[-1]))
"""
)
# 5000 notes struck again and again: each after the first has an off before it, and the last one ends.
PLAYED_ON = "() 10000 200.0000 ch1 note_off 60"


def test_a_server_that_dies_takes_nobody_with_it(jack_server, midi_dump, play) -> None:
    player = play(PLAY_ON)
    player.wait_for("ready")
    jack_server.connect("Gesture2MIDI:Gesture2MIDI", midi_dump.port)
    player.go_on()
    player.wait_for("playing")
    assert len(midi_dump.received(61)) == 61
    jack_server.stop()
    player.go_on()
    assert player.end() == [
        "ready",
        "playing",
        "The JACK server has gone, so no MIDI leaves Gesture2MIDI; start JACK again and then Gesture2MIDI",
        PLAYED_ON,
    ]


def test_a_server_that_stalls_takes_nobody_with_it(jack_server, play) -> None:
    player = play(PLAY_ON)
    player.wait_for("ready")
    player.go_on()
    player.wait_for("playing")
    jack_server.process.send_signal(signal.SIGSTOP)
    player.go_on()
    lines = player.end()
    assert lines[2].startswith("The JACK server took none of the last 1000 MIDI messages")
    assert lines[3:] == [PLAYED_ON]


def test_ends_and_last_values_are_heard_twice_and_buttons_once(jack_server, midi_dump, play) -> None:
    player = play(
        BEGIN
        + """
from functools import partial
from gesture2midi.io.midi.port_process import KeptPort
port = KeptPort(partial(open_virtual, "jack"))
print("ready")
input()
port.send(Messages(0.0, (
    NoteOn(0.0, "a", 1, 60, 100),
    NoteOff(0.0, "a", 1, 60),
    ControlChange(0.0, 1, 20, 5, repeatable=True),
    ControlChange(0.0, 1, 21, 127),
)))
input()
port.close()
"""
    )
    player.wait_for("ready")
    jack_server.connect("Gesture2MIDI:Gesture2MIDI", midi_dump.port)
    player.go_on()
    off, level = b"\x80\x3c\x40", b"\xb0\x14\x05"
    expected = [b"\x90\x3c\x64", off, level, b"\xb0\x15\x7f", off, level]
    assert midi_dump.every(6) == expected
    player.go_on()
    player.end()
    assert midi_dump.every(6) == expected
