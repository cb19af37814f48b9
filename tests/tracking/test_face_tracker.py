"""The face tracker against MediaPipe's, and what it does where there is no face."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from gesture2midi.capture.video import Video
from gesture2midi.errors import ModelError
from gesture2midi.events import FACE_POINTS, Frame
from gesture2midi.tracking.people.face_mesh import CONTOURS, KEPT
from gesture2midi.tracking.people.face_tracker import FaceTracker
from gesture2midi.tracking.people.models import find_models

HERE = Path(__file__)
REFERENCE = json.loads((HERE.parent / "people_reference.json").read_text(encoding="utf-8"))
FILM = HERE.parents[3] / "shared" / "data" / "videos" / "slp_signing_fast_lowlight.mp4"


@pytest.fixture(scope="module")
def tracker() -> FaceTracker:
    try:
        return FaceTracker(find_models("face", fetch=False))
    except ModelError as error:
        pytest.skip(f"no face models: {error}")


@pytest.fixture(scope="module")
def film() -> list[Frame]:
    if not FILM.is_file():
        pytest.skip("the shared videos are not beside this checkout")
    return list(Video(FILM).frames())


def test_the_landmarks_that_are_kept_are_distinct_and_drawn() -> None:
    assert len(KEPT) == len(set(KEPT)) == FACE_POINTS
    assert {landmark for contour, _ in CONTOURS for landmark in contour} == set(KEPT)


def test_it_finds_the_landmarks_that_mediapipe_finds(tracker: FaceTracker, film: list[Frame]) -> None:
    tracker.reset()
    off = []
    for frame in film:
        mesh = tracker.mesh(frame.image)
        assert mesh is not None
        if (known := REFERENCE["frames"].get(str(frame.index))) is not None:
            theirs = np.array(known).reshape(-1, 3)[:, :2]
            off.append(np.hypot(*(mesh[:: REFERENCE["step"], :2] - theirs).T).mean())
    assert len(off) == len(REFERENCE["frames"])
    assert np.mean(off) <= 1.5


def test_a_face_is_told_as_the_player_sees_it(tracker: FaceTracker, film: list[Frame]) -> None:
    seen = []
    for mirror in (False, True):
        tracker.reset()
        face = tracker.look(replace(film[0], mirror=mirror))
        assert face.points is not None and face.points.shape == (FACE_POINTS, 3)
        seen.append(face.points)
    assert np.allclose(seen[0][:, 0], 1 - seen[1][:, 0], atol=2e-5)
    assert np.array_equal(seen[0][:, 1:], seen[1][:, 1:])
    assert seen[0][:, :2].min() > 0
    assert seen[0][:, :2].max() < 1


def test_the_same_pictures_give_the_same_bytes(tracker: FaceTracker, film: list[Frame]) -> None:
    def bytes_of() -> list[bytes]:
        tracker.reset()
        return [tracker.look(frame).points.tobytes() for frame in film[:6]]

    assert bytes_of() == bytes_of()


@pytest.mark.parametrize("channels", [1, 3, 4])
def test_a_picture_without_a_face_has_none(tracker: FaceTracker, channels: int) -> None:
    tracker.reset()
    image = np.full((120, 160, channels), 90, np.uint8)
    face = tracker.look(Frame(0.25, 0, image[..., 0] if channels == 1 else image, True, 0.0))
    assert face.points is None
    assert face.t == 0.25


def test_a_face_that_is_covered_is_lost_and_found_again(tracker: FaceTracker, film: list[Frame]) -> None:
    tracker.reset()
    assert tracker.mesh(film[0].image) is not None
    assert tracker.mesh(np.full_like(film[0].image, 30)) is None
    moved = cv2.warpAffine(film[0].image, np.array([[1.0, 0, 60], [0, 1, 40]]), film[0].image.shape[1::-1])
    assert tracker.mesh(moved) is not None
