"""Notes, scales and chords by name. Middle C is C4, MIDI note 60."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from gesture2midi.mapping.mistake import Mistake, did_you_mean

_PITCH_CLASSES = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
NOTES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
_NOTE = re.compile(r"([A-Ga-g])([#b]{0,2})(-?\d{1,2})")

SCALES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "major blues": (0, 2, 3, 4, 7, 9),
    "phrygian dominant": (0, 1, 4, 5, 7, 8, 10),
    "lydian dominant": (0, 2, 4, 6, 7, 9, 10),
    "altered": (0, 1, 3, 4, 6, 8, 10),
    "double harmonic": (0, 1, 4, 5, 7, 8, 11),
    "hungarian minor": (0, 2, 3, 6, 7, 8, 11),
    "diminished": (0, 2, 3, 5, 6, 8, 9, 11),
    "hirajoshi": (0, 2, 3, 7, 8),
    "in sen": (0, 1, 5, 7, 10),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "chromatic": tuple(range(12)),
}
SCALE_ALIASES: dict[str, str] = {
    "ionian": "major",
    "aeolian": "minor",
    "natural minor": "minor",
    "pentatonic": "major pentatonic",
    "pentatonic major": "major pentatonic",
    "pentatonic minor": "minor pentatonic",
    "whole-tone": "whole tone",
    "maj": "major",
    "min": "minor",
}

# Semitones above the root. Written as on a lead sheet; the aliases of one line sound alike.
CHORDS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("", "maj", "M"), (0, 4, 7)),
    **dict.fromkeys(("m", "min", "-"), (0, 3, 7)),
    **dict.fromkeys(("dim", "°"), (0, 3, 6)),
    **dict.fromkeys(("aug", "+"), (0, 4, 8)),
    "5": (0, 7),
    "sus2": (0, 2, 7),
    **dict.fromkeys(("sus4", "sus"), (0, 5, 7)),
    "6": (0, 4, 7, 9),
    **dict.fromkeys(("m6", "min6"), (0, 3, 7, 9)),
    "7": (0, 4, 7, 10),
    "7sus4": (0, 5, 7, 10),
    **dict.fromkeys(("maj7", "M7"), (0, 4, 7, 11)),
    **dict.fromkeys(("m7", "min7", "-7"), (0, 3, 7, 10)),
    **dict.fromkeys(("mmaj7", "mM7"), (0, 3, 7, 11)),
    **dict.fromkeys(("m7b5", "ø"), (0, 3, 6, 10)),
    **dict.fromkeys(("dim7", "°7"), (0, 3, 6, 9)),
    "9": (0, 4, 7, 10, 14),
    **dict.fromkeys(("maj9", "M9"), (0, 4, 7, 11, 14)),
    **dict.fromkeys(("m9", "min9"), (0, 3, 7, 10, 14)),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
}


class Scale(NamedTuple):
    """root: pitch class 0..11, C is 0. steps: semitones above it, within the octave, from 0."""

    root: int
    steps: tuple[int, ...]


class Range(NamedTuple):
    """The lowest and the highest MIDI note, both in it."""

    low: int
    high: int


def _pitch_class(letter: str, accidentals: str) -> int:
    return _PITCH_CLASSES[letter.upper()] + _sign(accidentals)


def is_note(text: str) -> bool:
    """Whether `text` is written like a note, such as `C#4`."""
    return _NOTE.fullmatch(text.strip()) is not None


def note_number(name: str | int) -> int:
    """MIDI note 0..127 of a name such as C4, F#3, Bb-1, or of the number itself.

    Raises:
        Mistake: it is no note, or none that MIDI has.
    """
    if isinstance(name, int):
        number = name
    else:
        text = name.strip().replace("♯", "#").replace("♭", "b")
        if text.isdecimal() and len(text) <= 3:
            number = int(text)
        elif found := _NOTE.fullmatch(text):
            number = 12 * (int(found[3]) + 1) + _pitch_class(found[1], found[2])
        elif re.fullmatch(r"[A-Ga-g][#b]{0,2}", text):
            raise Mistake(f"`{name}` needs its octave", f"write `{text}4` for the one by middle C")
        else:
            raise Mistake(f"`{_cut(name)}` is not a note", "write a letter and an octave, such as C4 or F#3")
    if not 0 <= number <= 127:
        raise Mistake(f"`{name}` is not a note that MIDI has; they go from C-1 (0) to G9 (127)")
    return number


def note_name(note: int) -> str:
    """`C4` for MIDI note 60; black keys are sharps."""
    return f"{NOTES[note % 12]}{note // 12 - 1}"


def note_range(text: str) -> Range:
    """The range of `C3..C6`.

    Raises:
        Mistake: it is no range, or upside down.
    """
    ends = text.split("..")
    if len(ends) != 2:
        raise Mistake(f"`{_cut(text)}` is not a range of notes", "write the lowest and the highest: C3..C5")
    low, high = note_number(ends[0]), note_number(ends[1])
    if low > high:
        raise Mistake("the low note of a range comes first", f"write {ends[1].strip()}..{ends[0].strip()}")
    return Range(low, high)


def scale_steps(text: str) -> Scale:
    """The scale of `C minor pentatonic`, or of `C 0 2 3 7`: semitones above its root; `chromatic` needs none.

    Raises:
        Mistake: the root or the name is unknown.
    """
    first, _, rest = " ".join(text.split()).partition(" ")
    if _scale_name(first if not rest else f"{first} {rest}") == "chromatic":
        return Scale(0, SCALES["chromatic"])
    root = re.fullmatch(r"([A-Ga-g])([#b]{0,2})", first.replace("♯", "#").replace("♭", "b"))
    if root is None:
        if _scale_name(text) in SCALES:
            raise Mistake(f"`{text}` needs its root", f"write `C {text.strip()}`, for instance")
        if minor := re.fullmatch(r"([A-G][#b]?)(m|min|maj|M)?", first):
            name = "minor" if minor[2] in ("m", "min") else "major"
            raise Mistake(f"`{_cut(text)}` is not a scale", f"write `{minor[1]} {name}`")
        raise Mistake(
            f"`{_cut(text)}` is not a scale", "write a root and a name, such as `C major` or `F# minor`"
        )
    if re.fullmatch(r"[\d ]+", rest):
        return Scale(_pitch_class(root[1], root[2]) % 12, _own_steps(rest))
    name = _scale_name(rest)
    if not name:
        raise Mistake(f"`{text}` is a note, not a scale", f"write `{first} major` or `{first} minor`")
    if name not in SCALES:
        raise Mistake(f"no scale is called `{_cut(rest)}`", did_you_mean(rest, [*SCALES, *SCALE_ALIASES]))
    return Scale(_pitch_class(root[1], root[2]) % 12, SCALES[name])


def _own_steps(text: str) -> tuple[int, ...]:
    """The semitones of `0 2 3 7`."""
    steps = tuple(int(word[:9]) for word in text.split())
    if steps[0] != 0 or steps[-1] > 11 or any(a >= b for a, b in pairwise(steps)):
        raise Mistake("the notes of a scale rise from 0 and stay below 12", "write, say, `C 0 2 3 7 8`")
    return steps


def key(text: str) -> Scale:
    """The key of `C major`, `A minor` or `D dorian`: a scale of seven notes, which have chords by degree.

    Raises:
        Mistake: it is no scale, or none of seven notes.
    """
    scale = scale_steps(text)
    if len(scale.steps) != 7:
        raise Mistake(
            f"a key has seven notes, and `{_cut(text)}` has {len(scale.steps)}", "write one such as `C major`"
        )
    return scale


def _scale_name(text: str) -> str:
    name = " ".join(text.lower().split())
    return SCALE_ALIASES.get(name, name)


def ladder(scale: Scale, within: Range) -> tuple[int, ...]:
    """The notes of `scale` from the range's low end to its high end; empty if none lies there."""
    return tuple(n for n in range(within.low, within.high + 1) if (n - scale.root) % 12 in scale.steps)


class Chord(NamedTuple):
    """Notes of a chord, lowest first: `bass` is one that stands below it, or none."""

    bass: tuple[int, ...]
    upper: tuple[int, ...]

    @property
    def notes(self) -> tuple[int, ...]:
        return self.bass + self.upper


def chord(symbol: str, octave: int, key: Scale | None = None, inversion: int = 0) -> Chord:
    """MIDI notes of a chord such as Am7/G, or of a degree such as `vi` of a key.

    Its root lies in `octave`, a slash bass below that.
    inversion: so many times its lowest note goes up an octave.

    Raises:
        Mistake: the symbol is unknown, it is a degree and there is no key, or its notes are not all in MIDI's
            range.
    """
    text = symbol.strip().replace("♯", "#").replace("♭", "b").replace("Δ", "maj7")
    above, _, below = text.partition("/")
    found = re.fullmatch(r"([A-G])([#b]?)(.*)", above)
    bass = re.fullmatch(r"([A-G])([#b]?)", below)
    if degree := re.fullmatch(r"([#b]?)(VII|VI|V|IV|III|II|I)(.*)", above, flags=re.IGNORECASE):
        if key is None:
            raise Mistake(f"`{_cut(symbol)}` is a degree of a key", "say of which, such as `key: C major`")
        root = (key.root + key.steps[_DEGREES.index(degree[2].upper())] + _sign(degree[1])) % 12
        kind = _kind_of_degree(degree[2], degree[3])
    else:
        root = _pitch_class(found[1], found[2]) if found else 0
        kind = found[3] if found and found[3] in CHORDS else None
    if kind is None or ("/" in text and bass is None):
        raise Mistake(f"no chord is called `{_cut(symbol)}`", _chord_hint(text))
    lowest = 12 * (octave + 1) + root
    upper = inverted(tuple(lowest + step for step in CHORDS[kind]), inversion)
    under = (lowest - (((lowest - _pitch_class(bass[1], bass[2])) % 12) or 12),) if bass else ()
    notes = Chord(under, upper)
    if notes.notes[0] < 0 or notes.notes[-1] > 127:
        raise Mistake(f"`{symbol}` in octave {octave} leaves the notes that MIDI has", "change the octave")
    return notes


def chord_notes(symbol: str, octave: int) -> tuple[int, ...]:
    """All notes of a `chord`, lowest first."""
    return chord(symbol, octave).notes


def inverted(notes: tuple[int, ...], turns: int) -> tuple[int, ...]:
    """A chord whose lowest note went up an octave so many times, lowest first."""
    for _ in range(turns):
        notes = tuple(sorted((*notes[1:], notes[0] + 12)))
    return notes


_DEGREES = ("I", "II", "III", "IV", "V", "VI", "VII")


def _sign(accidentals: str) -> int:
    return accidentals.count("#") - accidentals.count("b")


def _kind_of_degree(numeral: str, rest: str) -> str | None:
    """What of `CHORDS` a degree means: a small numeral has a minor third, and `vii°` not a major one."""
    if numeral.isupper():
        return rest if rest in CHORDS else None
    if not numeral.islower():
        return None
    if f"m{rest}" in CHORDS:
        return f"m{rest}"
    return rest if rest in CHORDS and 4 not in CHORDS[rest] else None


def _chord_hint(text: str) -> str:
    """What a wrong chord symbol was meant to be, as far as that can be told."""
    if re.match("[#b]?[IViv]", text):
        return "write a degree such as I, vi, V7 or bVII"
    found = re.fullmatch(r"([A-Ga-g])([#b]?)([^/]*)(/.*)?", text)
    examples = "write one such as C, Am, F#m7 or G/B"
    if found is None:
        return examples
    letter, sign, quality, bass = found.groups()
    for kind in (quality, quality.lower(), quality.lower().replace(" ", "")):
        for name in (kind, {"minor": "m", "major": "", "minor7": "m7", "major7": "maj7"}.get(kind, kind)):
            if name in CHORDS and (letter.islower() or name != quality):
                return f"did you mean `{letter.upper()}{sign}{name}{bass or ''}`?"
    near = did_you_mean(quality, [name for name in CHORDS if name])
    return near.replace("`", f"`{letter.upper()}{sign}", 1) if near else examples


def _cut(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:37]}..."
