"""Scales and keys by name."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from gesture2midi.errors import Mistake, did_you_mean
from gesture2midi.music.notes import Range, cut, plain, root

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


class Scale(NamedTuple):
    """root: pitch class 0..11, C is 0. steps: semitones above it, within the octave, from 0.

    spelt: the root as its player wrote it, such as `Db`; empty where nobody did.
    """

    root: int
    steps: tuple[int, ...]
    spelt: str = ""


def scale_steps(text: str) -> Scale:
    """The scale of `C minor pentatonic`, or of `C 0 2 3 7`: semitones above its root; `chromatic` needs none.

    Raises:
        Mistake: the root or the name is unknown.
    """
    first, _, rest = " ".join(text.split()).partition(" ")
    if _scale_name(first if not rest else f"{first} {rest}") == "chromatic":
        return Scale(0, SCALES["chromatic"])
    tonic = root(first)
    if tonic is None:
        if _scale_name(text) in SCALES:
            raise Mistake(f"`{text}` needs its root", f"write `C {text.strip()}`, for instance")
        if minor := re.fullmatch(r"([A-G][#b]?)(m|min|maj|M)?", plain(first)):
            name = "minor" if minor[2] in ("m", "min") else "major"
            raise Mistake(f"`{cut(text)}` is not a scale", f"write `{minor[1]} {name}`")
        raise Mistake(
            f"`{cut(text)}` is not a scale", "write a root and a name, such as `C major` or `F# minor`"
        )
    spelt = plain(first).capitalize()
    if re.fullmatch(r"[0-9 ]+", rest):
        return Scale(tonic, _own_steps(rest), spelt)
    name = _scale_name(rest)
    if not name:
        raise Mistake(f"`{text}` is a note, not a scale", f"write `{first} major` or `{first} minor`")
    if name not in SCALES:
        raise Mistake(f"no scale is called `{cut(rest)}`", did_you_mean(rest, [*SCALES, *SCALE_ALIASES]))
    return Scale(tonic, SCALES[name], spelt)


def _own_steps(text: str) -> tuple[int, ...]:
    """The semitones of `0 2 3 7`."""
    steps = tuple(int(word[:9]) for word in text.split())
    if steps[0] != 0 or steps[-1] > 11 or any(a >= b for a, b in pairwise(steps)):
        raise Mistake("the notes of a scale rise from 0 and stay below 12", "write, say, `C 0 2 3 7 8`")
    return steps


def musical_key(text: str) -> Scale:
    """The key of `C major`, `A minor` or `D dorian`: a scale of seven notes, which have chords by degree.

    Raises:
        Mistake: it is no scale, or none of seven notes.
    """
    scale = scale_steps(text)
    if len(scale.steps) != 7:
        raise Mistake(
            f"a key has seven notes, and `{cut(text)}` has {len(scale.steps)}", "write one such as `C major`"
        )
    return scale


def _scale_name(text: str) -> str:
    name = " ".join(text.lower().split())
    return SCALE_ALIASES.get(name, name)


def ladder(scale: Scale, within: Range) -> tuple[int, ...]:
    """The notes of `scale` from the range's low end to its high end; empty if none lies there."""
    return tuple(n for n in range(within.low, within.high + 1) if (n - scale.root) % 12 in scale.steps)
