"""What the face says, from a recorded face that is posed."""

from __future__ import annotations

from math import isnan, sin

import numpy as np
import pytest
from faces import Posed, nodding, shown
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.events import FACE_POINTS, Face, Hands, Hit
from gesture2midi.gestures.face import FaceReader
from gesture2midi.gestures.part_reader import ANOTHER, STALE
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import FACE

STILL = Posed()


def after(pose: Posed, *, mirror: bool = True, seconds: float = 1.5) -> dict[str, float]:
    """The signals a while after a face at rest has become so."""
    reader, values = FaceReader(), {}
    for hands in shown(lambda t: STILL if t < 1.2 else pose, 1.2 + seconds, mirror=mirror):
        values, _ = reader.update(hands)
    return values


def hits(pose, seconds: float) -> list[Hit]:
    reader, found = FaceReader(), []
    for hands in shown(pose, seconds):
        values, new = reader.update(hands)
        assert all(values[f"face.{hit.kind}"] == hit.velocity for hit in new)
        found += new
    return found


def test_nothing_is_said_before_anybody_looks() -> None:
    assert FaceReader().update(Hands(0.0, 0, 1.0, ())) == ({}, [])
    assert not any(name.startswith("face.") for name in Recognizer().update(Hands(0.0, 0, 1.0, ())).signals)


def test_a_face_at_rest_is_at_rest() -> None:
    values = after(STILL)
    assert list(values) == [signal.name for signal in FACE]
    assert values["face.present"] == 1
    for name in ("yaw", "pitch", "roll", "smile", "brow", "mouth", "blink.left", "blink.right"):
        assert abs(values[f"face.{name}"]) < 0.06, name
    assert values["face.x"] == pytest.approx(0.5, abs=0.02)
    assert values["face.y"] == pytest.approx(0.5, abs=0.02)


@pytest.mark.parametrize("mirror", [True, False])
@pytest.mark.parametrize(
    "pose, name, value",
    [
        (Posed(yaw=20), "yaw", 0.5),
        (Posed(yaw=-20), "yaw", -0.5),
        (Posed(pitch=12.5), "pitch", 0.5),
        (Posed(pitch=-25), "pitch", -1),
        (Posed(roll=17.5), "roll", 0.5),
        (Posed(roll=-35), "roll", -1),
        (Posed(mouth=0.4), "mouth", 1),
        (Posed(mouth=0.215), "mouth", 0.5),
        (Posed(smile=0.25), "smile", 1),
        (Posed(brow=0.3), "brow", 1),
        (Posed(left=0.5), "blink.left", 1),
        (Posed(left=0.75), "blink.left", 0.5),
        (Posed(right=0.4), "blink.right", 1),
    ],
)
def test_each_level_follows_what_it_names(pose: Posed, name: str, value: float, mirror: bool) -> None:
    values = after(pose, mirror=mirror)
    assert values[f"face.{name}"] == pytest.approx(value, abs=0.08)
    if name.startswith("blink"):
        other = {"blink.left": "blink.right", "blink.right": "blink.left"}[name]
        assert values[f"face.{other}"] < 0.1


def test_neither_distance_nor_a_turned_head_opens_the_mouth() -> None:
    for pose in (Posed(size=0.08), Posed(size=0.28), Posed(yaw=30), Posed(roll=25)):
        values = after(pose)
        assert values["face.mouth"] < 0.06
        assert values["face.smile"] < 0.1
        assert values["face.blink.left"] < 0.1
    near, far = (after(Posed(size=size))["face.size"] for size in (0.3, 0.06))
    assert near == pytest.approx(1, abs=0.03)
    assert far == pytest.approx(0, abs=0.03)


def test_x_runs_as_the_player_sees_it() -> None:
    at_the_left = Posed(x=0.3)  # of the camera's picture
    assert after(at_the_left, mirror=False)["face.x"] < 0.3
    assert after(at_the_left)["face.x"] > 0.7


def test_what_is_at_rest_is_learnt_anew_after_a_while_without_a_face() -> None:
    broad = Posed(smile=0.2)
    reader = FaceReader()
    for hands in shown(lambda t: STILL, 2):
        reader.update(hands)
    for hands in shown(lambda t: None, ANOTHER + 1, first=60):
        values, _ = reader.update(hands)
        assert values["face.present"] == 0
        assert isnan(values["face.mouth"])
    for hands in shown(lambda t: broad, 2, first=300):
        values, _ = reader.update(hands)
    assert values["face.smile"] == pytest.approx(0, abs=0.05)


def test_levels_stay_between_looks_and_end_when_nobody_looks_any_more() -> None:
    reader = FaceReader()
    for hands in shown(lambda t: STILL, 1):
        values, _ = reader.update(hands)
    held, _ = reader.update(Hands(1.2, 36, 4 / 3, ()))
    assert held == values
    gone, _ = reader.update(Hands(1.0 + STALE + 0.1, 48, 4 / 3, ()))
    assert gone["face.present"] == 0


def test_a_nod_is_told_once_and_its_velocity_follows_its_speed() -> None:
    slow, fast = (
        hits(lambda t, length=length: Posed(pitch=nodding(t, 1.5, length=length)), 3) for length in (0.9, 0.4)
    )
    assert [hit.kind for hit in slow] == [hit.kind for hit in fast] == ["nod"]
    assert fast[0].velocity > 1.5 * slow[0].velocity
    assert 1.5 < fast[0].t < 2.1
    assert fast[0].side == "face"


def test_looking_down_at_the_keys_and_up_again_is_no_nod() -> None:
    def pose(t: float) -> Posed:
        down = min(1.0, max(0.0, t - 1.5)) - min(1.0, max(0.0, t - 4.0))
        return Posed(pitch=-18 * down)

    assert hits(pose, 6) == []


def test_a_shake_is_told_once_and_a_look_to_the_side_is_none() -> None:
    shake = hits(lambda t: Posed(yaw=16 * sin((t - 1.5) * 9) if 1.5 < t < 2.55 else 0.0), 4)
    assert [hit.kind for hit in shake] == ["shake"]
    aside = hits(lambda t: Posed(yaw=30 * min(1.0, max(0.0, 3 * (t - 1.5)))), 4)
    assert aside == []


def test_both_eyes_blink_and_one_winks() -> None:
    def eyes(t: float, left: bool, right: bool) -> Posed:
        closed = 1.5 < t < 1.75
        return Posed(left=0.4 if closed and left else 1, right=0.4 if closed and right else 1)

    assert [hit.kind for hit in hits(lambda t: eyes(t, True, True), 3)] == ["blink"]
    assert hits(lambda t: eyes(t, True, False), 3) == []


def test_a_still_head_with_trembling_landmarks_hits_nothing() -> None:
    noise = np.random.default_rng(1)
    reader, found = FaceReader(), []
    for hands in shown(lambda t: STILL, 20):
        if hands.face is not None:
            trembling = hands.face.points + noise.normal(0, 0.0008, (FACE_POINTS, 3)).astype(np.float32)
            hands = Hands(hands.t, hands.index, hands.aspect, (), True, Face(hands.t, trembling))
        found += reader.update(hands)[1]
    assert found == []


numbers = st.floats(-2, 3, width=32) | st.just(float("nan"))


@given(
    st.lists(
        st.none()
        | st.lists(st.tuples(numbers, numbers, numbers), min_size=FACE_POINTS, max_size=FACE_POINTS),
        max_size=4,
    )
)
def test_whatever_a_face_is_the_signals_lie_in_their_ranges(faces) -> None:
    reader = FaceReader()
    for i, points in enumerate(faces):
        face = Face(i / 15, None if points is None else np.array(points, np.float32))
        values, _ = reader.update(Hands(i / 15, i, 4 / 3, (), True, face))
        for signal in FACE:
            value = values[signal.name]
            assert signal.low <= value <= signal.high or (isnan(value) and signal.kind == "level")
        if points is None:
            assert values["face.present"] == 0
