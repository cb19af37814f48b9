"""Motions that the player taught: the way of the palm and the index fingertip, from start to end.

After Protractor (Li 2010, "Protractor: a fast and accurate gesture recognizer"), the closed-form
sibling of the $1 recogniser (Wobbrock, Wilson and Li 2007): a way becomes a few points about their
mean, and two ways differ by the angle between them as vectors, after the best small turn. Unlike
there the points are even in time, not along the way, so that a stop in a motion counts, and every
frame asks anew whether a motion has just ended: windows of several lengths look back from it.

A way is complex: x + iy, y up, in palms; of a left hand mirrored, so that outwards stays outwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, inf, isfinite, sin, tan
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Side
from gesture2midi.gestures.features import Features
from gesture2midi.gestures.play_area import clamp
from gesture2midi.gestures.velocity import LONGEST_GAP

Reals: TypeAlias = NDArray[np.float64]
Complex: TypeAlias = NDArray[np.complex128]

POINTS = 16
"""Of each of the two tracks of a way, as in Protractor."""
TILT = 0.35
"""Radians (20 degrees) that a motion may be turned in the picture and count as the same."""
TEMPO = 1.45
"""How many times as fast, or as slow, as it was shown a motion may be."""
LARGER = 2.0
"""How many times as large, or as small."""
LEAST_REACH, MOST_REACH = 0.4, 0.7
"""Radians between two ways that are surely the same motion, and above which they never are."""
SLACK = 1.5
"""The reach is so many times the largest angle from a repetition to the nearest other one."""
FULL_SPEED = 10.0
"""Palms a second over the whole motion that have velocity 1; a stroke's peak is about twice its mean."""
BEGUN, BRAKED = 0.8, 0.5
"""The part of its mean speed that a hand has at most in the first fifteenth of a motion, and at its end."""
SHORTEST, LONGEST = 0.15, 3.0
"""Seconds of a motion."""
LEAST_WAY = 0.6
"""Palms that a motion must span."""
MOVING, REST = 1.5, 0.2
"""Slower than so many palms a second for so many seconds, a hand rests: one motion ends."""
ROOM = 1024
"""Samples that a track keeps at the least: `LONGEST` * `TEMPO` of them at the least step."""
_LEAST_STEP = 0.007  # s; what comes closer adds nothing
_LADDER = 1.2  # each window is so many times as long as the one before
_LEAST_SIZE = 1e-9
_BACK = np.linspace(1, 0, POINTS)
_COS, _SIN, _TAN = cos(TILT), sin(TILT), tan(TILT)


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """A taught motion. ways: (n, 2, 16) complex, palm and index fingertip. seconds: (n,) each took.

    reach: radians from the nearest of them within which a way is this motion.
    """

    name: str
    ways: Complex
    seconds: Reals
    reach: float


class Track:
    """Where one hand was: its last seconds. Times that are no number or do not go on are left out."""

    __slots__ = ("_count", "_last", "_place", "_places", "_times", "speed")

    def __init__(self) -> None:
        self._times = np.zeros(2 * ROOM)
        self._places = np.zeros((2, 2 * ROOM), np.complex128)
        self._count = 0
        self._last = 0.0
        self._place = 0j, 0j
        self.speed = 0.0
        """Palms a second, of the faster of palm and fingertip, between the last two samples."""

    def add(self, t: float, hand: Features, aspect: float, flip: bool) -> bool:
        """Whether this frame adds anything. flip: count x the other way round."""
        if not isfinite(t):
            return False
        gap = t - self._last if self._count else 0.0
        if self._count and 0 <= gap < _LEAST_STEP:
            return False
        if not 0 <= gap <= LONGEST_GAP:
            self._count = 0
        self._last = t
        if self._count == 2 * ROOM:
            self._times[:ROOM] = self._times[ROOM:]
            self._places[:, :ROOM] = self._places[:, ROOM:]
            self._count = ROOM
        wide = -aspect if flip else aspect
        palm, tip = (complex(x * wide, -y) / hand.size for x, y in (hand.palm, hand.tips[1]))
        way = max(abs(palm - self._place[0]), abs(tip - self._place[1]))
        self.speed = way / gap if self._count else 0.0
        self._place = palm, tip
        self._times[self._count] = t
        self._places[0, self._count], self._places[1, self._count] = palm, tip
        self._count += 1
        return True

    def forget(self) -> None:
        """Begin anew with the last sample."""
        if self._count:
            self._times[0] = self._times[self._count - 1]
            self._places[:, 0] = self._places[:, self._count - 1]
            self._count = 1

    @property
    def times(self) -> Reals:
        """(n,) seconds."""
        return self._times[: self._count]

    @property
    def places(self) -> Complex:
        """(2, n): palm and index fingertip."""
        return self._places[:, : self._count]


def ways_between(track: Track, lengths: Reals, end: float) -> Complex:
    """(n, 2, 16): what was done in so many seconds before `end`, each about its mean."""
    at = end - lengths[:, None] * _BACK
    ways = np.empty((len(lengths), 2, POINTS), np.complex128)
    for i in (0, 1):
        ways[:, i] = np.interp(at, track.times, track.places[i])
    ways -= ways.sum(axis=2, keepdims=True) / POINTS
    return ways


class Templates:
    """Ways (m, 2, 16) to compare others with."""

    def __init__(self, ways: Complex) -> None:
        flat = ways.reshape(len(ways), -1)
        self._sizes = _sizes(flat)
        self._units = (flat / np.maximum(self._sizes, _LEAST_SIZE)[:, None]).conj().T

    def likeness(self, ways: Complex) -> Reals:
        """(n, m) cosines between ways (n, 2, 16) and the templates; -1 where a size does not fit."""
        flat = ways.reshape(len(ways), -1)
        sizes = _sizes(flat)[:, None]
        product = flat @ self._units
        along, across = product.real, np.abs(product.imag)
        # The best turn within the tilt brings the product onto the real axis, or nearer to it by the tilt.
        found = np.where(across <= along * _TAN, np.abs(product), along * _COS + across * _SIN)
        fits = (sizes * LARGER >= self._sizes) & (sizes <= self._sizes * LARGER)
        return np.where(fits, found / np.maximum(sizes, _LEAST_SIZE), -1.0)


def _sizes(flat: Complex) -> Reals:
    parts = flat.view(np.float64)
    return np.asarray(np.sqrt(np.einsum("ij,ij->i", parts, parts)))


def repetitions(track: Track) -> list[tuple[float, float]]:
    """The (start, end) of each motion in a track: what lies between two rests."""
    t = track.times
    speed = (np.abs(np.diff(track.places)) / np.maximum(np.diff(t), 1e-6)).max(axis=0)
    spans: list[tuple[float, float]] = []
    for i in np.flatnonzero(speed > MOVING):
        start, end = float(t[i]), float(t[i + 1])
        if spans and start - spans[-1][1] < REST:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return [span for span in spans if SHORTEST <= span[1] - span[0] <= LONGEST and _wide(track, span)]


def _wide(track: Track, span: tuple[float, float]) -> bool:
    inside = track.places[:, (track.times >= span[0]) & (track.times <= span[1])]
    widest = max(np.ptp(inside.real, axis=1).max(), np.ptp(inside.imag, axis=1).max())
    return float(widest) >= LEAST_WAY


def learn(name: str, ways: Complex, seconds: Reals) -> Motion:
    """A motion from its repetitions, three at least; the reach follows from how alike they are."""
    between = np.arccos(np.clip(Templates(ways).likeness(ways), -1, 1))
    np.fill_diagonal(between, np.inf)
    # The one that is least like the rest says nothing of them: it may have been a slip.
    widest = float(np.sort(between.min(axis=1))[:-1].max()) if len(ways) > 2 else 0.0
    return Motion(name, ways, seconds, clamp(SLACK * widest, LEAST_REACH, MOST_REACH))


class MotionModel:
    """All taught motions, ready to be compared with what a hand has just done."""

    def __init__(self, motions: Sequence[Motion]) -> None:
        self.names = tuple(motion.name for motion in motions)
        self._least = np.cos([motion.reach for motion in motions])
        self._templates = Templates(np.concatenate([motion.ways for motion in motions]))
        seconds = np.concatenate([motion.seconds for motion in motions])
        self._firsts = np.cumsum([0, *(len(motion.ways) for motion in motions[:-1])])
        shortest, longest = seconds.min() / TEMPO, seconds.max() * TEMPO
        steps = int(np.ceil(np.log(longest / shortest) / np.log(_LADDER))) + 1
        self.windows = np.geomspace(longest, shortest, steps)
        ratio = self.windows[:, None] / seconds
        self._foreign = (ratio < 1 / TEMPO) | (ratio > TEMPO)

    def nearest(self, ways: Complex, first: int) -> tuple[str, float, int]:
        """The motion that is most like `ways`, how like, and at which window; 1 is the same, 0 its reach.

        ways: one for each of `windows` from the index `first` on.
        """
        like = self._templates.likeness(ways)
        like[self._foreign[first:]] = -1.0
        best, part = self._best(like.max(axis=0))
        return self.names[best], part, first + int(like.max(axis=1).argmax())

    def seen(self, way: Complex) -> str:
        """The motion that a single way (2, 16) is, whatever time it took, else `none`."""
        best, part = self._best(self._templates.likeness(way[None])[0])
        return self.names[best] if part >= 0 else "none"

    def _best(self, like: Reals) -> tuple[int, float]:
        part = (np.maximum.reduceat(like, self._firsts) - self._least) / (1 - self._least)
        best = int(part.argmax())
        return best, float(part[best])


class MotionDetector:
    """The taught motions of one hand, fed with every frame in which the hand is seen."""

    __slots__ = ("_found", "_like", "_model", "_moved", "_peak", "_track")

    def __init__(self, model: MotionModel) -> None:
        self._model = model
        self._track = Track()
        self._like = 0.0
        self._found: tuple[float, str, float] | None = None
        self._moved = -inf
        self._peak = 0.0

    def update(
        self, t: float, hand: Features, aspect: float, side: Side, mirror: bool
    ) -> tuple[float, str, float] | None:
        """(time, name, velocity above 0 to 1) of the motion that has just ended, else None.

        It is known when the way no longer comes nearer to the one that was taught: one frame late.
        """
        if not self._track.add(t, hand, aspect, (side == "left") == mirror):
            return None
        speed = self._track.speed
        if speed > MOVING:
            self._moved, self._peak = t, max(speed, self._peak)
        if not 0 <= t - self._moved <= REST:
            self._peak = 0.0
        # A motion begins and ends slowly; what is like it at full speed is a part of another one. No mean
        # is above the peak, so that a hand at rest or at speed needs no further look, as it mostly is.
        if speed >= BRAKED * self._peak:
            return self._fire()
        windows = self._model.windows
        first = int(np.searchsorted(-windows, self._track.times[0] - t))
        if first == len(windows):
            return self._fire()
        ways = ways_between(self._track, windows[first:], t)
        name, like, window = self._model.nearest(ways, first)
        if like > self._like:
            steps = np.abs(np.diff(ways[window - first], axis=1))
            mean = float(steps.sum(axis=1).max()) / float(windows[window])
            if speed < BRAKED * mean and steps[:, 0].max() < BEGUN * steps.mean(axis=1).max():
                self._like, self._found = like, (t, name, clamp(mean / FULL_SPEED, 0.01, 1.0))
                return None
        return self._fire()

    def _fire(self) -> tuple[float, str, float] | None:
        found, self._like, self._found = self._found, 0.0, None
        if found is not None:
            self._track.forget()
        return found
