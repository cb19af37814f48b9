"""The tracker that the flow uses: landmarks, then identity, then smoothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from gesture2midi.events import Frame, Hand, Hands, Points, Side
from gesture2midi.track.identity import MEMORY, Identity
from gesture2midi.track.smooth import OneEuro, Smoothing
from gesture2midi.track.tracker import Tracker

STEADY = Smoothing(cutoff=1.0, beta=50.0, speed_cutoff=3.0)
"""For pictures (widths) and metres alike. It leaves a third of a resting hand's jitter or less, and is 3 ms
late at one picture width a second, 18 ms at a tenth of that (`benchmarks/smoothing.py`)."""


class SteadyTracker:
    """A raw tracker's hands with settled names and steady points.

    Points are rounded to 5 decimals and times to 6, so that a recorded take holds exactly what was
    heard.

    Args:
        tracker: gives raw hands, as `mediapipe.MediaPipeTracker` does.
        smoothing: how much to smooth points and metres.
    """

    def __init__(self, tracker: Tracker, smoothing: Smoothing = STEADY) -> None:
        self._tracker = tracker
        self._smoothing = smoothing
        self._identity = Identity()
        self._filters: dict[Side, _Filters] = {}

    def track(self, frame: Frame) -> Hands:
        raw = self._tracker.track(frame)
        named = self._identity.update(replace(raw, t=round(raw.t, 6)))
        return replace(named, hands=tuple(self._smooth(hand, named.t) for hand in named.hands))

    def reset(self) -> None:
        self._tracker.reset()
        self._identity.reset()
        self._filters.clear()

    def _smooth(self, hand: Hand, t: float) -> Hand:
        filters = self._filters.get(hand.side)
        if filters is None or not 0 <= t - filters.t <= MEMORY:
            filters = self._filters[hand.side] = _Filters(self._smoothing)
        filters.t = t
        return Hand(
            hand.side,
            round(hand.score, 5),
            _rounded(filters.points(hand.points, t)),
            _rounded(filters.world(hand.world, t)),
        )


class _Filters:
    """Of one hand, until it is lost."""

    def __init__(self, smoothing: Smoothing) -> None:
        self.t = -np.inf
        self.points = OneEuro(smoothing)
        self.world = OneEuro(smoothing)


def _rounded(values: np.ndarray) -> Points:
    return np.round(values, 5).astype(np.float32)


@contextmanager
def open_tracker(model: Path, hands: int) -> Iterator[Tracker]:
    """The tracker for so many hands (1 or 2) with a model that `models.find_model` found.

    It is closed where the `with` ends, never by the garbage collector: MediaPipe's own `__del__` waits
    for a thread, which waits for ever if the collection happened to come during an import.

    Raises:
        PlayerError: the library that runs the model is missing.
        ModelError: the library refuses the model.
    """
    from gesture2midi.track.mediapipe import MediaPipeTracker

    tracker = MediaPipeTracker(model, hands)
    try:
        yield SteadyTracker(tracker)
    finally:
        tracker.close()
