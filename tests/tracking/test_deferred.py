"""A tracker is opened with its first picture, as it was told to be until then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from gesture2midi.errors import ModelError
from gesture2midi.events import Frame, Hands
from gesture2midi.tracking.deferred import DeferredTracker
from gesture2midi.tracking.tracker import NamingTracker

FRAME = Frame(0.0, 0, np.zeros((4, 4, 3), np.uint8), True, 0.0)


class Known:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.locked, self.steady = frozenset(), 0.0  # type: ignore[var-annotated]
        self.done: list[str] = []

    def track(self, frame: Frame) -> Hands:
        self.done.append(f"track with {sorted(self.locked)}, {self.steady}")
        return Hands(frame.t, frame.index, 1.0, (), True)

    def reset(self) -> None:
        self.done.append("reset")


def test_it_is_opened_with_the_first_picture_and_closed_with_it() -> None:
    known = Known()

    @contextmanager
    def begin() -> Iterator[NamingTracker]:
        known.done.append("open")
        yield known
        known.done.append("close")

    with DeferredTracker(begin) as tracker:
        tracker.locked, tracker.steady = frozenset({"left"}), 0.5
        tracker.reset()
        assert known.done == []
        assert tracker.track(FRAME).hands == ()
        tracker.locked, tracker.steady = frozenset({"right"}), 0.25
        tracker.reset()
        tracker.track(FRAME)
        assert (tracker.locked, tracker.steady) == ({"right"}, 0.25)
    assert known.done == ["open", "track with ['left'], 0.5", "reset", "track with ['right'], 0.25", "close"]


def test_what_cannot_be_opened_is_told_at_the_first_picture() -> None:
    def begin() -> NamingTracker:
        raise ModelError("There is no model.")

    with DeferredTracker(begin) as tracker, pytest.raises(ModelError):  # type: ignore[arg-type]
        tracker.track(FRAME)
