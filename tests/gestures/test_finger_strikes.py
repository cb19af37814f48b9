"""Finger strikes on fingers whose course is known."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from gesture2midi.gestures.finger_strikes import FingerStrikeDetector
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import FINGER_STRIKES
from gesture2midi.gestures.strike_sound import delay_of
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer

INDEX, MIDDLE, RING, PINKY = range(4)


def pressing(at: Sequence[float], deep: float = 0.6, down: float = 0.08, up: float = 0.12) -> Callable:
    """How far a fingertip stands out of the palm's plane at a time, palms."""

    def ease(s: float) -> float:
        s = min(max(s, 0.0), 1.0)
        return 10 * s**3 - 15 * s**4 + 6 * s**5

    return lambda t: deep * sum(ease((t - a) / down) - ease((t - a - down) / up) for a in at)


def struck(
    fingers: dict[int, Callable],
    fps: int = 60,
    seconds: float = 4,
    reach: float = 0.85,
    moving: float = 0.0,
    lost: Sequence[int] = (),
) -> list[tuple[float, str]]:
    """(instant, finger) of each finger strike."""
    rng, detector, found = np.random.default_rng(1), FingerStrikeDetector(), []
    delay = delay_of("auto", 1 / fps)
    for i in range(int(seconds * fps)):
        t = i / fps
        presses = [-0.3 + (fingers[k](t) if k in fingers else 0.0) + rng.normal(0, 0.008) for k in range(4)]
        heard = (
            detector.miss(t, 1 / fps, delay)
            if i in lost
            else detector.update(t, presses, [reach] * 4, moving, 1 / fps, delay)
        )
        found += [(strike.instant, kind.partition(".")[2]) for kind, strike in heard]
    return found


@pytest.mark.parametrize("fps", [30, 60])
def test_each_finger_strikes_alone(fps: int) -> None:
    for finger, name in enumerate(("index", "middle", "ring", "pinky")):
        starts = [0.6, 1.1, 1.6, 2.3]
        found = struck({finger: pressing(starts)}, fps)
        assert [kind for _, kind in found] == [name] * 4
        late = [at - start - 0.8 * 0.08 for (at, _), start in zip(found, starts, strict=True)]
        assert min(late) > -0.005 and max(late) < 0.02 and max(late) - min(late) < 0.006


def test_a_neighbour_that_is_drawn_along_is_silent() -> None:
    starts = [0.6, 1.2, 1.9]
    fingers = {RING: pressing(starts), MIDDLE: pressing(starts, 0.3), PINKY: pressing(starts, 0.32)}
    assert [kind for _, kind in struck(fingers)] == ["ring"] * 3


def test_two_fingers_may_strike_together_and_four_are_a_fist() -> None:
    two = struck({INDEX: pressing([0.8]), RING: pressing([0.81], 0.55)})
    assert sorted(kind for _, kind in two) == ["index", "ring"]
    assert struck({finger: pressing([0.8]) for finger in range(4)}) == []


def test_a_finger_that_curls_into_the_palm_or_goes_slowly_is_silent() -> None:
    assert struck({INDEX: pressing([0.8], 1.0)}, reach=0.55) == []
    assert struck({INDEX: pressing([0.8, 2.0], 0.9, 0.35, 0.4)}) == []


def test_fingers_of_a_hand_that_moves_strike_nothing() -> None:
    assert struck({INDEX: pressing([0.8, 1.4])}, moving=8.0) == []


def test_a_lost_frame_loses_no_strike() -> None:
    for first in range(6):
        lost = range(first, 240, 6)
        assert len(struck({MIDDLE: pressing([0.7, 1.3, 1.9, 2.5])}, lost=lost)) == 4


def test_a_roll_of_one_finger_is_heard_stroke_by_stroke() -> None:
    starts = [0.6 + k / 6 for k in range(12)]
    assert len(struck({INDEX: pressing(starts, 0.5, 0.06, 0.08)})) == 12


@pytest.mark.parametrize("fps", [30, 60])
def test_the_drawn_drummer_strikes_what_its_score_says(fps: int) -> None:
    score, recognizer = load_score("finger-drums"), Recognizer()
    performer = Performer(score, fps=fps)
    heard = [
        (hit.side, hit.kind)
        for i in range(performer.total)
        for hit in recognizer.update(performer.truth(i / fps)).hits
    ]
    for side, track in score.tracks.items():
        bent = [
            kind
            for key in track.keys
            for kind in FINGER_STRIKES
            if getattr(key.pose, kind.split(".")[1]) == 0.6
        ]
        assert [kind for of, kind in heard if of == side] == bent
    assert {kind for _, kind in heard} == set(FINGER_STRIKES)
