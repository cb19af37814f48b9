"""Swipes and circles on ways whose course is known."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.swipes import SwingDetector

SIZE = 0.2  # palm, picture heights
WAYS = {"swipe_right": (1, 0), "swipe_left": (-1, 0), "swipe_up": (0, -1), "swipe_down": (0, 1)}


def minimum_jerk(s):
    s = min(max(s, 0), 1)
    return 10 * s**3 - 15 * s**4 + 6 * s**5


def found(places, fps):
    """places: (x, y) in palms."""
    detector = SwingDetector()
    hits = [detector.update(i / fps, 1 + x * SIZE, 0.5 + y * SIZE, SIZE) for i, (x, y) in enumerate(places)]
    return [hit for hit in hits if hit is not None]


def swipe(way, palms, seconds, fps, back=0.0, jitter=0.0):
    rng = np.random.default_rng(3)
    for i in range(int(2 * fps)):
        t = i / fps - 0.4
        along = palms * (minimum_jerk(t / seconds) - (minimum_jerk((t - seconds) / back) if back else 0))
        yield tuple(along * part + rng.normal(0, jitter) for part in way)


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("kind", WAYS)
def test_a_swipe_is_found_once_while_it_is_braked(kind, fps):
    for palms, seconds in ((2.5, 0.2), (3.5, 0.3), (5, 0.4)):
        hits = found(swipe(WAYS[kind], palms, seconds, fps, back=0.3, jitter=0.01), fps)
        assert [hit[0] for hit in hits] == [kind], "its way back is none"
        assert 0.4 + 0.5 * seconds < hits[0][1] < 0.4 + seconds


def test_a_hand_that_comes_into_view_swipes_nothing():
    places = list(swipe((1, 0), 3, 0.3, 30))
    assert len(found(places, 30)) == 1
    assert found(places[12:], 30) == []


@pytest.mark.parametrize("fps", [30, 60])
def test_faster_is_louder(fps):
    loud = [found(swipe((1, 0), 3, seconds, fps), fps)[0][2] for seconds in (0.5, 0.4, 0.3, 0.25)]
    assert loud == sorted(loud) and loud[0] < loud[-1] <= 1


@pytest.mark.parametrize("fps", [30, 60])
def test_slow_short_and_slanting_ways_are_no_swipes(fps):
    assert found(swipe((1, 0), 3, 0.8, fps), fps) == []
    assert found(swipe((1, 0), 0.8, 0.1, fps), fps) == []
    assert found(swipe((0.7, 0.7), 4, 0.3, fps), fps) == []


def rounds(turns, radius, seconds, fps, way=1):
    for i in range(int((turns * seconds + 0.6) * fps)):
        angle = 2 * pi * min(max(i / fps - 0.3, 0) / seconds, turns)
        yield radius * cos(angle), way * radius * sin(angle)


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("way", [-1, 1])
def test_a_circle_is_one_either_way_and_two_are_two(fps, way):
    for radius, seconds in ((0.7, 0.6), (1.0, 0.9), (0.5, 0.5)):
        assert [hit[0] for hit in found(rounds(1.3, radius, seconds, fps, way), fps)] == ["circle"]
    assert len(found(rounds(3.8, 0.8, 0.8, fps, way), fps)) == 2, "not while the last one still rings"


@pytest.mark.parametrize("fps", [30, 60])
def test_half_a_circle_a_small_one_and_a_slow_one_are_none(fps):
    assert found(rounds(0.6, 0.8, 0.8, fps), fps) == []
    assert found(rounds(2, 0.2, 0.6, fps), fps) == []
    assert found(rounds(2, 0.8, 2.5, fps), fps) == []


def test_a_trembling_hand_does_nothing():
    places = np.random.default_rng(1).normal(0, 0.02, (1200, 2))
    assert found(places, 60) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats(-3, 3), st.floats(-3, 3)), max_size=40))
def test_any_times_and_ways_give_sane_hits(steps):
    detector = SwingDetector()
    for t, x, y in steps:
        hit = detector.update(t, x, y, SIZE)
        assert hit is None or (hit[0] in {*WAYS, "circle"} and 0 <= hit[2] <= 1)


def test_the_recognizer_gives_a_swipe_as_the_player_sees_it(frame, make):
    recognizer, hits, shown = Recognizer(), [], []
    for i in range(60):
        gestures = recognizer.update(
            frame(i / 60, make("right", x=0.3 + 0.4 * minimum_jerk((i / 60 - 0.3) / 0.25)))
        )
        hits += [hit.kind for hit in gestures.hits]
        shown.append(gestures.signals["right.swipe_right"])
    assert hits == ["swipe_right"]
    assert sum(value > 0 for value in shown) == 1
