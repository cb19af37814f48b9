"""Swipes and circles: hits that are ways of the whole hand. They are told when they are done."""

from __future__ import annotations

from collections import deque
from math import atan2, hypot, inf, isfinite, pi, remainder

from gesture2midi.gestures.play_area import clamp
from gesture2midi.gestures.velocity import ENTERING, LEAST_STEP, LONGEST_GAP

LEAST_SWIPE = 10.0
"""Palms a second (about 0.9 m/s) that a swipe reaches; slower ways are ways from place to place."""
FULL_SWIPE = 25.0
"""Palms a second that have velocity 1."""
LEAST_WAY = 1.3
"""Palms (about 12 cm) that a swipe goes."""
STRAIGHT = 0.85
"""The part of a swipe's way that goes along its direction: within 30 degrees of it."""
BRAKED = 0.5
"""The part of its peak that the speed has fallen to at the moment of a swipe."""
REST = 0.45
"""Seconds after a swipe in which the way back, or any other, is none."""
CIRCLE = 1.2
"""Seconds that a circle takes at most."""
LEAST_RADIUS = 0.35
"""Palms, about 3 cm."""
LEAST_SPEED = 3.0
"""Palms a second all along a circle: jitter turns, too, but goes nowhere."""
SHARPEST = 0.4
"""Of a half turn from one step to the next: a corner is not round."""
FULL_CIRCLE = 15.0
"""Palms a second, on average, that have velocity 1."""

_Step = tuple[float, float, float]
Blow = tuple[str, float, float]
"""kind, time, velocity 0..1"""


class SwingDetector:
    """The swipes and circles of one hand, fed with every frame in which the hand is seen."""

    __slots__ = (
        "_fastest",
        "_last",
        "_peak",
        "_since",
        "_steps",
        "_t",
        "_turned",
        "_way",
        "_x",
        "_y",
        "speed",
    )

    def __init__(self) -> None:
        self._t = self._since = -inf
        self._x = self._y = 0.0
        self._last = -inf
        self.speed = 0.0
        """Palms a second, from the frame before to this one."""
        self._steps: deque[_Step] = deque(maxlen=160)
        self._begin()

    def _begin(self) -> None:
        self._peak = 0.0
        self._way = (0.0, 0.0, 0.0)
        self._fastest = (0.0, 0.0)
        self._turned = 0.0
        self._steps.clear()

    def update(self, t: float, x: float, y: float, size: float) -> Blow | None:
        """The swipe or circle that this frame completes, if any.

        t: seconds. x, y: the knuckles, picture heights, y down, not smoothed. size: palm in picture heights.
        """
        if not isfinite(t):
            return None
        dt, dx, dy = t - self._t, (x - self._x) / size, (y - self._y) / size
        if 0 <= dt < LEAST_STEP:
            return None
        self._t, self._x, self._y = t, x, y
        self.speed = hypot(dx, dy) / dt if 0 < dt <= LONGEST_GAP else 0.0
        if not 0 < dt <= LONGEST_GAP:
            self._since = t
            self._begin()
            return None
        if t - self._last < REST or t - self._since < ENTERING:
            self._begin()
            return None
        found = self._circle(t, dt, dx, dy) or self._swipe(t, dt, dx, dy)
        if found is not None:
            self._last = found[1]
            self._begin()
        return found

    def _swipe(self, t: float, dt: float, dx: float, dy: float) -> Blow | None:
        speed = hypot(dx, dy) / dt
        along = dx * self._fastest[0] + dy * self._fastest[1]
        x, y, length = self._way
        if speed < LEAST_SPEED or along < 0:
            self._way = (0.0, 0.0, 0.0)
        else:
            self._way = (x + dx, y + dy, length + hypot(dx, dy))
        if speed > self._peak:
            self._peak, self._fastest = speed, (dx, dy)
            return None
        if speed > BRAKED * self._peak:
            return None
        peak, self._peak, self._fastest = self._peak, 0.0, (0.0, 0.0)
        x, y = (x + dx, y + dy) if along > 0 else (x, y)
        far = max(abs(x), abs(y))
        if peak < LEAST_SWIPE or far < LEAST_WAY or far < STRAIGHT * length:
            return None
        if abs(x) > abs(y):
            kind = "swipe_right" if x > 0 else "swipe_left"
        else:
            kind = "swipe_down" if y > 0 else "swipe_up"
        # Between the middles of the last two steps, where the speed passed the level.
        part = clamp((peak * BRAKED - speed) / (peak - speed), 0.0, 1.0)
        return kind, t - dt / 2 - part * dt, clamp(peak / FULL_SWIPE, 0.0, 1.0)

    def _circle(self, t: float, dt: float, dx: float, dy: float) -> Blow | None:
        speed = hypot(dx, dy) / dt
        turn = (
            remainder(atan2(dy, dx) - atan2(self._steps[-1][2], self._steps[-1][1]), 2 * pi)
            if self._steps
            else 0.0
        )
        if speed < LEAST_SPEED or abs(turn) > SHARPEST * pi or turn * self._turned < -0.1:
            self._steps.clear()
            self._turned = 0.0
            if speed >= LEAST_SPEED:
                self._steps.append((dt, dx, dy))
            return None
        self._turned += turn
        self._steps.append((dt, dx, dy))
        took = sum(step[0] for step in self._steps)
        if took > CIRCLE:
            self._turned = 0.0
            self._steps.clear()
            return None
        if abs(self._turned) < 2 * pi:
            return None
        length = sum(hypot(step[1], step[2]) for step in self._steps)
        back = hypot(sum(step[1] for step in self._steps), sum(step[2] for step in self._steps))
        if length < 2 * pi * LEAST_RADIUS or back > length / 4:
            return None
        return "circle", t, clamp(length / took / FULL_CIRCLE, 0.0, 1.0)
