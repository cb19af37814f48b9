"""An adaptive low-pass for levels: noise stands still, motion passes at once.

As in the One Euro filter (Casiez, Roussel and Vogel, CHI 2012, https://hal.science/hal-00670496) the
cutoff rises with the speed. Here only a speed and a distance beyond the level's own noise count. How
noisy a level is depends on the camera, the light and how near the hand is, so it is measured all the
time: by how much the speed from one frame to the next differs from the speed of late.
`benchmarks/gestures/levels.py` says what is left and how late it comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, pi

from gesture2midi.gestures.velocity import LEAST_STEP

REST = 0.5
"""Hz: the cutoff where a level is off by as much as `DOUBT` times its noise, and stands."""
DOUBT = 6.0
"""Noises that a resting level may be off without being followed."""
FARTHEST = 2.0
"""Doubts: the cutoff rises with the square of the distance, and from here on no further."""
MOVING = 40.0
"""Hz per (range a second) beyond the noise: a level crossing its range in a second is 4 ms late."""
SPEED_TIME, NOISE_TIME = 0.15, 0.5
"""Seconds: time constants of the speed, and of its noise."""
SUDDEN = 6.0
"""Noises: a speed of one frame alone that is beyond this counts as motion."""
WILDEST = 1.0
"""Ranges a second: more than this of one frame counts as this in the noise, or else a blow were noise."""
LONGEST_STEP = 1.0
"""Seconds: a longer time between two frames counts as this; little is left of what was before."""


class AdaptiveFilter:
    """Filters numbers, each by itself, on the times given with them. The first pass as they are.

    Args:
        bounds: (low, high) of each number; what comes out stays between what went in.
    """

    __slots__ = ("_noises", "_out", "_ranges", "_speeds", "_t", "_values")

    def __init__(self, bounds: Sequence[tuple[float, float]]) -> None:
        self._ranges = [high - low for low, high in bounds]
        self._t: float | None = None
        self._values: Sequence[float] = ()
        self._out: list[float] = []
        self._speeds: list[float] = []
        self._noises: list[float] = []

    def update(self, t: float, values: Sequence[float]) -> list[float]:
        """The smoothed numbers at `t` seconds.

        It starts anew when time goes back; a time that is no number, or the same as before, changes nothing.
        """
        before = self._t
        if before is None or t < before:
            self._t, self._values, self._out = t if isfinite(t) else None, values, list(values)
            self._speeds = [0.0] * len(values)
            self._noises = [0.0] * len(values)
        elif isfinite(t) and t - before >= LEAST_STEP:
            self._follow(min(t - before, LONGEST_STEP), values)
            self._t, self._values = t, values
        return self._out.copy()

    def _follow(self, dt: float, values: Sequence[float]) -> None:
        newest, noisier, turn = dt / (SPEED_TIME + dt), dt / (NOISE_TIME + dt), 2 * pi * dt
        speeds, noises, out = self._speeds, self._noises, []
        for i, (value, last, held, width) in enumerate(
            zip(values, self._values, self._out, self._ranges, strict=True)
        ):
            new = (value - last) / (width * dt)
            change = new - speeds[i]
            speed = speeds[i] = speeds[i] + newest * change
            noise = noises[i] = noises[i] + noisier * (min(abs(change), WILDEST) - noises[i])
            off, doubt = abs(value - held) / width, DOUBT * noise * dt
            cutoff = REST * (off / doubt if off < FARTHEST * doubt else FARTHEST) ** 2
            cutoff += MOVING * max(abs(speed) - noise, abs(new) - SUDDEN * noise, 0.0)
            weight = turn * cutoff
            out.append(held + (value - held) * weight / (1 + weight))
        self._out = out
