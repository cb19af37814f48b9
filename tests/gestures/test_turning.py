"""Turning points of an angle."""

from __future__ import annotations

from math import cos, pi

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.gestures.turning import BACK, STANDING, TurningPoints


def swings(degrees: list[float], step: float = 1 / 15) -> list[tuple[float, float]]:
    points = TurningPoints()
    found = [points.update(i * step, one) for i, one in enumerate(degrees)]
    return [(swing.degrees, swing.seconds) for swing in found if swing is not None]


def test_a_swing_is_told_as_soon_as_it_turns_back() -> None:
    assert swings([0, 0, 5, 10, 15]) == []
    ((degrees, seconds),) = swings([0, 0, 5, 10, 15, 15 - BACK])
    assert degrees == 15
    assert seconds == pytest.approx(3 / 15)


def test_what_stands_for_a_while_begins_anew_and_a_drift_is_no_swing() -> None:
    still = [15.0] * (round(15 * STANDING) + 2)
    assert swings([0, 5, 10, *still, 10]) == []
    drift = [i * 0.4 for i in range(60)]
    assert all(abs(degrees) < 5 for degrees, _ in swings([*drift, *reversed(drift)]))


def test_a_wave_swings_by_its_whole_height_in_half_of_its_period() -> None:
    found = swings([10 * cos(2 * pi * i / 12) for i in range(60)])
    assert len(found) >= 8
    for degrees, seconds in found[1:]:
        assert abs(degrees) == pytest.approx(20)
        assert seconds == pytest.approx(6 / 15)


@given(st.lists(st.floats(-90, 90), max_size=60))
def test_swings_go_to_and_fro_and_are_never_small(degrees: list[float]) -> None:
    for size, seconds in swings(degrees):
        assert abs(size) >= BACK
        assert seconds > 0
