"""A few settings laid over a mapping as its text is read: another key, scale, octave, sound, tempo or hand.

Nothing is written to the file. The text that comes out is a mapping like any other, remarks and all, so it
can be saved as one of the player's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gesture2midi.mapping.editing.edit_field import Item, change, items
from gesture2midi.music.scales import SCALE_ALIASES, SCALES

MOST_OCTAVES = 3
ROOTS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_NOTE = re.compile(r"([A-Ga-g][#b♯♭]*)(-?\d+)")
_HAND = re.compile(r"\b(left|right)(?=\.\w| hand\b| fingers\b)")
_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Quick:
    """root, scale, program: names, "" as the file has it. octave: -3..3 more. tempo: 0 as the file has it.

    swapped: each hand plays what the file gives to the other.
    """

    root: str = ""
    scale: str = ""
    octave: int = 0
    program: str = ""
    tempo: float = 0.0
    swapped: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """What a mapping has of these, as its file has it; None where it has none of it.

    notes: whether it has notes that an octave can move.
    """

    root: str | None = None
    scale: str | None = None
    notes: bool = False
    program: str | None = None
    tempo: float | None = None
    hands: bool = False


def offered(text: str) -> Offered:
    """Returns what can be laid over a text; nothing while it is no YAML."""
    document, found = items(text)
    scales = [parts for item in found if (parts := _scale(item.fields.get("scale")))]
    synth = document.at(("synth",))
    program = synth.get("program") if isinstance(synth, dict) else None
    melodic = [item for item in found if _moves(item)]
    timed = any(
        {"quantise", "repeat"} & item.fields.keys() or item.fields.get("send") in ("arp", "clock")
        for item in found
    )
    tempo = document.at(("tempo",))
    return Offered(
        root=scales[0][0] if scales else None,
        scale=scales[0][1] if scales else None,
        notes=bool(melodic),
        program=str(program) if isinstance(program, str) else None,
        tempo=(float(tempo) if isinstance(tempo, int | float) else 120.0) if timed else None,
        hands=bool(_HAND.search(text)),
    )


def laid_over(text: str, quick: Quick) -> str:
    """Returns the text with these settings in it; what it has none of stays as it is.

    Raises:
        Mistake: it is written in a way that only its player can change.
    """
    if quick == Quick():
        return text
    if quick.swapped:
        text = _HAND.sub(lambda side: _OTHER[side[1]], text)
        # Its score was written for the other hand.
        text = re.sub(r"^score:.*\n", "", text, flags=re.MULTILINE)
    for item in items(text)[1]:
        if parts := _scale(item.fields.get("scale")):
            wanted = f"{quick.root or parts[0]} {quick.scale or parts[1]}"
            if wanted != " ".join(parts):
                text = change(text, item.keys, "scale", wanted)
        if quick.octave and _moves(item):
            text = _moved(text, item, quick.octave)
    if quick.program and isinstance(items(text)[0].at(("synth",)), dict):
        text = change(text, ("synth",), "program", quick.program)
    if quick.tempo:
        text = _with_tempo(text, quick.tempo)
    return text


def without(quick: Quick, have: Offered) -> Quick:
    """Returns the settings without those that are as the file has them anyway."""
    return replace(
        quick,
        root="" if quick.root == have.root else quick.root,
        scale="" if quick.scale == have.scale else quick.scale,
        program="" if quick.program == have.program else quick.program,
        tempo=0.0 if quick.tempo == have.tempo else quick.tempo,
    )


def _scale(value: object) -> tuple[str, str] | None:
    """Root and name of a scale that is written so."""
    if not isinstance(value, str):
        return None
    root, _, name = value.strip().partition(" ")
    name = SCALE_ALIASES.get(name.strip().lower(), name.strip().lower())
    return (root, name) if name in SCALES and name != "chromatic" and root[:1].isalpha() else None


def _moves(item: Item) -> bool:
    """Whether an octave can move its notes."""
    return item.fields.get("send") in ("note", "mpe_note", "arp", "chord") and bool(
        {"range", "octave"} & item.fields.keys()
    )


def _moved(text: str, item: Item, octaves: int) -> str:
    within = item.fields.get("range")
    if isinstance(within, str):
        text = change(text, item.keys, "range", _NOTE.sub(lambda n: f"{n[1]}{int(n[2]) + octaves}", within))
    octave = item.fields.get("octave")
    if isinstance(octave, int):
        text = change(text, item.keys, "octave", max(0, min(7, octave + octaves)))
    return text


def _with_tempo(text: str, tempo: float) -> str:
    said = f"tempo: {tempo:g}"
    if re.search(r"^tempo:", text, flags=re.MULTILINE):
        return re.sub(r"^tempo:[^#\n]*?(?=\s*(#|$))", said, text, count=1, flags=re.MULTILINE)
    return re.sub(r"^(name:.*)$", rf"\1\n{said}", text, count=1, flags=re.MULTILINE)
