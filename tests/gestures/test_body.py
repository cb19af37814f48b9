"""What the body says, from a stick figure that is posed."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from bodies import Stand, jumping, shown
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.events import BODY_POINTS, Body, Hands, Hit
from gesture2midi.gestures import body as reading
from gesture2midi.gestures.body import BodyReader
from gesture2midi.gestures.part_reader import ANOTHER, STALE
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import BODY

STILL = Stand()
LEGS = tuple(range(23, 33))


def after(pose: Stand, *, mirror: bool = True, seconds: float = 1.5) -> dict[str, float]:
    """The signals a while after a body at rest has become so."""
    reader, values = BodyReader(), {}
    for hands in shown(lambda t: STILL if t < 1.2 else pose, 1.2 + seconds, mirror=mirror):
        values, _ = reader.update(hands)
    return values


def hits(pose, seconds: float) -> list[Hit]:
    reader, found = BodyReader(), []
    for hands in shown(pose, seconds):
        values, new = reader.update(hands)
        assert all(values[hit.name] == hit.velocity for hit in new)
        found += new
    return found


def test_nothing_is_said_before_anybody_looks() -> None:
    assert BodyReader().update(Hands(0.0, 0, 1.0, ())) == ({}, [])
    assert not any(name.startswith("body.") for name in Recognizer().update(Hands(0.0, 0, 1.0, ())).signals)


def test_a_body_at_rest_is_at_rest() -> None:
    values = after(STILL)
    assert set(values) == {signal.name for signal in BODY}
    assert values["body.present"] == 1
    for name in ("lean", "turn", "height", "left_arm", "right_arm", "left_wrist.speed", "right_ankle.speed"):
        assert abs(values[f"body.{name}"]) < 0.02, name
    for name in ("left_elbow", "right_elbow", "left_knee", "right_knee"):
        assert values[f"body.{name}"] > 0.98, name


@pytest.mark.parametrize("mirror", [True, False])
@pytest.mark.parametrize(
    "pose, name, value",
    [
        (Stand(lean=15), "lean", 0.5),
        (Stand(lean=-30), "lean", -1),
        (Stand(turn=30), "turn", 0.5),
        (Stand(turn=-60), "turn", -1),
        (Stand(left_arm=90), "left_arm", 0.5),
        (Stand(right_arm=180), "right_arm", 1),
        (Stand(left_elbow=105), "left_elbow", 0.5),
        (Stand(right_elbow=40), "right_elbow", 0),
        (Stand(left_knee=120), "left_knee", 0.5),
        (Stand(right_knee=70), "right_knee", 0),
        (Stand(up=0.17), "height", 0.5),
        (Stand(up=-0.34), "height", -1),
        (Stand(right_arm=90), "right_wrist.x", 1),
        (Stand(left_arm=90), "left_wrist.x", -1),
        (Stand(left_arm=90), "left_wrist.y", 0),
        (Stand(left_arm=180), "left_wrist.y", 0.78),
        (Stand(), "right_ankle.x", 0.176),
        (Stand(), "left_ankle.y", 0.176),
        (Stand(left_foot=0.34), "left_ankle.y", 0.51),
    ],
)
def test_each_level_follows_what_it_names(pose: Stand, name: str, value: float, mirror: bool) -> None:
    assert after(pose, mirror=mirror)[f"body.{name}"] == pytest.approx(value, abs=0.04)


def test_the_distance_to_the_camera_changes_nothing_but_the_place() -> None:
    pose = {"left_arm": 60, "right_elbow": 90, "lean": 10}

    def at(size: float) -> dict[str, float]:
        reader, values = BodyReader(), {}
        for hands in shown(lambda t: Stand(size=size, y=0.5, **pose), 1.5):
            values, _ = reader.update(hands)
        return {name: value for name, value in values.items() if name not in ("body.x", "body.y")}

    near, far = at(0.5), at(0.2)
    assert near == pytest.approx(far, abs=0.02)


def test_a_turned_body_is_as_wide_as_before() -> None:
    turned = after(Stand(turn=50, right_foot=0.2))
    assert turned["body.right_ankle.y"] == pytest.approx(
        after(Stand(right_foot=0.2))["body.right_ankle.y"], abs=0.05
    )


def test_x_runs_as_the_player_sees_it() -> None:
    at_the_left = Stand(x=0.3)  # of the camera's picture
    assert after(at_the_left, mirror=False)["body.x"] < 0.3
    assert after(at_the_left)["body.x"] > 0.7


def test_speed_is_in_widths_of_the_shoulders_a_second() -> None:
    reader, speeds = BodyReader(), []
    for hands in shown(lambda t: Stand(right_arm=90 + (0 if t < 1.5 else 90 * (t - 1.5))), 3):
        values, _ = reader.update(hands)
        speeds.append(values["body.right_wrist.speed"])
    # A quarter turn a second of an arm of 0.53 m.
    assert speeds[-1] == pytest.approx(0.53 * np.pi / 2 / 0.34 / reading.FAST, rel=0.1)
    assert max(speeds[3:40]) < 0.02


def test_a_limb_that_is_not_in_view_has_no_values_and_the_others_go_on() -> None:
    values = after(Stand(hidden=(*LEGS, 16)))
    for name in ("left_knee", "right_ankle.x", "right_wrist.y", "right_wrist.speed", "right_elbow"):
        assert isnan(values[f"body.{name}"]), name
    for name in ("right_arm", "left_elbow", "left_wrist.x", "lean"):
        assert not isnan(values[f"body.{name}"]), name
    assert after(Stand(hidden=(11,)))["body.present"] == 0


def test_levels_stay_between_looks_and_end_when_nobody_looks_any_more() -> None:
    reader = BodyReader()
    for hands in shown(lambda t: STILL, 1):
        values, _ = reader.update(hands)
    held, _ = reader.update(Hands(1.1, 33, 16 / 9, ()))
    assert held == values
    gone, _ = reader.update(Hands(1.0 + STALE + 0.1, 48, 16 / 9, ()))
    assert gone["body.present"] == 0
    assert isnan(gone["body.lean"])


def test_where_one_stands_is_learnt_anew_after_a_while_without_a_body() -> None:
    reader = BodyReader()
    for hands in shown(lambda t: STILL, 2):
        reader.update(hands)
    for hands in shown(lambda t: None, ANOTHER + 1, first=60):
        values, _ = reader.update(hands)
        assert values["body.present"] == 0
    for hands in shown(lambda t: Stand(up=-0.3), 2, first=300):
        values, _ = reader.update(hands)
    assert values["body.height"] == pytest.approx(0, abs=0.02)


def test_each_foot_that_is_set_down_is_a_step_and_a_higher_one_is_stronger() -> None:
    def walk(t: float) -> Stand:
        left = 0.12 if 1.0 < t < 1.4 else 0.0
        right = 0.3 if 2.0 < t < 2.4 else 0.0
        return Stand(left_foot=left, right_foot=right)

    found = hits(walk, 4)
    assert [hit.kind for hit in found] == ["step", "step"]
    assert found[1].velocity > 2 * found[0].velocity
    assert all(abs(hit.t - set_down) <= 0.15 for hit, set_down in zip(found, (1.4, 2.4), strict=True))


def test_walking_on_the_spot_counts_both_feet() -> None:
    def walk(t: float) -> Stand:
        high = 0.2 if (t % 1) < 0.5 else 0.0
        return Stand(left_foot=high, right_foot=0.2 - high)

    assert 9 <= len(hits(walk, 5)) <= 10


def test_feet_that_are_not_in_view_make_no_step() -> None:
    found = hits(lambda t: Stand(left_foot=0.3 if 1 < t < 1.5 else 0, hidden=LEGS), 3)
    assert found == []


@pytest.mark.parametrize("hidden", [(), LEGS])
def test_a_jump_is_told_once_where_it_lands(hidden: tuple[int, ...]) -> None:
    low, high = (
        hits(lambda t, high=high: Stand(up=jumping(t, 2.0, high), hidden=hidden), 4) for high in (0.15, 0.3)
    )
    assert [hit.kind for hit in low] == [hit.kind for hit in high] == ["jump"]
    assert high[0].velocity > 1.5 * low[0].velocity
    assert 2.2 < high[0].t < 2.6


def test_standing_up_raising_the_arms_and_walking_about_is_no_jump() -> None:
    def pose(t: float) -> Stand:
        up = -0.4 + 0.4 * min(1.0, max(0.0, 2 * (t - 1.5)))
        return Stand(up=up, left_arm=170 if t > 3 else 0, x=0.5 + 0.1 * max(0.0, t - 4))

    assert hits(pose, 6) == []


def test_a_still_body_with_trembling_landmarks_hits_nothing() -> None:
    noise = np.random.default_rng(1)
    reader, found = BodyReader(), []
    for hands in shown(lambda t: STILL, 20):
        if hands.body is not None:
            shaken = hands.body.points + noise.normal(0, 0.004, (BODY_POINTS, 3)).astype(np.float32)
            body = Body(hands.t, shaken, hands.body.world, hands.body.seen)
            hands = Hands(hands.t, hands.index, hands.aspect, (), True, body=body)
        found += reader.update(hands)[1]
    assert found == []


numbers = st.floats(-2, 3, width=32) | st.just(float("nan"))
rows = st.lists(st.tuples(numbers, numbers, numbers), min_size=BODY_POINTS, max_size=BODY_POINTS)
views = st.lists(st.floats(0, 1, width=32), min_size=BODY_POINTS, max_size=BODY_POINTS)


@given(st.lists(st.none() | st.tuples(rows, rows, views), max_size=4))
def test_whatever_a_body_is_the_signals_lie_in_their_ranges(bodies) -> None:
    reader = BodyReader()
    for i, arrays in enumerate(bodies):
        points, world, seen = (None,) * 3 if arrays is None else (np.array(a, np.float32) for a in arrays)
        values, _ = reader.update(Hands(i / 10, i, 4 / 3, (), True, body=Body(i / 10, points, world, seen)))
        for signal in BODY:
            value = values[signal.name]
            assert signal.low <= value <= signal.high or (isnan(value) and signal.kind == "level"), signal
        if points is None:
            assert values["body.present"] == 0
