"""A few settings laid over a mapping as its text is read: another key, scale, octave, sound, tempo or hand.

Nothing is written to the file. The text that comes out is a mapping like any other, remarks and all, so it
can be saved as one of the player's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from gesture2midi.mapping.editing.edit_field import Item, change, items
from gesture2midi.music.notes import note_number
from gesture2midi.music.scales import SCALE_ALIASES, SCALES

MOST_OCTAVES = 3
STEADIEST = 500
"""Milliseconds."""
_LEVELS = ("cc", "cc14", "bend", "pressure", "poly_pressure", "nrpn", "rpn")
ROOTS = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_NOTE = re.compile(r"([A-Ga-g][#b♯♭]*)(-?\d+)")
_HAND = re.compile(r"\b(left|right)(?=\.\w| hand\b| fingers\b)")
_OTHER = {"left": "right", "right": "left"}


@dataclass(frozen=True, slots=True)
class Quick:
    """root, scale, program: names, "" as the file has it. octave: -3..3 more. tempo: 0 as the file has it.

    swapped: each hand plays what the file gives to the other.
    low, high: notes between which the tune plays, "" as the file has it; `octave` moves them, too.
    steady: milliseconds that each level takes at least to follow, 0..500.
    volume, reverb: of the built-in synth, 0..1; None as the file has it.
    """

    root: str = ""
    scale: str = ""
    octave: int = 0
    program: str = ""
    tempo: float = 0.0
    swapped: bool = False
    low: str = ""
    high: str = ""
    steady: int = 0
    volume: float | None = None
    reverb: float | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """What a mapping has of these, as its file has it; None where it has none of it.

    notes: whether it has notes that an octave can move.
    low, high: of the one control that has a range; of several nobody knows which is meant.
    levels: whether it has levels that can follow more slowly.
    """

    root: str | None = None
    scale: str | None = None
    notes: bool = False
    program: str | None = None
    tempo: float | None = None
    hands: bool = False
    low: str | None = None
    high: str | None = None
    levels: bool = False


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
    ranges = [ends for item in found if (ends := _range(item)) is not None]
    low, high = ranges[0] if len(ranges) == 1 else (None, None)
    return Offered(
        root=scales[0][0] if scales else None,
        scale=scales[0][1] if scales else None,
        notes=bool(melodic),
        program=str(program) if isinstance(program, str) else None,
        tempo=(float(tempo) if isinstance(tempo, int | float) else 120.0) if timed else None,
        hands=bool(_HAND.search(text)),
        low=low,
        high=high,
        levels=any(map(_follows, found)),
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
    if quick.low or quick.high:
        text = _ranged(text, quick.low, quick.high)
    for item in items(text)[1]:
        if quick.steady and _follows(item) and _milliseconds(item) < quick.steady:
            text = change(text, item.keys, "smooth", f"{quick.steady} ms")
        if parts := _scale(item.fields.get("scale")):
            wanted = f"{quick.root or parts[0]} {quick.scale or parts[1]}"
            if wanted != " ".join(parts):
                text = change(text, item.keys, "scale", wanted)
        if quick.octave and _moves(item):
            text = _moved(text, item, quick.octave)
    if quick.program and isinstance(items(text)[0].at(("synth",)), dict):
        text = change(text, ("synth",), "program", quick.program)
    for name, part in (("volume", quick.volume), ("reverb", quick.reverb)):
        if part is not None:
            text = _with_synth(text, name, part)
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
        low="" if quick.low == have.low else quick.low,
        high="" if quick.high == have.high else quick.high,
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


def _range(item: Item) -> tuple[str, str] | None:
    """The ends of its range, where it is written as that of a tune."""
    within = item.fields.get("range")
    if item.kind not in ("note", "mpe_note") or not isinstance(within, str):
        return None
    low, between, high = within.partition("..")
    ends = low.strip(), high.strip()
    return ends if between and all(_NOTE.fullmatch(end) for end in ends) else None


def _ranged(text: str, low: str, high: str) -> str:
    """The text with other ends in the one range that it has; one that has no notes then stays."""
    found = [(item, ends) for item in items(text)[1] if (ends := _range(item)) is not None]
    if len(found) != 1:
        return text
    item, ends = found[0]
    below, above = low or ends[0], high or ends[1]
    if note_number(below) + 12 > note_number(above):  # an octave at least, so that every scale has notes
        return text
    return change(text, item.keys, "range", f"{below}..{above}")


def _follows(item: Item) -> bool:
    """Whether it follows a level that can be smoothed."""
    jumps = {"values", "steps", "encoder"} & item.fields.keys() or item.fields.get("mode") == "toggle"
    return item.kind in _LEVELS and "from" in item.fields and not jumps


def _milliseconds(item: Item) -> float:
    """How slowly it follows as the file has it."""
    found = re.fullmatch(r"\s*([\d.]+)\s*(ms|s)?\s*", str(item.fields.get("smooth", 0)))
    if found is None:
        return float("inf")  # whatever it is, it stays
    return float(found[1]) * (1 if found[2] == "ms" else 1000)


def _moved(text: str, item: Item, octaves: int) -> str:
    within = item.fields.get("range")
    if isinstance(within, str):
        text = change(text, item.keys, "range", _NOTE.sub(lambda n: f"{n[1]}{int(n[2]) + octaves}", within))
    octave = item.fields.get("octave")
    if isinstance(octave, int):
        text = change(text, item.keys, "octave", max(0, min(7, octave + octaves)))
    return text


def _with_synth(text: str, name: str, part: float) -> str:
    if isinstance(items(text)[0].at(("synth",)), dict):
        return change(text, ("synth",), name, part)
    return _after_name(text, f"synth: {{{name}: {part:g}}}")


def _with_tempo(text: str, tempo: float) -> str:
    said = f"tempo: {tempo:g}"
    if re.search(r"^tempo:", text, flags=re.MULTILINE):
        return re.sub(r"^tempo:[^#\n]*?(?=\s*(#|$))", said, text, count=1, flags=re.MULTILINE)
    return _after_name(text, said)


def _after_name(text: str, line: str) -> str:
    return re.sub(r"^(name:.*)$", rf"\1\n{line}", text, count=1, flags=re.MULTILINE)
