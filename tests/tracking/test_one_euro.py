"""The One Euro filter against the paper, number by number."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.tracking.one_euro import OneEuro, Smoothing, lag
from gesture2midi.tracking.pipeline import STEADY


class Paper:
    """Casiez 2012, algorithm 1, for one number, written down once more without looking."""

    def __init__(self, mincutoff: float, beta: float, dcutoff: float) -> None:
        self.mincutoff, self.beta, self.dcutoff = mincutoff, beta, dcutoff
        self.xhat: float | None = None
        self.dxhat = 0.0
        self.last = 0.0

    @staticmethod
    def alpha(rate: float, cutoff: float) -> float:
        tau = 1.0 / (2 * math.pi * cutoff)
        te = 1.0 / rate
        return 1.0 / (1.0 + tau / te)

    def __call__(self, x: float, t: float) -> float:
        if self.xhat is None:
            self.xhat, self.last = x, t
            return x
        rate = 1.0 / (t - self.last)
        self.last = t
        dx = (x - self.xhat) * rate
        a = self.alpha(rate, self.dcutoff)
        self.dxhat = a * dx + (1 - a) * self.dxhat
        a = self.alpha(rate, self.mincutoff + self.beta * abs(self.dxhat))
        self.xhat = a * x + (1 - a) * self.xhat
        return self.xhat


NUMBERS = st.floats(-10, 10)
STEPS = st.floats(0.001, 1)


@given(
    st.lists(st.tuples(STEPS, st.lists(NUMBERS, min_size=6, max_size=6)), min_size=1, max_size=30),
    st.floats(0.01, 50),
    st.floats(0, 200),
    st.floats(0.01, 50),
)
def test_every_number_is_filtered_as_in_the_paper(
    steps: list[tuple[float, list[float]]], cutoff: float, beta: float, speed_cutoff: float
) -> None:
    ours = OneEuro(Smoothing(cutoff, beta, speed_cutoff))
    theirs = [Paper(cutoff, beta, speed_cutoff) for _ in range(6)]
    t = 0.0
    for dt, values in steps:
        t += dt
        expected = np.array([paper(x, t) for paper, x in zip(theirs, values, strict=True)])
        got = ours(np.array(values).reshape(2, 3), t)
        np.testing.assert_allclose(got.ravel(), expected, rtol=1e-9, atol=1e-12)


@given(st.lists(st.tuples(STEPS, NUMBERS), min_size=1, max_size=30))
def test_it_never_leaves_the_range_of_what_it_saw(steps: list[tuple[float, float]]) -> None:
    smooth = OneEuro(STEADY)
    t, seen = 0.0, []
    for dt, value in steps:
        t += dt
        seen.append(value)
        assert min(seen) - 1e-9 <= smooth(np.array([value]), t)[0] <= max(seen) + 1e-9


def test_the_first_value_and_the_first_after_a_reset_pass_as_they_are() -> None:
    smooth = OneEuro(STEADY)
    assert smooth(np.array([0.3]), 5.0) == [0.3]
    smooth(np.array([0.9]), 5.1)
    smooth.reset()
    assert smooth(np.array([0.1]), 5.2) == [0.1]


@pytest.mark.parametrize("t", [1.0, 0.5, -3.0])
def test_a_time_that_does_not_go_on_changes_nothing(t: float) -> None:
    one, other = OneEuro(STEADY), OneEuro(STEADY)
    for smooth in (one, other):
        smooth(np.array([0.0]), 1.0)
    assert one(np.array([0.5]), t) == [0.0]
    assert one(np.array([0.2]), 1.1) == other(np.array([0.2]), 1.1)


def test_a_missing_number_stays_as_it_was_and_spoils_no_other() -> None:
    smooth, alone = OneEuro(STEADY), OneEuro(STEADY)
    smooth(np.array([0.5, 0.1]), 0.0)
    alone(np.array([0.1]), 0.0)
    got = smooth(np.array([np.nan, 0.2]), 0.1)
    assert got[0] == 0.5
    assert got[1] == alone(np.array([0.2]), 0.1)[0]


def test_a_number_missing_at_the_start_begins_when_it_comes() -> None:
    smooth = OneEuro(STEADY)
    smooth(np.array([np.nan]), 0.0)
    assert smooth(np.array([0.7]), 0.1) == [0.7]
    assert np.isfinite(smooth(np.array([0.8]), 0.2)).all()


def test_at_one_picture_width_a_second_the_default_is_three_milliseconds_late() -> None:
    smooth = OneEuro(STEADY)
    for i in range(60):
        x = smooth(np.array([i / 30]), i / 30)
    assert 0.002 < 59 / 30 - x[0] < 0.0035


def test_the_default_leaves_a_third_of_the_jitter_of_a_still_hand() -> None:
    rng = np.random.default_rng(1)
    smooth = OneEuro(STEADY)
    raw = 0.5 + 0.0004 * rng.standard_normal((300, 42))
    out = np.array([smooth(row, i / 30) for i, row in enumerate(raw)])[30:]
    assert np.diff(out, axis=0).std() < 0.4 * np.diff(raw, axis=0).std()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ((0.0, 1.0, 1.0), "cutoff must be a finite number above 0 Hz, not 0.0"),
        ((1.0, -1.0, 1.0), "beta must be a finite number of 0 or more, not -1.0"),
        ((1.0, math.inf, 1.0), "beta must be a finite number of 0 or more, not inf"),
        ((1.0, 1.0, math.nan), "speed_cutoff must be a finite number above 0 Hz, not nan"),
    ],
)
def test_a_parameter_out_of_bounds_is_refused(values: tuple[float, float, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Smoothing(*values)


def left_of_a_tremor(steady: float) -> float:
    smooth = OneEuro(STEADY.steadier(steady))
    t = np.arange(300) / 30
    trembling = 0.01 * np.sin(2 * np.pi * 5 * t)
    smoothed = np.array([smooth(np.array([x]), at)[0] for at, x in zip(t, trembling, strict=True)])
    return float(smoothed[30:].std() / trembling[30:].std())


def test_steady_calms_a_tremor_more_and_more() -> None:
    assert STEADY.steadier(0.0) == STEADY
    left = [left_of_a_tremor(steady) for steady in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert left == sorted(left, reverse=True)
    assert left[0] > 0.7 and left[-1] < 0.2


def test_a_long_motion_is_late_by_the_time_constant_and_less_the_faster_it_goes() -> None:
    assert lag(Smoothing(2.0, 0.0, 1.0), 0.3, 240) == pytest.approx(1 / (4 * math.pi), rel=0.02)
    for steady in (0.0, 0.5, 1.0):
        slow, fast = (lag(STEADY.steadier(steady), speed, 30) for speed in (0.1, 1.0))
        assert 0 < fast < slow < 1 / (2 * math.pi * STEADY.steadier(steady).cutoff)
