"""Where a hand is by now: a level of a place, foretold by the age of its picture.

A Kalman filter follows place, speed and acceleration, whose jerk is white noise; what it foretells of the way
ahead is added to the place that is seen. Li and Jilkov, "Survey of maneuvering target tracking, part I:
dynamic models", IEEE Trans. AES 39 (2003), section 4.2 (a Singer model, whose acceleration dies away).
An acceleration only ever brakes here, never past a standstill, and a slow hand is left where it is seen: a
turn is not overshot by more than its surprise, and at rest nothing moves.
`benchmarks/engine/foretell.py` says what is gained, for which levels, and where it is paid for.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from gesture2midi.engine.parts import Signals

FORETOLD = frozenset(f"{hand}.{axis}" for hand in ("left", "right", "any") for axis in "xy")
"""The levels for which it pays: on films of real hands the error falls by half. All are 0 to 1."""

JERK = 20.0
"""Ranges / s^3 / sqrt(Hz): how much the acceleration is taken to change by itself."""
NOISE = 0.003
"""Ranges: how far a place that is seen may be off."""
FADING = 0.05
"""Seconds in which an acceleration dies away in what is expected of the next frame."""
BRAKING, HARDER = 0.2, 3.0
"""Seconds in which one that brakes dies away, and how much more than that it is taken for."""
STILL, MOVING = 0.08, 0.2
"""Ranges a second: below the first nothing is foretold, from the second on all of it."""
LONGEST_GAP = 0.15
"""Seconds between two frames beyond which the way between them says nothing."""
LEAST_STEP = 1e-4
"""Seconds: two frames closer than this are the same moment."""
JUMP = 0.25
"""Ranges that a place may be off what was expected; beyond, it is another hand's."""


class Foreteller:
    """Follows one level of 0..1."""

    __slots__ = ("_a", "_ahead", "_p", "_t", "_v", "_x")

    def __init__(self, ahead: Callable[[], float]) -> None:
        """ahead: gives the seconds by which it is foretold."""
        self._ahead = ahead
        self._t = math.nan
        self._x = self._v = self._a = 0.0
        self._p = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)  # its covariance: xx, xv, xa, vv, va, aa

    def update(self, t: float, seen: float) -> float:
        """Returns where it is taken to be `ahead` after t; NaN while it is unknown."""
        if math.isnan(seen):
            self._t = math.nan
            return seen
        dt = t - self._t
        if 0.0 <= dt < LEAST_STEP:
            return self._forward(seen)
        if not 0.0 < dt <= LONGEST_GAP or not self._follow(dt, seen):
            self._begin(seen)
        self._t = t
        return self._forward(seen)

    def _begin(self, seen: float) -> None:
        self._x, self._v, self._a = seen, 0.0, 0.0
        self._p = (NOISE * NOISE, 0.0, 0.0, 1.0, 0.0, 100.0)

    def _follow(self, dt: float, seen: float) -> bool:
        """Take in the next place; False where it cannot be the same hand's."""
        fade = math.exp(-dt / FADING)
        f = FADING * FADING * (dt / FADING - 1.0 + fade)  # of an acceleration: to the place ...
        g = FADING * (1.0 - fade)  # ... and to the speed
        x = self._x + dt * self._v + f * self._a
        off = seen - x
        if abs(off) > JUMP:
            return False
        xx, xv, xa, vv, va, aa = self._p
        q = JERK * JERK * dt
        # F P F' + Q, with F = [[1, dt, f], [0, 1, g], [0, 0, fade]]
        row_x = (xx + dt * xv + f * xa, xv + dt * vv + f * va, xa + dt * va + f * aa)
        row_v = (vv + g * va, va + g * aa)
        xx = row_x[0] + dt * row_x[1] + f * row_x[2] + q * dt**4 / 20
        xv = row_x[1] + g * row_x[2] + q * dt**3 / 8
        xa = fade * row_x[2] + q * dt**2 / 6
        vv = row_v[0] + g * row_v[1] + q * dt**2 / 3
        va = fade * row_v[1] + q * dt / 2
        aa = fade * fade * aa + q
        # And the place, seen.
        trust = 1.0 / (xx + NOISE * NOISE)
        kx, kv, ka = xx * trust, xv * trust, xa * trust
        v = self._v + g * self._a
        self._x, self._v, self._a = x + kx * off, v + kv * off, fade * self._a + ka * off
        self._p = (
            *(xx - kx * xx, xv - kx * xv, xa - kx * xa),
            *(vv - kv * xv, va - kv * xa, aa - ka * xa),
        )
        return True

    def _forward(self, seen: float) -> float:
        v, ahead = self._v, self._ahead()
        sure = (abs(v) - STILL) / (MOVING - STILL)
        if sure <= 0.0 or ahead <= 0.0:
            return seen
        way = v * ahead
        if self._a * v < 0.0:
            fade = math.exp(-ahead / BRAKING)
            way += HARDER * self._a * BRAKING * BRAKING * (ahead / BRAKING - 1.0 + fade)
            if way * v < 0.0:
                return seen
        place = seen + way * min(1.0, sure)
        return 0.0 if place <= 0.0 else 1.0 if place >= 1.0 else place


class Foretold:
    """The signals that one expression reads, those of a place foretold."""

    __slots__ = ("_foretellers", "_read")

    def __init__(self, read: Iterable[str], ahead: Callable[[], float]) -> None:
        self._read = tuple(read)
        self._foretellers = tuple((name, Foreteller(ahead)) for name in self._read if name in FORETOLD)

    def update(self, t: float, signals: Signals) -> Signals:
        """Returns them at `ahead` after t."""
        known = {name: signals[name] for name in self._read}
        for name, foreteller in self._foretellers:
            known[name] = foreteller.update(t, known[name])
        return known
