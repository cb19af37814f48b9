"""The one table of messages: a row a type says all that there is to know of it.

Encoding and decoding, the order within a frame, the rate limiter, the account of what sounds, the counts,
transcripts, JSON and MIDI files read it. Statuses and numbers are those of MIDI 1.0, tables 1 to 3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any, Literal, TypeAlias

from gesture2midi.events import (
    RELEASE,
    ControlChange,
    ControlChange14,
    MappingChange,
    Message,
    NoMidi,
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
    TimingClock,
    Transport,
    port_of,
)

PEDALS = range(64, 70)
"""Controllers that stay on until they are let go: the pedals, portamento, legato and hold 2."""
_DOWN = 64  # from this value on a pedal is down
_EACH_COUNTS = frozenset((0, 32, 6, 38, *PEDALS, *range(96, 102), *range(120, 128)))
"""Controllers of which no value may be left out: bank, data entry, pedals, RPN and NRPN, channel modes."""
SYSEX = 0xF0

Place: TypeAlias = tuple[str | int, ...]
"""Which note or controller a message is about: its port, kind, channel and number, or the OSC address."""


class Order(IntEnum):
    """Where a message stands within its frame.

    A bend, slide, pressure or mix goes `NOTE_FIRST` places earlier where a note begins on its channel; no
    other channel's note waits for it.
    """

    TRANSPORT = 0
    BANK = 1
    PROGRAM = 2
    PARAMETER = 3
    SYSEX = 4
    PEDAL_DOWN = 5
    NOTE_OFF = 6
    PORTAMENTO = 7
    NOTE_ON = 12
    BEND = 13
    SLIDE = 14
    PRESSURE = 15
    MIX = 16
    POLY_PRESSURE = 17
    CONTROLLER = 18
    PEDAL_UP = 19
    REST = 20
    PANIC = 21


NOTE_FIRST = Order.NOTE_ON - Order.PORTAMENTO

_CONTROLLERS = {
    **dict.fromkeys((0, 32), Order.BANK),
    **dict.fromkeys((6, 38, *range(96, 102)), Order.PARAMETER),
    **dict.fromkeys((5, 37, 65, 84), Order.PORTAMENTO),
    **dict.fromkeys((7, 10, 11, 39, 42, 43), Order.MIX),
    74: Order.SLIDE,
}


def _controller(message: ControlChange | ControlChange14) -> Order:
    order = _CONTROLLERS.get(message.number)
    if order is not None:
        return order
    if message.number in PEDALS:
        return Order.PEDAL_DOWN if message.value >= _DOWN else Order.PEDAL_UP
    return Order.CONTROLLER


@dataclass(frozen=True, slots=True)
class Range:
    """The values of a field, both ends included. `size` bytes of 7 bits each hold one, the lower first."""

    low: int
    high: int
    size: int = 1


SEVEN, FOURTEEN, BEND = Range(0, 127), Range(0, 16383, 2), Range(-8192, 8191, 2)


@dataclass(frozen=True, slots=True)
class Reading:
    """A value to show: of what, how much, between which ends, and as text."""

    label: str
    value: float
    low: float
    high: float
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One type of message.

    kind: its name in transcripts and JSON.
    order: where it stands within its frame.
    counted: the sort that it is counted as; empty is not counted.
    text: its fields in a transcript.
    status: its status byte, on channel 1 where it has one; None where it is no single MIDI message.
    fields: its data bytes, in their order.
    place: the note or controller that it is about.
    limited: whether a newer value takes the place of one that waits.
    rests: whether it goes back to 0 at the end of a set.
    reading: the value to show.
    file: as what it stands in a MIDI file; empty is left out.
    """

    kind: str | Callable[[Any], str]
    order: Order | Callable[[Any], Order]
    counted: str
    text: Callable[[Any], str]
    status: int | None = None
    fields: Mapping[str, Range] = field(default_factory=dict)
    place: Callable[[Any], Place] | None = None
    limited: Callable[[Any], bool] = lambda message: False
    rests: Callable[[Any], bool] = lambda message: False
    reading: Callable[[Any], Reading] | None = None
    file: Literal["bytes", "marker", "text", ""] = "bytes"


def _always(message: Message) -> bool:
    return True


def _note(message: Any) -> Place:
    return message.port, "note", message.channel, message.note


def _cc(message: Any) -> Place:
    return message.port, "cc", message.channel, message.number


def _parameter(message: Parameter) -> str:
    return "rpn" if message.registered else "nrpn"


def _most(message: Parameter) -> int:
    return 16383 if message.fine else 127


def _shown(arg: int | str | bool) -> str:
    return str(arg).lower() if isinstance(arg, bool) else str(arg)


def _osc(message: Osc) -> str:
    shown = (f"{arg:.4f}" if isinstance(arg, float) else _shown(arg) for arg in message.args)
    return " ".join((message.address, *shown))


TABLE: Mapping[type[Message], Row] = {
    NoteOn: Row(
        *("note_on", Order.NOTE_ON, "notes", lambda m: f"{m.note} {m.velocity}"),
        status=0x90,
        fields={"note": SEVEN, "velocity": SEVEN},
        place=_note,
    ),
    NoteOff: Row(
        *("note_off", Order.NOTE_OFF, "", lambda m: f"{m.note}" + f" {m.velocity}" * (m.velocity != RELEASE)),
        status=0x80,
        fields={"note": SEVEN, "velocity": SEVEN},
        place=_note,
    ),
    ControlChange: Row(
        *("cc", _controller, "controllers", lambda m: f"{m.number} {m.value}"),
        status=0xB0,
        fields={"number": SEVEN, "value": SEVEN},
        place=_cc,
        limited=lambda m: m.number not in _EACH_COUNTS,
        rests=lambda m: m.number in PEDALS,
        reading=lambda m: Reading(f"CC {m.number}", m.value, 0, 127, str(m.value)),
    ),
    ControlChange14: Row(
        *("cc14", _controller, "controllers", lambda m: f"{m.number} {m.value}"),
        place=_cc,
        limited=_always,
        reading=lambda m: Reading(f"CC {m.number}", m.value, 0, 16383, str(m.value)),
    ),
    Parameter: Row(
        *(_parameter, Order.PARAMETER, "parameters", lambda m: f"{m.number} {m.value}/{_most(m)}"),
        place=lambda m: (m.port, "parameter", m.channel, m.registered, m.number),
        limited=_always,
        reading=lambda m: Reading(f"{_parameter(m).upper()} {m.number}", m.value, 0, _most(m), str(m.value)),
    ),
    PitchBend: Row(
        *("bend", Order.BEND, "bends", lambda m: str(m.value)),
        status=0xE0,
        fields={"value": BEND},
        place=lambda m: (m.port, "bend", m.channel),
        limited=_always,
        rests=_always,
        reading=lambda m: Reading("bend", m.value / 8192, -1, 1, f"{m.value / 8192:+.2f}"),
    ),
    Pressure: Row(
        *("pressure", Order.PRESSURE, "pressures", lambda m: str(m.value)),
        status=0xD0,
        fields={"value": SEVEN},
        place=lambda m: (m.port, "pressure", m.channel),
        limited=_always,
        rests=_always,
        reading=lambda m: Reading("pressure", m.value, 0, 127, str(m.value)),
    ),
    PolyPressure: Row(
        *("poly_pressure", Order.POLY_PRESSURE, "pressures", lambda m: f"{m.note} {m.value}"),
        status=0xA0,
        fields={"note": SEVEN, "value": SEVEN},
        place=lambda m: (m.port, "key", m.channel, m.note),
        limited=_always,
        rests=_always,
        reading=lambda m: Reading(f"pressure of key {m.note}", m.value, 0, 127, str(m.value)),
    ),
    ProgramChange: Row(
        *("program", Order.PROGRAM, "programs", lambda m: str(m.program)),
        status=0xC0,
        fields={"program": SEVEN},
    ),
    Transport: Row("transport", Order.TRANSPORT, "transport", lambda m: m.do, file="text"),
    SongPosition: Row(
        *("song_position", Order.TRANSPORT, "transport", lambda m: str(m.sixteenths)),
        status=0xF2,
        fields={"sixteenths": FOURTEEN},
        file="text",
    ),
    TimingClock: Row("clock", Order.TRANSPORT, "", lambda m: "", status=0xF8, file=""),
    SysEx: Row("sysex", Order.SYSEX, "sysex", lambda m: m.data.hex(" ")),
    Osc: Row("osc", Order.REST, "osc", _osc, place=lambda m: ("", "osc", m.address), file=""),
    SceneChange: Row("scene", Order.REST, "scenes", lambda m: m.scene, file="marker"),
    MappingChange: Row(
        *("mapping", Order.REST, "", lambda m: "next" if m.way > 0 else "previous"), file="text"
    ),
    Panic: Row("panic", Order.PANIC, "", lambda m: "", file=""),
}
STARTS: Mapping[Literal["start", "stop", "continue"], int] = {"start": 0xFA, "continue": 0xFB, "stop": 0xFC}


def kind_of(message: Message) -> str:
    """Returns the name that a message has in transcripts and JSON."""
    kind = TABLE[type(message)].kind
    return kind if isinstance(kind, str) else kind(message)


def line(message: Message) -> str:
    """Returns a message as its line in a transcript: `0.5000 lights:ch1 note_on 60 90`."""
    where = f"{port}:" if (port := port_of(message)) else ""
    if (channel := channel_of(message)) is not None:
        where += f"ch{channel} "
    return f"{message.t:.4f} {where}{kind_of(message)} {TABLE[type(message)].text(message)}".rstrip()


def channel_of(message: Message) -> int | None:
    """Returns 1..16; None of a message that concerns no channel."""
    if isinstance(message, Transport | SongPosition | TimingClock | SysEx | NoMidi):
        return None
    return message.channel


def order_of(message: Message) -> Order:
    """Returns where a message stands within its frame, without a look at what is beside it."""
    order = TABLE[type(message)].order
    return order if isinstance(order, Order) else order(message)


def place_of(message: Message) -> Place | None:
    """Returns the note or controller that a message is about, if it is about one."""
    place = TABLE[type(message)].place
    return None if place is None else place(message)


def reading_of(message: Message) -> Reading | None:
    """Returns the value of a controller as it is shown; None of what has no such value."""
    reading = TABLE[type(message)].reading
    return None if reading is None else reading(message)


def at_rest(message: Message, t: float) -> Message | None:
    """Returns what puts the note or controller to rest that a message is about; None where nothing has to."""
    match message:
        case NoteOn(_, owner, channel, note) | NoteOff(_, owner, channel, note):
            return NoteOff(t, owner, channel, note, message.port)
        case ControlChange() | PitchBend() | Pressure() | PolyPressure():
            if TABLE[type(message)].rests(message):
                return replace(message, t=t, value=0, listed=False)
    return None
