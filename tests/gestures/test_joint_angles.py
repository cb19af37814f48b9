"""Angles of joints: known ones, and what must not change them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.gestures.joint_angles import JOINTS, angles


def finger_bent(*turns: float) -> np.ndarray:
    """(21, 3): every finger a chain from the wrist in one plane, bent by so many degrees at its joints."""
    points = np.zeros((21, 3), np.float32)
    for finger in range(5):
        at, direction = np.zeros(3), 0.0
        for joint, turn in enumerate((0.0, *turns)):
            direction += np.radians(turn)
            at = at + 0.03 * np.array([np.cos(direction), np.sin(direction), 0])
            points[4 * finger + 1 + joint] = at
    return points


def test_bones_in_one_line_are_bent_by_nothing() -> None:
    assert angles(finger_bent(0, 0, 0)) == pytest.approx(np.zeros(15), abs=0.05)


def test_each_joint_has_its_own_angle_whichever_way_it_is_bent() -> None:
    found = dict(zip(JOINTS, angles(finger_bent(30, -90, 45)), strict=True))
    bent = pytest.approx([30, 90, 45], abs=0.05)
    assert [found[f"index_{joint}"] for joint in ("mcp", "pip", "dip")] == bent
    assert [found[f"thumb_{joint}"] for joint in ("cmc", "mcp", "ip")] == bent


def test_bones_without_length_have_no_angle() -> None:
    assert np.isnan(angles(np.zeros((21, 3), np.float32))).all()


@given(seed=st.integers(0, 2**32 - 1), size=st.floats(0.1, 10))
def test_neither_size_nor_place_nor_turning_changes_them(seed: int, size: float) -> None:
    random = np.random.default_rng(seed)
    hand = random.normal(size=(21, 3))
    turn, _ = np.linalg.qr(random.normal(size=(3, 3)))
    moved = size * hand @ turn + random.normal(size=3)
    assert angles(moved) == pytest.approx(angles(hand), abs=1e-4)
