"""What other programs call the kinds, keys and values of a mapping."""

from __future__ import annotations

from collections.abc import Iterable

from gesture2midi.errors import did_you_mean

OTHERS = {
    "arp": "arpeggio arpeggiator",
    "bend": "pitchbend pitchwheel",
    "cc": "controller control controlchange ctrl knob fader slider",
    "chord": "chords",
    "clock": "midiclock beatclock sync",
    "drum": "percussion drums sample",
    "loop": "looper",
    "mpe_note": "mpe",
    "osc": "udp",
    "panic": "allnotesoff",
    "poly_pressure": "polyaftertouch keypressure",
    "pressure": "aftertouch channelpressure",
    "program": "programchange patch preset instrument",
    "sequence": "melody steps",
    "sysex": "systemexclusive",
    "transport": "mmc",
    # Where two of a control are called alike, the first one here is meant.
    "note": "noteon notes pitch key",
    "pitch": "note notes",
    "notes": "note pitch melody steps",
    "sound": "note pitch instrument sample drum",
    "chords": "chord",
    "gate": "trigger hit",
    "hit": "trigger gate",
    "when": "trigger hit gate if",
    "from": "source input signal expression value",
    "out": "output min max low high",
    "range": "low high octave octaves",
    "scale": "key",
    "number": "controller control cc",
    "velocity": "volume loudness",
    "address": "path url",
    "bytes": "data",
    "curve": "easing shape",
    "do": "action command",
    "length": "duration",
    "port": "device output",
    "tempo": "bpm",
    "to": "name",
    "id": "name",
    "about": "comment description",
    "start": "play",
    "stop": "pause",
    "locate": "rewind",
}
"""Kinds, keys and values, and what else each is called, in small letters without `_`, `-` and blanks."""


def meant(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Returns a hint: which of `known` is called so elsewhere, or is written like it, else `otherwise`."""
    names = list(known)
    bare = word.lower().translate({ord(sign): None for sign in "_- "})
    same = next((name for name, others in OTHERS.items() if name in names and bare in others.split()), None)
    return f"write `{same}`" if same else did_you_mean(word, names, otherwise)
