"""MIDI messages as bytes, and the port that they leave by.

The port speaks to python-rtmidi directly. mido would do the same underneath, but opens a virtual
port instead of an existing one when it is given a client name, opens an input beside every output
it lists, and makes an object and a check of every message.
"""

from __future__ import annotations

from typing import Protocol

from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ControlChange,
    Messages,
    MidiMessage,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    PitchBend,
    Pressure,
    ProgramChange,
    SceneChange,
)
from gesture2midi.out.jackwatch import JackWatch, abandon
from gesture2midi.out.quiet import quiet


def encode(message: MidiMessage) -> bytes:
    """The two or three bytes of a message (MIDI 1.0, table 1: status, then data of 7 bits each)."""
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
        case ProgramChange():
            return bytes((0xC0 | low, message.program))


class Device(Protocol):
    """What is used of `rtmidi.MidiOut`."""

    def send_message(self, message: bytes) -> None: ...

    def close_port(self) -> None: ...

    def delete(self) -> None: ...


class MidiPort:
    """One open MIDI output; `ports` opens it.

    Args:
        name: what other programs call the port.
        device: an `rtmidi.MidiOut` whose port is open.
        watch: only for a port on JACK.
    """

    def __init__(self, name: str, device: Device, watch: JackWatch | None = None) -> None:
        from rtmidi import RtMidiError

        self.name = name
        self._device: Device | None = device
        self._watch = watch
        self._error: type[Exception] = RtMidiError

    def send(self, messages: Messages) -> None:
        """Write a batch. Raises `OutputError` when the port or its server has gone."""
        if self._device is None:
            raise OutputError(f"the MIDI port {self.name} is closed")
        data = [encode(m) for m in messages.items if not isinstance(m, Osc | SceneChange | Panic)]
        if not data:
            return
        if self._watch is not None:
            self._watch.before_writing(len(data))
        try:
            for message in data:
                self._device.send_message(message)
        except self._error as error:
            raise OutputError(f"the MIDI port {self.name} failed and is off: {error}") from error

    def close(self) -> None:
        """Close the port. With JACK's server dead RtMidi waits one second in here."""
        device, self._device = self._device, None
        if device is None:
            return
        if self._watch is not None:
            self._watch.settle()
        if self._watch is not None and self._watch.stalled:
            abandon(device)
        else:
            with quiet():
                device.close_port()
                device.delete()
        if self._watch is not None:
            self._watch.close()
