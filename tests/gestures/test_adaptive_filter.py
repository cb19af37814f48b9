"""The filter of the levels: noise stands still, motion passes at once."""

from __future__ import annotations

from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.gestures.adaptive_filter import AdaptiveFilter

STEP = 1 / 127


def play(values, fps=30, low=0.0, high=1.0):
    smooth = AdaptiveFilter([(low, high)])
    return np.array([smooth.update(i / fps, [value])[0] for i, value in enumerate(values)])


@pytest.mark.parametrize("fps", [15, 30, 60, 120])
@pytest.mark.parametrize("noise", [0.3, 1.0])
def test_a_resting_level_stays_within_a_step(fps, noise):
    """White noise of up to a step's standard deviation, which is five steps from end to end."""
    shaken = 0.5 + np.random.default_rng(fps).normal(0, noise * STEP, 6 * fps)
    rest = slice(2 * fps, None)
    left = np.ptp(play(shaken, fps)[rest])
    assert left < 1.3 * STEP
    assert left < 0.4 * np.ptp(shaken[rest])


@pytest.mark.parametrize("fps", [15, 30, 60, 120])
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_a_level_that_crosses_its_range_in_a_second_is_hardly_late(fps, noise):
    t = np.arange(2 * fps) / fps
    true = np.maximum(t - 1, 0)
    shaken = true + np.random.default_rng(fps).normal(0, noise * STEP, len(t))
    late = true - play(shaken, fps)
    assert late[t > 1.2].mean() < 0.010  # seconds, at a range a second


def test_the_filter_counts_in_parts_of_the_range():
    shaken = np.random.default_rng(1).normal(0, 0.01, 90)
    wide = play(shaken * 16 - 8, low=-8, high=8)
    assert wide == pytest.approx(play(shaken) * 16 - 8)


def test_times_that_repeat_or_are_no_number_change_nothing_and_time_may_begin_anew():
    smooth = AdaptiveFilter([(0, 1)])
    assert smooth.update(1.0, [0.2]) == [0.2]
    first = smooth.update(1.1, [0.8])
    for t in (1.1, 1.1, float("nan"), float("inf")):
        assert smooth.update(t, [0.0]) == first
    assert smooth.update(0.5, [0.3]) == [0.3]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats(0, 1)), min_size=1, max_size=12))
def test_whatever_the_times_a_level_stays_between_what_went_in(frames):
    smooth, seen = AdaptiveFilter([(0, 1)]), []
    for t, value in frames:
        seen.append(value)
        (out,) = smooth.update(t, [value])
        assert isfinite(out) and min(seen) - 1e-12 <= out <= max(seen) + 1e-12
