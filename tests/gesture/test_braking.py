"""What the forecast of a strike sees."""

from __future__ import annotations

import numpy as np
import pytest

from gesture2midi.gesture.braking import AGO, EDGES, LEAST_RANGE, forecast, seen
from gesture2midi.gesture.manner import Manner


def fall(fps: float, until: float) -> tuple[np.ndarray, np.ndarray]:
    """A hand that rests for 0.4 s and falls by 1.5 palms in 0.2 s; times and heights until then."""
    times = np.arange(0, until, 1 / fps)
    u = np.clip((times - 0.4) / 0.2, 0, 1)
    return times, 1.5 * u**3 * (10 + u * (6 * u - 15))


def test_frames_at_once_are_what_each_is_alone():
    rng = np.random.default_rng(2)
    past, steps = rng.normal(size=(50, len(AGO))), rng.uniform(0.01, 0.05, (50, 2))
    inputs, spans = seen(past, steps)
    for i in range(50):
        row, span = seen(past[i], steps[i])
        assert np.array_equal(inputs[i], row) and spans[i] == span


def test_neither_place_nor_depth_changes_what_is_seen_but_its_range():
    _, past = fall(60, 0.5)
    steps = np.array((0.02, 0.01))
    here, span = seen(past, steps)
    there, deeper = seen(7 + 2 * past, steps)
    apart = np.flatnonzero(~np.isclose(here, there))
    assert len(apart) == 1 and deeper == pytest.approx(2 * span)
    assert there[apart] - here[apart] == pytest.approx(np.log(2))


@pytest.mark.parametrize("fps", [30, 60])
def test_the_chances_move_with_the_fall(fps):
    middles = (EDGES[:-1] + EDGES[1:]) / 2
    due = []
    for until in (0.5, 0.54, 0.58):
        ahead = forecast(*fall(fps, until), Manner())
        assert ahead is not None and 0.5 < ahead.chances.sum() < 1
        due.append(until + float(middles @ ahead.chances / ahead.chances.sum()))
        assert ahead.speed == pytest.approx(1.5 / 0.2 * 15 / 8, rel=0.4)
    assert all(time == pytest.approx(0.4 + 0.2 * (0.5 + 3**0.5 / 6), abs=0.05) for time in due)


def test_a_hand_at_rest_foretells_nothing():
    times, heights = fall(30, 0.4)
    assert forecast(times, heights, Manner()) is None
    assert forecast(times, heights + 0.9 * LEAST_RANGE * (times > 0.3), Manner()) is None
