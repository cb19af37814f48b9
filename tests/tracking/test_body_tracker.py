"""The body tracker against MediaPipe's, and what it does where there is no body."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gesture2midi.capture.video import Video
from gesture2midi.errors import ModelError
from gesture2midi.events import BODY_POINTS, Frame
from gesture2midi.tracking.people.body_tracker import BodyTracker
from gesture2midi.tracking.people.models import find_models
from gesture2midi.tracking.people.region_filter import RegionFilter

HERE = Path(__file__)
REFERENCE = json.loads((HERE.parent / "body_reference.json").read_text(encoding="utf-8"))
FILM = HERE.parents[3] / "shared" / "data" / "videos" / "slp_signing_fast_lowlight.mp4"
STEP = 0.033333
"""Seconds between two frames, as MediaPipe's own loop over a film counts them."""


@pytest.fixture(scope="module")
def tracker() -> BodyTracker:
    try:
        return BodyTracker(find_models("body", fetch=False))
    except ModelError as error:
        pytest.skip(f"no body models: {error}")


@pytest.fixture(scope="module")
def film() -> list[Frame]:
    if not FILM.is_file():
        pytest.skip("the shared videos are not beside this checkout")
    return list(Video(FILM).frames())


def test_it_finds_the_landmarks_that_mediapipe_finds(tracker: BodyTracker, film: list[Frame]) -> None:
    tracker.reset()
    height, width = film[0].image.shape[:2]
    off, sure, metres = [], [], []
    for frame in film:
        pose = tracker.pose(frame.image, STEP * (frame.index + 1))
        assert pose is not None
        if (known := REFERENCE["frames"].get(str(frame.index))) is not None:
            pixels, seen, world = pose
            theirs = np.array(known).reshape(BODY_POINTS, 7)
            inside = ((theirs[:, :2] > 0) & (theirs[:, :2] < (width, height))).all(axis=1)
            off.append(np.hypot(*(pixels[inside, :2] - theirs[inside, :2]).T).mean())
            sure.append(np.abs(seen - theirs[:, 3]).mean())
            metres.append(np.linalg.norm(world[inside] - theirs[inside, 4:], axis=1).mean())
    assert len(off) == len(REFERENCE["frames"])
    assert np.mean(off) <= 1.5
    assert np.mean(sure) <= 0.02
    assert np.mean(metres) <= 0.02


def test_a_body_is_told_as_the_player_sees_it(tracker: BodyTracker, film: list[Frame]) -> None:
    looks = []
    for mirror in (False, True):
        tracker.reset()
        body = tracker.look(replace(film[0], mirror=mirror))
        assert body.points is not None and body.points.shape == (BODY_POINTS, 3)
        looks.append(body)
    plain, mirrored = looks
    assert np.allclose(plain.points[:, 0], 1 - mirrored.points[:, 0], atol=2e-5)
    assert np.array_equal(plain.points[:, 1:], mirrored.points[:, 1:])
    assert np.array_equal(plain.world * (-1, 1, 1), mirrored.world)
    assert (
        plain.points[11, 0] > plain.points[12, 0]
    )  # the left shoulder is at the right of the camera's picture


def test_the_same_pictures_give_the_same_bytes(tracker: BodyTracker, film: list[Frame]) -> None:
    def bytes_of() -> list[bytes]:
        tracker.reset()
        return [tracker.look(frame).points.tobytes() for frame in film[:4]]

    assert bytes_of() == bytes_of()


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_without_a_body_has_none(tracker: BodyTracker, channels: int) -> None:
    tracker.reset()
    image = np.full((120, 160, channels), 90, np.uint8)
    body = tracker.look(Frame(0.25, 0, image[..., 0] if channels == 1 else image, True, 0.0))
    assert body.points is body.world is body.seen is None
    assert body.t == 0.25


def test_a_body_that_is_covered_is_lost_and_found_again(tracker: BodyTracker, film: list[Frame]) -> None:
    tracker.reset()
    assert tracker.pose(film[0].image, 0.0) is not None
    for look in range(1, 30):
        if tracker.pose(np.full_like(film[0].image, 30), look / 10) is None:
            break
    else:
        raise AssertionError("a grey picture has a body")
    assert tracker.pose(film[0].image, 3.0) is not None


def test_the_region_stands_while_the_landmarks_tremble_and_follows_what_moves() -> None:
    noise, steadied = np.random.default_rng(0), RegionFilter()
    hips, end = np.array((300.0, 400.0)), np.array((300.0, 100.0))
    still = [
        steadied.update(np.stack([hips, end]) + noise.normal(0, 2, (2, 2)), i / 10)[0] for i in range(30)
    ]
    assert np.ptp(still[5:], axis=0).max() < 3
    step = np.array((30.0, 0.0))
    moved = [steadied.update(np.stack([hips, end]) + i * step, 3 + i / 10)[0] for i in range(30)]
    assert 0 <= 300 + 30 * 29 - moved[-1][0] < 30
    steadied.reset()
    assert np.array_equal(steadied.update(np.stack([hips, end]), 9.0)[0], hips)
