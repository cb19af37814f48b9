"""Measures how softly and how hard a player strikes: five soft strokes, five hard ones, a curve at the end.

A step of its own, after the reach, which may be skipped. Pure, as `calibration` is.
"""

from __future__ import annotations

from math import isfinite
from statistics import median

from gesture2midi.events import Hands
from gesture2midi.gestures.calibration import LONGEST_GAP, Progress, Step
from gesture2midi.gestures.profile import TOUCHES, Profile, Strokes
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.strike_sound import FULL_SPEED, speed_of

COUNT = 5
"""Strokes of each kind."""
SOFT = Step("soft", f"Strike the air softly, {COUNT} times.", 12.0, 0.0)
HARD = Step("hard", f"Strike it hard, {COUNT} times.", 12.0, 0.0)
STROKES = (SOFT, HARD)
"""Their seconds are those of hands in view without a stroke, after which the step is passed over."""
LEAST_RATIO = 1.3
"""Of the hard strokes' speed to the soft ones'; below, they are one kind."""


class StrokeCalibration:
    """Fed with every frame; `done` once both kinds were struck, or passed over."""

    def __init__(self) -> None:
        self._recognizer = Recognizer(Profile())
        self._speeds: tuple[list[float], list[float]] = ([], [])
        self._number = 0
        self._idle = 0.0
        self._t: float | None = None

    @property
    def done(self) -> bool:
        return self._number == len(STROKES)

    def skip(self) -> None:
        """Pass over what is still to be struck."""
        self._number = len(STROKES)

    def update(self, hands: Hands) -> Progress:
        """Take in one frame."""
        if not self.done and isfinite(hands.t):
            self._take(hands)
        if self.done:
            return Progress(None, self._number, 1.0)
        return Progress(STROKES[self._number], self._number, len(self._speeds[self._number]) / COUNT)

    def _take(self, hands: Hands) -> None:
        gap = 0.0 if self._t is None else hands.t - self._t
        self._t = hands.t
        struck = self._speeds[self._number]
        before = len(struck)
        for hit in self._recognizer.update(hands).hits:
            if hit.kind == "strike":
                struck.append(speed_of(hit.velocity, FULL_SPEED, TOUCHES["medium"]))
        if len(struck) > before:
            self._idle = 0.0
        elif hands.hands:
            self._idle += min(max(gap, 0.0), LONGEST_GAP)
        if len(struck) >= COUNT:
            self._number, self._idle = self._number + 1, 0.0
        elif self._idle >= STROKES[self._number].seconds:
            self.skip()

    def result(self) -> Strokes | None:
        """Returns how fast a soft and a hard stroke are; None where they were passed over, or are alike."""
        if min(map(len, self._speeds)) < COUNT:
            return None
        soft, hard = (round(median(speeds), 1) for speeds in self._speeds)
        return Strokes(soft, hard) if hard >= LEAST_RATIO * soft else None
