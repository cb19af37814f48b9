"""How much of a film its hands are seen, and the longest time that they were lost."""

from __future__ import annotations

from gesture2midi.events import SIDES
from gesture2midi.session.session import Moment


class Sightings:
    """A watcher of a session.

    frames: how many there were. longest_loss: seconds between two frames with a hand and none in between.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.longest_loss = 0.0
        self._seen = dict.fromkeys(SIDES, 0)
        self._last: float | None = None
        self._lost = False

    def __call__(self, moment: Moment) -> None:
        self.frames += 1
        hands = moment.gestures.hands
        for hand in hands:
            self._seen[hand.side] += 1
        if not hands:
            self._lost = True
            return
        if self._lost and self._last is not None:
            self.longest_loss = max(self.longest_loss, moment.hands.t - self._last)
        self._last, self._lost = moment.hands.t, False

    @property
    def left(self) -> float:
        """The share of frames, 0..1, in which the left hand is seen."""
        return self._seen["left"] / max(1, self.frames)

    @property
    def right(self) -> float:
        """The share of frames, 0..1, in which the right hand is seen."""
        return self._seen["right"] / max(1, self.frames)
