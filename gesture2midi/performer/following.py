"""The virtual performer where the mapping chooses what it plays."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from gesture2midi.events import Frame
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import Performer


class FollowingPerformer:
    """Plays the wanted score once, from its beginning, and goes over to another as soon as that is wanted.

    Args:
        wanted: gives the score; asked before each frame, so it must be quick while nothing has changed.
        perform: makes the performer of a score.
        fps: frames a second of each.
    """

    name = "performer"

    def __init__(
        self, wanted: Callable[[], Score], perform: Callable[[Score], Performer], fps: float
    ) -> None:
        self._wanted = wanted
        self._perform = perform
        self.fps = fps
        self._open = True

    @property
    def total(self) -> int:
        """Frames of the score that is wanted now."""
        return max(1, round(self._wanted().seconds * self.fps))

    def frames(self) -> Iterator[Frame]:
        """Frames whose times and indices go on from score to score; each begins with no hand to be seen."""
        begun, index, done = 0.0, 0, False
        while self._open and not done:
            score, done = self._wanted(), True
            for frame in self._perform(score).frames():
                if not self._open:
                    return
                if self._wanted() is not score:
                    begun, done = begun + frame.t, False
                    break
                yield replace(frame, t=begun + frame.t, index=index)
                index += 1

    def close(self) -> None:
        """`frames` ends before its next frame."""
        self._open = False
