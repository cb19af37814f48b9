"""The whole tracker around a raw one that is made up."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.events import Frame, Hand, Hands
from gesture2midi.tracking.pipeline import SteadyTracker, open_tracker
from gesture2midi.tracking.tracker import Tracker

IMAGE = np.zeros((48, 64, 3), np.uint8)


class Raw:
    """Gives the hands of a list, one frame after the other."""

    def __init__(self, *frames: tuple[Hand, ...]) -> None:
        self.frames = frames
        self.resets = 0

    def track(self, frame: Frame) -> Hands:
        return Hands(frame.t, frame.index, 4 / 3, self.frames[frame.index])

    def reset(self) -> None:
        self.resets += 1


def right(x: float, noise: float = 0.0) -> Hand:
    points = np.random.default_rng(5).uniform(0, 0.2, (21, 3)) + x
    points += noise * np.random.default_rng(int(x * 1e6)).standard_normal((21, 3))
    return Hand("right", 0.9312345678, points.astype(np.float32), (points / 3).astype(np.float32))


def play(tracker: Tracker, count: int, fps: float = 30, start: int = 0) -> list[Hands]:
    return [tracker.track(Frame(i / fps, i, IMAGE, True, 0.0)) for i in range(start, start + count)]


def test_what_comes_out_fits_a_take() -> None:
    out = play(SteadyTracker(Raw(*[(right(i / 7),) for i in range(4)])), 4)
    for i, hands in enumerate(out):
        assert hands.t == round(i / 30, 6)
        (hand,) = hands.hands
        assert hand.score == 0.93123
        for values in (hand.points, hand.world):
            assert values.dtype == np.float32 and values.shape == (21, 3)
            again = np.array([round(x, 5) for x in values.ravel().tolist()], np.float32)
            np.testing.assert_array_equal(again, values.ravel())


def test_a_still_hand_is_stiller_and_a_lost_one_starts_afresh() -> None:
    raw = [(right(0.5 + i * 1e-9, 0.0005),) for i in range(1000, 1060)]
    away = [()] * 10
    out = play(SteadyTracker(Raw(*raw, *away, (right(0.7),))), 71)
    steps_in = np.diff([hands[0].points for hands in raw], axis=0).std()
    steps_out = np.diff([hands.hands[0].points for hands in out[:60]], axis=0).std()
    assert steps_out < 0.45 * steps_in
    np.testing.assert_allclose(out[70].hands[0].points, right(0.7).points, atol=6e-6)


def test_after_a_reset_it_plays_the_same_again() -> None:
    raw = Raw(*[(right(0.3 + i / 50, 0.001),) for i in range(20)])
    tracker = SteadyTracker(raw)
    first = play(tracker, 20)
    tracker.reset()
    second = play(tracker, 20)
    assert raw.resets == 1
    for one, other in zip(first, second, strict=True):
        np.testing.assert_array_equal(one.hands[0].points, other.hands[0].points)


def test_a_tracker_opened_for_a_trembling_player_is_steadier(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = [(right(0.5 + 0.01 * np.sin(2 * np.pi * 5 * i / 30)),) for i in range(60)]

    class Model(Raw):
        def __init__(self, model: Path, hands: int) -> None:
            super().__init__(*raw)

        def close(self) -> None:
            self.resets = -1

    monkeypatch.setattr("gesture2midi.tracking.mediapipe_tracker.MediaPipeTracker", Model)

    def unrest(steady: float) -> float:
        with open_tracker(Path("model"), 1, "mediapipe") as tracker:
            tracker.steady = steady
            return float(np.std([hands.hands[0].points[0, 0] for hands in play(tracker, 60)]))

    assert unrest(1.0) < 0.4 * unrest(0.0)


def test_a_name_that_goes_to_another_hand_does_not_glide_there() -> None:
    def left(x: float) -> Hand:
        return replace(right(x), side="left")

    raw = [(left(0.1), right(0.6))] * 10 + [(right(0.1), left(0.6))] * 40
    tracker = SteadyTracker(Raw(*raw))
    tracker.steady = 1.0
    out = play(tracker, 50)
    at = [{hand.side: hand.points[0, 0] for hand in hands.hands} for hands in out]
    assert max(b["left"] - a["left"] for a, b in pairwise(at)) > 0.49
