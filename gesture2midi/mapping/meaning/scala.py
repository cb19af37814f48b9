"""Tunings from Scala files (https://www.huygens-fokker.org/scala/scl_format.html)."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import NamedTuple

from gesture2midi.mapping.meaning.music import Range, Scale
from gesture2midi.mapping.mistake import Mistake
from gesture2midi.mapping.reading.source import raw

MOST = 512
"""Notes of a tuning, and of a ladder: more cannot be told apart by hand or ear."""

_FARTHEST = 128.0
"""Semitones: no note lies further from its first than MIDI's last from its first."""
_MIDDLE = 60


class Tuning(NamedTuple):
    """Semitones above the first note, which is 0 and stands first; `period`: where it begins again."""

    steps: tuple[float, ...]
    period: float


def read_tuning(path: Path) -> Tuning:
    """The tuning in a Scala file.

    Raises:
        Mistake: there is no such file, or it is no tuning.
    """
    return parse(raw(path, "a tuning").decode("utf-8-sig", errors="replace"))  # its comments are of any age


def parse(text: str) -> Tuning:
    """The tuning in the text of a Scala file: a line that describes it, how many notes, and their pitches.

    Raises:
        Mistake: it is none.
    """
    lines = [
        (number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if not line.startswith("!")
    ]
    if len(lines) < 2:
        raise Mistake("this is no Scala file", "a description and a count of notes come first")
    number, counted = lines[1]
    found = re.match(r"(\d{1,6})(\s|$)", counted)
    count = int(found[1]) if found else 0
    if not 1 <= count <= MOST:
        raise Mistake(f"line {number} counts the notes, 1 to {MOST}, and says `{_cut(counted)}`")
    pitches = [(number, line) for number, line in lines[2:] if line]
    if len(pitches) < count:
        raise Mistake(f"line {lines[1][0]} counts {count} notes, and {len(pitches)} follow")
    steps = [_pitch(number, line) for number, line in pitches[:count]]
    if steps[-1] < 1:
        raise Mistake(
            f"line {pitches[count - 1][0]} is where the tuning begins again, and less than a semitone up",
            "the last note of a Scala file is usually 2/1, the octave",
        )
    return Tuning((0.0, *steps[:-1]), steps[-1])


def _pitch(number: int, line: str) -> float:
    """Semitones of `203.91` (cents have a point) or of `9/8` or `2`, whatever stands behind it."""
    written = line.split()[0]
    if re.fullmatch(r"-?\d{0,6}\.\d*", written) and written.strip("-") != ".":
        semitones = float(written) / 100
    elif found := re.fullmatch(r"(\d{1,10})(?:/(\d{1,10}))?", written):
        above, below = int(found[1]), int(found[2] or 1)
        if not above or not below:
            raise Mistake(f"line {number} has the ratio `{_cut(written)}`, and 0 is no part of one")
        semitones = 12 * math.log2(above / below)
    else:
        hint = "write cents with a point, such as `203.91`, or a ratio such as `9/8`"
        raise Mistake(f"line {number} has no pitch, but `{_cut(written)}`", hint)
    if abs(semitones) > _FARTHEST:
        raise Mistake(f"line {number} has the pitch `{_cut(written)}`, which is far beyond MIDI's notes")
    return semitones


def tuned(tuning: Tuning, scale: Scale, within: Range) -> tuple[float, ...]:
    """The notes of a range, as MIDI notes with a fraction.

    The tuning begins on the scale's root, from middle C up. Of twelve notes the scale takes its own; any
    other number of notes is a scale by itself.

    Raises:
        Mistake: the scale cannot be found in the tuning, or it has no notes in the range, or too many.
    """
    if len(tuning.steps) == 12:
        steps = [tuning.steps[step] for step in scale.steps]
    elif len(scale.steps) == 12:
        steps = list(tuning.steps)
    else:
        message = "this tuning is a scale by itself, as it does not have twelve notes"
        raise Mistake(message, "write a root and `chromatic`, such as `scale: C chromatic`")
    begin = _MIDDLE + scale.root
    first = math.floor((within.low - begin - max(steps)) / tuning.period)
    last = math.ceil((within.high - begin - min(steps)) / tuning.period)
    found = {
        round(begin + turn * tuning.period + step, 6) for turn in range(first, last + 1) for step in steps
    }
    notes = tuple(note for note in sorted(found) if within.low <= note <= within.high)
    if not notes:
        raise Mistake("no note of the tuning lies in this range", "widen it")
    if len(notes) > MOST:
        raise Mistake(f"{len(notes)} notes of the tuning lie in this range, {MOST} are the most", "narrow it")
    return notes


def _cut(text: str) -> str:
    return text if len(text) <= 20 else f"{text[:17]}..."
