"""What all kits share: the controls as they are learnt, and the files that are made of them."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple
from zlib import crc32

from gesture2midi.engine.controls import Encoder
from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Message,
    NoteOn,
    Parameter,
    PitchBend,
    Pressure,
    ProgramChange,
)

PORT = "Gesture2MIDI"
"""The MIDI port as DAWs list it."""


class Named(NamedTuple):
    """A control and what it sends.

    name: as the player knows it, one line of text. encoder: how an endless knob tells its steps.
    """

    name: str
    sent: Message
    encoder: Encoder | None = None


class Kit(NamedTuple):
    """files: each by its path below the DAW's folder, and its text. where: that folder, and what to do there.

    left_out: the names of controls that the format has no place for, and why.
    """

    files: dict[str, str]
    where: str
    left_out: dict[str, str]


def file_name(name: str) -> str:
    """Returns the name of a mapping as part of a file's name that any system takes.

    What has no ASCII letters is told apart by a number.
    """
    spelt = unicodedata.normalize("NFKD", name)
    plain = re.sub(r"[^\w -]+", " ", spelt.encode("ascii", "ignore").decode()).strip() or "mapping"
    whole = all(char.isascii() or unicodedata.combining(char) for char in spelt)
    return plain if whole else f"{plain} {crc32(name.encode()):08x}"


def address(sent: Message) -> str:
    """Returns what a message is about in words: `CC 74, channel 1`."""
    match sent:
        case ControlChange(channel=channel, number=number):
            return f"CC {number}, channel {channel}"
        case ControlChange14(channel=channel, number=number):
            return f"CC {number} and {number + 32}, channel {channel}"
        case Parameter(channel=channel, number=number, registered=registered):
            return f"{'RPN' if registered else 'NRPN'} {number}, channel {channel}"
        case PitchBend(channel=channel):
            return f"pitch bend, channel {channel}"
        case Pressure(channel=channel):
            return f"pressure, channel {channel}"
        case ProgramChange(channel=channel, program=program):
            return f"program {program + 1}, channel {channel}"
        case NoteOn(channel=channel, note=note):
            return f"note {note}, channel {channel}"
    return type(sent).__name__
