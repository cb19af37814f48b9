"""Where a hand was, how fast it went and how it sped up, from a few noisy heights at uneven times.

The speed is taken for a Gaussian process with a Matern-3/2 kernel, so the height, its integral, has no place
of rest (Hartikainen and Sarkka 2010, "Kalman filtering and smoothing solutions to temporal Gaussian process
regression models"). A Kalman filter goes forward once a frame. The smoother goes back over the last frames
only when it is asked, by the adjoint form of Bryson and Frazier (1963), which inverts no matrix.
Plain floats, because numpy calls on three numbers each cost more than they save.
"""

from __future__ import annotations

from collections import deque
from functools import lru_cache
from math import exp, inf
from typing import NamedTuple, TypeAlias

RATE = 14.0
"""1/s: how quickly a hand's speed forgets itself."""
SPREAD = 14.0
"""Palms a second: SD of the speed."""
NOISE = 0.02
"""Palms (about 2 mm): SD of a height as it is seen."""
MEMORY = 48
"""Frames that are remembered: 0.4 s of 120 a second."""
TICK = 0.0002
"""Seconds to which the step between two frames is rounded, so that few steps must be worked out."""

_Move: TypeAlias = tuple[float, float, float, float, float, float]
_Blur: TypeAlias = tuple[float, float, float, float, float, float]


_Step: TypeAlias = tuple[float, ...]
"""One frame of the filter: its time, what was foretold (mean 3, covariance 6), what the height said
(surprise 1, gain 3), and the way from the frame before (6, as `_Move`)."""


class Knot(NamedTuple):
    """A hand at one moment. t: seconds. y: palms. v: palms a second. a: palms a second, a second."""

    t: float
    y: float
    v: float
    a: float


class Smoother:
    """The course of one height, fed with every frame in which it is seen."""

    __slots__ = ("_before", "_mean", "_spread", "_steps", "_t")

    def __init__(self, t: float, y: float) -> None:
        """Start at rest. t: seconds. y: palms."""
        speeds = SPREAD * SPREAD
        self._t = t
        self._mean = (y, 0.0, 0.0)
        self._spread = (NOISE * NOISE, 0.0, 0.0, speeds, 0.0, RATE * RATE * speeds)
        nothing = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0)
        first = (t, *self._mean, *self._spread, *nothing)
        self._steps: deque[_Step] = deque((first,), maxlen=MEMORY)
        self._before = self._t, self._mean, self._spread

    @property
    def newest(self) -> Knot:
        """The course in the newest frame, as the heights up to it tell it."""
        return Knot(self._t, *self._mean)

    def add(self, t: float, y: float) -> None:
        """Take in a height. t: seconds, later than before by 1 s at most. y: palms."""
        self._before = self._t, self._mean, self._spread
        (f01, f02, f11, f12, f21, f22), blur = _transition(round((t - self._t) / TICK))
        q00, q01, q02, q11, q12, q22 = blur
        m0, m1, m2 = self._mean
        p00, p01, p02, p11, p12, p22 = self._spread
        a1 = p01 + f01 * p11 + f02 * p12
        a2 = p02 + f01 * p12 + f02 * p22
        b1 = f11 * p11 + f12 * p12
        b2 = f11 * p12 + f12 * p22
        n00 = p00 + f01 * (p01 + a1) + f02 * (p02 + a2) + q00
        n01 = a1 * f11 + a2 * f12 + q01
        n02 = a1 * f21 + a2 * f22 + q02
        n11 = b1 * f11 + b2 * f12 + q11
        n12 = b1 * f21 + b2 * f22 + q12
        n22 = f21 * (f21 * p11 + 2 * f22 * p12) + f22 * f22 * p22 + q22
        m0 += f01 * m1 + f02 * m2
        m1, m2 = f11 * m1 + f12 * m2, f21 * m1 + f22 * m2
        sure = 1 / (n00 + NOISE * NOISE)
        g0, g1, g2 = n00 * sure, n01 * sure, n02 * sure
        off = y - m0
        foretold = (t, m0, m1, m2, n00, n01, n02, n11, n12, n22)
        self._steps.append((*foretold, off * sure, g0, g1, g2, f01, f02, f11, f12, f21, f22))
        self._t = t
        self._mean = (m0 + g0 * off, m1 + g1 * off, m2 + g2 * off)
        self._spread = (
            n00 - g0 * n00,
            n01 - g0 * n01,
            n02 - g0 * n02,
            n11 - g1 * n01,
            n12 - g1 * n02,
            n22 - g2 * n02,
        )

    def forget_newest(self) -> None:
        """Take the newest height out again, once."""
        if self._t > self._before[0]:
            self._steps.pop()
            self._t, self._mean, self._spread = self._before

    def back(self, until: float, fast: float = inf) -> list[Knot]:
        """The course as all heights together tell it, oldest first.

        It begins at the last frame before `until`, or where a fall as fast as `fast`, palms a second, began.
        """
        l0 = l1 = l2 = peak = 0.0
        knots: list[Knot] = []
        for step in reversed(self._steps):
            t, m0, m1, m2, p00, p01, p02, p11, p12, p22, z, g0, g1, g2, f01, f02, f11, f12, f21, f22 = step
            l0 -= g0 * l0 + g1 * l1 + g2 * l2 + z
            y = m0 - p00 * l0 - p01 * l1 - p02 * l2
            v = m1 - p01 * l0 - p11 * l1 - p12 * l2
            knots.append(Knot(t, y, v, m2 - p02 * l0 - p12 * l1 - p22 * l2))
            if v > peak:
                peak = v
            if t < until or (v <= 0 and peak >= fast):
                break
            l1, l2 = f01 * l0 + f11 * l1 + f21 * l2, f02 * l0 + f12 * l1 + f22 * l2
        knots.reverse()
        return knots


def speed(a: Knot, b: Knot, part: float) -> float:
    """Palms a second, `part` (0..1) of the way from one frame to the next: the quintic through both."""
    h, rest, square = b.t - a.t, 1 - part, part * part
    ends = (1 + 2 * part) * rest * rest * a.v + square * (3 - 2 * part) * b.v
    bends = h * part * rest * (rest * a.a - part * b.a)
    lacking = (b.y - a.y) / h - ((a.v + b.v) / 2 + h * (a.a - b.a) / 12)
    return ends + bends + 30 * lacking * square * rest * rest


def ahead(last: Knot, seconds: float) -> float:
    """Palms a second that are expected so long after the newest frame."""
    return exp(-RATE * seconds) * (last.v + seconds * (last.a + RATE * last.v))


@lru_cache(maxsize=8192)
def _transition(ticks: int) -> tuple[_Move, _Blur]:
    """How height, speed and acceleration follow from those before, and how unsure that makes them.

    Both are closed forms: the integrals of the kernel's impulse response and of its products.
    """
    h, k = ticks * TICK, RATE
    e = exp(-k * h)
    e2 = e * e
    i0 = (1 - e2) / (2 * k)  # of exp(-2ks), and below of it times s and times s squared
    i1 = (i0 - h * e2) / (2 * k)
    i2 = i1 / k - h * h * e2 / (2 * k)
    j0 = (1 - e) / k  # of exp(-ks), and below of it times s
    j1 = (j0 - h * e) / k
    move = (
        (2 - e * (2 + k * h)) / k,
        (1 - e * (1 + k * h)) / (k * k),
        e * (1 + k * h),
        e * h,
        -e * k * k * h,
        e * (1 - k * h),
    )
    density = 4 * k**3 * SPREAD**2
    blur = (
        density * (h - 2 * (j0 + k * j1) + i0 + 2 * k * i1 + k * k * i2) / k**4,
        density * (j1 - i1 - k * i2) / k**2,
        density * (j0 - k * j1 - i0 + k * k * i2) / k**2,
        density * i2,
        density * (i1 - k * i2),
        density * (i0 - 2 * k * i1 + k * k * i2),
    )
    return move, blur
