"""What a new control begins with: the least that makes its kind sound, for one hand."""

from __future__ import annotations

from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.editing.edit_field import items
from gesture2midi.mapping.editing.edit_list import free_id
from gesture2midi.mapping.yaml.document import Plain

_FREE_CONTROLLERS = range(20, 32)
"""Those that MIDI leaves to nobody, for a DAW to learn."""


def starter(kind: str, hand: str, text: str) -> dict[str, Plain]:
    """Returns the fields of a new control.

    hand: left, right or any. text: that of the mapping it comes into; its id and number are free there.
    """
    there = items(text)[1]
    numbers = {item.fields.get("number") for item in there}
    free = next((n for n in _FREE_CONTROLLERS if n not in numbers), _FREE_CONTROLLERS[0])
    name = free_id(_NAMES.get(kind, kind.replace("_", "-")), {item.id for item in there})
    return {"id": name, "send": kind, **_starters(hand, name, free)[kind]}


_NAMES = {"cc": "knob", "cc14": "fine-knob", "mpe_note": "voice", "osc": "osc", "bend": "pitch-bend"}


def _starters(hand: str, name: str, number: int) -> dict[str, dict[str, Plain]]:
    level, pinch = f"{hand}.y", f"{hand}.pinch > 0.6"
    ladder: dict[str, Plain] = {"scale": "C minor pentatonic", "range": "C3..C5"}
    chords: list[Plain] = ["C", "Am", "F", "G"]
    return {
        "note": {"pitch": level, **ladder, "gate": pinch},
        "chord": {"chords": chords, "pick": f"{hand}.x", "gate": f"{hand}.fist"},
        "arp": {"chords": chords, "pick": f"{hand}.x", "gate": f"{hand}.fist", "rate": "1/8"},
        "mpe_note": {"pitch": level, **ladder, "gate": pinch},
        "drum": {"sound": "snare", "hit": f"{hand}.strike"},
        "cc": {"number": number, "from": level},
        "cc14": {"number": number, "from": level},
        "nrpn": {"number": number, "from": level},
        "rpn": {"number": 1, "from": level},
        "bend": {"from": f"{hand}.roll", "in": [-0.4, 0.4], "dead": 0.3},
        "pressure": {"from": level},
        "poly_pressure": {"note": "C3", "from": level},
        "osc": {"address": f"/{name}", "from": level},
        "program": {"program": "Warm Pad", "when": f"{hand}.thumb_up"},
        "transport": {"do": "start", "when": f"{hand}.thumb_up"},
        "clock": {},
        "sysex": {"bytes": "7E 7F 09 01", "when": f"{hand}.thumb_up"},
        "scene": {"to": "main", "when": f"{hand}.thumb_up"},
        "panic": {"when": f"{hand}.thumb_down"},
        "sequence": {"chords": chords, "hit": f"{hand}.strike"},
        "loop": {"record": f"{hand}.victory"},
        "mapping": {"next": f"{hand}.swipe_right", "previous": f"{hand}.swipe_left"},
    }


STARTED = tuple(kind for kind in KINDS if kind in _starters("left", "", 0))
"""The kinds that can be begun with, as they are listed."""
