"""MIDI messages as bytes and back, by the table of `engine.messages`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from gesture2midi.engine.messages import STARTS, SYSEX, TABLE, channel_of
from gesture2midi.events import (
    RELEASE,
    Compound,
    Message,
    MidiMessage,
    NoMidi,
    NoteOff,
    NoteOn,
    Single,
    SysEx,
    Transport,
)
from gesture2midi.io.midi.parameters import controllers

_TYPES: dict[int, type[Any]] = {row.status: kind for kind, row in TABLE.items() if row.status is not None}
_CHANNEL_MESSAGES, _END = range(0x80, 0xF0), 0xF7
_DO = {status: do for do, status in STARTS.items()}


def wire(message: MidiMessage) -> tuple[bytes, ...]:
    """Returns a message as it goes over the wire: one MIDI message, or several where it is a compound."""
    if isinstance(message, Compound):
        return tuple(encode(change) for change in controllers(message))
    return (encode(message),)


def encode(message: Single) -> bytes:
    """Returns the bytes of one MIDI message (MIDI 1.0, table 1: status, then data of 7 bits each)."""
    if isinstance(message, Transport):
        return bytes((STARTS[message.do],))
    if isinstance(message, SysEx):
        return bytes((SYSEX, *message.data, _END))
    row = TABLE[type(message)]
    assert row.status is not None, "a single message has a status"
    channel = channel_of(message)
    data = [row.status if channel is None else row.status | channel - 1]
    for name, values in row.fields.items():
        value = getattr(message, name)
        if not values.low <= value <= values.high:
            raise ValueError(f"the {name} {value} of a {row.kind} is not {values.low} to {values.high}")
        data += (value - values.low >> 7 * place & 0x7F for place in range(values.size))
    return bytes(data)


def decode(data: Sequence[int], t: float = 0.0) -> Single | None:
    """Returns the message that these bytes are, at t seconds and of no owner; None if they are none of ours.

    A note-on without velocity is a note-off (MIDI 1.0).
    """
    if not data:
        return None
    status, rest = data[0], data[1:]
    if status == SYSEX:
        whole = len(rest) > 0 and rest[-1] == _END and all(byte < 0x80 for byte in rest[:-1])
        return SysEx(t, bytes(rest[:-1])) if whole else None
    if status in _DO:
        return None if rest else Transport(t, _DO[status])
    of_channel = status in _CHANNEL_MESSAGES
    kind: Any = _TYPES.get(status & 0xF0 if of_channel else status)
    if kind is None or any(byte > 0x7F for byte in rest):
        return None
    fields: dict[str, int | str] = {"channel": (status & 0x0F) + 1} if of_channel else {}
    for name, values in TABLE[kind].fields.items():
        if len(rest) < values.size:
            return None
        fields[name] = values.low + sum(byte << 7 * place for place, byte in enumerate(rest[: values.size]))
        rest = rest[values.size :]
    if rest:
        return None
    if kind is NoteOn and not fields["velocity"]:
        kind, fields["velocity"] = NoteOff, RELEASE
    if kind in (NoteOn, NoteOff):
        fields["owner"] = ""
    decoded: Single = kind(t, **fields)
    return decoded


def packed(items: Iterable[Message]) -> list[bytes]:
    """Returns what of a batch is MIDI, one message each."""
    return [data for item in items if not isinstance(item, NoMidi) for data in wire(item)]
