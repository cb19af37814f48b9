"""The beat: where the music is, in quarter notes, and when the lines of its grids come.

The clock of a sequencer leads while it runs (the signals `clock.running`, `clock.beat` in quarter notes and
`clock.tempo` in quarter notes a minute); else the mapping's own tempo, counted from the set's beginning.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

LEAD = 0.05
"""Seconds: what falls between two frames is said a frame's time and this long ahead. That is a frame's own
way through the tracker, and most of the wait for the next where one is dropped."""

LONGEST = 0.25
"""Seconds: no longer is waited for the next frame; a live source says by then that there is none."""

LATE = 0.06
"""Seconds: what comes so little after a line is still meant for it, and sounds at once; but no more than a
quarter of the way to the next line. Drummers who tap along stray by half of it."""

BEHIND = 4
"""Lines: where one that was reached lies so far ahead of the beat, the clock must have gone back."""

QUARTERS = 4
"""Of a bar."""

_SLOWEST, _FASTEST = 10.0, 1000.0
"""Quarter notes a minute that a clock is believed."""


class Beat:
    """Where the beat is. `until`: everything up to this time is to be said in this frame."""

    __slots__ = ("_at", "_led", "_now", "_own", "_pace", "_t", "count_in", "counted", "until")

    def __init__(self, tempo: float) -> None:
        """tempo: quarter notes a minute."""
        self._own = self._pace = tempo / 60
        self._t = self._at = self._now = 0.0
        self._led = False
        self.until = 0.0
        self.count_in = 0
        """Quarter notes that are counted before something begins to be recorded."""
        self.counted = -math.inf
        """Up to which quarter note a loop has them counted."""

    def update(self, t: float, signals: Mapping[str, float]) -> None:
        """The frame of time t, which does not go back."""
        self.until = t + LEAD + min(LONGEST, t - self._now)
        self._now = t
        if signals.get("clock.running", 0.0) > 0:
            at, tempo = signals.get("clock.beat", math.nan), signals.get("clock.tempo", math.nan)
            if math.isfinite(at) and _SLOWEST <= tempo <= _FASTEST:
                self._led, self._t, self._at, self._pace = True, t, at, tempo / 60
                return
        if self._led:  # its clock has stopped: the mapping's own tempo goes on from where that was
            self._led, self._at, self._t, self._pace = False, self.beat(t), t, self._own

    @property
    def led(self) -> bool:
        """Whether the clock of another program leads."""
        return self._led

    @property
    def tempo(self) -> float:
        """Quarter notes a minute."""
        return self._pace * 60

    def beat(self, t: float) -> float:
        """Quarter notes at time t."""
        return self._at + (t - self._t) * self._pace

    def bar_line(self, t: float) -> int:
        """The quarter note at which something begins that is asked for at time t.

        It is that of the bar line which has only just gone by, or of the next;
        after a count-in, if there is one.
        """
        return math.ceil((self.beat(t - LATE) + self.count_in) / QUARTERS) * QUARTERS

    def time(self, beat: float) -> float:
        """When so many quarter notes have passed."""
        return self._t + (beat - self._at) / self._pace


class Grid:
    """Lines `step` quarter notes apart, numbered from the beginning.

    swing: where in a pair of steps every second line stands: 0.5 is straight, 2/3 that of triplets.
    """

    __slots__ = ("_beat", "_late", "_step")

    def __init__(self, beat: Beat, step: float, swing: float = 0.5) -> None:
        self._beat = beat
        self._step = step
        self._late = (2 * swing - 1) * step

    def time(self, line: int) -> float:
        """When this line is."""
        return self._beat.time(line * self._step + self._late * (line & 1))

    def line(self, t: float, after: int | None = None) -> int:
        """The line that something at time t is meant for: the next, or the last if it is only just over.

        after: the line that was taken last; another is to follow.
        """
        beat = self._beat
        since = t - min(LATE, (beat.time(self._step) - beat.time(0.0)) / 4)
        line = math.floor(beat.beat(since) / self._step)
        while self.time(line) < since:
            line += 1
        return after + 1 if after is not None and line <= after < line + BEHIND else line
