"""Notes by name and number. Middle C is C4, MIDI note 60."""

from __future__ import annotations

import re
from typing import NamedTuple

from gesture2midi.errors import Mistake

LETTERS = "CDEFGAB"
NATURALS = (0, 2, 4, 5, 7, 9, 11)
"""Pitch classes of the letters."""

_NOTE = re.compile(r"([A-Ga-g])(#{1,2}|b{1,2}|)(-?\d{1,2})", re.ASCII)
_ROOT = re.compile(r"([A-Ga-g])(#{1,2}|b{1,2}|)")


class Range(NamedTuple):
    """The lowest and the highest MIDI note, both in it."""

    low: int
    high: int


_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
_PLAIN = str.maketrans({"♯": "#", "♭": "b", "𝄪": "##", "𝄫": "bb", **dict.fromkeys(_DASHES, "-")})


def plain(text: str) -> str:
    """Returns a text with `#`, `b` and `-` where it has the signs of printed music."""
    return text.strip().translate(_PLAIN)


def sign(accidentals: str) -> int:
    """Returns the semitones that sharps and flats add."""
    return accidentals.count("#") - accidentals.count("b")


def root(text: str) -> int | None:
    """Returns the pitch class, 0..11, of a name without an octave such as `Eb`; None where it is none."""
    found = _ROOT.fullmatch(plain(text))
    return (NATURALS[LETTERS.index(found[1].upper())] + sign(found[2])) % 12 if found else None


def is_note(text: str) -> bool:
    """Whether `text` is written like a note, such as `C#4`."""
    return _NOTE.fullmatch(plain(text)) is not None


def note_number(name: str | int) -> int:
    """Returns the MIDI note, 0..127, of a name such as C4, F#3 or B♭-1, or of the number itself.

    Raises:
        Mistake: it is no note, or none that MIDI has.
    """
    if isinstance(name, int):
        number = name
    else:
        text = plain(name)
        if re.fullmatch(r"[0-9]{1,3}", text):
            number = int(text)
        elif found := _NOTE.fullmatch(text):
            natural = NATURALS[LETTERS.index(found[1].upper())]
            number = 12 * (int(found[3]) + 1) + natural + sign(found[2])
        elif _ROOT.fullmatch(text):
            raise Mistake(f"`{name}` needs its octave", f"write `{text}4` for the one by middle C")
        else:
            raise Mistake(f"`{cut(name)}` is not a note", "write a letter and an octave, such as C4 or F#3")
    if not 0 <= number <= 127:
        raise Mistake(f"`{name}` is not a note that MIDI has; they go from C-1 (0) to G9 (127)")
    return number


def note_range(text: str) -> Range:
    """Returns the range of `C3..C6`.

    Raises:
        Mistake: it is no range, or upside down.
    """
    ends = text.split("..")
    if len(ends) != 2:
        raise Mistake(f"`{cut(text)}` is not a range of notes", "write the lowest and the highest: C3..C5")
    low, high = note_number(ends[0]), note_number(ends[1])
    if low > high:
        raise Mistake("the low note of a range comes first", f"write {ends[1].strip()}..{ends[0].strip()}")
    return Range(low, high)


def cut(text: str) -> str:
    """Returns a text that is short enough to be repeated."""
    return text if len(text) <= 40 else f"{text[:37]}..."
