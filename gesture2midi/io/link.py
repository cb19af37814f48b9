"""Joins an Ableton Link session: the beat that programs on one network share, without a cable or a leader."""

from __future__ import annotations

import time
from collections.abc import Callable
from math import ceil, floor, nan

from gesture2midi.errors import UsageError
from gesture2midi.io.midi.clock import BAR, Beat, signals
from gesture2midi.paths import to_add


class Link:
    """A member of the session that only follows; where it is the first, it begins with 120 beats a minute.

    A session whose members share no start and stop is taken to play, from the bar in which we joined.

    Args:
        clock: seconds, growing; that by which `hear` is asked.

    Raises:
        UsageError: the extra is not installed.
    """

    name = "Ableton Link"

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        try:
            import link
        except ImportError as error:
            raise UsageError(
                "Ableton Link needs more than is installed: "
                + to_add("gesture2midi[link]", "leave --link out, and let the DAW send MIDI clock")
            ) from error
        self._now = clock
        self._first = nan  # the beat of the session with which we count from 0
        self._shared = False
        self._link = link.Link(120.0)
        self._link.startStopSyncEnabled = True
        self._link.enabled = True

    def hear(self, at: float) -> dict[str, float]:
        """The signals of the clock as they are at this time; none while nobody else is in the session."""
        if not self._link.numPeers():
            self._first = nan
            return {}
        state = self._link.captureAppSessionState()
        micros = self._link.clock().micros() + round((at - self._now()) * 1e6)
        beat = state.beatAtTime(micros, BAR)
        if state.isPlaying():
            self._shared = True
            # As the others do, the music begins on a bar; a start on one may come out a little after it.
            self._first = ceil(state.beatAtTime(state.timeForIsPlaying(), BAR) / BAR - 0.01) * BAR
        elif not beat >= self._first:  # the first time, or another session has been joined
            self._first = floor(beat / BAR) * BAR
        running = beat >= self._first and (state.isPlaying() or not self._shared)
        return signals(Beat(running, state.tempo(), beat - self._first if running else nan))

    def close(self) -> None:
        self._link.enabled = False
