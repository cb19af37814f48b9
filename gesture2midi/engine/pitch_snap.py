"""Gliding over a scale whose notes are magnets: free on the way, in tune where the hand rests."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gesture2midi.engine.hysteresis import Step

REST = 0.5
"""Degrees of the scale a second: slower than this a hand rests, from twice as fast on it moves.

Ten degrees over the play area and the jitter that smoothing leaves of a resting hand make
about a tenth of a degree a second.
"""

CALM = 0.1
"""Seconds over which the hand's speed is averaged."""

PULL = 0.1
"""Seconds in which the strongest magnet draws two thirds of the way to the note; weaker ones take longer."""


STIFFEST = 0.9
"""The most of the way that is in tune: the glide on the rest is so steep that a trembling hand is heard."""


class Magnet:
    """The tuning, in notes with a fraction, that a pitch of 0..1 means on a ladder of notes.

    A magnet of strength m (0..1) does two things. The part m (at most `STIFFEST`) of the way from one degree
    to the next is in tune, half of it about each, and what is left is a straight glide between them. And
    where the hand rests on the glide, it is drawn to the nearest degree.
    """

    __slots__ = ("_ladder", "_off", "_pitch", "_speed", "_step", "_strength")

    def __init__(self, ladder: Sequence[float], strength: float) -> None:
        self._ladder = ladder
        self._strength = strength
        self._step = Step(len(ladder))
        self._pitch = math.nan
        self._speed = 0.0
        self._off = 0.0

    def begin(self, pitch: float) -> float:
        """The note nearest to `pitch`, which a voice begins with, in tune if there is a magnet at all."""
        self._step.now = -1
        note = self._ladder[self._step.update(pitch)]
        self._pitch, self._speed = pitch, 0.0
        self._off = self._tuned(pitch) - note if self._strength > 0 else 0.0
        return note

    def update(self, dt: float, pitch: float) -> float:
        """The tuning `dt` seconds later; pitch is not NaN."""
        tuned = self._tuned(pitch)
        if self._strength == 0 or dt <= 0:
            return tuned - self._off
        moved = abs(pitch - self._pitch) * len(self._ladder) / dt
        self._pitch = pitch
        self._speed += (moved - self._speed) * -math.expm1(-dt / CALM)
        still = max(0.0, min(1.0, 2.0 - self._speed / REST))
        wanted = still * (tuned - self._ladder[self._step.update(pitch)])
        self._off += (wanted - self._off) * -math.expm1(-dt * self._strength / PULL)
        return tuned - self._off

    def _tuned(self, pitch: float) -> float:
        last = len(self._ladder) - 1
        place = max(0.0, min(float(last), pitch * (last + 1) - 0.5))
        place = drawn(place, self._strength)
        below = min(int(place), max(0, last - 1))
        low, high = self._ladder[below], self._ladder[min(below + 1, last)]
        return low + (high - low) * (place - below)


def drawn(place: float, strength: float) -> float:
    """`place`, in degrees of a scale, as a magnet leaves it: never falls, and keeps whole degrees."""
    strength = min(strength, STIFFEST)
    degree = math.floor(place + 0.5)
    away = place - degree
    if abs(away) <= strength / 2:
        return float(degree)
    return degree + math.copysign((abs(away) - strength / 2) / (1 - strength), away)
