"""Voice leading: each chord in the inversion and octave that is nearest to the chord before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from gesture2midi.music.chords import Chord, inverted

Notes = tuple[int, ...]

MIDDLE = 9
"""Semitones above the C of its octave: the mean of a chord stays about there, and does not wander off."""

REACH = 7
"""Semitones that the mean may lie off that: every chord has two inversions there at least."""


def voicings(chord: Chord, octave: int) -> tuple[Notes, ...]:
    """The ways to play a chord in the register of `octave`, lowest first; a slash bass stays where it is."""
    bass, upper = chord
    middle = 12 * (octave + 1) + MIDDLE
    found = []
    for turn in range(len(upper)):
        turned = inverted(upper, turn)
        for shift in (-24, -12, 0, 12):
            notes = tuple(note + shift for note in turned)
            near = abs(sum(notes) - middle * len(notes)) <= REACH * len(notes)
            if near and notes[0] >= 0 and notes[-1] <= 127 and notes[0] > max(bass, default=-1):
                found.append((*bass, *notes))
    return tuple(sorted(found))


def motion(one: Notes, other: Notes) -> int:
    """Semitones that all voices move together; where one chord has fewer notes, it doubles the best ones."""
    few, many = sorted((one, other), key=len)
    return min(
        sum(abs(a - b) for a, b in zip(sorted(few + more), many, strict=True))
        for more in combinations_with_replacement(few, len(many) - len(few))
    )


class Smooth(Sequence[Notes]):
    """Chords by their step, as they are to sound after the one that was asked for before."""

    def __init__(self, chords: Sequence[Notes], voicings: Sequence[tuple[Notes, ...]]) -> None:
        """chords: as they are written, which the first one is; voicings: the ways to play each."""
        self._chords = chords
        self._voicings = voicings
        self._step = -1
        self._notes: Notes = ()

    def __len__(self) -> int:
        return len(self._chords)

    def __getitem__(self, step: int) -> Notes:  # type: ignore[override]  # never sliced
        if step != self._step:
            before = self._notes
            ways = self._voicings[step] if before else ()
            self._notes = min(ways, key=lambda way: motion(before, way), default=self._chords[step])
            self._step = step
        return self._notes

    def __iter__(self) -> Iterator[Notes]:
        return iter(self._chords)
