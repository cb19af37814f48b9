"""Which hand a note hangs on: the one whose signals start it and hold it; and what no hand tells."""

from __future__ import annotations

import math

from gesture2midi.engine.controls import Arp, Chord, Drum, Expression, Mapping, MpeNote, Note, Voice
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.signals import SEEN, from_outside


def readers(mapping: Mapping) -> dict[str, frozenset[Side]]:
    """Owner of each note -> the hands that its gate or hit, and its control's `when`, read."""
    found: dict[str, frozenset[Side]] = {}
    for control in mapping.everything:
        match control:
            case Note() | Chord() | Arp():
                found[control.id] = _read(control.gate, control.when)
            case Drum():
                found[control.id] = _read(control.hit, control.when)
            case MpeNote():
                found |= {owner(control, one): _read(one.gate, control.when) for one in control.voices}
    return found


def owner(control: MpeNote, voice: Voice) -> str:
    """Who starts and ends the notes of this voice."""
    return f"{control.id} {voice.name}"


def unheard(mapping: Mapping) -> dict[str, float]:
    """The signals that a mapping reads and that come from outside, as they are until somebody tells them."""
    outside = {name: from_outside(name) for name in mapping.signals if name.split(".")[0] not in SEEN}
    return {name: 0.0 if signal and signal.kind == "flag" else math.nan for name, signal in outside.items()}


def _read(*expressions: Expression | None) -> frozenset[Side]:
    names = {name for expression in expressions if expression for name in expression.signals}
    # `any` and `hands` may be either.
    return frozenset(side for name in names for side in SIDES if name.split(".")[0] in (side, "any", "hands"))
