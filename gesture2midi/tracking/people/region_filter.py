"""Steadies the two landmarks that a body's region hangs on, as MediaPipe does.

It is a One Euro filter (Casiez, Roussel and Vogel, CHI 2012) whose speed is counted in sizes of the body and
taken from the raw values: `LandmarksSmoothingCalculator` and `OneEuroFilter` of
https://github.com/google-ai-edge/mediapipe, with the numbers of modules/pose_landmark of version 0.10.21.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

CUTOFF = 0.01
"""Hz, the cutoff of a body that stands."""
BETA = 10.0
"""Hz that a speed of one size a second adds to it."""
SPEED_CUTOFF = 1.0
"""Hz, the cutoff of the speed."""
LEAST_SIZE = 1e-6
"""Pixels; below this there is nothing to filter."""
LONGEST = 1.0
"""Seconds: after a longer time the landmarks pass as they are."""


_NOWHERE = np.zeros((2, 2))


class RegionFilter:
    """Filters the middle of the hips and the end of the circle around the body, (2, 2) pixels, on the times
    given with them. The circle is the size of the body."""

    def __init__(self) -> None:
        self._t = -math.inf
        self._raw = self._out = self._speed = _NOWHERE

    def update(self, points: NDArray[np.floating], t: float) -> NDArray[np.float64]:
        """The steadied landmarks at `t` seconds; as they are where time goes back or a long time has gone."""
        raw = points.astype(np.float64)
        dt, size = t - self._t, 2 * float(np.hypot(*(raw[1] - raw[0])))
        if not 0 < dt <= LONGEST or size < LEAST_SIZE:
            self._speed, self._out = _NOWHERE, raw
        else:
            speed = (raw - self._raw) / (size * dt)
            self._speed = self._speed + _weight(SPEED_CUTOFF, dt) * (speed - self._speed)
            self._out = self._out + _weight(CUTOFF + BETA * np.abs(self._speed), dt) * (raw - self._out)
        self._t, self._raw = t, raw
        return self._out

    def reset(self) -> None:
        """The next landmarks pass as they are."""
        self._t = -math.inf


def _weight(cutoff: NDArray[np.float64] | float, dt: float) -> NDArray[np.float64] | float:
    """Of the newest value in an exponential average with this cutoff in Hz."""
    turn = 2 * math.pi * dt * cutoff
    return turn / (turn + 1)
