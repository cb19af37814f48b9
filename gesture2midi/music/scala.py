"""Tunings from Scala files (https://www.huygens-fokker.org/scala/scl_format.html)."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import NamedTuple

from gesture2midi.errors import Mistake
from gesture2midi.files import read_bytes

SAME = 1e-6
"""Semitones: pitches that are nearer than this are one pitch."""

_FARTHEST = 1e6
"""Semitones: the largest step of a scale; arithmetic stays exact to a thousandth of a cent up to here."""
_DIGITS = 60
"""Leading digits of a ratio's numbers that are read; more change no pitch by a millionth of a cent."""

_CENTS = re.compile(r"([-+]?)[ \t]*([0-9]+\.[0-9]*|\.[0-9]+)(?![0-9]|[eE][-+]?[0-9])")
_RATIO = re.compile(r"([-+]?)[ \t]*([0-9]+)(?:[ \t]*/[ \t]*([-+]?)[ \t]*([0-9]+))?")
# What makes a number another notation instead of a number and a remark: 701,955 or 3:2 or 2^(7/12) or 1e2.
_NOT_A_REMARK = re.compile(
    r"[.,:/\\^*|_][0-9]|[eE][-+]?[0-9]|[ \t]*[\^*][ \t]*[(0-9]|[ \t]*[./][ \t]*[0-9]|/"
)


class Tuning(NamedTuple):
    """A scale of any pitches.

    steps: semitones of its degrees above the first, which is 0 and stands first; they need not rise.
    period: semitones from the first degree to where the scale begins again; below 0 where it falls.
    """

    steps: tuple[float, ...]
    period: float

    @property
    def has_pitches(self) -> bool:
        """Whether it says more than one pitch: a scale that begins again where it began does not."""
        return abs(self.period) > SAME

    def degree(self, number: int) -> float:
        """Semitones of any degree above the first, which is number 0."""
        turn, step = divmod(number, len(self.steps))
        return turn * self.period + self.steps[step]


def read_tuning(path: Path) -> Tuning:
    """Returns the tuning in a Scala file.

    Raises:
        Mistake: there is no such file, or it is no tuning.
    """
    return parse(text_of(path, "a tuning"))


def text_of(path: Path, what: str) -> str:
    """Returns the text of a file that is to be `what`; such files are UTF-8 or Latin-1, of any age.

    Raises:
        Mistake: there is no such file, or it is not text.
    """
    data = read_bytes(path, what).removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def lines_of(text: str) -> list[tuple[int, str]]:
    """Returns the lines that are no comments, with their numbers, without blanks at both ends.

    A line ends with CR, LF or both; other characters that end lines elsewhere are part of it.
    """
    lines = enumerate(re.split(r"\r\n|\r|\n", text), 1)
    return [(number, line.strip(" \t")) for number, line in lines if not line.startswith("!")]


def parse(text: str) -> Tuning:
    """Returns the tuning in the text of a Scala file: a description, how many notes, and their pitches.

    Raises:
        Mistake: it is none.
    """
    lines = [(number, line) for number, line in lines_of(text)[1:] if line]
    if not lines:
        raise Mistake("this is no Scala file", "a description and a count of notes come first")
    number, counted = lines[0]
    found = re.match(r"([0-9]+)(?![0-9./\\]|[,:][0-9])", counted)
    if found is None:
        raise Mistake(f"line {number} counts the notes, and says `{shown(counted)}`", "write a number there")
    count = int(found[1].lstrip("0")[:9] or "0")
    if len(lines) - 1 < count:
        raise Mistake(f"line {number} counts {shown(found[1])} notes, and {len(lines) - 1} follow")
    steps = [_pitch(number, line) for number, line in lines[1 : count + 1]]
    return Tuning((0.0, *steps[:-1]), steps[-1] if steps else 0.0)


def _pitch(number: int, line: str) -> float:
    """Semitones of `203.91` (cents have a point) or of `9/8` or `2`, whatever remark stands behind it."""
    if found := _CENTS.match(line):
        semitones = float(found[1] + found[2]) / 100
    elif found := _RATIO.match(line):
        if "-" in (found[1], found[3]):
            hint = "only cents, which have a point, go below the first note"
            raise Mistake(f"line {number} has a ratio below 0, `{shown(line)}`", hint)
        above, below = found[2].lstrip("0"), (found[4] or "1").lstrip("0")
        if not above or not below:
            raise Mistake(f"line {number} has the ratio `{shown(line)}`, and 0 is no part of one")
        semitones = 12 * _log2(above, below)
    if found is None or _NOT_A_REMARK.match(line, found.end()):
        hint = "write cents with a point, such as `203.91`, or a ratio such as `9/8`"
        raise Mistake(f"line {number} has no pitch, but `{shown(line)}`", hint)
    if abs(semitones) > _FARTHEST:
        raise Mistake(f"line {number} has the pitch `{shown(line)}`, which is far beyond what can be heard")
    return semitones


def _log2(above: str, below: str) -> float:
    """The logarithm of a ratio of two whole numbers in digits, which may be of any length."""
    leading = int(above[:_DIGITS]) / int(below[:_DIGITS])
    more = max(0, len(above) - _DIGITS) - max(0, len(below) - _DIGITS)
    return math.log2(leading) + more * math.log2(10)


def shown(text: str) -> str:
    """Returns a line of a file as one can print it."""
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= 20 else f"{text[:17]}..."
