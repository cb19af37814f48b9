"""The strike detector on strokes whose course is known."""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sqrt

import numpy as np
import pytest

from gesture2midi.gesture.hits import StrikeDetector
from gesture2midi.gesture.recognizer import Recognizer

SIZE = 0.2  # palm, picture heights


def minimum_jerk(s):
    return 10 * s**3 - 15 * s**4 + 6 * s**5


def half_sine(s):
    return (1 - cos(pi * s)) / 2


# Where in the stroke its braking is strongest (a half sine's at its end).
MOMENT = {minimum_jerk: 0.5 + sqrt(3) / 6, half_sine: 1.0}


def drum(shape, fps, down=0.12, rest=0.1, way=1.0, count=12, phase=0.0, jitter=0.0, seed=0, early=0.0):
    """(hits as (time, velocity, the frame's time), their true times) of `count` strokes, `way` palms deep."""
    rng, period, start = np.random.default_rng(seed), 2 * down + rest, 0.4
    detector, hits = StrikeDetector(early=early), []
    for i in range(int((start + count * period + 0.3) * fps)):
        t = (i + phase) / fps
        k, u = divmod(t - start, period)
        depth = 0.0
        if 0 <= k < count:
            depth = shape(min(u / down, 1)) if u < down else 1 - shape(min((u - down) / down, 1))
        hit = detector.update(t, 0.4 + way * SIZE * depth + rng.normal(0, jitter), SIZE)
        if hit is not None:
            hits.append((*hit, t))
    return hits, [start + k * period + MOMENT[shape] * down for k in range(count)]


@pytest.mark.parametrize("shape", [minimum_jerk, half_sine])
@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize(
    ("down", "rest"),
    [(0.1, 0.1), (0.12, 0.3), (0.15, 0.0), (0.2, 0.1), (1 / 12, 0.0), (1 / 14, 0.0), (1 / 16, 0.0)],
)
def test_about_once_a_stroke_and_near_its_braking(shape, fps, down, rest):
    for phase in (0.0, 0.2, 0.45, 0.7, 0.9):
        hits, truth = drum(shape, fps, down, rest, phase=phase)
        errors = [min((hit[0] - t for hit in hits), key=abs) for t in truth]
        assert abs(len(hits) - len(truth)) <= 1
        assert np.mean(np.abs(errors)) < 0.06


@pytest.mark.parametrize(("fps", "spread"), [(30, 0.016), (60, 0.012)])
def test_strikes_are_foretold_between_frames(fps, spread):
    hits, truth = drum(minimum_jerk, fps, 0.17, 0.3, phase=0.3, count=24)
    errors = [min((hit[0] - t for hit in hits), key=abs) for t in truth]
    assert np.std(errors) < spread
    assert np.mean([t > frame for t, _, frame in hits]) > 0.7
    assert all(-0.065 <= t - frame <= 0.007 + 1.1 / fps + 0.02 for t, _, frame in hits)


def test_velocity_grows_with_the_speed_of_the_stroke():
    means = [np.mean([v for _, v, _ in drum(half_sine, 60, way=way)[0]]) for way in (0.5, 0.7, 1.0, 1.4)]
    assert all(a < b for a, b in pairwise(means)) and means[0] > 0 and means[-1] <= 1
    assert drum(half_sine, 60, way=2.5)[0][-1][1] == 1


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("early", [0.015, -0.015])
def test_strikes_come_earlier_or_later_by_what_the_player_says(fps, early):
    usual, other = ([t for t, _, _ in drum(minimum_jerk, fps, 0.17, 0.2, early=e)[0]] for e in (0.0, early))
    assert len(usual) == len(other) == 12
    assert np.mean(np.subtract(usual, other)[3:]) == pytest.approx(early, abs=0.004)


@pytest.mark.parametrize("fps", [30, 60])
def test_jitter_neither_adds_nor_takes(fps):
    for seed in range(4):
        hits, truth = drum(minimum_jerk, fps, 0.15, 0.3, jitter=0.003, seed=seed)
        assert len(hits) == len(truth)


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("shape", [minimum_jerk, half_sine])
def test_lowering_the_hand_is_no_strike(fps, shape):
    for seconds, way in ((0.6, 1.5), (0.7, 3.0), (1.0, 3.0), (2.0, 4.0)):
        assert drum(shape, fps, seconds, 0.5, way=way, count=2)[0] == []


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("shape", [minimum_jerk, half_sine])
def test_nor_is_it_after_strokes(fps, shape):
    """A hand whose manner is known, and that is lifted and lowered."""
    for seconds, way in ((0.6, 1.5), (0.7, 3.0), (0.8, 2.5), (1.0, 3.0)):
        detector, hits = StrikeDetector(), []
        for i in range(7 * fps):
            t = i / fps
            u = (t % 0.6 - 0.3) / 0.15
            struck = shape(min(max(u, 0), 1)) - shape(min(max(u - 1, 0), 1)) if t < 3.6 else 0
            lifted = shape(min(max((t - 4) / 0.8, 0), 1)) - shape(min(max((t - 5.2) / seconds, 0), 1))
            hit = detector.update(t, 0.5 + SIZE * (struck - way * lifted), SIZE)
            hits += [hit] if hit else []
        assert len(hits) == 6 and hits[-1][0] < 3.6


def feed(places, fps=60, start=0.0):
    detector = StrikeDetector()
    return [h for i, y in enumerate(places) if (h := detector.update(start + i / fps, float(y), SIZE))]


def test_a_still_but_trembling_hand_strikes_nothing():
    assert feed(0.5 + np.random.default_rng(1).normal(0, 0.004, 1200)) == []


def test_the_first_frames_and_a_hand_that_falls_out_of_the_picture():
    fall = np.concatenate([np.linspace(0.2, 0.6, 5), np.full(10, 0.6)])
    assert feed(fall) == []
    assert len(feed(np.concatenate([np.full(12, 0.2), fall]))) == 1
    out = np.concatenate([np.full(20, 0.97), np.linspace(1.01, 1.6, 5), np.full(5, 1.6)])
    assert feed(out) == []


def test_upward_strokes_are_silent():
    up = np.concatenate([np.full(10, 0.8), np.linspace(0.8, 0.3, 6), np.full(10, 0.3)])
    assert feed(up) == []


def test_odd_times_neither_raise_nor_strike():
    detector = StrikeDetector()
    for t in (0.0, 0.1, 0.1, 0.05, float("nan"), float("inf"), 0.2, 1e9, -1e9, 1e-300, 0.0):
        assert detector.update(t, 0.5 if t == 0.1 else 0.2, SIZE) is None


def test_the_recognizer_gives_the_hit_and_its_signal_once(frame, make):
    recognizer, hits, shown = Recognizer(), [], []
    for i in range(60):
        s = min(max((i / 60 - 0.4) / 0.12, 0), 1)
        gestures = recognizer.update(frame(i / 60, make("left", y=0.4 + 0.25 * minimum_jerk(s))))
        hits += gestures.hits
        shown += [(gestures.signals["left.strike"], gestures.signals["any.strike"])] * bool(gestures.hits)
    assert len(hits) == 1
    assert (hits[0].side, hits[0].kind) == ("left", "strike")
    assert hits[0].t == pytest.approx(0.4 + 0.12 * MOMENT[minimum_jerk], abs=0.03)
    assert shown == [(hits[0].velocity, hits[0].velocity)]


def test_a_camera_that_loses_frames_does_not_silence_a_stroke():
    """Every third frame is lost, and all of the tenth of a second before the fall."""
    for phase in np.arange(8) / 8:
        detector, found = StrikeDetector(), []
        for i in range(40):
            t = (i + phase) / 30
            place = 0.4 + SIZE * 1.6 * minimum_jerk(min(max((t - 0.8) / 0.15, 0), 1))
            lost = (t < 0.7 and i % 3 == 1) or 0.7 <= t < 0.8
            hit = None if lost else detector.update(t, place, SIZE)
            found += [] if hit is None else [hit]
        assert len(found) == 1


@pytest.mark.parametrize("fps", [10, 15])
def test_a_camera_that_is_too_slow_for_strokes_strikes_nothing(fps):
    assert drum(minimum_jerk, fps, 0.15, 0.3)[0] == []


def test_another_hand_under_the_same_name_is_no_stroke(frame, make):
    """A hand that is renamed, or found elsewhere, jumps: nobody struck."""
    recognizer, hits = Recognizer(), []
    for i in range(40):
        place = {"x": 0.7, "y": 0.3} if i < 20 else {"x": 0.3, "y": 0.8}
        gestures = recognizer.update(frame(i / 30, make("right", **place)))
        hits += gestures.hits
        assert gestures.signals["right.speed"] == 0
    assert hits == []


def test_a_hand_that_hangs_or_comes_into_view_strikes_nothing():
    fall = [0.3] * 10 + [0.3 + SIZE * minimum_jerk(i / 6) for i in range(7)] + [0.3 + SIZE] * 4
    for places, up, struck in (
        (fall, 0.9, True),
        (fall, 0.0, True),
        (fall, -0.6, False),
        (fall[9:], 0.9, False),
    ):
        detector = StrikeDetector()
        hits = [detector.update(i / 30, y, SIZE, up) for i, y in enumerate(places)]
        assert any(hits) is struck


def test_a_lone_stroke_is_as_loud_as_it_was_seen_to_fall():
    """Single strokes of seven speeds, far apart: the velocity keeps their order."""
    means = []
    for way in (0.5, 0.65, 0.8, 1.0, 1.2, 1.4, 1.6):
        means.append(np.mean([v for _, v, _ in drum(minimum_jerk, 60, 0.16, 0.4, way=way, phase=0.3)[0]]))
    assert all(a < b for a, b in pairwise(means))


@pytest.mark.parametrize("fps", [30, 60])
def test_a_player_who_repeats_himself_is_foretold_better(fps):
    """Sixteen players who strike alike every half second: what is learnt from the first strokes helps."""
    first, later = [], []
    for seed in range(16):
        phase = seed / 16
        hits, truth = drum(half_sine, fps, 0.17, 0.16, phase=phase, count=8, jitter=0.001, seed=seed)
        errors = [abs(min((hit[0] - t for hit in hits), key=abs)) for t in truth]
        first.append(errors[0])
        later += errors[3:]
    assert np.mean(later) < 0.8 * np.mean(first)


def test_the_manner_outlasts_a_hand_that_is_lost(frame, make):
    """A tracker loses a hand for a frame now and then; what was learnt is still there, until a reset."""
    recognizer = Recognizer()

    def struck(start):
        for i in range(45):
            s = min(max((i / 60 - 0.3) / 0.14, 0), 1)
            recognizer.update(frame(start + i / 60, make("left", y=0.4 + 0.25 * minimum_jerk(s))))

    struck(0.0)
    learnt = recognizer._manners["left"].inputs()
    recognizer.update(frame(1.0))
    assert learnt.any() and np.array_equal(recognizer._manners["left"].inputs(), learnt)
    assert not recognizer._manners["right"].inputs().any()
    recognizer.reset()
    assert not recognizer._manners["left"].inputs().any()
