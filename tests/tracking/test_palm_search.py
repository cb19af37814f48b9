"""When a hand is searched, in step with the frames: by their own times alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gesture2midi.tracking.palm_search import InStep
from gesture2midi.tracking.roi import Region

PICTURE = np.zeros((2, 2, 3), np.uint8)
REGION = Region(1.0, 1.0, 1.0, 0.0)


class Finder:
    """Finds nothing, and counts."""

    def __init__(self) -> None:
        self.searches = 0

    def thumbnail(self, image: object, part: object = None) -> object:
        return image

    def find(self, thumbnail: object) -> list[Region]:
        self.searches += 1
        return []


def searched(fps: float, tracked: list[int], hands: int = 2, every: float = 0.1) -> list[int]:
    """The frames that are searched where so many hands are tracked after each."""
    finder: Any = Finder()
    search, found, before = InStep(finder, every), [], 0
    for index, count in enumerate(tracked):
        if before < hands:
            done = finder.searches
            search.before(PICTURE, index / fps)
            found += [index] if finder.searches > done else []
        search.after(PICTURE, index / fps, [REGION] * count, count < hands)
        before = count
    return found


@pytest.mark.parametrize(("fps", "every_nth"), [(30, 3), (60, 6), (10, 1), (120, 12)])
def test_a_second_hand_is_searched_every_tenth_of_a_second(fps: float, every_nth: int) -> None:
    assert searched(fps, [1] * 240) == list(range(0, 240, every_nth))


def test_without_a_limit_it_is_searched_in_every_frame() -> None:
    assert searched(30, [0] * 9, every=0) == list(range(9))


def test_one_that_was_just_lost_is_searched_in_every_frame_for_a_quarter_of_a_second() -> None:
    assert searched(60, [2] * 10 + [1] * 30) == [0, *range(11, 25), 30, 36]


def test_without_a_hand_every_frame_is_searched() -> None:
    assert searched(30, [0] * 30) == list(range(30))
    assert searched(30, [1] * 3 + [0] * 20) == [0, *range(3, 23)]


def test_a_film_that_begins_anew_is_searched_at_once() -> None:
    finder: Any = Finder()
    search = InStep(finder)
    for t in (5.0, 5.01, 0.0):
        search.before(PICTURE, t)
        search.after(PICTURE, t, [REGION], True)
    assert finder.searches == 2
    search.forget()
    search.before(PICTURE, 0.01)
    assert finder.searches == 3


def test_a_picture_without_a_hand_is_searched_more_closely_after_half_a_second() -> None:
    finder: Any = Finder()
    search, searches = InStep(finder), []
    for index in range(40):
        done = finder.searches
        search.before(PICTURE, index / 30)
        search.after(PICTURE, index / 30, [REGION] * (25 <= index < 27), True)
        searches.append(finder.searches - done)
    # A hand that is tracked rests the search; it is lost at 27, and half a second has not gone by at the end.
    assert searches == [1] * 15 + [2] * 11 + [0] * 2 + [1] * 12
