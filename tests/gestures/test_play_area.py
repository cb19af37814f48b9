"""A play area at another size or place: it stays in the picture, and what it spans stays what it was."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.gestures.play_area import LEAST_SIDE, USUAL_SIDE, PlayArea
from gesture2midi.gestures.profile import Profile, Reach

PLACES, SIDES = st.floats(0, 1), st.floats(LEAST_SIDE, USUAL_SIDE)


@st.composite
def areas(draw: st.DrawFn) -> PlayArea:
    width, height = draw(SIDES), draw(SIDES)
    left, top = draw(st.floats(0, 1 - width)), draw(st.floats(0, 1 - height))
    return PlayArea(left, left + width, top, top + height, 0.4, 0.7)


def middle(area: PlayArea) -> tuple[float, float]:
    return (area.left + area.right) / 2, (area.top + area.bottom) / 2


@given(areas(), st.floats(0.1, 1))
def test_another_size_stays_in_the_picture_and_keeps_the_depth(area: PlayArea, size: float) -> None:
    made = area.sized(size)
    assert 0 <= made.left < made.right <= 1 and 0 <= made.top < made.bottom <= 1
    assert (made.near, made.far) == (0.4, 0.7)
    narrowest, widest = sorted((made.right - made.left, made.bottom - made.top))
    if narrowest > LEAST_SIDE + 0.001 and widest < USUAL_SIDE - 0.001:
        assert made.size == pytest.approx(size, abs=0.005)
    if size <= area.size:
        assert middle(made) == pytest.approx(middle(area), abs=LEAST_SIDE)


@given(areas(), PLACES, PLACES)
def test_it_moves_to_where_the_hand_is(area: PlayArea, x: float, y: float) -> None:
    made = area.around(x, y)
    assert made.size == pytest.approx(area.size, abs=0.005)
    across, up = made.place(x, y)
    assert -0.01 <= across <= 1.01 and -0.01 <= up <= 1.01
    assert 0 <= made.left < made.right <= 1.0001 and 0 <= made.top < made.bottom <= 1.0001
    fits = made.right - made.left <= 2 * min(x, 1 - x) and made.bottom - made.top <= 2 * min(y, 1 - y)
    if fits:
        assert (across, up) == pytest.approx((0.5, 0.5), abs=0.01)


def test_both_hands_reach_less_and_the_smaller_one_in_proportion() -> None:
    usual = Profile()
    assert usual.reach == pytest.approx(1)
    profile = replace(usual, left=Reach(PlayArea().sized(0.5))).reaching(0.6)
    assert (profile.right.area.size, profile.left.area.size) == pytest.approx((0.6, 0.3), abs=0.001)
    moved = profile.reaching_around("left", 0.4, 0.6)
    assert middle(moved.left.area) == pytest.approx((0.4, 0.6))
    assert moved.right == profile.right
