"""Clips made from a seed: as fast as they are called, smooth, and never out of the picture."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.performer.clips import SPEEDS, Speed, clip
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import Performer

SIZE = (640, 480)
ALL: list[Speed] = ["slow", "medium", "fast"]
clips = st.builds(clip, st.sampled_from(ALL), st.integers(0, 10_000), seconds=st.just(4.0))


def palms(player: Performer, rate: float) -> np.ndarray:
    """(n, 2) pixels of the right palm's centre, `rate` times a second."""
    seen = [player.truth(i / rate).hands for i in range(round(player.total / player.fps * rate))]
    assert all(len(hands) == 1 for hands in seen)
    return np.array([hands[0].points[[0, 5, 9, 13, 17], :2].mean(axis=0) * SIZE for hands in seen])


@pytest.mark.parametrize("speed", ALL)
def test_a_clip_is_as_fast_as_it_is_called_but_no_faster(speed: Speed) -> None:
    fastest = []
    for seed in range(4):
        player = Performer(clip(speed, seed), SIZE)
        size = clip(speed, seed).tracks["right"].keys[0].pose.size * SIZE[1]
        fastest.append(np.linalg.norm(np.diff(palms(player, 120), axis=0), axis=1).max() * 120 / size)
    assert max(fastest) <= SPEEDS[speed][0] * 1.02
    assert max(fastest) >= SPEEDS[speed][0] * 0.9
    assert any(Performer(clip(speed, seed)).hits for seed in range(4))


@settings(max_examples=8, deadline=None)
@given(clips)
def test_hands_stay_in_the_picture_and_never_jump(score: Score) -> None:
    player = Performer(score, SIZE, fps=60)
    points = np.array([player.truth(i / 120).hands[0].points[:, :2] for i in range(480)])
    assert points.min() > 0.02 and points.max() < 0.98
    assert np.abs(np.diff(points, axis=0)).max() < 0.08, "a fist closes in 0.12 s"


def test_clips_follow_from_their_seed() -> None:
    assert clip("fast", 3) == clip("fast", 3) != clip("fast", 4)
    both = clip("fast", 3, sides=("left", "right"))
    assert set(both.tracks) == {"left", "right"}
    assert {hit.side for hit in Performer(both).hits} == {"left", "right"}
