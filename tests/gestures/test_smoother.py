"""The smoother against the same process worked out whole, with matrices."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from gesture2midi.gestures.smoother import NOISE, RATE, SPREAD, TICK, Smoother, speed

GRID = 1201


def whole(times: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Speeds at the times: the Gaussian process by its covariances, summed up on a grid."""
    grid = np.linspace(0, times[-1] - times[0], GRID)
    apart = np.abs(grid[:, None] - grid)
    speeds = SPREAD**2 * (1 + RATE * apart) * np.exp(-RATE * apart)
    step = grid[1] - grid[0]
    summed = np.tril(np.full((GRID, GRID), step)) - np.eye(GRID) * step / 2
    summed[:, 0] /= 2
    summed[0] = 0
    at = np.rint((times - times[0]) / step).astype(int)
    both = (speeds @ summed.T)[at][:, at]
    heights_ = (summed @ speeds @ summed.T)[at][:, at] + np.eye(len(at)) * NOISE**2
    heights_ += 1e4  # where it all began is not known
    return np.asarray(both @ np.linalg.solve(heights_, heights - heights[0]))


def test_it_is_the_gaussian_process() -> None:
    rng = np.random.default_rng(3)
    times = np.cumsum(rng.integers(60, 200, 18)) * TICK
    heights = np.sin(11 * times) + rng.normal(0, NOISE, 18)
    smoother = Smoother(float(times[0]), float(heights[0]))
    for t, y in zip(times[1:], heights[1:], strict=True):
        smoother.add(float(t), float(y))
    knots = smoother.back(-1.0)
    assert [knot.t for knot in knots] == pytest.approx(list(times))
    assert [knot.v for knot in knots] == pytest.approx(list(whole(times, heights)), abs=0.1)
    assert smoother.newest == pytest.approx(knots[-1])


def test_it_looks_back_no_further_than_it_is_asked() -> None:
    smoother = Smoother(0.0, 0.0)
    for i in range(1, 30):
        smoother.add(i / 30, 0.1 * i)
    knots = smoother.back(0.8)
    assert knots[0].t < 0.8 <= knots[1].t
    assert [knot.v for knot in knots[1:]] == pytest.approx([3.0] * (len(knots) - 1), abs=0.2)


def test_between_frames_the_way_is_kept() -> None:
    smoother = Smoother(0.0, 0.0)
    for i in range(1, 12):
        smoother.add(i / 30, float(np.sin(i / 3)))
    knots = smoother.back(0.0)
    for a, b in pairwise(knots):
        parts = (np.arange(400) + 0.5) / 400
        way = np.mean([speed(a, b, float(part)) for part in parts]) * (b.t - a.t)
        assert way == pytest.approx(b.y - a.y, abs=1e-4)
