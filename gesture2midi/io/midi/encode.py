"""MIDI messages as bytes, and the port that they leave by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ChannelMessage,
    ControlChange,
    ControlChange14,
    Messages,
    MidiMessage,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
    SceneChange,
    SongPosition,
    SysEx,
    SystemMessage,
    Transport,
)
from gesture2midi.io.midi.parameters import controllers
from gesture2midi.io.midi.ports import Opened

Single: TypeAlias = ChannelMessage | SystemMessage

_TRANSPORT = {"start": 0xFA, "continue": 0xFB, "stop": 0xFC}


def wire(message: MidiMessage) -> tuple[bytes, ...]:
    """A message as it goes over the wire: one MIDI message, or several where it is a compound."""
    if isinstance(message, ControlChange14 | Parameter):
        return tuple(encode(change) for change in controllers(message))
    return (encode(message),)


def encode(message: Single) -> bytes:
    """The bytes of one MIDI message (MIDI 1.0, table 1: status, then data of 7 bits each)."""
    match message:
        case Transport(_, do):
            return bytes((_TRANSPORT[do],))
        case SongPosition(_, sixteenths):
            return bytes((0xF2, sixteenths & 0x7F, sixteenths >> 7))
        case SysEx(_, data):
            return b"\xf0" + data + b"\xf7"
    low = message.channel - 1
    match message:
        case NoteOn():
            return bytes((0x90 | low, message.note, message.velocity))
        case NoteOff():
            return bytes((0x80 | low, message.note, 0))
        case ControlChange():
            return bytes((0xB0 | low, message.number, message.value))
        case PitchBend():
            raised = message.value + 8192
            return bytes((0xE0 | low, raised & 0x7F, raised >> 7))
        case Pressure():
            return bytes((0xD0 | low, message.value))
        case PolyPressure():
            return bytes((0xA0 | low, message.note, message.value))
        case ProgramChange():
            return bytes((0xC0 | low, message.program))


def packed(messages: Messages) -> list[bytes]:
    """What of a batch is MIDI, one message each."""
    return [b for m in messages.items if not isinstance(m, Osc | SceneChange | Panic) for b in wire(m)]


class MidiPort:
    """An open MIDI output; `ports` opens it."""

    def __init__(self, port: Opened) -> None:
        from rtmidi import RtMidiError

        self.name = port.name
        self._port: Opened | None = port
        self._error: type[Exception] = RtMidiError

    def send(self, messages: Messages) -> None:
        """Write a batch. Raises `OutputError` when the port or its server has gone."""
        self.write(packed(messages))

    def write(self, data: Sequence[bytes]) -> None:
        """Write whole MIDI messages. Raises `OutputError` as `send` does."""
        if self._port is None:
            raise OutputError(f"The MIDI port {self.name} is closed")
        if not data:
            return
        if self._port.watch is not None:
            self._port.watch.before_writing(sum(-(-len(message) // 3) for message in data))
        try:
            for message in data:
                self._port.device.send_message(message)
        except self._error as error:
            raise OutputError(f"The MIDI port {self.name} failed and is off: {error}") from error

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()
