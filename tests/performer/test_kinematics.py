"""The hand's geometry: bones keep their length, tips meet, the left hand mirrors the right."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.performer.keyframes import SHAPES
from gesture2midi.performer.kinematics import PALM, HandPose, joints, project

CHAINS = tuple((0 if i == 1 else i - 1, i) for i in range(1, 21) if i not in (5, 9, 13, 17))
RESTING = HandPose(0.7, 0.5, 0.35, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0)

unit = st.floats(0, 1)
poses = st.builds(
    HandPose,
    *(st.floats(-0.5, 1.5),) * 2,
    st.floats(0.1, 1),
    *(st.floats(-180, 180), st.floats(-90, 90), st.floats(-180, 180)),
    *(unit,) * 7,
)


@settings(deadline=None)
@given(poses, st.sampled_from(["left", "right"]))
def test_bones_keep_their_length_in_every_pose(pose: HandPose, side: str) -> None:
    def lengths(points: np.ndarray) -> list[float]:
        return [float(np.linalg.norm(points[a] - points[b])) for a, b in CHAINS]

    assert lengths(joints(pose, side).points) == pytest.approx(lengths(joints(RESTING, "right").points))


@settings(deadline=None)
@given(poses)
def test_pinched_tips_meet(pose: HandPose) -> None:
    points = joints(replace(pose, pinch=1.0), "right").points
    assert np.linalg.norm(points[4] - points[8]) < 1e-6


def test_the_tips_come_nearer_the_harder_one_pinches() -> None:
    gaps = []
    for pinch in np.linspace(0, 1, 11):
        points = joints(replace(RESTING, pinch=float(pinch)), "right").points
        gaps.append(float(np.linalg.norm(points[4] - points[8])))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[0] > 0.06


@settings(deadline=None)
@given(poses)
def test_a_left_hand_is_the_mirror_image(pose: HandPose) -> None:
    other = replace(pose, roll=-pose.roll, yaw=-pose.yaw)
    right, left = joints(pose, "right"), joints(other, "left")
    assert np.allclose(left.points, right.points * (-1, 1, 1))
    assert np.allclose(left.forearm, right.forearm * (-1, 1, 1))


@settings(deadline=None)
@given(poses)
def test_the_palm_is_where_the_score_says_and_all_is_finite(pose: HandPose) -> None:
    bones = joints(pose, "right").points
    pixels, zoom = project(bones, pose, bones, (640, 480))
    assert np.isfinite(pixels).all() and (zoom > 0).all()
    assert pixels[list(PALM), :2].mean(axis=0) == pytest.approx((pose.x * 640, (1 - pose.y) * 480), abs=1e-6)


def test_turns_go_the_way_they_are_named() -> None:
    def tip(**turned: float) -> np.ndarray:
        points = joints(replace(RESTING, **turned), "right").points
        return points[12] - points[0]

    assert tip()[1] > 0.15
    assert tip(roll=90)[0] > 0.15
    assert tip(pitch=60)[2] > 0.1
    thumb = joints(replace(RESTING, yaw=60), "right").points[4]
    assert thumb[2] > 0.03, "palm to the player's right: the thumb comes towards the camera"


def test_an_upright_right_hand_has_its_thumb_on_the_players_left() -> None:
    points = joints(RESTING, "right").points
    assert points[4, 0] < points[5, 0] < points[17, 0]
    # size: the stretched hand's length in picture heights
    pixels, _ = project(points, RESTING, points, (640, 480))
    assert (pixels[0, 1] - pixels[12, 1]) / 480 == pytest.approx(0.35, rel=0.03)


def test_shapes_stretch_and_curl_the_fingers_that_they_are_named_for() -> None:
    stretched = {"point": [8], "victory": [8, 12], "three": [8, 12, 16], "rock": [8, 20], "fist": []}
    for name, tips in stretched.items():
        shape = SHAPES[name]
        pose = replace(
            RESTING,
            **{finger: getattr(shape, finger) for finger in ("thumb", "index", "middle", "ring", "pinky")},
        )
        points = joints(pose, "right").points
        far = [tip for tip in (8, 12, 16, 20) if points[tip, 1] > points[tip - 2, 1]]
        assert far == tips, name
