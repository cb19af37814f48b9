"""The tracker that the flow uses: landmarks, then identity, then smoothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from gesture2midi.events import Frame, Hand, Hands, Points, Side
from gesture2midi.tracking.hand_identity import MEMORY, Identity
from gesture2midi.tracking.one_euro import OneEuro, Smoothing
from gesture2midi.tracking.select_backend import Kind
from gesture2midi.tracking.tracker import Tracker

if TYPE_CHECKING:
    from gesture2midi.tracking.inference import Library

KNUCKLES = (5, 9, 13, 17)

STEADY = Smoothing(cutoff=1.0, beta=50.0, speed_cutoff=3.0)
"""For pictures (widths). It leaves a third of a resting hand's jitter or less, and is 3 ms
late at one picture width a second, 18 ms at a tenth of that (`benchmarks/tracking/smoothing.py`)."""

METRES = Smoothing(cutoff=1.0, beta=300.0, speed_cutoff=3.0)
"""For metres about the hand's centre: a pinch that opens in a second goes no faster than 5 cm a second, and
is 11 ms late. What jitter is left, `gestures.adaptive_filter` takes from the levels."""

JUMP = 8.0
"""Picture widths (or heights) a second: about 5 m/s of a hand at 60 cm, faster than any hand."""


class SteadyTracker:
    """A raw tracker's hands with settled names and steady points.

    Points are rounded to 5 decimals and times to 6, so that a recorded take holds exactly what was
    heard.

    Args:
        tracker: gives raw hands, as `mediapipe.MediaPipeTracker` does.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self._steady = 0.0
        self._smoothing = STEADY, METRES
        self._identity = Identity()
        self._filters: dict[Side, _Filters] = {}

    @property
    def steady(self) -> float:
        """How much more than usual to smooth, 0..1; see `Smoothing.steadier`."""
        return self._steady

    @steady.setter
    def steady(self, amount: float) -> None:
        if amount != self._steady:
            self._steady = amount
            self._smoothing = STEADY.steadier(amount), METRES.steadier(amount)
            self._filters.clear()

    @property
    def locked(self) -> frozenset[Side]:
        """See `tracker.NamingTracker`."""
        return self._identity.locked

    @locked.setter
    def locked(self, sides: frozenset[Side]) -> None:
        self._identity.locked = sides

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
        wrist = hand.points[0, :2]
        if filters is None or not 0 <= t - filters.t <= MEMORY or filters.jumps(wrist, t):
            filters = self._filters[hand.side] = _Filters(*self._smoothing)
        filters.t, filters.wrist = t, wrist
        return Hand(
            hand.side,
            round(hand.score, 5),
            _rounded(filters.points(hand.points, t)),
            _rounded(filters.world(hand.world, t)),
            _middle(hand.points[KNUCKLES, :2]),
        )


class _Filters:
    """Of one hand, until it is lost."""

    def __init__(self, pictures: Smoothing, metres: Smoothing) -> None:
        self.t = -np.inf
        self.wrist = np.zeros(2, np.float32)
        self.points = OneEuro(pictures)
        self.world = OneEuro(metres)

    def jumps(self, wrist: Points, t: float) -> bool:
        """Whether it is another hand by now, that was given this one's name: nothing is to glide there."""
        return t > self.t and float(np.hypot(*(wrist - self.wrist))) > JUMP * (t - self.t)


def _middle(places: Points) -> tuple[float, float]:
    x, y = places.mean(axis=0).tolist()
    return round(x, 5), round(y, 5)


def _rounded(values: np.ndarray) -> Points:
    return np.round(values, 5).astype(np.float32)


@contextmanager
def open_tracker(
    model: Path, hands: int, kind: Kind = "litert", *, in_step: bool = True, threads: int | None = None
) -> Iterator[SteadyTracker]:
    """The tracker for so many hands (1 or 2) with a model that `models.find_model` found.

    It is closed where the `with` ends, never by the garbage collector: MediaPipe's own `__del__` waits
    for a thread, which waits for ever if the collection happened to come during an import.

    Args:
        kind: which tracker runs the model, see `choose.choose`.
        in_step: the same frames always give the same hands; else the fast tracker searches new hands
            beside the frames, which then do not wait for it. MediaPipe is always in step.
        threads: how many the fast tracker's networks may use; None is as many as are good for live play.

    Raises:
        PlayerError: the library that runs the model is missing.
        ModelError: the library refuses the model.
    """
    tracker = open_raw(model, hands, kind, in_step=in_step, threads=threads)
    try:
        yield SteadyTracker(tracker)
    finally:
        tracker.close()


def open_raw(
    model: Path, hands: int, kind: Kind, *, in_step: bool = True, threads: int | None = None
) -> Closable:
    """The tracker below, neither smoothed nor sorted out, to be closed by the caller; see `open_tracker`."""
    if kind != "mediapipe":
        from gesture2midi.tracking.litert_tracker import THREADS, LiteRTTracker

        library: Library = "OpenVINO" if kind == "openvino" else "LiteRT"
        return LiteRTTracker(model, hands, in_step=in_step, threads=threads or THREADS, library=library)
    from gesture2midi.tracking.mediapipe_tracker import MediaPipeTracker

    return MediaPipeTracker(model, hands)


class Closable(Tracker, Protocol):
    """A raw tracker, which holds a native library's memory or a thread."""

    def close(self) -> None:
        """Free them."""
        ...
