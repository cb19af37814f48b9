"""Follows a MIDI clock: where the music is, and how fast it goes, out of 24 unsteady pulses a beat.

The pulses are taken to lie on a line, pulse number over time. A g-h filter of growing memory keeps it: until
`MEMORY` pulses are known that is the least-squares line through all of them, then it forgets the oldest
little by little (Brookner, Tracking and Kalman Filtering Made Easy, 1998, chapter 1). Pulses that do not fit
the line are gathered, `DOUBT` of them, before one is believed; meanwhile the music goes on along the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan
from typing import Literal

PULSES = 24
"""In a quarter note."""
MEMORY = 72
"""Pulses that the line remembers: three beats. More is steadier, less follows a ritardando sooner."""
DOUBT = 8
SLOWEST, FASTEST = 10.0, 1000.0
"""Beats a minute; what is beyond is no clock."""
PATIENCE = PULSES / 2
"""A clock that is late by more pulses than this is lost."""

_LONGEST, _SHORTEST = 60 / PULSES / SLOWEST, 60 / PULSES / FASTEST
_SETTLED = 12  # pulses after which the line is good enough to doubt a pulse
_JITTER = 0.003  # seconds, until the clock's own is known
_UNLIKELY = 3.5  # standard deviations
_MEAN = 1 / 4  # weight of the newest in a running mean, whose variance is then 1 / 7 of one pulse's


@dataclass(frozen=True, slots=True)
class Beat:
    """running: the music plays. tempo: quarter notes a minute, NaN without pulses. position: quarter notes
    from the beginning of the song, NaN while nothing runs; goes back only where the music is told to jump."""

    running: bool
    tempo: float
    position: float


SILENT = Beat(False, nan, nan)
BAR = 4
"""Beats; a MIDI clock does not say how many a bar has."""


def signals(beat: Beat) -> dict[str, float]:
    """What a mapping reads of it."""
    return {
        "clock.running": float(beat.running),
        "clock.tempo": beat.tempo,
        "clock.beat": beat.position,
        "clock.phase": beat.position % 1,
        "clock.bar": beat.position / BAR % 1,
    }


class _Line:
    """The newest pulse should have come at `at`; `period` seconds lie between two."""

    __slots__ = ("at", "count", "period")

    def __init__(self, at: float, period: float = _LONGEST, count: int = 1) -> None:
        self.at, self.period, self.count = at, period, count

    def add(self, t: float, missed: int = 0) -> float:
        """Go on to the pulse that came at t, the next after those that were missed; how late it was."""
        n = self.count = min(self.count + 1, MEMORY)
        due = self.at + self.period * (1 + missed)
        late = t - due
        self.at = due + late * 2 * (2 * n - 1) / (n * (n + 1))
        self.period += late * 6 / (n * (n + 1))
        return late

    @property
    def plausible(self) -> bool:
        return _SHORTEST <= self.period <= _LONGEST


class Clock:
    """Told of each message of a clock as it comes, it knows where the music is. Times are seconds; a pulse
    whose time goes back counts as if it came with the one before it.

    A clock that has said neither start nor stop yet is taken to play from its first pulse: some never say.

    steadiest: seconds (standard deviation); no clock is taken to be steadier than this, for it is heard so.
    ignored: pulses that came too fast for any music.
    """

    def __init__(self, steadiest: float = 0.0005) -> None:
        self.ignored = 0
        self._finest = steadiest**2
        self._line: _Line | None = None
        self._doubted: list[float] = []
        self._variance = max(_JITTER, steadiest) ** 2
        self._lateness = 0.0  # a running mean, near 0 while the line is right
        self._last = self._believed = -inf
        self._storm = False
        self._playing = True
        self._begun = False
        self._number = -1  # the newest pulse's place in the song
        self._next: int | None = 0  # where the music was told to go; the next pulse is there
        self._told = 0.0  # the position last given

    def transport(self, do: Literal["start", "stop", "continue"]) -> None:
        """The music begins, or goes on, with the next pulse; or stops now."""
        if do == "start":
            self._next = 0
        elif do == "continue" and self._next is None:
            self._next = self._number + 1
        elif do == "stop" and self._playing:
            self._number += len(self._doubted)
        self._playing, self._begun = do != "stop", False

    def locate(self, sixteenths: int) -> None:
        """The next pulse is so many sixteenth notes from the beginning of the song."""
        self._next = sixteenths * PULSES // 4

    def pulse(self, t: float) -> None:
        """One of 24 in a quarter note."""
        t = max(t, self._last)
        if self._lost(t):
            self._forget()
        self._last = t
        if self._playing and self._next is not None:
            self._jump(t, self._next)
        elif self._line is None:
            self._line = _Line(t)
            self._believe(t, 1)
        elif self._doubted or self._storm or self._doubtful(t, self._line):
            self._doubted.append(t)
            if len(self._doubted) == DOUBT:
                self._judge(self._line)
        else:
            self._take(t, self._line)

    def at(self, t: float) -> Beat:
        """How it stands at t, which may lie a little before the newest pulse."""
        line = self._line
        if line is None or line.count < 2 or not line.plausible or self._lost(t):
            return SILENT
        tempo = 60 / PULSES / line.period
        if not self._begun:
            return Beat(False, tempo, nan)
        self._told = max(self._told, (self._number + (t - line.at) / line.period) / PULSES)
        return Beat(True, tempo, self._told)

    def _jump(self, t: float, number: int) -> None:
        """This pulse may come at any time, but hardly in another tempo than those before it."""
        line = self._line
        self._line = _Line(t) if line is None else _Line(t, line.period, min(line.count, _SETTLED))
        self._doubted.clear()
        self._lateness = 0.0
        self._number, self._next, self._begun = number - 1, None, True
        self._believe(t, 1)
        self._told = number / PULSES

    def _lost(self, t: float) -> bool:
        if self._line is None:
            return False
        patience = PATIENCE * self._line.period if self._line.count >= _SETTLED else _LONGEST
        if self._storm:  # what comes is not believed, and then it takes DOUBT good pulses to end that
            return t - self._believed > 2 * patience
        return t - self._last > patience

    def _forget(self) -> None:
        """Where the clock comes back, it goes on counting."""
        self._believe(self._last, len(self._doubted))
        self._line = None
        self._doubted.clear()
        self._storm = False

    def _believe(self, t: float, pulses: int) -> None:
        self._believed = t
        if self._playing:
            self._number += pulses

    def _doubtful(self, t: float, line: _Line) -> bool:
        late = t - line.at - line.period
        mean = self._lateness + (late - self._lateness) * _MEAN
        return line.count >= _SETTLED and mean * mean > _UNLIKELY**2 * self._variance / 7

    def _take(self, t: float, line: _Line, missed: int = 0) -> None:
        late = line.add(t, missed)
        self._believe(t, 1 + missed)
        if line.count > _SETTLED:
            self._lateness += (late - self._lateness) * _MEAN
            self._variance += (max(late * late, self._finest) - self._variance) / 32
        elif line.count == DOUBT and not line.plausible:
            self.ignored += DOUBT
            self._believe(t, -DOUBT)
            self._forget()

    def _judge(self, line: _Line) -> None:
        """Some pulses fit the line badly: by chance, or because some are missing, or there is a new line."""
        times, self._doubted = self._doubted, []
        late = [t - line.at - line.period * (i + 1) for i, t in enumerate(times)]
        mean, slope, variance = _fit(late)
        chance = 4 * max(self._variance, variance)
        missed = 0 if _about(0.0, late) <= chance else max(0, round(mean / line.period))
        off = _about(missed * line.period, late)
        if off <= chance and (missed == 0 or off <= _through(late)):
            for i, t in enumerate(times):
                self._take(t, line, missed if i == 0 else 0)
            self._storm = False
        elif _SHORTEST <= line.period + slope <= _LONGEST:
            new = self._line = _Line(times[0])
            for t in times[1:]:
                new.add(t)
            self._lateness, self._variance = 0.0, max(self._variance, variance)
            self._believe(times[-1], DOUBT)
            self._storm = False
        else:
            self.ignored += DOUBT
            self._storm = True


def _fit(values: Sequence[float]) -> tuple[float, float, float]:
    """Mean and slope of the least-squares line through values one apart, and their variance about it."""
    n = len(values)
    middle, mean = (n - 1) / 2, sum(values) / n
    slope = 12 * sum((i - middle) * x for i, x in enumerate(values)) / (n**3 - n)
    off = sum((x - mean - slope * (i - middle)) ** 2 for i, x in enumerate(values))
    return mean, slope, off / (n - 2)


def _about(x: float, values: Sequence[float]) -> float:
    """Mean square distance of values from x."""
    return sum((value - x) ** 2 for value in values) / len(values)


def _through(values: Sequence[float]) -> float:
    """Their mean square distance from the best line that was at 0 one before the first: another tempo."""
    squares = sum(i * i for i in range(1, len(values) + 1))
    slope = sum(i * x for i, x in enumerate(values, 1)) / squares
    return sum((x - slope * i) ** 2 for i, x in enumerate(values, 1)) / len(values)
