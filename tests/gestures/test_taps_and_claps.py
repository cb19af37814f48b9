"""Taps of the fingers and claps, on ways whose course is known."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import TAPS
from gesture2midi.gestures.taps_and_claps import ClapDetector, TapDetector

STRAIGHT = (1.0,) * 4


def taps(finger, seconds, fps, count=4, open_gap=1.2, closed=0.3):
    """Closes within `seconds`, `count` times half a second apart, while the others stay well away."""
    detector, hits = TapDetector(), []
    for i in range(int((count * 0.5 + 0.5) * fps)):
        t = i / fps - 0.3
        near = min(max(t % 0.5 / seconds, 0), 1) if t >= 0 else 0
        near = near if t % 0.5 < 0.25 else 0
        gaps = tuple(open_gap + (closed - open_gap) * near if k == finger else 1.0 for k in range(4))
        hit = detector.update(i / fps, gaps, STRAIGHT)
        if hit is not None:
            hits.append(hit)
    return hits


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("finger", range(4))
def test_each_finger_taps_once_a_tap(finger, fps):
    hits = taps(finger, 0.1, fps)
    assert [hit[0] for hit in hits] == [TAPS[finger]] * 5
    touched = [0.3 + 0.5 * k + 0.1 * (1.2 - 0.36) / 0.9 for k in range(5)]
    assert max(abs(hit[1] - t) for hit, t in zip(hits, touched, strict=True)) < 0.5 / fps


def test_a_quicker_tap_is_louder_and_a_slow_pinch_is_none():
    assert taps(0, 0.12, 60)[0][2] < taps(0, 0.06, 60)[0][2]
    assert taps(0, 1.6, 60, closed=-3) == []


def test_a_fist_taps_nothing():
    for bent, expected in ((0.05, 1), (0.3, 0)):
        detector, hits = TapDetector(), []
        for i in range(12):
            near = min(max((i - 4) / 4, 0), 1)
            reach = (1 - 0.4 * near, *(1 - bent * near,) * 3)
            hits.append(detector.update(i / 30, (1.0 - 0.7 * near, 1.0, 1.0, 1.0), reach))
        assert sum(hit is not None for hit in hits) == expected


def test_fingers_that_rest_together_do_not_tap():
    detector = TapDetector()
    for i in range(100):
        assert detector.update(i / 30, (0.34 + 0.04 * (i % 2), 0.9, 0.9, 0.9), STRAIGHT) is None


def claps(speed, fps, count=3):
    detector, hits = ClapDetector(), []
    for i in range(int(count * 0.8 * fps)):
        t = i / fps
        gap = 4 - speed * ((t + 0.013) % 0.8)
        hit = detector.update(t, gap) if gap > 1.0 else None  # they hide each other
        if hit is not None:
            hits.append((*hit, t))
    return hits


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("speed", [7, 12, 25])
def test_a_clap_is_told_as_the_hands_meet(speed, fps):
    hits = claps(speed, fps)
    assert len(hits) == 3
    for k, (at, velocity, _) in enumerate(hits):
        assert at == pytest.approx(0.8 * k - 0.013 + 2.4 / speed, abs=1e-6)
        assert velocity == pytest.approx(speed / 30)


def test_hands_brought_together_slowly_do_not_clap():
    assert claps(3, 30) == []


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(), st.floats(0, 5), st.floats(0, 5)), max_size=40))
def test_any_times_and_gaps_give_sane_hits(steps):
    tap, clap = TapDetector(), ClapDetector()
    for t, a, b in steps:
        hit = tap.update(t, (a, b, a, b), (b, a, a, b))
        assert hit is None or (hit[0] in TAPS and 0 <= hit[2] <= 1)
        both = clap.update(t, a)
        assert both is None or 0 <= both[1] <= 1


def test_the_recognizer_gives_a_clap_of_both_hands(frame, make):
    recognizer, hits = Recognizer(), []
    for i in range(40):
        way = max(0.0, 0.25 - max(0, i - 20) * 0.035)
        if way > 0.08:
            hands = make("left", x=0.5 - way), make("right", x=0.5 + way)
            gestures = recognizer.update(frame(i / 30, *hands))
            hits += [(hit.side, hit.kind) for hit in gestures.hits if hit.kind == "clap"]
    assert hits == [("hands", "clap")]
