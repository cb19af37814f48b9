"""Which parts of a picture are searched more closely, and when."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.tracking.closer_views import SCALES, WAIT, CloserViews, views
from gesture2midi.tracking.palm_detection import SIDE


def corners(part: np.ndarray) -> list[float]:
    """Left, top, right and bottom in the picture."""
    return [*part[:, 2], *(part[:, :2] @ (SIDE, SIDE) + part[:, 2])]


@given(st.integers(1, 4000), st.integers(1, 4000))
def test_the_parts_of_each_scale_cover_the_picture(width: int, height: int) -> None:
    found = [corners(part) for part in views(width, height)]
    for scale in SCALES:
        side = scale * max(width, height)
        boxes = [box for box in found if box[2] - box[0] == pytest.approx(side)]
        for x in np.linspace(0, width, 9):
            for y in np.linspace(0, height, 9):
                assert any(
                    left - 1e-6 <= x <= right + 1e-6 and top - 1e-6 <= y <= bottom + 1e-6
                    for left, top, right, bottom in boxes
                )


def test_what_lies_on_an_edge_of_a_part_is_whole_in_its_neighbour() -> None:
    boxes = sorted(
        {(left, right) for left, _, right, _ in map(corners, views(640, 480)) if right - left == 320}
    )
    assert boxes == [(0, 320), (160, 480), (320, 640)]


def test_they_are_looked_at_in_turn_after_a_while_without_a_hand() -> None:
    closer, told = CloserViews(), []
    for index in range(90):
        part = closer.next(640, 480, index / 30)
        told.append(part)
        closer.saw(index / 30, hands=int(index == 60))
    first = int(WAIT * 30)
    assert all(part is None for part in told[:first])
    seen = [corners(part) for part in told[first:61] if part is not None]
    every = [corners(part) for part in views(640, 480)]
    assert seen == [every[index % len(every)] for index in range(61 - first)]
    assert all(part is None for part in told[61 : 61 + first])


def test_a_film_that_begins_anew_is_looked_at_as_a_new_one() -> None:
    closer = CloserViews()
    closer.saw(9.0, hands=0)
    closer.saw(0.0, hands=0)
    assert closer.next(640, 480, 0.4) is None
    assert closer.next(640, 480, 0.5) is not None
    closer.forget()
    assert closer.next(640, 480, 99.0) is None
