"""A place foretold: right where it goes on, never at rest, and nowhere that it cannot be."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.foretelling import JUMP, STILL, Foreteller, Foretold

FPS = 30


def told(places: list[float], ahead: float, fps: float = FPS) -> list[float]:
    foreteller = Foreteller(lambda: ahead)
    return [foreteller.update(i / fps, place) for i, place in enumerate(places)]


@pytest.mark.parametrize("ahead", [0.02, 0.04, 0.06])
@pytest.mark.parametrize("fps", [30, 60])
def test_a_steady_way_is_foretold_to_the_point(ahead: float, fps: int) -> None:
    speed = 0.6
    places = [0.1 + speed * i / fps for i in range(fps)]
    for place, foretold in zip(places[fps // 2 :], told(places, ahead, fps)[fps // 2 :], strict=True):
        assert foretold == pytest.approx(place + speed * ahead, abs=0.05 * speed * ahead)


def test_at_rest_and_in_slow_motion_a_level_is_what_is_seen() -> None:
    rng = np.random.default_rng(1)
    places = list(0.5 + rng.normal(0, 0.0005, 200))
    assert told(places, 0.06) == places
    slow = [0.2 + 0.9 * STILL * i / FPS for i in range(200)]
    assert told(slow, 0.06) == slow


def test_a_hand_that_stops_is_overshot_by_no_more_than_it_would_have_gone() -> None:
    speed, ahead = 0.9, 0.04
    places = [0.1 + speed * min(i, 15) / FPS for i in range(40)]
    foretold = told(places, ahead)
    assert max(foretold) <= places[-1] + speed * ahead * 1.02
    assert foretold[20:] == places[20:]


@pytest.mark.parametrize("ahead", [0.02, 0.04])
def test_a_turn_of_a_smooth_motion_is_hardly_overshot(ahead: float) -> None:
    places = [0.5 - 0.4 * math.cos(2 * math.pi * 0.7 * i / FPS) for i in range(150)]
    foretold = told(places, ahead)
    assert max(foretold) - 0.9 < 0.1 * 0.8
    assert 0.1 - min(foretold) < 0.1 * 0.8
    at = np.arange(30, 150) / FPS + ahead
    true = 0.5 - 0.4 * np.cos(2 * np.pi * 0.7 * at)
    assert np.std(np.array(foretold[30:]) - true) < 0.5 * np.std(np.array(places[30:]) - true)


def test_it_begins_anew_with_another_hand_and_after_a_gap() -> None:
    foreteller = Foreteller(lambda: 0.06)
    for i in range(10):
        foreteller.update(i / FPS, 0.02 * i)
    assert foreteller.update(10 / FPS, 0.2 + JUMP + 0.1) == pytest.approx(0.2 + JUMP + 0.1)
    for i in range(11, 20):
        foreteller.update(i / FPS, 0.02 * i)
    assert math.isnan(foreteller.update(20 / FPS, math.nan))
    assert foreteller.update(21 / FPS, 0.42) == 0.42
    assert foreteller.update(30.0, 0.5) == 0.5
    assert foreteller.update(29.0, 0.6) == 0.6  # time goes back: another take
    assert foreteller.update(29.0, 0.6) == 0.6


@given(
    st.lists(st.tuples(st.floats(-0.1, 0.5), st.none() | st.floats(0, 1)), max_size=100),
    st.floats(0, 0.06),
)
def test_whatever_is_seen_it_stays_in_the_range_and_nothing_unknown_is_foretold(
    frames: list[tuple[float, float | None]], ahead: float
) -> None:
    foreteller, t = Foreteller(lambda: ahead), 0.0
    for step, place in frames:
        t += step
        got = foreteller.update(t, math.nan if place is None else place)
        assert math.isnan(got) if place is None else 0.0 <= got <= 1.0


def test_of_the_signals_only_places_are_foretold() -> None:
    foretold = Foretold(("right.y", "midi.cc.1"), lambda: 0.04)
    for i in range(10):
        signals = foretold.update(i / FPS, {"right.y": 0.02 * i, "midi.cc.1": 0.02 * i, "left.y": 0.5})
    assert signals == {"right.y": pytest.approx(0.18 + 0.6 * 0.04, abs=0.003), "midi.cc.1": 0.18}
