"""How loud the built-in synth is at this moment, and whether it was too loud."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from gesture2midi.errors import PlayerError
from gesture2midi.io.synth.level_meter import LevelMeter
from gesture2midi.io.synth.output import Synth

LOOK = 1 / 12
"""Seconds between two looks."""
IDLE = 3.0
"""Seconds after which nobody looks any more."""
FALL = 20.0
"""Decibels a second that the level falls at the most, so that an eye can follow."""


class OutputLevel:
    """Measures on a thread of its own, while somebody watches.

    Args:
        synth: gives the one that plays, if any.
        ask: has something done between two frames of the set.
    """

    def __init__(self, synth: Callable[[], Synth | None], ask: Callable[[Callable[[], None]], None]) -> None:
        self._synth, self._ask = synth, ask
        self._of: Synth | None = None
        self._meter: LevelMeter | None = None
        self._at = 0.0
        self._watched = -IDLE
        self.peak = 0.0
        """Of what the synth puts out; 1 is full scale."""
        self.clipped = False
        """Whether it was above full scale since this was last set to False."""
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    def watch(self, now: float) -> None:
        """Measure for a while; called again and again by each page that shows it, while it is open."""
        self._watched = now
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="output level", daemon=True)
            self._thread.start()

    def look(self, now: float) -> None:
        """Measure what was put out since the last look; `now` is by `time.perf_counter()`."""
        synth = self._synth() if now - self._watched < IDLE else None
        if synth is not self._of:
            self._follow(synth, now)
        peak = self._meter.peak(now) if self._meter is not None else 0.0
        self.clipped = self.clipped or peak > 1
        self.peak = max(peak, self.peak * 10 ** (-FALL * (now - self._at) / 20))
        self._at = now

    def close(self) -> None:
        """Measure no more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(LOOK):
            self.look(time.perf_counter())
        self._follow(None, 0.0)

    def _follow(self, synth: Synth | None, now: float) -> None:
        old, self._meter, self._of = self._meter, None, synth
        if old is not None:
            old.close()
        if synth is None:
            return
        try:
            meter = self._meter = LevelMeter(synth.soundfont, now)
        except PlayerError:  # the file has gone since; what plays goes on
            return
        self._ask(lambda: synth.measure(meter))
