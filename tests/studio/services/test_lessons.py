"""A lesson has the hands for as long as one of its pages is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gesture2midi.errors import UsageError
from gesture2midi.studio.services.lessons import Lessons, Measuring


class Commands:
    """Lends to one at a time."""

    def __init__(self) -> None:
        self.learner: Any = None

    def train(self, learner: Any) -> None:
        if self.learner is not None:
            raise UsageError("Another page has your hands.")
        self.learner = learner

    def end_training(self, learner: Any) -> None:
        if self.learner is learner:
            self.learner = None


@pytest.fixture
def commands() -> Commands:
    return Commands()


@pytest.fixture
def lessons(commands: Commands) -> Lessons[Measuring]:
    return Lessons(commands)  # type: ignore[arg-type]


def test_it_goes_on_until_the_last_page_is_closed(commands: Commands, lessons: Lessons[Measuring]) -> None:
    closed: list[Callable[[], None]] = []
    lessons.attend(closed.append)
    learner = Measuring("ana", "both")
    lessons.begin(learner)
    lessons.attend(closed.append)  # the page that was loaded anew
    closed[0]()
    assert (lessons.running, commands.learner) == (True, learner)
    closed[1]()
    assert (lessons.running, commands.learner) == (False, None)
    assert lessons.learner is learner


def test_one_takes_the_place_of_the_one_before_and_of_no_other_kind(
    commands: Commands, lessons: Lessons[Measuring]
) -> None:
    first, second = Measuring("ana", "both"), Measuring("ben", "left")
    lessons.begin(first)
    lessons.begin(second)
    assert (lessons.learner, commands.learner) == (second, second)
    lessons.stop()
    commands.learner = "somebody else"
    with pytest.raises(UsageError):
        lessons.begin(first)
    assert (lessons.learner, lessons.running, commands.learner) == (second, False, "somebody else")


def test_what_it_gave_is_forgotten_but_not_while_it_runs(lessons: Lessons[Measuring]) -> None:
    lessons.begin(Measuring("ana", "both"))
    lessons.forget()
    assert lessons.learner is not None
    lessons.stop()
    lessons.forget()
    assert lessons.learner is None
