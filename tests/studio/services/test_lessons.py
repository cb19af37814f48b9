"""A lesson has the hands for as long as one of its pages is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gesture2midi.errors import UsageError
from gesture2midi.studio.services.lessons import Lessons, Measuring


class Desk:
    """Lends to one at a time."""

    def __init__(self) -> None:
        self.pupil: Any = None

    def lend(self, pupil: Any) -> None:
        if self.pupil is not None:
            raise UsageError("Another page has your hands.")
        self.pupil = pupil

    def take_back(self, pupil: Any) -> None:
        if self.pupil is pupil:
            self.pupil = None


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def lessons(desk: Desk) -> Lessons[Measuring]:
    return Lessons(desk)  # type: ignore[arg-type]


def test_it_goes_on_until_the_last_page_is_closed(desk: Desk, lessons: Lessons[Measuring]) -> None:
    closed: list[Callable[[], None]] = []
    lessons.attend(closed.append)
    pupil = Measuring("ana", "both")
    lessons.begin(pupil)
    lessons.attend(closed.append)  # the page that was loaded anew
    closed[0]()
    assert (lessons.running, desk.pupil) == (True, pupil)
    closed[1]()
    assert (lessons.running, desk.pupil) == (False, None)
    assert lessons.pupil is pupil


def test_one_takes_the_place_of_the_one_before_and_of_no_other_kind(
    desk: Desk, lessons: Lessons[Measuring]
) -> None:
    first, second = Measuring("ana", "both"), Measuring("ben", "left")
    lessons.begin(first)
    lessons.begin(second)
    assert (lessons.pupil, desk.pupil) == (second, second)
    lessons.stop()
    desk.pupil = "somebody else"
    with pytest.raises(UsageError):
        lessons.begin(first)
    assert (lessons.pupil, lessons.running, desk.pupil) == (second, False, "somebody else")


def test_what_it_gave_is_forgotten_but_not_while_it_runs(lessons: Lessons[Measuring]) -> None:
    lessons.begin(Measuring("ana", "both"))
    lessons.forget()
    assert lessons.pupil is not None
    lessons.stop()
    lessons.forget()
    assert lessons.pupil is None
