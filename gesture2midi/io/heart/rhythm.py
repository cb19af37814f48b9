"""The rhythm of a heart: when it has beaten, when it will, and how much that varies.

A sensor tells the seconds from beat to beat exactly, but sends them about once a second, some time after
the beats. So the beats are summed up from the intervals, and placed by the messages that came soonest after
theirs. The next beats follow from how each interval has depended on those before it, as breathing speeds a
heart up and slows it down (linear prediction; Makhoul, *Linear Prediction: A Tutorial Review*, 1975).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from math import inf, nan
from threading import Lock

import numpy as np

from gesture2midi.events import Hit
from gesture2midi.io.heart.measurement import Measurement

SHORTEST, LONGEST = 0.25, 2.5
"""Seconds from beat to beat. Others are faults of the sensor."""
SLOWEST, FASTEST = 60 / LONGEST, 60 / SHORTEST
"""Beats a minute."""
SILENT = 6.0
"""Seconds without a message after which nothing is known."""
LEAD = 0.1
"""Seconds by which a beat is told ahead: more than a frame of 15 per second takes."""
MINUTE = 60.0
_FEWEST = 20
"""Differences from which a variability is told."""
_EVEN = 0.2
"""The part of the one before by which an interval may differ and be a normal one. What comes early or is
missed counts for nothing in the variability (Task Force of the ESC and NASPE, *Heart Rate Variability*, 1996,
which takes intervals between normal beats alone), and does not bend the prediction."""
_SLOPES = np.linspace(-0.001, 0.001, 21)
"""What the sensor's seconds may be short or long by: its clock is, and it may cut intervals to 1/1024 s."""
_MESSAGES = 120
"""From which the place of the beats is known."""
_RELOCK = 6
"""Messages in succession that come late before beats must have been lost on the way."""
_KEPT, _ORDER = 48, 8
"""Intervals that the next is foretold from, and how many each depends on at the most."""
_NOISE = 0.004
"""Seconds that an interval varies by without any rule, at the least."""


class Rhythm:
    """One heart. Messages come on one thread, and questions on another; times are seconds of one clock."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._told = self._heard = -inf
        self._forget()

    def hear(self, t: float, heard: Measurement) -> None:
        """Take in a message that came at t."""
        with self._lock:
            if t - self._heard > SILENT or heard.contact is False:
                self._forget()
            self._heard, self._contact = t, heard.contact is not False
            self._rate = float(heard.rate) if SLOWEST <= heard.rate <= FASTEST else nan
            if not self._contact:
                return
            intervals = [each for each in heard.intervals if SHORTEST <= each <= LONGEST]
            if intervals:
                self._place(t, intervals)
                self._foretell()
            elif not self._intervals and self._rate > 0:
                self._run_freely(t)

    def lose(self) -> None:
        """The sensor is gone."""
        with self._lock:
            self._forget()

    def signals(self, at: float) -> dict[str, float]:
        """Returns the signals `heart.` as they are at this time; levels are NaN where nothing is known."""
        with self._lock:
            here = at - self._heard <= SILENT
            known = here and self._contact
            return {
                "heart.rate": self._rate if known else nan,
                "heart.hrv": self._variability() if known else nan,
                "heart.phase": self._phase(at) if known else nan,
                "heart.contact": float(known),
            }

    def hits(self, at: float) -> Iterator[Hit]:
        """Gives the beat that comes within `LEAD` seconds, once, at its time."""
        with self._lock:
            if at - self._heard > SILENT:
                return
            # Where the place of a beat that was told has moved since, it is still the same beat.
            since = max(self._told + max(self._length(), SHORTEST) / 2, at - LEAD)
            coming = next((beat for beat in self._beats if beat >= since), inf)
            if coming > at + LEAD:
                return
            self._told = coming
        yield Hit(max(coming, at), "heart", "beat", 1.0)

    def _forget(self) -> None:
        self._heard = -inf
        self._contact = False
        self._rate = nan
        self._sum = 0.0  # of all intervals
        self._offset = nan  # what is to be added to it, to have the time of the last beat
        self._late: deque[tuple[float, float]] = deque(
            maxlen=_MESSAGES
        )  # that sum, and by how much we are on
        self._intervals: deque[float] = deque(maxlen=_KEPT)
        self._minute: deque[tuple[float, float]] = deque()  # when, and the difference of two intervals
        self._beats: list[float] = []  # the last that has been, and those that are foretold

    def _place(self, t: float, intervals: Sequence[float]) -> None:
        """Place the beats of a message that came at t."""
        for interval in intervals:
            before = self._intervals[-1] if self._intervals else nan
            self._sum += interval
            if abs(interval - before) <= _EVEN * before:
                self._minute.append((self._sum, interval - before))
            self._intervals.append(interval)
        while self._minute and self._sum - self._minute[0][0] > MINUTE:
            self._minute.popleft()
        self._late.append((self._sum, t - self._sum))
        recent = list(self._late)[-_RELOCK:]
        if len(recent) == _RELOCK and min(late for _, late in recent) - self._offset > 0.4 * self._length():
            self._late.clear()
            self._late.extend(recent)
        self._offset = soonest(self._late)

    def _foretell(self) -> None:
        last = self._sum + self._offset
        coming = foretold(self._intervals, round((SILENT + 2 * LONGEST) / min(self._intervals)))
        self._beats = [last, *(last + np.cumsum(coming)).tolist()]

    def _run_freely(self, t: float) -> None:
        """Of a sensor that tells no intervals: beats at its rate, from where they were."""
        length = 60 / self._rate
        last = max((beat for beat in self._beats if beat <= t), default=t)
        self._beats = [last + i * length for i in range(round((SILENT + 2 * LONGEST) / length) + 1)]

    def _length(self) -> float:
        """About how long it takes to the next beat."""
        if len(self._beats) > 1:
            return self._beats[1] - self._beats[0]
        return self._intervals[-1] if self._intervals else 1.0

    def _variability(self) -> float:
        """RMSSD: the root mean square of successive differences of the last minute, in seconds."""
        if len(self._minute) < _FEWEST:
            return nan
        return float(np.sqrt(np.mean(np.square([difference for _, difference in self._minute]))))

    def _phase(self, at: float) -> float:
        place = bisect_right(self._beats, at)
        if not 0 < place < len(self._beats):
            return 0.0 if self._beats else nan
        last, coming = self._beats[place - 1], self._beats[place]
        return (at - last) / (coming - last)


def soonest(late: Iterable[tuple[float, float]]) -> float:
    """Returns by how much our time is on, at the last of these, for a message that takes no time.

    A message comes late, never early, so the line is taken that lies under all and nearest to them (Moon,
    Skelly and Towsley, *Estimation and Removal of Clock Skew from Network Delay Measurements*, 1999); where
    that may be chance, a level one.

    late: for each message the sensor's time, and by how much ours was on when it came, in seconds.
    """
    points = np.array(list(late))
    back = points[:, 0] - points[-1, 0]
    under = points[:, 1] - np.outer(_SLOPES, back)
    ends = under.min(axis=1)
    return float(ends[np.argmin(np.mean(under, axis=1) - ends + np.abs(_SLOPES * back[0]))])


def foretold(intervals: Sequence[float], count: int) -> list[float]:
    """Returns the intervals that are to come, in seconds, the next first.

    Each is foretold by those before it, with weights that fit the past best (ridge regression, which gives
    the mean where the past has no rule).
    """
    past = _normal(np.array(intervals))
    mean = float(np.mean(past))
    order = min(_ORDER, len(past) // 4)
    if not order:
        return [float(past[-1])] * count
    centred = past - mean
    rows = np.lib.stride_tricks.sliding_window_view(centred, order)[:-1]
    ridge = len(rows) * _NOISE**2 * np.eye(order)
    weights = np.linalg.solve(rows.T @ rows + ridge, rows.T @ centred[order:])
    low, high = float(past.min()), float(past.max())
    coming = centred.tolist()
    for _ in range(count):
        following = float(np.dot(weights, coming[-order:])) + mean
        coming.append(min(max(following, low), high) - mean)
    return [value + mean for value in coming[len(past) :]]


def _normal(
    intervals: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """The same, with the median in place of those that are far from it: of an early beat and its pause."""
    middle = np.median(intervals)
    even: np.ndarray[tuple[int], np.dtype[np.float64]] = np.where(
        np.abs(intervals - middle) <= 1.5 * _EVEN * middle, intervals, middle
    )
    return even
