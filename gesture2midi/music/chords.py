"""Chords by symbol, as degrees of a key, or as listed notes."""

from __future__ import annotations

import re
from typing import NamedTuple

from gesture2midi.errors import Mistake
from gesture2midi.music.chord_symbols import quality, tone
from gesture2midi.music.notes import LETTERS, NATURALS, cut, is_note, plain, sign
from gesture2midi.music.scales import SCALES, Scale

_DEGREES = ("I", "II", "III", "IV", "V", "VI", "VII")
_NUMERAL = re.compile("([#b]?)(VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)(?![IVXiv])(.*)")
_NAME = "[A-G](?:#{1,2}|b{1,2}|)"
_HARMONIC_MINOR = (0, 2, 3, 5, 7, 8, 11)


class Chord(NamedTuple):
    """Notes of a chord, lowest first: `bass` is one that stands below it, or none."""

    bass: tuple[int, ...]
    upper: tuple[int, ...]

    @property
    def notes(self) -> tuple[int, ...]:
        return self.bass + self.upper


class _Symbol(NamedTuple):
    """Semitones of a chord's root and bass, if any, above a C, and of its notes above the root."""

    root: int
    steps: tuple[int, ...]
    bass: int | None


def chord(symbol: str | tuple[int, ...], octave: int, key: Scale | None = None, inversion: int = 0) -> Chord:
    """Returns the MIDI notes of a chord such as Am7/G, of a degree such as `vi` of a key, or of listed notes.

    The root lies in `octave`, a slash bass below that; listed notes stay where they are.
    inversion: so many times the lowest note goes up an octave.

    Raises:
        Mistake: the symbol is unknown, it is a degree and there is no key, or its notes are not all in MIDI's
            range.
    """
    if isinstance(symbol, tuple):
        notes = Chord((), inverted(tuple(sorted(set(symbol))), inversion))
    else:
        read = _read(symbol, key)
        lowest = 12 * (octave + 1) + read.root
        under = () if read.bass is None else (lowest - ((lowest - read.bass) % 12 or 12),)
        notes = Chord(under, inverted(tuple(lowest + step for step in read.steps), inversion))
    if notes.notes[0] < 0 or notes.notes[-1] > 127:
        raise Mistake(f"`{symbol}` in octave {octave} leaves the notes that MIDI has", "change the octave")
    return notes


def inverted(notes: tuple[int, ...], turns: int) -> tuple[int, ...]:
    """Returns a chord whose lowest note went up an octave so many times, lowest first."""
    for _ in range(turns):
        notes = tuple(sorted((*notes[1:], notes[0] + 12)))
    return notes


def _read(symbol: str, key: Scale | None) -> _Symbol:
    text = plain(symbol)
    if len(text) <= 40 and (found := _numeral(text, key) or _lettered(text)):
        return found
    raise Mistake(f"no chord is called `{cut(symbol)}`", _hint(text))


def _lettered(text: str) -> _Symbol | None:
    """A chord whose root is a letter."""
    above, bass = _over(text)
    found = re.fullmatch(f"({_NAME})(.*)", above)
    steps = quality(found[2]) if found else None
    return None if found is None or steps is None else _symbol(_above_c(found[1]), steps, bass)


def _symbol(root: int, steps: tuple[int, ...], bass: str | None) -> _Symbol | None:
    """A chord over its bass, a note or one of the chord's own degrees; None where it has none such."""
    if bass is None or bass[0] in LETTERS:
        return _Symbol(root, steps, None if bass is None else _above_c(bass))
    own = tone(steps, int(bass[-1]), bass[:-1])
    return None if own is None else _Symbol(root, steps, root + own)


def _over(text: str) -> tuple[str, str | None]:
    """A symbol without its slash bass, and the bass: a note, or a degree such as 3 or b7."""
    found = re.fullmatch(f"(.+)/({_NAME}|(?<!6/)[#b]?[357])", text)
    return (found[1], found[2]) if found else (text, None)


def _above_c(name: str) -> int:
    """Semitones of a root above the C of its octave: Cb lies below it."""
    return NATURALS[LETTERS.index(name[0])] + sign(name[1:])


def _numeral(text: str, key: Scale | None) -> _Symbol | None:
    """A chord that is a degree of a key, or of another degree: `V7/V` is the dominant of the dominant.

    Raises:
        Mistake: there is no key.
    """
    above, bass = _over(text)
    if not _NUMERAL.fullmatch(above):
        return None
    if key is None:
        raise Mistake(f"`{cut(text)}` is a degree of a key", "say of which, such as `key: C major`")
    first, *others = re.split("/(?=[#b]?[IViv])", above)
    for other in reversed(others):
        found = _NUMERAL.fullmatch(other)
        if found is None or found[3]:
            return None
        minor = found[2].islower()
        key = Scale(_root_of(found, key), _HARMONIC_MINOR if minor else SCALES["major"])
    found = _NUMERAL.fullmatch(first)
    steps = quality(found[3], minor=found[2].islower()) if found else None
    return None if found is None or steps is None else _symbol(_root_of(found, key), steps, bass)


def _root_of(numeral: re.Match[str], key: Scale) -> int:
    """The pitch class of a degree. A sign counts from the key's own degree or from that of a major scale,
    whichever moves it less: bVII is G in A minor, and A minor's #VII is G#."""
    degree = _DEGREES.index(numeral[2].upper())
    own, major = key.steps[degree], SCALES["major"][degree]
    step = {"": own, "#": min(own, major) + 1, "b": max(own, major) - 1}[numeral[1]]
    return (key.root + step) % 12


_WORDS = {
    ":": "", "half[- ]?dim(?:inished)?": "ø", "diminished": "dim", "augmented": "aug", "suspended": "sus",
    "dominant": "dom", "minor": "m", "major": "maj", "power ?chord|power": "5", "sixth": "6",
    "seventh|seven": "7", "ninth": "9",
    "eleventh": "11", "thirteenth": "13", "[- ]?sharp": "#", "[- ]?flat": "b", " over ": "/", " ": "",
}  # fmt: skip


_MEANT = {
    r"(?i:n\.? ?c\.?|none|rest|-)": "a chord sounds; where none is to, let the gate be closed",
    r".*%|simile|/+": "write the chord again that is to be repeated",
    r"(?i:n|n6|neapolitan)": "it is `bII`, and `bII/3` with its third in the bass",
    r"[Ss]ub ?V7": "it is `bII7`",
    r"(?i:ger|it|fr)\.?\+?[0-9]*": "it is `bVI7` of the key",
    "(?:.*/)?H.*": "the German H is `B`, and the German B is `Bb`",
    "(?:.*/)?(?:[CDFGAE]is|[DG]es|[AE]s|Bes|Hes)(?!us).*": "write # and b, as in F# and Eb",
    r"[#b]?[1-7](?![0-9]).*": "write a degree such as I, vi, V7 or bVII",
    r"[#b]?[IViv]+[^/]*/?(?:64|65|43|42|2)|[#b]?[IViv]+6/[45]|[#b]?[IViv]+4/[23]":
        "write what the bass is, as in I/3, V7/5 or V7/7",
    r"[#b]?[IViv].*": "write a degree such as I, vi, V7 or bVII",
    "[A-G][^/: ]*/[#b]?[0-9]+":
        "a bass is a note or a degree of the chord, as in C/E and C/3; what is added has no slash: Cadd11",
    "[A-G].*/.*/.+": "a chord has one bass, as in C/E",
}  # fmt: skip
"""What is written in charts and is no chord by itself, and what to do."""


def _hint(text: str) -> str:
    """What a wrong chord symbol was meant to be, if it is the same chord written otherwise."""
    for pattern, hint in _MEANT.items():
        if re.fullmatch(pattern, text):
            return hint
    if is_note(text) and _lettered(text.capitalize()) is None:
        return "to list the notes of a chord, write them in brackets of their own: [C3, G3, E4]"
    meant = text
    for word, short in _WORDS.items():
        meant = re.sub(word, short, meant, flags=re.IGNORECASE)
    meant = re.sub("maj(?=/|$)", "", meant[:1].upper() + meant[1:])
    meant = re.sub("/[a-g]", lambda bass: bass[0].upper(), meant)
    known = len(meant) <= 40 and meant != text and _lettered(meant)
    return f"did you mean `{meant}`?" if known else "write one such as C, Am, F#m7 or G/B"
