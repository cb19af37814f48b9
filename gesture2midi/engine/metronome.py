"""A metronome on the beat, and the count-in before something is recorded."""

from __future__ import annotations

import math
from collections.abc import Callable

from gesture2midi.engine.beat import QUARTERS, Beat
from gesture2midi.events import Message, NoteOff, NoteOn
from gesture2midi.music.general_midi import DRUM_CHANNEL

CLICK = " click"
"""The port that the built-in synth alone hears. No mapping can name it."""
OWNER = " metronome"
HIGH_WOODBLOCK, LOW_WOODBLOCK = 76, 77
"""Of General MIDI's drums: where a bar begins, and the other beats."""
_LOUD, _LESS = 110, 80
_BACK = 0.5
"""Quarter notes: where the beat is so far behind where it was, its clock begins anew."""
_LONG = 0.05
"""Seconds of a click."""


class Metronome:
    """Clicks on each quarter note; the session gives it each frame's time and beat.

    What is to begin after a count-in begins at the first bar line that is four quarter notes away or more.
    """

    def __init__(self) -> None:
        self.on = False
        """Whether it clicks all the time."""
        self.counts_in = False
        """Whether a bar is counted before takes and loops begin."""
        self._next = 0
        self._now = 0.0
        self._begin: Callable[[], None] | None = None
        self._line: float | None = None

    @property
    def counting(self) -> bool:
        """Whether something waits for its bar line."""
        return self._begin is not None

    def begin(self, action: Callable[[], None]) -> None:
        """Do this after the count-in, or at once where there is none; asked for again, it is called off."""
        if self._begin is not None:
            self._begin = self._line = None
        elif self.counts_in:
            self._begin = action
        else:
            action()

    def update(self, t: float, beat: Beat) -> list[Message]:
        """Returns the clicks from a frame's time on that no frame before has foretold."""
        beat.count_in = QUARTERS if self.counts_in else 0
        self._begin_in_time(t, beat)
        now = beat.beat(t)
        line = math.ceil(now - 1e-9)
        if now > self._now - _BACK:
            line = max(line, self._next)
        self._now = now
        counted = max(beat.counted, -math.inf if self._line is None else self._line)
        clicks: list[Message] = []
        while (at := beat.time(line)) < beat.until:
            if self.on or line < counted:
                clicks += _click(max(t, at), line)
            line += 1
        self._next = line
        return clicks

    def _begin_in_time(self, t: float, beat: Beat) -> None:
        if self._begin is None:
            return
        line = beat.bar_line(t)
        if self._line is None or self._line > line:
            self._line = line
        if beat.beat(t) >= self._line:
            action, self._begin, self._line = self._begin, None, None
            action()


def _click(t: float, line: int) -> list[Message]:
    first = line % QUARTERS == 0
    note, velocity = (HIGH_WOODBLOCK, _LOUD) if first else (LOW_WOODBLOCK, _LESS)
    return heard_here(t, OWNER, DRUM_CHANNEL, note, velocity, _LONG)


def heard_here(t: float, owner: str, channel: int, note: int, velocity: int, seconds: float) -> list[Message]:
    """Returns a note that the built-in synth alone hears, from t on for so many seconds."""
    return [
        NoteOn(t, owner, channel, note, velocity, CLICK),
        NoteOff(t + seconds, owner, channel, note, CLICK),
    ]
