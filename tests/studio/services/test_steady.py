"""A hand that is held still is told from one that moves, goes or trembles too much."""

from __future__ import annotations

import math

import pytest

from gesture2midi.studio.services.steady import PATIENCE, STILL, Steady


def fed(values: list[float], whole: float = 1.0, fps: float = 20.0) -> list[float | None]:
    steady = Steady()
    return [steady.take(i / fps, value, whole) for i, value in enumerate(values)]


def test_what_stays_is_told_once_it_has_stayed_long_enough() -> None:
    found = fed([0.4, 0.42] * 20)
    first = next(i for i, value in enumerate(found) if value is not None)
    assert first == pytest.approx(STILL * 20, abs=1)
    assert found[first] == pytest.approx(0.41, abs=0.001)


def test_what_moves_is_not_told_until_it_stays() -> None:
    moving = [i / 40 for i in range(40)]
    assert fed(moving) == [None] * 40
    assert fed(moving + [1.0] * 20)[-1] == pytest.approx(1.0)


def test_a_hand_that_goes_begins_anew() -> None:
    assert fed([0.5] * 10 + [math.nan] + [0.5] * 10) == [None] * 21


def test_it_is_measured_by_the_range_of_the_signal() -> None:
    wide = [0.0, 0.08] * 20
    assert fed(wide)[-1] is None
    assert fed(wide, whole=2.0)[-1] == pytest.approx(0.04, abs=0.01)


def test_nobody_waits_for_ever() -> None:
    steady = Steady()
    assert not steady.over(5.0)
    steady.take(5.0, math.nan, 1.0)
    assert not steady.over(5.0 + PATIENCE)
    assert steady.over(5.1 + PATIENCE)
