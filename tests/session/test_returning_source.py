"""A source that is not there, stalls or breaks: it is opened until it plays, and its time goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import islice, pairwise

import pytest

from gesture2midi.capture.pacing import SILENCE
from gesture2midi.errors import SourceError
from gesture2midi.events import Hand, Hands
from gesture2midi.session.returning_source import ReturningSource
from gesture2midi.session.session import Source
from gesture2midi.studio.services.looping_source import LoopingSource


class Film:
    """Gives so many hands, then nothing for so many looks, then it ends or breaks."""

    name, fps, total = "film", 25.0, None

    def __init__(self, hand: Hand, count: int = 2, stalls: int = 0, *, breaks: bool = False) -> None:
        self._hand, self._count, self._stalls, self._breaks = hand, count, stalls, breaks
        self.closed = threading.Event()

    def frames(self) -> Iterator[Hands | None]:
        for i in range(self._count):
            yield Hands(i / 25, i, 4 / 3, (self._hand,))
        for _ in range(self._stalls):
            yield None
        if self._breaks:
            raise SourceError("The film is broken.")

    def close(self) -> None:
        self.closed.set()


class Opening:
    """Opens what it is given in turn; an error is raised, and after the last nothing is ever opened."""

    def __init__(self, *opened: Film | SourceError) -> None:
        self.left = list(opened)
        self.over = threading.Event()

    def __call__(self) -> Source:
        if not self.left:
            self.over.wait()
            raise SourceError("It is over.")
        found = self.left.pop(0)
        if isinstance(found, SourceError):
            raise found
        return found


def hands(source: LoopingSource, count: int) -> list[Hands]:
    """Returns the next so many items in which a hand is seen."""
    seen = (item for item in source.frames() if isinstance(item, Hands) and item.hands)
    return list(islice(seen, count))


def looping(opening: Opening, said: list[str], silent: float = 1.0) -> LoopingSource:
    returning = ReturningSource(opening, "film", 30.0, said.append, again=0.0, silent=silent)
    return LoopingSource(lambda: returning, pytest.fail)


def test_what_is_not_there_at_first_plays_when_it_is(hand: Hand) -> None:
    said: list[str] = []
    lacking = [SourceError("There is no film.") for _ in range(3)]
    opening = Opening(*lacking, Film(hand))
    source = looping(opening, said)
    assert len(hands(source, 2)) == 2
    assert said == ["There is no film.", "film is back."]
    opening.over.set()
    source.close()


@pytest.mark.parametrize("how", ["ends", "breaks", "stalls"])
def test_what_ends_breaks_or_stalls_is_opened_anew_and_time_goes_on(hand: Hand, how: str) -> None:
    said: list[str] = []
    stalls = round(1.0 / SILENCE) if how == "stalls" else 0
    first = Film(hand, stalls=10 * stalls, breaks=how == "breaks")
    opening = Opening(first, Film(hand))
    source = looping(opening, said)
    seen = hands(source, 4)
    assert [before.t < after.t for before, after in pairwise(seen)] == [True] * 3
    assert first.closed.wait(10)
    told = {
        "ends": [],
        "breaks": ["The film is broken.", "film is back."],
        "stalls": ["film has given no picture for 1 s and is opened anew.", "film is back."],
    }
    assert said == told[how]
    opening.over.set()
    source.close()


def test_a_short_pause_is_no_stall(hand: Hand) -> None:
    said: list[str] = []
    opening = Opening(Film(hand, stalls=round(1.0 / SILENCE) - 1), Film(hand))
    source = looping(opening, said)
    assert len(hands(source, 4)) == 4
    assert said == []
    opening.over.set()
    source.close()


def test_one_without_any_picture_is_tried_again_and_told_once(hand: Hand) -> None:
    said: list[str] = []
    opening = Opening(Film(hand, 0), Film(hand, 0), Film(hand))
    returning = ReturningSource(opening, "film", 30.0, said.append, again=SILENCE, silent=1.0)
    assert [item is not None for item in returning.frames()].count(True) == 2
    assert said == ["film has no picture in it and is opened anew until it has one.", "film is back."]
    opening.over.set()


def test_one_that_opens_only_after_the_end_is_closed(hand: Hand) -> None:
    film, asked, there = Film(hand), threading.Event(), threading.Event()

    def open_late() -> Source:
        asked.set()
        there.wait()
        return film

    returning = ReturningSource(open_late, "film", 30.0, pytest.fail)
    frames = returning.frames()
    assert next(frames) is None and asked.is_set()
    returning.close()
    assert list(frames) == []
    there.set()
    assert film.closed.wait(10)


def test_a_fault_of_ours_while_it_opens_reaches_the_set() -> None:
    def broken() -> Source:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        list(ReturningSource(broken, "film", 30.0, pytest.fail).frames())
