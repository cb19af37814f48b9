"""Reading ahead: everything comes, in order, and the reader's end is the end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.capture.ahead import Ahead
from gesture2midi.errors import SourceError
from gesture2midi.events import Frame

PICTURE = np.zeros((2, 2, 3), np.uint8)


class Some:
    """A source of so many frames, that breaks after them if it is to."""

    name, fps = "some", 30.0

    def __init__(self, count: int, broken: bool = False) -> None:
        self.total = count
        self.broken = broken
        self.closed = False

    def frames(self) -> Iterator[Frame]:
        for index in range(self.total):
            yield Frame(index / 30, index, PICTURE, False, -1.0)
        if self.broken:
            raise SourceError("It is broken.")

    def close(self) -> None:
        self.closed = True


@given(count=st.integers(0, 40), most=st.integers(1, 5))
def test_every_frame_comes_in_its_order_and_arrives_when_it_is_handed_on(count: int, most: int) -> None:
    ahead = Ahead(Some(count), most)
    frames = [frame for frame in ahead.frames() if frame is not None]
    ahead.close()
    assert [frame.index for frame in frames] == list(range(count))
    arrivals = [frame.arrived for frame in frames]
    assert all(at > 0 for at in arrivals) and arrivals == sorted(arrivals)
    assert (ahead.name, ahead.fps, ahead.total) == ("some", 30.0, count)


def test_what_breaks_is_told_after_what_came_before() -> None:
    ahead, seen = Ahead(Some(7, broken=True)), 0
    with pytest.raises(SourceError, match="broken"):
        for _ in ahead.frames():
            seen += 1
    assert seen == 7


def test_a_set_that_ends_early_ends_the_thread_too() -> None:
    source = Some(1000)
    ahead = Ahead(source)
    for _ in ahead.frames():
        break
    ahead.close()
    assert source.closed
    assert not ahead._thread.is_alive()
