"""How loud the synth is: the peak of what it puts out.

The sound card's driver takes the sound from FluidSynth in a thread of its own, into which nothing of Python
may come. So a second synthesizer that nobody hears takes the same messages at the same times, and its samples
are looked at. They are the same, but for where in a block a message falls.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np

from gesture2midi.io.synth.fluidsynth import RATE, Fluid

LONGEST = 1.0
"""Seconds that are made up for at the most after a look that came late."""

Action: TypeAlias = Callable[[Fluid], None]
"""What is done to a synthesizer."""


class LevelMeter:
    """Any thread calls `follow`; one alone calls the others.

    Times are in seconds by one clock, which the meter begins at `now`.

    Raises:
        SoundfontError: the soundfont cannot be read.
    """

    def __init__(self, soundfont: Path | None, now: float) -> None:
        self._fluid = Fluid(soundfont)
        self._at = now
        self._waiting: deque[tuple[float, Action]] = deque()

    def follow(self, t: float, action: Action) -> None:
        """Do to this synthesizer what is done at time `t` to the one that is heard."""
        self._waiting.append((t, action))

    def peak(self, now: float) -> float:
        """Returns the largest sample since the last look; 1 is full scale, what is above it is clipped."""
        highest = 0.0
        while self._waiting:
            t, action = self._waiting.popleft()
            highest = max(highest, self._until(min(t, now)))
            action(self._fluid)
        return max(highest, self._until(now))

    def close(self) -> None:
        """Free the synthesizer."""
        self._fluid.delete()

    def _until(self, t: float) -> float:
        samples = round((min(t - self._at, LONGEST)) * RATE)
        if samples <= 0:
            return 0.0
        self._at = t
        return float(np.abs(self._fluid.sound(samples)).max())
