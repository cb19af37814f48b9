"""What comes in from a MIDI port or by OSC, as lines to read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gesture2midi.music.general_midi import CONTROLLERS
from gesture2midi.music.note_names import sound_name

KINDS = ("notes", "cc", "bend", "pressure", "program", "transport", "clock", "sysex", "osc", "signals")
USUAL = tuple(kind for kind in KINDS if kind not in ("clock", "signals"))
"""Without a clock's 24 ticks a beat, and without the signals of each frame that `run --osc` sends."""

_SHOWN_BYTES = 24


@dataclass(frozen=True, slots=True)
class Line:
    """One message. kind: one of `KINDS`; channel: 1..16, or None where it concerns none."""

    kind: str
    channel: int | None
    what: str
    value: str


def midi_line(data: bytes) -> Line | None:
    """The line of one MIDI message; None of one that is not whole, or that says nothing to a player."""
    import mido

    try:
        message: Any = mido.Message.from_bytes(data)
    except (ValueError, IndexError):  # mido's own for one that is cut off
        return None
    channel = getattr(message, "channel", -1) + 1
    match message.type:
        case "note_on" | "note_off":
            # A note-on without velocity is the other way to end a note (MIDI 1.0).
            on = message.type == "note_on" and message.velocity > 0
            name = f"{sound_name(message.note, channel)} ({message.note})"
            return Line("notes", channel, "note on" if on else "note off", f"{name}  {message.velocity}")
        case "control_change":
            word = CONTROLLERS.get(message.control, "")
            return Line("cc", channel, f"CC {message.control} {word}".rstrip(), str(message.value))
        case "pitchwheel":
            return Line("bend", channel, "bend", f"{message.pitch:+d}")
        case "aftertouch":
            return Line("pressure", channel, "pressure", str(message.value))
        case "polytouch":
            return Line("pressure", channel, f"pressure of {sound_name(message.note)}", str(message.value))
        case "program_change":
            return Line("program", channel, "program", str(message.program + 1))
        case "sysex":
            shown = bytes(message.data[:_SHOWN_BYTES]).hex(" ").upper()
            return Line("sysex", None, "SysEx", shown + " ..." * (len(message.data) > _SHOWN_BYTES))
        case "clock":
            return Line("clock", None, "clock", "")
        case "songpos":
            return Line("transport", None, "song position", str(message.pos))
        case "start" | "stop" | "continue" | "reset":
            return Line("transport", None, str(message.type), "")
    return None


def osc_lines(data: bytes) -> Iterator[Line]:
    """The lines of one datagram, a message each."""
    from pythonosc.osc_packet import OscPacket, ParseError

    try:
        messages = [timed.message for timed in OscPacket(data).messages]
    except (ParseError, ValueError, RecursionError):  # the last for bundles in bundles in bundles
        yield Line("osc", None, "no OSC", f"{len(data)} bytes")
        return
    for message in messages:
        shown = (f"{one:.4f}" if isinstance(one, float) else str(one) for one in message.params)
        kind = "signals" if _is_signal(message.address) else "osc"
        yield Line(kind, None, message.address, "  ".join(shown))


def _is_signal(address: str) -> bool:
    """Whether it is one of the hundred of each frame."""
    return address.startswith(("/g2m/left/", "/g2m/right/", "/g2m/hands/", "/g2m/frame"))
