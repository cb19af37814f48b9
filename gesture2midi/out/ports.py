"""The MIDI ports to send by: our own virtual one, or one that is there already."""

from __future__ import annotations

from gesture2midi.out.midi import MidiPort
from gesture2midi.ports import midi
from gesture2midi.ports.midi import Port


def list_ports() -> list[Port]:
    """Every port that `open_existing` can open; empty where there is no MIDI at all."""
    return midi.list_ports("out")


def open_virtual(api: str | None = None) -> MidiPort:
    """Open the port that other programs see as an input; see `ports.midi.open_virtual`."""
    return MidiPort(midi.open_virtual("out", api=api))


def open_existing(name: str) -> MidiPort:
    """Open the port that `name` means; see `ports.midi.open_existing`."""
    return MidiPort(midi.open_existing("out", name))
