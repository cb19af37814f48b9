"""Angles of a body's joints: those of a figure that was bent so, and what must not change them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.gestures.body_angles import figure
from gesture2midi.events import BODY_POINTS, Body
from gesture2midi.gestures.body_angles import JOINTS, angles

UPRIGHT = {
    "lean": 0.0,
    **{f"{side}_{what}": 0.0 for side in ("left", "right") for what in ("raise", "elbow", "hip", "knee")},
}
DEGREES = st.floats(0, 120)


def body(points: np.ndarray) -> Body:
    world = points.astype(np.float32)
    return Body(0.0, world, world, np.ones(BODY_POINTS, np.float32))


def found(points: np.ndarray, *, mirror: bool = False) -> dict[str, float]:
    return dict(zip(JOINTS, angles(body(points), mirror).tolist(), strict=True))


@given(bent=st.fixed_dictionaries({"left_elbow": DEGREES, "right_knee": DEGREES}), turn=st.floats(-180, 180))
def test_elbows_and_knees_are_bent_by_what_they_were_bent_by_from_every_side(
    bent: dict[str, float], turn: float
) -> None:
    seen = found(figure({**UPRIGHT, **bent}, turn))
    assert seen["left_elbow"] == pytest.approx(bent["left_elbow"], abs=0.1)
    assert seen["right_knee"] == pytest.approx(bent["right_knee"], abs=3)  # its thigh stands out a little
    assert seen["right_elbow"] == pytest.approx(0, abs=0.1)
    assert seen["left_knee"] == pytest.approx(0, abs=6)


def test_an_arm_goes_up_from_0_to_180() -> None:
    hanging, level, up = (
        found(figure({**UPRIGHT, "right_raise": raised}, 0))["right_shoulder"] for raised in (0, 90, 175)
    )
    assert hanging < 12 and level == pytest.approx(90, abs=12) and up > 160


def test_a_thigh_that_comes_forwards_bends_the_hip() -> None:
    upright, bent = (found(figure({**UPRIGHT, "left_hip": hip}, 30))["left_hip"] for hip in (0.0, 60.0))
    assert upright < 15 and bent == pytest.approx(60, abs=8)


@pytest.mark.parametrize("mirror", [False, True])
def test_the_trunk_leans_to_the_persons_right_above_0(mirror: bool) -> None:
    points = figure({**UPRIGHT, "lean": 20.0}, 0)
    if mirror:
        points[:, 0] *= -1
    assert found(points, mirror=mirror)["trunk_lean"] == pytest.approx(20, abs=0.1)


def test_a_joint_whose_points_are_not_in_view_has_no_angle() -> None:
    one = body(figure(UPRIGHT, 0))
    seen = np.ones(BODY_POINTS, np.float32)
    seen[[13, 28]] = 0.4
    hidden = dict(zip(JOINTS, angles(replace(one, seen=seen), False), strict=True))
    none = {name for name, degrees in hidden.items() if np.isnan(degrees)}
    assert none == {"left_shoulder", "left_elbow", "right_knee", "right_ankle"}


def test_points_in_one_place_have_no_angle() -> None:
    assert np.isnan(angles(body(np.zeros((BODY_POINTS, 3))), False)[:-1]).all()
