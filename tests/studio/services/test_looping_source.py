"""The source of an evening: it begins anew, takes are played in between, and time only goes on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

import pytest

from gesture2midi.errors import SourceError
from gesture2midi.events import Hand, Hands
from gesture2midi.session.session import STALL
from gesture2midi.studio.services.looping_source import GAP, LoopingSource, Nothing


class Few:
    """A source of a few hands that begin at some time."""

    total = None
    fps = 30.0

    def __init__(
        self, name: str, hand: Hand, count: int = 3, start: float = 0.0, fault: bool = False
    ) -> None:
        self.name = name
        self._hand, self._count, self._start, self._fault = hand, count, start, fault
        self.closed = 0

    def frames(self) -> Iterator[Hands | None]:
        for i in range(self._count):
            yield Hands(self._start + i / 30, i, 4 / 3, (self._hand,))
        if self._fault:
            raise SourceError(f"{self.name} is broken.")

    def close(self) -> None:
        self.closed += 1


def told(items: list[Hands | None]) -> list[str]:
    return ["-" if item is None else "hand" if item.hands else "nobody" for item in items]


def in_order(items: list[Hands | None]) -> None:
    seen = [item for item in items if item is not None]
    assert [item.index for item in seen] == list(range(len(seen)))
    assert all(before.t < after.t for before, after in pairwise(seen))


def test_what_ends_begins_anew_after_a_moment_of_nobody(hand: Hand) -> None:
    opened: list[Few] = []

    def begin() -> Few:
        opened.append(Few("clip", hand, start=100.0))
        return opened[-1]

    looping = LoopingSource(begin, pytest.fail)
    items = list(islice(looping.frames(), 10))
    assert told(items) == [*["hand"] * 3, "nobody", "nobody", *["hand"] * 3, "nobody", "nobody"]
    in_order(items)
    assert items[0] is not None and items[0].t == 0.0
    assert items[5] is not None and items[2] is not None
    assert items[5].t == pytest.approx(items[2].t + GAP)
    assert len(opened) == 3


def test_a_take_is_played_once_and_what_was_under_it_goes_on(hand: Hand) -> None:
    under, take = Few("camera", hand, count=1000), Few("take", hand, count=2, start=5.0)
    looping = LoopingSource(lambda: under, pytest.fail)
    frames = looping.frames()
    items = list(islice(frames, 2))
    looping.play(take)
    items += list(islice(frames, 3))
    assert looping.playing is take
    items += list(islice(frames, 4))
    assert told(items) == [*["hand"] * 2, *["nobody"] * 2, *["hand"] * 2, *["nobody"] * 2, "hand"]
    in_order(items)
    assert (looping.playing, looping.at, take.closed) == (None, pytest.approx(5 + 1 / 30), 1)


def test_a_take_can_be_stopped_and_replaced(hand: Hand) -> None:
    under, first, second = Few("camera", hand, 1000), Few("first", hand, 1000), Few("second", hand, 1000)
    looping = LoopingSource(lambda: under, pytest.fail)
    frames = looping.frames()
    items = [next(frames)]
    looping.play(first)
    items += list(islice(frames, 5))
    looping.play(second)
    items += list(islice(frames, 5))
    assert (looping.playing, first.closed) == (second, 1)
    looping.stop()
    items += list(islice(frames, 5))
    assert (looping.playing, second.closed) == (None, 1)
    in_order(items)


def test_a_broken_take_is_told_and_the_evening_goes_on(hand: Hand) -> None:
    said: list[str] = []
    looping = LoopingSource(lambda: Few("camera", hand, 1000), said.append)
    frames = looping.frames()
    next(frames)
    looping.play(Few("take", hand, count=1, fault=True))
    items = list(islice(frames, 8))
    assert said == ["take is broken."]
    assert told(items)[-1] == "hand"


def test_what_is_empty_or_cannot_be_opened_again_is_not_asked_for_ever(hand: Hand) -> None:
    empty = LoopingSource(lambda: Few("empty", hand, count=0), pytest.fail)
    assert told(list(islice(empty.frames(), 2))) == ["-", "-"]
    said: list[str] = []
    clips = iter([Few("clip", hand)])

    def begin() -> Few:
        try:
            return next(clips)
        except StopIteration:
            raise SourceError("It is gone.") from None

    looping = LoopingSource(begin, said.append)
    assert told(list(islice(looping.frames(), 5))) == ["hand", "hand", "hand", "-", "-"]
    assert said == ["It is gone."]


def test_it_ends_when_it_is_closed_even_within_a_take(hand: Hand) -> None:
    looping = LoopingSource(lambda: Few("camera", hand, 1000), pytest.fail)
    frames = looping.frames()
    looping.play(Few("take", hand, 1000))
    assert next(frames) is not None
    looping.close()
    assert len(list(frames)) <= 1


def test_another_source_takes_the_place_of_the_one_that_is_closed_first(hand: Hand) -> None:
    camera, other = Few("camera", hand, 1000), Few("other", hand, 1000, start=70.0)
    looping = LoopingSource(lambda: camera, pytest.fail)
    begun: list[str] = []
    looping.begun = lambda source: begun.append(source.name)
    frames = looping.frames()
    items = list(islice(frames, 2))

    def begin() -> Few:
        assert camera.closed == 1, "two cannot have the same camera"
        return other

    looping.change(begin)
    # Two of nothing: the session has released what sounds before anything is opened.
    items += list(islice(frames, STALL))
    assert camera.closed == 0
    items += list(islice(frames, 4))
    assert told(items) == ["hand", "hand", "-", "-", "nobody", "nobody", "hand", "hand"]
    in_order(items)
    assert (looping.name, begun) == ("other", ["other"])


def test_a_take_that_plays_makes_way_for_another_source(hand: Hand) -> None:
    take, other = Few("take", hand, 1000), Few("other", hand, 1000)
    looping = LoopingSource(lambda: Few("camera", hand, 1000), pytest.fail)
    frames = looping.frames()
    looping.play(take)
    items = list(islice(frames, 2))
    looping.change(lambda: other)
    items += list(islice(frames, 5))
    assert (looping.playing, take.closed, looping.name) == (None, 1, "other")
    in_order(items)


def test_where_another_source_cannot_be_opened_the_one_before_begins_anew(hand: Hand) -> None:
    said: list[str] = []
    opened: list[Few] = []

    def first() -> Few:
        if len(opened) == 2:
            raise SourceError("The first is gone, too.")
        opened.append(Few("first", hand, 1000))
        return opened[-1]

    def broken() -> Few:
        raise SourceError("It is no camera.")

    looping = LoopingSource(first, said.append)
    frames = looping.frames()
    next(frames)
    looping.change(broken)
    assert told(list(islice(frames, 5)))[-1] == "hand"
    assert (looping.name, len(opened), said) == ("first", 2, ["It is no camera."])
    looping.change(broken)
    assert told(list(islice(frames, 4))) == ["-"] * 4
    assert said[1:] == ["It is no camera.", "The first is gone, too."]
    looping.change(lambda: Few("found", hand, 1000))
    assert told(list(islice(frames, 5)))[-1] == "hand"
    assert looping.name == "found"


def test_what_cannot_be_opened_at_first_is_waited_for_where_something_stands_in(hand: Hand) -> None:
    def broken() -> Few:
        raise SourceError("It is no camera.")

    with pytest.raises(SourceError):
        LoopingSource(broken, pytest.fail)
    said: list[str] = []
    looping = LoopingSource(broken, said.append, instead=Nothing("camera 0", 30.0))
    assert (looping.name, looping.fps, said) == ("camera 0", 30.0, ["It is no camera."])
    frames = looping.frames()
    assert next(frames) is None
    looping.change(lambda: Few("found", hand, 1000))
    assert told(list(islice(frames, 4)))[-1] == "hand"
