"""The MIDI ports to send by: our own virtual one, or one that is there already."""

from __future__ import annotations

import re

from gesture2midi.errors import UsageError
from gesture2midi.io.midi import ports
from gesture2midi.io.midi.output import MidiPort


def parse_binding(text: str) -> tuple[str, str]:
    """(name, port) of `lights=USB Synth`; a port alone is the main one's, whose name is empty.

    Raises:
        UsageError: the port is missing.
    """
    found = re.fullmatch(r"([a-z][a-z0-9_-]*)=(.*)", text.strip())
    name, port = found.groups() if found else ("", text.strip())
    if not port:
        after = f" after `{name}=`" if name else ""
        raise UsageError(f"A port's name is missing{after}: `gesture2midi ports` lists them")
    return name, port


def open_virtual(api: str | None = None) -> MidiPort:
    """Open the port that other programs see as an input; see `io.midi.ports.open_virtual`."""
    return MidiPort(ports.open_virtual("out", api=api))


def open_existing(name: str) -> MidiPort:
    """Open the port that `name` means; see `io.midi.ports.open_existing`."""
    return MidiPort(ports.open_existing("out", name))
