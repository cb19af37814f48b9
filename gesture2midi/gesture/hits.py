"""The strike: a downward blow, foretold while the hand still falls.

Players of air drums mean the sound to come at the peak of the braking acceleration, not at the lowest point,
which comes later and moves with the tempo (Dahl 2014, "Triggering sounds from discrete air gestures"). That
peak is foretold (`braking`), anew in each frame for as long as another frame will still come in time; so
the time of a strike may lie after the frame that gives it, by about a frame.
"""

from __future__ import annotations

from collections import deque
from math import exp, isfinite, sqrt

import numpy as np
from numpy.typing import NDArray

from gesture2midi.gesture.area import clamp
from gesture2midi.gesture.braking import EDGES, Forecast, forecast
from gesture2midi.gesture.manner import AFTER, Floats, Manner
from gesture2midi.gesture.motion import ENTERING, LEAST_STEP, LONGEST_GAP

LEAST_PEAK = 5.0
"""Palms a second (about 0.45 m/s): a slower fall is no strike."""
FULL_PEAK = 20.0
"""Palms a second (about 1.7 m/s) that have velocity 1; velocity is in proportion to the peak."""
LEAST_FALL = 5.0
"""Palms a second that it must have fallen by now."""
HANGING = -0.4
"""`Features.up` below which a hand reaches down, and strikes nothing."""
ROLL = 0.3
"""Seconds after a strike in which the next is believed before its fall is seen."""
LATENCY = 0.007
"""Seconds from a frame to the earliest message that it can cause: tracking, mostly."""
LIKELY = 0.5
"""The chance from which a strike is believed."""
DUE = 0.65
"""The chance that the brake comes before the next frame can tell of it, from which none is waited for."""
LONE = 0.18
"""Seconds after a strike from which the speed that was seen counts: in a fast roll it is the last one's."""
FALL = 0.23
"""Seconds before the newest frame in which a fall is at its fastest."""
REFRACTORY = 0.08
"""Seconds after a strike and its turn in which no other can fall: 8 strokes a second are 0.125 apart."""
LONGEST_STEP = 0.06
"""Seconds between two frames, on average, beyond which a stroke is not seen well enough to be foretold."""
_SIZE_TIME = 0.3  # s; the size of a hand flutters when it moves fast
_STEP_TIME = 0.15  # s; what a camera's next frame takes follows from those before it
_LOST = 1.5  # usual steps, beyond which frames were lost
_MEMORY = 64  # frames: half a second of 120 a second
_ENDS = EDGES[1:]
_MIDDLES = (EDGES[:-1] + EDGES[1:]) / 2


class StrikeDetector:
    """The strikes of one hand, fed with every frame in which the hand is seen.

    manner: how the hand struck when it was in view before.
    early: seconds by which a strike comes before the brake that is foretold, see `profile.Profile`.
    """

    __slots__ = (
        "_armed",
        "_early",
        "_heights",
        "_last",
        "_manner",
        "_size",
        "_step",
        "_times",
        "_turned",
        "_unread",
    )

    def __init__(self, manner: Manner | None = None, early: float = 0.0) -> None:
        self._manner = manner or Manner()
        self._early = early
        self._times: deque[float] = deque(maxlen=_MEMORY)
        self._heights: deque[float] = deque(maxlen=_MEMORY)
        self.reset()

    def reset(self) -> None:
        """Forget everything but the manner, as for a hand that comes into view."""
        self._times.clear()
        self._heights.clear()
        self._last = self._turned = float("-inf")
        self._unread: float | None = None
        self._armed = True
        self._size = 0.0
        self._step = 1 / 30

    def update(self, t: float, y: float, size: float, up: float = 1.0) -> tuple[float, float] | None:
        """(time, velocity 0..1) of the strike that this frame announces, else None.

        t: seconds. y: height of the knuckles in the picture, 0..1, y down, not smoothed. size: palm in
        picture heights. up: see `Features.up`. The strike's time is at most 65 ms before `t` and 115 ms
        after it, `early` aside.
        """
        if not isfinite(t):
            return None
        if not self._times or not 0 <= t - self._times[-1] <= LONGEST_GAP:
            self.reset()
            self._size = size
        elif t - self._times[-1] < LEAST_STEP:
            return None
        else:
            step = t - self._times[-1]
            self._size += (size - self._size) * (1 - exp(-step / _SIZE_TIME))
            known = min(step, _LOST * self._step)  # lost frames do not make the camera a slow one
            self._step += (known - self._step) * (1 - exp(-step / _STEP_TIME))
        self._times.append(t)
        self._heights.append(y)
        if len(self._times) < 4 or y > 1 or up < HANGING or self._step > LONGEST_STEP:
            return None
        return self._judge(t)

    def _judge(self, t: float) -> tuple[float, float] | None:
        times, heights = np.array(self._times), np.array(self._heights) / self._size
        if self._unread is not None and t >= self._unread + AFTER:
            self._manner.learn(times, heights, self._unread)
            self._unread = None
        falls = np.diff(heights[-4:]) / np.diff(times[-4:])
        if not self._armed and falls[-1] < LEAST_PEAK / 4:
            self._armed, self._turned = True, times[-2]
        if not self._armed or (falls.max() < LEAST_FALL and t - self._last > ROLL):
            return None
        ahead = forecast(times, heights, self._manner)
        if ahead is None or ahead.speed < LEAST_PEAK:
            return None
        # Whatever is nearer to the last strike, or to the turn of its fall, is that strike.
        free = t + _MIDDLES > max(self._last, self._turned) + REFRACTORY
        if _chance(ahead, free) < LIKELY:
            return None
        reached = np.cumsum(np.where(free, ahead.chances, 0.0))
        total = float(reached[-1])
        late = LATENCY + self._step + self._early
        if np.interp(late, _ENDS, reached) < DUE * total:  # the next frame will know better
            return None
        go = float(np.interp(0.5 * total, reached, _ENDS))
        if t + go - self._times[0] < ENTERING:
            return None
        lone = t + go - self._last > LONE
        self._armed, self._last = False, t + go
        self._unread = self._last if self._unread is None else self._unread
        speed = _measured(times, heights, ahead.speed) if lone else ahead.speed
        return self._last - self._early, clamp(speed / FULL_PEAK, 0.0, 1.0)


def _chance(ahead: Forecast, free: NDArray[np.bool_]) -> float:
    """Of a brake at one of the free times, where it can only be there or nowhere."""
    total = float(ahead.chances[free].sum())
    return total / max(total + 1 - float(ahead.chances.sum()), 1e-9)


def _measured(times: Floats, heights: Floats, foretold: float) -> float:
    """The stroke's greatest speed, palms a second: between what is foretold and what was seen, if it was."""
    late = times > times[-1] - FALL
    falls = np.diff(heights[late]) / np.diff(times[late])
    fastest = int(np.argmax(falls))
    slows = fastest < len(falls) - 1
    return sqrt(foretold * max(float(falls[fastest]), LEAST_PEAK)) if slows else foretold
