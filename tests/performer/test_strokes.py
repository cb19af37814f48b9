"""Strokes of every shape: smooth, in the picture, and with a truth that the drawn hand keeps."""

from typing import get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.performer.clips import drumming
from gesture2midi.performer.score import read_score
from gesture2midi.performer.source import Performer
from gesture2midi.performer.strokes import FULL_SPEED, Stroke, StrokeShape, depth, played

SHAPES = get_args(StrokeShape)
FINE = 1 / 4000


def fallen(stroke: Stroke) -> tuple[np.ndarray, np.ndarray]:
    t = stroke.at + np.arange(-0.3, 0.4, FINE)
    return t, np.array([depth((stroke,), 0, float(at)) for at in t])


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_said_of_a_stroke_is_what_it_does(shape: StrokeShape) -> None:
    t, way = fallen(Stroke(2.0, 0.8, shape))
    truth = played((Stroke(2.0, 0.8, shape),), 0)
    speed = np.gradient(way, FINE)
    before = (t <= truth.turning) & (t >= truth.fastest)
    assert way.max() == pytest.approx(truth.depth, rel=1e-4)
    assert t[way.argmax()] == pytest.approx(truth.turning, abs=0.001)
    assert speed.max() == pytest.approx(truth.speed, rel=2e-3) == pytest.approx(0.8 * FULL_SPEED, rel=2e-3)
    assert t[speed.argmax()] == pytest.approx(truth.fastest, abs=0.001)
    braked = -np.gradient(speed, FINE)
    assert t[np.where(before, braked, -np.inf).argmax()] == pytest.approx(truth.intended, abs=0.002)
    assert truth.fastest < truth.intended <= truth.turning
    assert way[0] == way[-1] == 0


def test_a_minimum_jerk_stroke_is_braked_most_where_algebra_says() -> None:
    truth = played((Stroke(1.0, 1.0),), 0)
    assert truth.intended - 1 == pytest.approx(-0.17 * (3 - 3**0.5) / 6, abs=2e-4)
    assert truth.depth == pytest.approx(FULL_SPEED * 0.17 * 8 / 15)


def test_one_that_stops_short_stays_above_the_others_and_a_bounce_rises_over_its_rest() -> None:
    deep = {shape: fallen(Stroke(1.0, 1.0, shape))[1] for shape in SHAPES}
    assert deep["stops-short"].max() < 0.65 * deep["minimum-jerk"].max()
    assert (deep["stops-short"] > 0.95 * deep["stops-short"].max()).mean() > (deep["bounce"] > 0).mean() / 5
    assert deep["bounce"].min() < -0.005 and deep["recorded"].min() < -0.005
    assert all(deep[shape].min() > -1e-12 for shape in ("minimum-jerk", "half-sine", "fast-down-slow-up"))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0.12, 0.6), st.floats(0.1, 1), st.sampled_from(SHAPES)), min_size=1, max_size=6
    )
)
def test_strokes_close_together_are_smaller_as_fast_and_never_jump(
    plan: list[tuple[float, float, StrokeShape]],
) -> None:
    times = 1 + np.cumsum([gap for gap, _, _ in plan])
    strokes = tuple(Stroke(float(t), v, shape) for t, (_, v, shape) in zip(times, plan, strict=True))
    t = np.arange(0.5, times[-1] + 0.5, 1 / 2000)
    each = np.array([[depth(strokes, i, float(at)) for at in t] for i in range(len(strokes))])
    assert ((np.abs(each) > 1e-9).sum(axis=0) <= 1).all(), "one at a time"
    assert np.abs(np.diff(each.sum(axis=0))).max() < 2 * FULL_SPEED / 2000
    for i, stroke in enumerate(strokes):
        alone, truth = played((stroke,), 0), played(strokes, i)
        assert truth.depth <= alone.depth + 1e-12
        assert truth.speed == alone.speed
        assert np.gradient(each[i], 1 / 2000).max() == pytest.approx(truth.speed, rel=0.03)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("rate", [1, 8])
def test_the_drawn_palm_falls_as_fast_as_is_said(shape: StrokeShape, rate: float) -> None:
    player = Performer(drumming(shape, rate, 3, count=4, sides=("left", "right")), (64, 48))
    assert [stroke.shape for stroke in player.strokes] == [shape] * 8
    assert [hit.t for hit in player.hits] == [stroke.time.turning for stroke in player.strokes]
    for stroke in player.strokes:
        fast = stroke.time.fastest
        hands = [player.truth(fast + d).hands for d in (-0.001, 0.001)]
        low = [next(hand for hand in pair if hand.side == stroke.side).points for pair in hands]
        fell = float(np.mean(low[1][[0, 5, 9, 13, 17], 1] - low[0][[0, 5, 9, 13, 17], 1])) / 0.002
        assert fell == pytest.approx(stroke.heights, rel=0.02)
        assert stroke.lengths == pytest.approx(stroke.heights / 0.32)


@pytest.mark.parametrize("shape", SHAPES)
def test_drumming_hands_stay_in_the_picture(shape: StrokeShape) -> None:
    player = Performer(drumming(shape, 3, 1), (64, 48))
    points = np.array([hand.points for i in range(player.total * 2) for hand in player.truth(i / 60).hands])
    assert points[..., :2].min() > 0.02 and points[..., :2].max() < 0.98


def test_a_score_names_the_shape_of_its_strokes_until_it_names_another() -> None:
    text = (
        "name: x\nright: [{at: 1, strike: 1}, {at: 2, strike: 1, stroke: bounce}, {at: 3, strike: 0.5},"
        " {at: 4, stroke: stops-short}, {at: 5, strike: 1}]"
    )
    strokes = read_score(text, "x.yaml").tracks["right"].strokes
    assert [stroke.shape for stroke in strokes] == ["minimum-jerk", "bounce", "bounce", "stops-short"]
