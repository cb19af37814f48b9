"""The slot and the pace, with a clock that the test turns."""

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from gesture2midi.capture.pacing import LATE, Newest, Paced
from gesture2midi.errors import SourceError
from gesture2midi.events import Frame

IMAGE = np.zeros((2, 2, 3), np.uint8)


class Film:
    name, fps, total = "film", 10.0, 5

    def __init__(self, count: int = 5, error: Exception | None = None) -> None:
        self.count, self.error, self.closed = count, error, False

    def frames(self) -> Iterator[Frame]:
        for i in range(self.count):
            yield Frame(3 + i / 10, i, IMAGE, False, -1.0)
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        self.closed = True


class Clock:
    """Each sleep lasts until the reader has taken all there was, so that nothing depends on luck."""

    def __init__(self) -> None:
        self.now = 100.0
        self.taken = threading.Semaphore(0)

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert self.taken.acquire(timeout=10)
        self.now += seconds


def test_the_newest_item_wins_and_the_others_are_counted() -> None:
    slot: Newest[int] = Newest()
    for i in range(5):
        slot.put(i)
    assert (slot.get(0), slot.get(0), slot.dropped) == (4, None, 4)


def test_the_last_item_is_given_after_the_end() -> None:
    slot: Newest[int] = Newest()
    slot.put(1)
    slot.close()
    assert not slot.finished
    assert slot.get(0) == 1
    assert slot.finished


def test_an_error_comes_after_the_last_item() -> None:
    slot: Newest[int] = Newest()
    slot.put(1)
    slot.close(SourceError("broken"))
    assert slot.get(0) == 1
    assert not slot.finished
    with pytest.raises(SourceError, match="broken"):
        slot.get(0)
    assert slot.finished


def test_a_reader_is_woken_by_an_item_and_by_the_end() -> None:
    slot: Newest[int] = Newest()
    got: list[int | None] = []
    one = threading.Event()

    def read() -> None:
        got.append(slot.get(600))
        one.set()
        got.append(slot.get(600))

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    slot.put(7)
    assert one.wait(10)
    slot.close()
    reader.join(timeout=10)
    assert got == [7, None]


def test_a_film_is_played_at_its_own_times() -> None:
    clock = Clock()
    paced = Paced(Film(), clock=clock, sleep=clock.sleep)
    frames = []
    for frame in paced.frames():
        if frame is not None:
            frames.append(frame)
            clock.taken.release()
    assert [frame.t for frame in frames] == [3 + i / 10 for i in range(5)]
    assert [frame.index for frame in frames] == [0, 1, 2, 3, 4]
    np.testing.assert_allclose([frame.arrived for frame in frames], 100 + np.arange(5) / 10)
    assert (paced.name, paced.fps, paced.total) == ("film", 10.0, 5)


def test_what_the_reader_misses_is_dropped_and_the_rest_is_numbered_on() -> None:
    first = threading.Event()
    paced = Paced(Film(5), clock=lambda: 0.0, sleep=lambda _: first.wait(10))
    read: list[Frame] = []
    for frame in paced.frames():
        if frame is None:
            continue
        read.append(frame)
        if len(read) == 1:
            first.set()
            assert paced._thread is not None
            paced._thread.join(timeout=10)  # busy while the film runs to its end
    assert [(frame.t, frame.index, frame.dropped) for frame in read] == [(3.0, 0, 0), (3.4, 1, 3)]


def test_an_error_of_the_film_reaches_the_reader() -> None:
    paced = Paced(Film(1, SourceError("torn")), clock=lambda: 0.0, sleep=lambda _: None)
    with pytest.raises(SourceError, match="torn"):
        list(paced.frames())


def test_closing_ends_even_a_long_wait() -> None:
    class Slow(Film):
        def frames(self) -> Iterator[Frame]:
            yield Frame(0.0, 0, IMAGE, False, 0.0)
            yield Frame(3600.0, 1, IMAGE, False, 0.0)

    film = Slow()
    paced = Paced(film)
    frames = paced.frames()
    assert next(frames) is not None
    assert next(frames) is None  # a live source says so when nothing comes
    paced.close()
    assert [frame for frame in frames if frame is not None] == []
    assert film.closed


def test_a_film_that_the_machine_is_too_slow_for_is_stamped_by_the_clock() -> None:
    clock = Clock()

    class Slow(Film):
        def frames(self) -> Iterator[Frame]:
            for frame in super().frames():
                if frame.index:
                    assert clock.taken.acquire(timeout=10)
                    clock.now += 0.5 if frame.index < 4 else 0.0  # to draw it takes half a second
                yield frame

    paced = Paced(Slow(), clock=clock, sleep=lambda seconds: None)
    times = []
    for frame in paced.frames():
        if frame is not None:
            times.append(frame.t)
            clock.taken.release()
    np.testing.assert_allclose(times, [3.0, 3.5, 4.0, 4.5, 4.6])


def test_a_moment_of_delay_changes_no_time() -> None:
    clock = Clock()

    class Late(Film):
        def frames(self) -> Iterator[Frame]:
            for frame in super().frames():
                if frame.index:
                    assert clock.taken.acquire(timeout=10)
                    clock.now += 0.1 + LATE / 2 * (frame.index == 2)
                yield frame

    times = []
    for frame in Paced(Late(), clock=clock, sleep=lambda seconds: None).frames():
        if frame is not None:
            times.append(frame.t)
            clock.taken.release()
    np.testing.assert_allclose(times, [3.0, 3.1, 3.2, 3.3, 3.4])
