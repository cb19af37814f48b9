"""Which pitch each MIDI key has in a tuning, by itself or by a keyboard mapping of Scala.

The format of such a mapping (.kbm) is described at https://www.huygens-fokker.org/scala/help.htm#mappings.
"""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import NamedTuple

from gesture2midi.errors import Mistake
from gesture2midi.music.notes import Range
from gesture2midi.music.scala import SAME, Tuning, lines_of, shown, text_of
from gesture2midi.music.scales import Scale, ladder

MOST = 20_000
"""Notes of a tuned range: 1,200 to the octave over all that MIDI has, and some more."""

_MIDDLE_C = 60
_A, _A_HZ = 69, 440.0


class KeyboardMapping(NamedTuple):
    """Which degree of a tuning each key plays.

    degrees: of `middle` and the keys above it, None for one that is silent; the pattern repeats with them.
        None: each key plays the next degree.
    first, last: the keys that are tuned. octave: the degree that repeats the pattern, 0 for the tuning's own.
    frequency: Hz of the key `reference`.
    """

    first: int
    last: int
    middle: int
    reference: int
    frequency: float
    octave: int
    degrees: tuple[int | None, ...] | None

    def pitch(self, key: int, tuning: Tuning) -> float | None:
        """The pitch of a key as a MIDI note with a fraction; None for a silent key."""
        if not self.first <= key <= self.last:
            return float(key)
        above, reference = self._above(key, tuning), self._above(self.reference, tuning)
        if above is None or reference is None:
            return None
        return _A + 12 * math.log2(self.frequency / _A_HZ) + above - reference

    def _above(self, key: int, tuning: Tuning) -> float | None:
        """Semitones of a key above the tuning's first degree."""
        if self.degrees is None:
            return tuning.degree(key - self.middle)
        turn, place = divmod(key - self.middle, len(self.degrees))
        degree = self.degrees[place]
        octave = tuning.degree(self.octave or len(tuning.steps))
        return None if degree is None else turn * octave + tuning.degree(degree)


_HEADER: tuple[tuple[str, int, int], ...] = (
    ("the size of the map", 0, 1024),
    ("the first key to tune", 0, 127),
    ("the last key to tune", 0, 127),
    ("the key in the middle", -1024, 1024),
    ("the reference key", 0, 127),
)
_DEGREE = re.compile(r"([-+]?[0-9]{1,6}|[xX])(?=[ \t]|$)")


def read_keyboard(path: Path) -> KeyboardMapping:
    """Returns the keyboard mapping in a file.

    Raises:
        Mistake: there is no such file, or it is no keyboard mapping.
    """
    return parse_keyboard(text_of(path, "a keyboard mapping"))


def parse_keyboard(text: str) -> KeyboardMapping:
    """Returns the keyboard mapping in the text of a file.

    Raises:
        Mistake: it is none.
    """
    lines = [(number, line) for number, line in lines_of(text) if line]
    if len(lines) < 7:
        hint = "seven lines come first, from the size of the map to the degree that is its octave"
        raise Mistake("this is no keyboard mapping", hint)
    whole = [_whole(line, *wanted) for line, wanted in zip(lines, _HEADER, strict=False)]
    size, first, last, middle, reference = whole
    if first > last:
        raise Mistake(f"line {lines[2][0]} has the last key to tune, and it lies below the first")
    frequency = _hertz(*lines[5])
    octave = _whole(lines[6], "the degree that is the octave", -999_999, 999_999)
    if size == 0:
        return KeyboardMapping(first, last, middle, reference, frequency, octave, None)
    if len(lines) - 7 > size:
        raise Mistake(
            f"line {lines[7 + size][0]} maps a key more than the {size} that line {lines[0][0]} counts"
        )
    degrees = [_degree(*line) for line in lines[7:]]
    degrees += [None] * (size - len(degrees))
    if degrees[(reference - middle) % size] is None:
        message = f"line {lines[4][0]} gives key {reference} a frequency, and no degree is mapped to that key"
        raise Mistake(message, "take a key that has one")
    return KeyboardMapping(first, last, middle, reference, frequency, octave, tuple(degrees))


def _whole(at: tuple[int, str], what: str, least: int, most: int) -> int:
    number, line = at
    found = re.match(r"[-+]?[0-9]{1,6}(?![0-9.,:/\\])", line)
    if found is None or not least <= int(found[0]) <= most:
        raise Mistake(f"line {number} is {what}, {least} to {most}, and says `{shown(line)}`")
    return int(found[0])


def _hertz(number: int, line: str) -> float:
    found = re.match(r"[0-9]{1,6}(\.[0-9]*)?(?![0-9.,:/\\eE])", line)
    if found is None or not 1 <= float(found[0]) <= 100_000:
        raise Mistake(f"line {number} is the frequency of the reference key in Hz, and says `{shown(line)}`")
    return float(found[0])


def _degree(number: int, line: str) -> int | None:
    found = _DEGREE.match(line)
    if found is None:
        hint = "write a whole number, or x for a key that is silent"
        raise Mistake(f"line {number} has no degree, but `{shown(line)}`", hint)
    return None if found[1] in "xX" else int(found[1])


class Temperament(NamedTuple):
    """A tuning laid over the keys of MIDI.

    root: the pitch class from whose key at middle C on the tuning begins, where there is no `keyboard`.
    """

    tuning: Tuning
    root: int = 0
    keyboard: KeyboardMapping | None = None

    @property
    def by_keys(self) -> bool:
        """Whether each key has its own degree; else the tuning is a scale by itself."""
        return self.keyboard is not None or len(self.tuning.steps) == 12

    def pitch(self, key: int) -> float | None:
        """The pitch of a key as a MIDI note with a fraction, or of the degree nearest to it.

        None for a key that is silent, or whose pitch no MIDI note is near to.
        """
        if not self.tuning.has_pitches:
            return float(key)
        if self.keyboard is not None:
            return _in_midi(self.keyboard.pitch(key, self.tuning))
        begin = _MIDDLE_C + self.root
        if len(self.tuning.steps) == 12:
            return _in_midi(begin + self.tuning.degree(key - begin))
        period = self.tuning.period
        pitches = (begin + s + period * round((key - begin - s) / period) for s in self.tuning.steps)
        return _in_midi(min(pitches, key=lambda pitch: (abs(pitch - key), pitch)))

    def ladder(self, scale: Scale, within: Range) -> tuple[float, ...]:
        """The pitches of a range, low to high, as MIDI notes with a fraction.

        A range is of keys, and each is tuned where it has a degree: `scale` chooses among them. A tuning
        that is a scale by itself gives all the pitches that lie nearest to a key of the range.

        Raises:
            Mistake: the scale cannot be found in the tuning, or it has no notes in the range, or too many.
        """
        if not self.tuning.has_pitches:
            return tuple(map(float, ladder(scale, within)))
        if self.by_keys:
            found = [self.pitch(key) for key in ladder(scale, within)]
            pitches = sorted(pitch for pitch in found if pitch is not None)
        elif len(scale.steps) == 12:
            pitches = self._all(within)
        else:
            message = "this tuning is a scale by itself, as it does not have twelve notes"
            raise Mistake(message, "write a root and `chromatic`, such as `scale: C chromatic`")
        if not pitches:
            raise Mistake("no note of the tuning lies in this range", "widen it")
        return tuple(pitches)

    def _all(self, within: Range) -> list[float]:
        """Every pitch of the tuning that lies nearest to a key of the range."""
        low, high, period = within.low - 0.5, within.high + 0.5 - SAME, abs(self.tuning.period)
        firsts = [_MIDDLE_C + self.root + step for step in self.tuning.steps]
        turns = [(math.ceil((low - f) / period), math.floor((high - f) / period)) for f in firsts]
        count = sum(max(0, last - first + 1) for first, last in turns)
        if count > MOST:
            raise Mistake(f"{count} notes of the tuning lie in this range, {MOST} are the most", "narrow it")
        pitches = {
            round(begin + turn * period, 6)
            for begin, (first, last) in zip(firsts, turns, strict=True)
            for turn in range(first, last + 1)
        }
        return sorted(pitches)


def _in_midi(pitch: float | None) -> float | None:
    """A pitch that lies nearest to one of MIDI's notes, else None."""
    return pitch if pitch is not None and -0.5 <= pitch < 127.5 else None


def nearest_key(pitch: float) -> int:
    """The MIDI note nearest to a pitch."""
    return max(0, min(127, math.floor(pitch + 0.5)))
