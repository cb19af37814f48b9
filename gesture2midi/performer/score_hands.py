"""The hands of a mapping's own score as a take, for a player who wants to hear it first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from gesture2midi.events import Hands
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import Performer


class ScoreHands:
    """Plays the first seconds of a score without drawing a picture: no tracker is needed."""

    def __init__(self, score: Score, seconds: float, fps: float) -> None:
        self.name = f"performer: {score.name}"
        self.fps = fps
        self._performer = Performer(score, fps=fps)
        self.total: int | None = min(self._performer.total, round(seconds * fps))
        self._open = True

    def frames(self) -> Iterator[Hands]:
        """The true hands of each frame."""
        for index in range(self.total or 0):
            if not self._open:
                return
            yield replace(self._performer.truth(index / self.fps), index=index)

    def close(self) -> None:
        """`frames` ends before its next frame."""
        self._open = False
