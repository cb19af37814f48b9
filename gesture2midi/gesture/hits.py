"""The strike: a downward blow, found where its fall is braked, before the hand turns round.

Players of air drums mean the sound to come near the peak of the braking acceleration, not at the
lowest point, which comes later and moves with the tempo (Dahl 2014, "Triggering sounds from
discrete air gestures"). Here the moment of a strike is when its downward speed has fallen to half
of its peak: for a minimum-jerk stroke 0.77 of the way through in time, where its braking is
strongest at 0.79. It needs no second derivative, and is found between frames.
"""

from __future__ import annotations

from math import exp, isfinite

from gesture2midi.gesture.area import clamp

LEAST_PEAK = 5.0
"""Palms a second (about 0.45 m/s): a slower fall is no strike."""
FULL_PEAK = 20.0
"""Palms a second (about 1.7 m/s) that have velocity 1; velocity is in proportion to the peak."""
BRAKED = 0.5
"""The part of its peak that the speed has fallen to at the moment of the strike."""
LONGEST_FALL = 0.12
"""Seconds from the peak to the strike; a hand that is braked more gently is being lowered."""
LEAST_WAY = 0.3
"""Palms (about 3 cm) that the hand must have come down: jitter has the speed but goes nowhere."""
REFRACTORY = 0.08
"""Seconds after a strike in which no other can fall: 8 strokes a second are 0.125 apart."""
SETTLE = 0.1
"""Seconds a hand must have been in view: its first landmarks jump."""
LONGEST_GAP = 0.15
"""Seconds between two frames beyond which the way between them says nothing."""
_LEAST_STEP = 1e-4
_SIZE_TIME = 0.3  # s; the size of a hand flutters when it moves fast


class StrikeDetector:
    """The strikes of one hand, fed with every frame in which the hand is seen."""

    __slots__ = (
        "_armed",
        "_entered",
        "_last",
        "_mid",
        "_peak",
        "_peak_at",
        "_size",
        "_t",
        "_top",
        "_v",
        "_y",
    )

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything, as for a hand that comes into view."""
        self._t: float | None = None
        self._entered = self._y = self._size = 0.0
        self._v = self._mid = self._top = 0.0
        self._peak = self._peak_at = 0.0
        self._armed = True
        self._last = float("-inf")

    def update(self, t: float, y: float, size: float) -> tuple[float, float] | None:
        """(time, velocity 0..1) of the strike that this frame shows to be one, else None.

        t: seconds. y: height of the knuckles in the picture, 0..1, y down. size: palm in picture
        heights. The strike's time is before `t`, and after the frame before the last one.
        """
        if not isfinite(t):
            return None
        if self._t is None or not 0 <= t - self._t <= LONGEST_GAP:
            self.reset()
            self._t, self._entered, self._size = t, t, size
            self._y = self._top = y
            return None
        dt = t - self._t
        if dt < _LEAST_STEP:
            return None
        self._size += (size - self._size) * (1 - exp(-dt / _SIZE_TIME))
        speed, mid = (y - self._y) / dt / self._size, t - dt / 2
        way = (max(y, self._y) - self._top) / self._size
        if y > 1:  # on its way out of the picture
            self._peak = 0.0
        found = self._judge(speed, mid, way)
        self._t, self._y, self._v, self._mid = t, y, speed, mid
        if speed <= 0:
            self._top = y
        return found

    def _judge(self, speed: float, mid: float, way: float) -> tuple[float, float] | None:
        if not self._armed:
            if speed < LEAST_PEAK / 4:
                self._armed, self._peak = True, 0.0
            return None
        if speed > self._peak:
            self._peak, self._peak_at = speed, mid
            return None
        level = BRAKED * self._peak
        if speed > level:
            return None
        peak, self._peak = self._peak, 0.0
        if peak < LEAST_PEAK or way < LEAST_WAY:
            return None
        at = self._mid + (mid - self._mid) * (self._v - level) / (self._v - speed)
        if at - self._peak_at > LONGEST_FALL or at - self._entered < SETTLE or at - self._last < REFRACTORY:
            return None
        self._armed, self._last = False, at
        return at, clamp(peak / FULL_PEAK, 0.0, 1.0)
