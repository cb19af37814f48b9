"""What is learnt from a player's strokes."""

from __future__ import annotations

import numpy as np
import pytest

from gesture2midi.gesture.manner import AFTER, COURSE, FORGOTTEN, STROKES, Manner

FALL = 0.16


def stroke(middle: float, deep: float = 1.0, way=lambda u: u):
    """Heights of a stroke that is half down at `middle`, and the times of a camera around it."""
    times = middle + np.arange(-0.4, 0.2, 1 / 60)
    down = np.clip((times - middle) / FALL + 0.5, 0, 1)
    return times, 0.3 + deep * np.array([way(u) for u in down])


def test_nothing_is_known_before_the_first_stroke():
    assert not Manner().inputs().any()


@pytest.mark.parametrize("deep", [0.3, 1.0, 2.5])
def test_a_stroke_is_kept_as_parts_of_its_depth_around_its_middle(deep):
    manner = Manner()
    manner.learn(*stroke(1.0, deep), 1.05)
    *course, sure = manner.inputs()
    assert sure == 1 / STROKES
    assert np.allclose(course, np.clip(COURSE / FALL, -0.5, 0.5), atol=0.06)


def test_when_it_was_announced_matters_little():
    courses = []
    for struck in (1.02, 1.05, 1.08):
        manner = Manner()
        manner.learn(*stroke(1.0), struck)
        courses.append(manner.inputs())
    assert np.allclose(courses[0], courses[1]) and np.allclose(courses[1], courses[2])


def test_another_manner_is_learnt_in_a_few_strokes():
    manner = Manner()
    sharp, t = (lambda u: u**3), 1.0
    for i in range(4 * STROKES):
        t += 0.5
        manner.learn(*stroke(t, way=sharp if i >= STROKES else lambda u: u), t + 0.05)
    fresh = Manner()
    for _ in range(STROKES):
        t += 0.5
        fresh.learn(*stroke(t, way=sharp), t + 0.05)
    assert np.allclose(manner.inputs(), fresh.inputs(), atol=0.03)


@pytest.mark.parametrize("later", [FORGOTTEN + 1, -5.0])
def test_it_is_forgotten_after_a_long_while_and_when_time_goes_back(later):
    manner, fresh = Manner(), Manner()
    for t in (10.0, 10.5, 11.0):
        manner.learn(*stroke(t), t + 0.05)
    t = 11.0 + later
    for one in (manner, fresh):
        one.learn(*stroke(t, way=lambda u: u**3), t + 0.05)
    assert np.array_equal(manner.inputs(), fresh.inputs())


def test_what_was_no_fall_teaches_nothing():
    manner = Manner()
    times = np.arange(0, 1, 1 / 30)
    for heights in (np.full(30, 0.4), np.linspace(1, 0, 30), 0.4 + 0.01 * np.sin(times * 40)):
        manner.learn(times, heights, 0.5)
    manner.learn(times[:2], times[:2], 0.0)
    manner.learn(times, times, 5.0)
    manner.learn(*stroke(1.0, 0.1), 1.0 + FALL / 2)
    assert not manner.inputs().any()


def test_a_stroke_is_read_once_it_is_over():
    assert COURSE[-1] < AFTER
