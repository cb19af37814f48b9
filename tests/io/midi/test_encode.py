"""Bytes of messages, and a port over a pretended rtmidi."""

from __future__ import annotations

import itertools
import threading

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Messages,
    NoteOff,
    NoteOn,
    Osc,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
    SceneChange,
    SongPosition,
    SysEx,
    Transport,
)
from gesture2midi.io.midi import jack_watch
from gesture2midi.io.midi.encode import encode, wire
from gesture2midi.io.midi.jack_watch import JackWatch
from gesture2midi.io.midi.output import MidiPort
from gesture2midi.io.midi.ports import Opened


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (NoteOn(0.0, "a", 1, 60, 100), "90 3C 64"),
        (NoteOn(0.0, "a", 16, 127, 1), "9F 7F 01"),
        (NoteOff(0.0, "a", 10, 0), "89 00 40"),
        (ControlChange(0.0, 2, 20, 127), "B1 14 7F"),
        (ControlChange(0.0, 1, 123, 0), "B0 7B 00"),
        (PitchBend(0.0, 1, 0), "E0 00 40"),
        (PitchBend(0.0, 1, -8192), "E0 00 00"),
        (PitchBend(0.0, 3, 8191), "E2 7F 7F"),
        (PitchBend(0.0, 1, 1), "E0 01 40"),
        (Pressure(0.0, 4, 77), "D3 4D"),
        (ProgramChange(0.0, 5, 127), "C4 7F"),
        (PolyPressure(0.0, 2, 60, 99), "A1 3C 63"),
        (Transport(0.0, "start"), "FA"),
        (Transport(0.0, "continue"), "FB"),
        (Transport(0.0, "stop"), "FC"),
        (SongPosition(0.0, 0), "F2 00 00"),
        (SongPosition(0.0, 16383), "F2 7F 7F"),
        (SongPosition(0.0, 129), "F2 01 01"),
        (SysEx(0.0, bytes((0x7E, 0x7F, 9, 1))), "F0 7E 7F 09 01 F7"),
    ],
)
def test_encode(message, expected: str) -> None:
    assert encode(message) == bytes.fromhex(expected)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (ControlChange14(0.0, 1, 1, 8193), "B0 01 40 / B0 21 01"),
        (ControlChange14(0.0, 16, 31, 16383), "BF 1F 7F / BF 3F 7F"),
        (Parameter(0.0, 1, False, 160, 100, False), "B0 63 01 / B0 62 20 / B0 06 64 / B0 65 7F / B0 64 7F"),
        (
            Parameter(0.0, 2, True, 1, 8193, True),
            "B1 65 00 / B1 64 01 / B1 06 40 / B1 26 01 / B1 65 7F / B1 64 7F",
        ),
        (Pressure(0.0, 4, 77), "D3 4D"),
    ],
)
def test_a_compound_is_spelt_in_order(message, expected: str) -> None:
    assert wire(message) == tuple(map(bytes.fromhex, expected.split(" / ")))


FOURTEEN = st.integers(0, 16383)


@given(st.integers(1, 16), st.booleans(), st.integers(0, 16382), FOURTEEN, st.booleans())
def test_every_byte_of_a_compound_is_one_of_midi(
    channel: int, registered: bool, number: int, value: int, fine: bool
) -> None:
    parameter = Parameter(0.0, channel, registered, number, value if fine else value & 127, fine)
    for message in (parameter, ControlChange14(0.0, channel, number % 32, value)):
        for data in wire(message):
            assert len(data) == 3 and data[0] == 0xB0 | channel - 1
            assert all(byte < 0x80 for byte in data[1:])


CHANNEL, SEVEN = st.integers(1, 16), st.integers(0, 127)


@given(CHANNEL, SEVEN, st.integers(-8192, 8191), st.integers(1, 127))
def test_mido_reads_what_encode_writes(channel: int, seven: int, bend: int, velocity: int) -> None:
    def read(message) -> dict[str, object]:
        return mido.Message.from_bytes(encode(message)).dict()

    at = {"time": 0, "channel": channel - 1}
    note = read(NoteOn(0.0, "a", channel, seven, velocity))
    assert note == {"type": "note_on", "note": seven, "velocity": velocity, **at}
    control = read(ControlChange(0.0, channel, seven, velocity))
    assert control == {"type": "control_change", "control": seven, "value": velocity, **at}
    assert read(PitchBend(0.0, channel, bend)) == {"type": "pitchwheel", "pitch": bend, **at}
    assert read(Pressure(0.0, channel, seven)) == {"type": "aftertouch", "value": seven, **at}
    assert read(ProgramChange(0.0, channel, seven)) == {"type": "program_change", "program": seven, **at}


class Device:
    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.calls: list[str] = []
        self.error: Exception | None = None

    def send_message(self, message: bytes) -> None:
        if self.error is not None:
            raise self.error
        self.sent.append(message)

    def close_port(self) -> None:
        self.calls.append("close_port")

    def delete(self) -> None:
        self.calls.append("delete")


NOTE = NoteOn(0.0, "a", 1, 60, 100)


def test_a_port_sends_what_is_midi_in_order() -> None:
    device = Device()
    items = (NOTE, Osc(0.0, "/a", (1.0,)), SceneChange(0.0, "b"), ControlChange(0.0, 1, 20, 5))
    MidiPort(Opened("port", device)).send(Messages(0.0, items))
    assert device.sent == [b"\x90\x3c\x64", b"\xb0\x14\x05"]


def test_a_port_closes_once_and_then_refuses() -> None:
    device = Device()
    port = MidiPort(Opened("port", device))
    port.close()
    port.close()
    assert device.calls == ["close_port", "delete"]
    with pytest.raises(OutputError, match="The MIDI port port is closed"):
        port.send(Messages(0.0, (NOTE,)))


def test_what_rtmidi_raises_becomes_a_sentence() -> None:
    import rtmidi

    device = Device()
    device.error = rtmidi.SystemError("it has been unplugged")
    with pytest.raises(OutputError, match="The MIDI port port failed and is off: it has been unplugged"):
        MidiPort(Opened("port", device)).send(Messages(0.0, (NOTE,)))


class Server:
    """The JACK client that the watch looks through."""

    def __init__(self) -> None:
        self.cycles = itertools.count(0, 128)
        self.stalled = False
        self.closed = False

    @property
    def last_frame_time(self) -> int:
        return 0 if self.stalled else next(self.cycles)

    def set_shutdown_callback(self, callback) -> None:
        self.shut_down = callback

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def server() -> Server:
    return Server()


def test_a_port_never_writes_to_a_jack_server_that_has_gone(server: Server) -> None:
    device = Device()
    port = MidiPort(Opened("port", device, JackWatch(server)))
    port.send(Messages(0.0, (NOTE,)))
    server.shut_down(object(), "JACK server has been closed")
    for _ in range(3):
        with pytest.raises(OutputError, match="The JACK server has gone"):
            port.send(Messages(0.0, (NOTE,)))
    assert len(device.sent) == 1
    port.close()
    assert device.calls == ["close_port", "delete"]
    assert server.closed


def test_a_port_stops_before_the_ring_of_a_stalled_jack_server_is_full(server: Server) -> None:
    device = Device()
    port = MidiPort(Opened("port", device, JackWatch(server)))
    server.stalled = True
    with pytest.raises(OutputError, match="The JACK server took none"):
        for _ in range(5000):
            port.send(Messages(0.0, (NOTE,)))
    # The ring holds 16384 bytes: 4 for the length of each message and 3 for itself.
    assert 500 < len(device.sent) < 16384 // 7
    port.close()
    assert device.calls == [] and not server.closed  # closing would wait for the server's answer for ever


def test_a_jack_server_that_runs_is_written_to_without_end(server: Server) -> None:
    device = Device()
    port = MidiPort(Opened("port", device, JackWatch(server)))
    for _ in range(5000):
        port.send(Messages(0.0, (NOTE,)))
    assert len(device.sent) == 5000


def test_a_port_of_a_stalled_server_is_not_closed_even_if_little_was_sent(server: Server) -> None:
    device = Device()
    port = MidiPort(Opened("port", device, JackWatch(server)))
    port.send(Messages(0.0, (NOTE,)))
    server.stalled = True
    port.close()
    assert device.calls == [] and not server.closed


def test_a_server_that_falls_ill_while_we_leave_holds_nobody_up(server: Server, monkeypatch) -> None:
    answered = threading.Event()
    monkeypatch.setattr(jack_watch, "_LONGEST_LEAVE", 0.05)
    monkeypatch.setattr(server, "close", answered.wait)
    device, watch = Device(), JackWatch(server)
    MidiPort(Opened("port", device, watch)).close()
    assert device.calls == ["close_port", "delete"] and watch.stalled
    answered.set()
