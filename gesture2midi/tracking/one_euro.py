"""The One Euro filter: steady at rest, quick in motion.

Casiez, Roussel and Vogel, "1 Euro Filter: A Simple Speed-based Low-pass Filter for Noisy Input in
Interactive Systems", CHI 2012, https://hal.science/hal-00670496
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

LONG = 10.0
"""Seconds after which a filter is as late as it will ever be."""


@dataclass(frozen=True, slots=True)
class Smoothing:
    """How much to smooth. A steady motion of `v` units a second comes out at most
    `1 / (2 pi (cutoff + beta v))` seconds late; less at many frames a second, since the speed is measured
    against the smoothed place, which lags.

    cutoff: Hz, the cutoff at rest; above 0. Lower is steadier.
    beta: Hz per (unit a second), how fast the cutoff rises with the speed; 0 or more.
    speed_cutoff: Hz, the cutoff of the speed itself; above 0. Higher notices a start sooner.

    Raises:
        ValueError: a parameter is out of its bounds.
    """

    cutoff: float
    beta: float
    speed_cutoff: float

    def __post_init__(self) -> None:
        for name, value in (("cutoff", self.cutoff), ("speed_cutoff", self.speed_cutoff)):
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be a finite number above 0 Hz, not {value}")
        if not (math.isfinite(self.beta) and self.beta >= 0):
            raise ValueError(f"beta must be a finite number of 0 or more, not {self.beta}")

    def steadier(self, steady: float) -> Smoothing:
        """For a player who trembles. steady: 0..1; at 1 motion raises the cutoff 25 times less than here."""
        return replace(self, cutoff=self.cutoff * 0.5**steady, beta=self.beta * 0.04**steady)


class OneEuro:
    """Filters arrays of one shape, each number by itself, on the times given with them."""

    def __init__(self, smoothing: Smoothing) -> None:
        self._smoothing = smoothing
        self._t = 0.0
        self._value: NDArray[np.float64] | None = None
        self._speed: NDArray[np.float64] | float = 0.0

    def __call__(self, value: NDArray[np.floating], t: float) -> NDArray[np.float64]:
        """The smoothed value at time `t`, in seconds; a number that is NaN stays as it was before.

        A time that does not go on gives the last result again.
        """
        new = np.asarray(value, np.float64)
        if self._value is None:
            self._value, self._t = new, t
            return new
        dt = t - self._t
        if dt <= 0:
            return self._value
        before = self._value
        new = np.where(np.isnan(new), before, new)
        # A number that was NaN so far begins here.
        before = np.where(np.isnan(before), new, before)
        speed = (new - before) / dt
        self._speed = self._speed + _alpha(self._smoothing.speed_cutoff, dt) * (speed - self._speed)
        cutoff = self._smoothing.cutoff + self._smoothing.beta * np.abs(self._speed)
        self._value = before + _alpha(cutoff, dt) * (new - before)
        self._t = t
        return self._value

    def reset(self) -> None:
        """The next value passes as it is."""
        self._value = None
        self._speed = 0.0


def lag(smoothing: Smoothing, speed: float, fps: float) -> float:
    """Seconds that a steady motion of `speed` units a second comes out late, once it has gone on for long.

    fps: frames per second.
    """
    smooth = OneEuro(smoothing)
    late = 0.0
    for t in np.arange(LONG * fps) / fps:
        late = float(speed * t - smooth(speed * t, t)) / speed
    return late


def _alpha(cutoff: NDArray[np.float64] | float, dt: float) -> NDArray[np.float64] | float:
    """The weight of the newest value in an exponential average with this cutoff in Hz (eq. 7 there)."""
    turn = 2 * math.pi * dt * cutoff
    return turn / (turn + 1)
