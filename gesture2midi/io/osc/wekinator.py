"""What Wekinator, or any learner that takes a row of numbers, is sent: `/wek/inputs`, always equally many."""

from __future__ import annotations

from math import isfinite

import numpy as np

from gesture2midi.errors import UsageError
from gesture2midi.events import SIDES, Gestures
from gesture2midi.gestures.signals import FINGERS, full_names
from gesture2midi.io.osc.encode import address_of, landmarks_of
from gesture2midi.io.osc.target import Wanted

ADDRESS = "/wek/inputs"
OF_HAND = (
    "x",
    "y",
    "depth",
    "pinch",
    *(f"curl.{finger}" for finger in FINGERS),
    "spread",
    "roll",
    "pitch",
    "yaw",
)
"""The signals of each hand where the player names none: what a hand does with the least said twice."""

POINTS = 63


class Inputs:
    """Keeps the row. An input that is not seen keeps its last value, and is 0 before it was ever seen, so
    that a model holds what it said when a hand leaves, and does not leap.

    Raises:
        UsageError: the patterns leave no input.
    """

    def __init__(self, wanted: Wanted) -> None:
        if wanted.only:
            names = [name for name in full_names() if not name.startswith("any.")]
            self._names = [name for name in names if wanted.takes(address_of(name))]
        else:
            self._names = [f"{side}.{name}" for side in SIDES for name in OF_HAND]
        sides = [side for side in SIDES if wanted.landmarks and wanted.takes(landmarks_of(side))]
        self._points = {side: len(self._names) + POINTS * i for i, side in enumerate(sides)}
        self.row = np.zeros(len(self._names) + POINTS * len(sides))
        if not len(self.row):
            raise UsageError(
                f"OSC: {', '.join(wanted.only)} leaves Wekinator no input; see the page OSC of the docs"
            )

    def update(self, gestures: Gestures) -> tuple[float, ...]:
        """The row of this frame: the signals in the order of `gestures.signals`, then the landmarks."""
        for i, name in enumerate(self._names):
            value = gestures.signals[name]
            if isfinite(value):
                self.row[i] = value
        for hand in gestures.hands:
            if hand.side in self._points:
                begin = self._points[hand.side]
                self.row[begin : begin + POINTS] = hand.points.ravel()
        return tuple(self.row.tolist())
