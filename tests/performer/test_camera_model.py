"""The camera's faults: each as much as was asked for, and the same each time."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.performer.camera_model import CAMERAS, FAULTLESS, Camera, shots
from gesture2midi.performer.clips import clip
from gesture2midi.performer.score import read_score
from gesture2midi.performer.source import Performer, Style

SIZE = (320, 240)
STILL = read_score(
    "name: x\nlook: {noise: 0, shutter: 0}\nright: [{at: 0, x: 0.5, y: 0.6, size: 0.5, hold: 1}]", "x"
)
TURNING = read_score(
    "name: x\nlook: {noise: 0, shutter: 0}\nright: [{at: 0, x: 0.5, y: 0.6, size: 0.5, roll: -60},"
    " {at: 0.4, roll: 60}]",
    "x",
)


def sharpness(picture: np.ndarray) -> float:
    return float(np.abs(np.diff(picture.astype(float), 2, axis=1)).mean())


@settings(deadline=None)
@given(st.floats(0, 0.9), st.floats(0, 1), st.integers(0, 1000))
def test_pictures_arrive_in_order_from_0_and_the_lost_are_counted(
    drop: float, jitter: float, seed: int
) -> None:
    camera = Camera(drop=drop, jitter=jitter, seed=seed)
    made = list(shots(camera, 30, 90))
    assert made == list(shots(camera, 30, 90))
    assert made[0] == (0, 0, 0)
    assert all(before.stamp < after.stamp for before, after in pairwise(made))
    assert all(abs(shot.stamp - shot.at) <= 0.45 / 30 + 1e-9 for shot in made)
    for i, shot in enumerate(made):
        assert i + shot.dropped == round(shot.at * 30)


def test_as_many_are_lost_and_as_unsteady_as_was_asked_for() -> None:
    made = list(shots(Camera(drop=0.2, jitter=0.1), 50, 5000))
    assert len(made) == pytest.approx(4000, rel=0.03)
    assert np.std([shot.stamp - shot.at for shot in made]) == pytest.approx(0.1 / 50, rel=0.05)


def test_a_frame_comes_with_the_truth_of_the_instant_that_it_shows() -> None:
    player = Performer(clip("fast", 2, seconds=1.0), (64, 48), camera=CAMERAS["unsteady"])
    filmed = list(player.filmed())
    assert 10 < len(filmed) < 30 and filmed[-1][0].dropped >= 30 - len(filmed) - 1
    assert [frame.index for frame, _ in filmed] == list(range(len(filmed)))
    for frame, hands in filmed:
        assert np.array_equal(frame.image, player.picture(hands.t))
    assert any(frame.t != hands.t for frame, hands in filmed)


@pytest.mark.parametrize("style", ["rounded", "faceted"])
def test_an_open_shutter_smears_what_moves_and_nothing_else(style: Style) -> None:
    sharp, open_ = (
        {
            name: Performer(score, SIZE, style=style, camera=camera).picture(0.2)
            for name, score in (("still", STILL), ("turning", TURNING))
        }
        for camera in (FAULTLESS, Camera(exposure=1.0))
    )
    assert np.abs(sharp["still"].astype(int) - open_["still"]).max() <= 1
    assert sharpness(open_["turning"]) < 0.8 * sharpness(sharp["turning"])
    assert abs(float(open_["turning"].mean()) - float(sharp["turning"].mean())) < 1


def test_a_smear_is_the_mean_of_the_pictures_while_the_shutter_was_open() -> None:
    sharp = Performer(TURNING, SIZE, style="faceted")
    times = 0.2 + (np.arange(12) + 0.5 - 6) / 12 * 0.5 / 30
    true = np.mean([sharp.picture(float(t)).astype(float) for t in times], axis=0)
    smear = Performer(TURNING, SIZE, style="faceted", camera=Camera(exposure=0.5)).picture(0.2)
    palm = slice(20, 150)  # the forearm does not turn as the hand does
    assert np.abs(smear - true)[palm].mean() < 0.4 * np.abs(sharp.picture(0.2) - true)[palm].mean()


def test_a_dim_room_is_dark_and_noise_goes_with_the_root_of_brightness() -> None:
    plain, dim, noisy, both = (
        Performer(STILL, SIZE, camera=camera).picture(0.5).astype(float)
        for camera in (FAULTLESS, Camera(light=0.25), Camera(noise=10), Camera(light=0.25, noise=10))
    )
    assert dim.mean() == pytest.approx(plain.mean() / 4, rel=0.02)
    wall = np.s_[:60, :60]
    expected = 10 * np.sqrt(plain[wall].mean() / 255)
    assert (noisy - plain)[wall].std() == pytest.approx(expected, rel=0.1)
    assert (both - dim)[wall].std() == pytest.approx(expected / 2, rel=0.1)


def test_every_camera_gives_the_same_pictures_again() -> None:
    score = clip("fast", 1)
    for camera in CAMERAS.values():
        first, again = (Performer(score, (64, 48), camera=camera).picture(1.1) for _ in range(2))
        assert np.array_equal(first, again)
    noisy = CAMERAS["noisy"]
    other = Performer(score, (64, 48), camera=replace(noisy, seed=5)).picture(1.1)
    assert not np.array_equal(other, Performer(score, (64, 48), camera=noisy).picture(1.1))
