"""Cuts short utterances out of a microphone's samples, also while music plays: what is louder than before.

The level of each frame is that of the band that speech is loudest in, so that bass and cymbals count less. A
command is short and stands alone: talk that goes on is left out before anything is recognized.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Mono, -1..1, at `RATE`."""

RATE = 16_000
"""Hz, which the recognizer's model is made for."""
FRAME = 320
"""Samples of which one level is taken: 20 ms."""

# All of these were chosen on the voices, commands and music that `python -m benchmarks voice --tuning` plays,
# and are reported on others.
_BAND = (300.0, 3400.0)
_FLOOR = 50
"""Percentile of the levels that is the music, or the room."""
_ABOVE = 6.0
"""Decibels over the floor from which a frame is speech."""
_SHORTEST, _LONGEST, _WITH_WAKE_WORD = 0.14, 1.5, 2.3
_WAKE_PAUSE = 0.7
"""Seconds at the most from a wake word to its command."""
PAUSE = 0.24
"""Seconds below the floor that end an utterance."""
AROUND = 0.3
"""Seconds before and after that are recognized with it: quiet consonants, and what the music is like."""
_MEMORY = 4.0
"""Seconds that the floor is taken from."""
_EVERY = 5
"""Frames after which the floor is looked at anew."""
_FAINTEST = -60.0
"""Decibels of full scale below which nothing is speech."""


class Utterances:
    """Is given samples as they come, and gives each utterance once it is over.

    after_wake_word: a wake word goes before each command, perhaps with a pause between them.
    """

    def __init__(self, after_wake_word: bool = False) -> None:
        self._longest = (_WITH_WAKE_WORD if after_wake_word else _LONGEST) * RATE / FRAME
        self._joined = (_WAKE_PAUSE if after_wake_word else 0) * RATE / FRAME
        frequencies = np.fft.rfftfreq(FRAME, 1 / RATE)
        self._band = (frequencies >= _BAND[0]) & (frequencies <= _BAND[1])
        self._window = np.hanning(FRAME).astype(np.float32)
        self._begin()

    def _begin(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._frames: deque[Samples] = deque(
            maxlen=round(self._longest + (PAUSE + 2 * AROUND) * RATE / FRAME)
        )
        self._levels: deque[float] = deque(maxlen=round(_MEMORY * RATE / FRAME))
        self._begun = self._loud = -1
        self._before = -1, -1  # where the utterance before began and ended
        self._count = 0
        self._floor = _FAINTEST

    def feed(self, samples: Samples) -> list[Samples]:
        """Returns the utterances that these samples end, each with a little of what was around it."""
        data = np.concatenate((self._rest, samples))
        whole = len(data) // FRAME * FRAME
        self._rest = data[whole:]
        found = []
        for frame in data[:whole].reshape(-1, FRAME):
            utterance = self._hear(frame)
            if utterance is not None:
                found.append(utterance)
        return found

    def _hear(self, frame: Samples) -> Samples | None:
        power = np.abs(np.fft.rfft(frame * self._window)[self._band]) ** 2
        level = 10 * float(np.log10(np.sum(power) * 4 / FRAME**2 + 1e-12))
        self._frames.append(frame)
        self._levels.append(level)
        self._count += 1
        if self._count % _EVERY == 1:
            self._floor = max(float(np.percentile(self._levels, _FLOOR)), _FAINTEST - _ABOVE)
        if level > self._floor + _ABOVE:
            if self._begun < 0:
                self._begun = self._count
            self._loud = self._count
        if self._begun < 0 or self._count - self._loud < PAUSE * RATE / FRAME:
            return None
        return self._cut()

    def end(self) -> list[Samples]:
        """Returns the utterance that has begun, though no pause has come yet; begins anew."""
        found = self._cut() if self._begun >= 0 else None
        self._begin()
        return [] if found is None else [found]

    def _cut(self) -> Samples | None:
        """Ends the utterance; None where it is too short or too long for a command."""
        begun, self._begun = self._begun, -1
        if self._before[0] >= 0 and begun - self._before[1] <= self._joined:
            begun = self._before[0]  # a wake word and its command, with a pause between them
        self._before = begun, self._loud
        if not _SHORTEST * RATE / FRAME <= self._loud - begun + 1 <= self._longest:
            return None
        back = self._count - begun + 1 + round(AROUND * RATE / FRAME)
        return np.concatenate(list(self._frames)[-back:])
