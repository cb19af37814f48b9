"""Where a hand went: drawn squares that move, and numbers that must not run away."""

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.events import Image
from gesture2midi.tracking.roi import Region
from gesture2midi.tracking.roi_prediction import FRESH, begin

rng = np.random.default_rng(3)
ROOM = cv2.GaussianBlur(rng.integers(0, 255, (480, 640, 3)).astype(np.uint8), (0, 0), 25)
HAND = cv2.GaussianBlur(rng.integers(0, 255, (120, 120, 3)).astype(np.uint8), (0, 0), 6)
SIZE = 240.0


def shown(x: float, y: float) -> Image:
    picture = ROOM.copy()
    picture[round(y) - 60 : round(y) + 60, round(x) - 60 : round(x) + 60] = HAND
    return picture


def region(x: float, y: float, turn: float = 0.0) -> Region:
    return Region(x, y, SIZE, turn)


@pytest.mark.parametrize("turn", [0.0, 0.7, -2.0])
@pytest.mark.parametrize("way", [(0, 0), (70, 0), (-70, 40), (0, -80)])
def test_a_sudden_start_is_seen(way: tuple[int, int], turn: float) -> None:
    course = begin(shown(300, 240), region(300, 240, turn), 0.0)
    there = course.at(shown(300 + way[0], 240 + way[1]), 1 / 30)
    assert math.hypot(there.x - 300 - way[0], there.y - 240 - way[1]) < 0.05 * SIZE


def test_a_sudden_stop_is_not_overshot() -> None:
    course = begin(shown(200, 240), region(200, 240), 0.0)
    course = course.seen(shown(270, 240), region(270, 240), 1 / 30)
    there = course.at(shown(270, 240), 2 / 30)
    assert abs(there.x - 270) < 0.05 * SIZE


def test_a_hand_at_rest_keeps_its_region_to_the_last_bit() -> None:
    course = begin(shown(300, 240), region(300, 240), 0.0)
    course = course.seen(shown(301, 240), region(301, 239.5), 1 / 30)
    assert course.at(shown(303, 241), 2 / 30) == region(301, 239.5)


def test_what_no_longer_looks_like_the_hand_is_where_it_was_going() -> None:
    course = begin(shown(200, 240), region(200, 240), 0.0)
    course = course.seen(shown(230, 240), region(230, 240), 1 / 30)
    flat = np.full((480, 640, 3), 90, np.uint8)
    there = course.at(flat, 2 / 30)
    assert 230 < there.x <= 261


@pytest.mark.parametrize("later", [0.0, -1.0, FRESH * 1.01, math.inf])
def test_after_a_pause_or_a_clock_gone_wrong_it_is_where_it_was(later: float) -> None:
    course = begin(shown(300, 240), region(300, 240), 1.0)
    assert course.at(shown(380, 240), 1.0 + later) == region(300, 240)


@given(
    x=st.floats(-2000, 3000),
    y=st.floats(-2000, 3000),
    size=st.floats(1.001, 2560),
    turn=st.floats(-10, 10),
    dt=st.floats(1e-6, FRESH),
)
def test_it_stays_a_region_wherever_the_hand_is(
    x: float, y: float, size: float, turn: float, dt: float
) -> None:
    course = begin(ROOM, Region(x, y, size, turn), 0.0)
    course = course.seen(ROOM, Region(y, x, size, -turn), dt)
    there = course.at(ROOM, 2 * dt)
    assert all(math.isfinite(value) for value in (there.x, there.y, there.turn))
    assert there.size == size
