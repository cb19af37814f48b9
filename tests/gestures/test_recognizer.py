"""Hands in, signals out."""

from __future__ import annotations

import dataclasses
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.events import Hand, Hands
from gesture2midi.gestures import signals as signal_table
from gesture2midi.gestures.hand_roles import PARTS
from gesture2midi.gestures.play_area import PlayArea
from gesture2midi.gestures.profile import Profile, Reach
from gesture2midi.gestures.recognizer import Recognizer

NAMES = signal_table.full_names()
SHAPE = ("open", "pinch", "curl.index", "curl.thumb", "spread", "roll", "pitch", "yaw", "pinch.pinky")
unit = st.floats(0.0, 1.0)


def one(frame, *hands, **how):
    return Recognizer().update(frame(0.0, *hands, **how)).signals


def test_position_is_the_palms_in_the_play_area_y_up(frame, make):
    signals = one(frame, make(x=0.9, y=0.1))
    assert signals["right.x"] == pytest.approx(1.0, abs=1e-4)
    assert signals["right.y"] == pytest.approx(1.0, abs=1e-4)
    signals = one(frame, make(x=0.3, y=0.5))
    assert signals["right.x"] == pytest.approx(0.25, abs=1e-4)
    assert signals["right.y"] == pytest.approx(0.5, abs=1e-4)
    area = Recognizer(Profile(right=Reach(PlayArea(left=0.2, right=0.6, top=0.0, bottom=1.0))))
    signals = area.update(frame(0.0, make(x=0.3, y=0.5))).signals
    assert (signals["right.x"], signals["right.y"]) == pytest.approx((0.25, 0.5), abs=1e-4)


def test_fingertips_have_their_own_places(frame, make):
    signals = one(frame, make(y=0.6))
    assert signals["right.middle.y"] > signals["right.y"] > signals["right.curl.middle"]
    assert signals["right.thumb.x"] < signals["right.index.x"] < signals["right.pinky.x"]


def test_the_ends_of_shape_are_reached(frame, make, pose):
    signals = one(frame, pose("open"))
    assert (signals["right.open"], signals["right.pinch"], signals["right.spread"]) == (1, 0, 1)
    assert all(signals[f"right.curl.{finger}"] == 0 for finger in signal_table.FINGERS)
    signals = one(frame, pose("fist"))
    assert (signals["right.open"], signals["right.spread"]) == (0, 0)
    assert all(signals[f"right.curl.{finger}"] == 1 for finger in signal_table.FINGERS)
    assert one(frame, pose("ok"))["right.pinch"] == 1
    assert one(frame, make(spread=0.0))["right.spread"] < 0.4


def test_depth_grows_as_the_hand_comes_near_however_it_is_turned(frame, make):
    depths = [one(frame, make(scale=s))["right.depth"] for s in (0.05, 0.1, 0.12, 0.16, 0.2, 0.3, 0.5)]
    assert depths == sorted(depths) and depths[0] == 0 and depths[-1] == 1
    level = one(frame, make(scale=0.15))["right.depth"]
    assert one(frame, make(scale=0.15, pitch=0.35))["right.depth"] == pytest.approx(level, abs=0.01)
    assert one(frame, make(scale=0.15, yaw=0.5))["right.depth"] == pytest.approx(level, abs=0.01)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    ("roll", "pitch", "yaw"),
    [
        (0, 0, 0),
        (0.5, 0, 0),
        (-0.5, 0, 0),
        (0, 0.3, 0),
        (0, -0.3, 0),
        (0, 0, 0.5),
        (0, 0, 1),
        (0.2, 0.2, 0.4),
    ],
)
def test_orientation_is_what_the_catalog_says(frame, make, side, roll, pitch, yaw):
    signals = one(frame, make(side, roll=roll, pitch=pitch, yaw=yaw))
    assert signals[f"{side}.roll"] == pytest.approx(roll, abs=0.02)
    assert signals[f"{side}.pitch"] == pytest.approx(pitch, abs=0.02)
    assert signals[f"{side}.yaw"] == pytest.approx(yaw, abs=0.02)


def test_yaw_and_roll_do_not_jump_at_their_ends(frame, make):
    recognizer, yaws, rolls = Recognizer(), [], []
    for i, beyond in enumerate((-0.1, -0.05, 0.0, 0.05, 0.1, 0.05, 0.0, -0.05)):
        signals = recognizer.update(
            frame(i / 30, make("left", yaw=1 + beyond), make(roll=1 + beyond))
        ).signals
        yaws.append(signals["left.yaw"])
        rolls.append(signals["right.roll"])
    assert min(yaws) > 0.85 and min(rolls) > 0.85


def test_a_hand_that_points_at_the_camera_keeps_its_roll_and_yaw(frame, make):
    recognizer = Recognizer()
    before = recognizer.update(frame(0.0, make(roll=0.3, yaw=0.2))).signals
    after = recognizer.update(frame(0.1, make(roll=-0.6, yaw=0.9, pitch=0.49))).signals
    assert after["right.roll"] == before["right.roll"] and after["right.yaw"] == before["right.yaw"]


def test_a_palm_is_told_from_a_back_in_both_views(frame, make):
    hand = make()
    flipped = dataclasses.replace(
        hand, points=hand.points * (-1, 1, 1) + (1, 0, 0), world=hand.world * (-1, 1, 1)
    )
    assert one(frame, hand)["right.yaw"] == pytest.approx(0, abs=0.02)
    assert one(frame, flipped, mirror=False)["right.yaw"] == pytest.approx(0, abs=0.02)
    assert one(frame, flipped, mirror=True)["right.yaw"] == pytest.approx(1, abs=0.02)


def test_any_is_the_hand_in_view_longest_and_the_right_one_at_a_tie(frame, make):
    recognizer = Recognizer()
    left, right = make("left", x=0.3), make("right", x=0.7)
    both = recognizer.update(frame(0.0, left, right)).signals
    assert both["any.x"] == both["right.x"]
    for t in (0.1, 0.2, 0.3):
        recognizer.update(frame(t, left))
    back = recognizer.update(frame(0.4, left, right)).signals
    assert back["any.x"] == back["left.x"]
    alone = recognizer.update(frame(0.5, right)).signals
    assert alone["any.x"] == alone["right.x"]
    recognizer.reset()
    both = recognizer.update(frame(0.6, left, right)).signals
    assert both["any.x"] == both["right.x"]


def test_both_hands_together(frame, make):
    signals = one(frame, make("left", x=0.3, y=0.5), make("right", x=0.7, y=0.5))
    assert signals["hands.distance"] == pytest.approx(0.5, abs=1e-3)
    assert signals["hands.angle"] == pytest.approx(0, abs=1e-3)
    assert (signals["hands.height"], signals["hands.present"]) == (pytest.approx(0.5, abs=1e-3), 1)
    assert one(frame, make("left", y=0.8), make("right", y=0.2))["hands.angle"] == pytest.approx(0.5)
    away = one(frame, make("left", x=0.7), make("right", x=0.3), mirror=False)
    assert away["hands.angle"] == pytest.approx(0, abs=1e-3)
    alone = one(frame, make("left"))
    assert isnan(alone["hands.distance"]) and alone["hands.present"] == 0


def glide(frame, make, stretch=1.0, vx=0.3, vy=0.1, fps=30, seconds=0.5, side="right"):
    """Signals after half a second of steady motion, in pictures a second, y up; `stretch` slows time."""
    recognizer, signals = Recognizer(), {}
    for i in range(round(seconds * fps) + 1):
        t = i / fps
        hand = make(side, x=0.5 + vx * (t - seconds / 2), y=0.5 - vy * (t - seconds / 2))
        signals = recognizer.update(frame(t * stretch, hand)).signals
    return signals


def test_speed_is_in_play_areas_a_second(frame, make):
    signals = glide(frame, make)
    assert signals["right.vx"] == pytest.approx(0.3 / 0.8, rel=1e-3)
    assert signals["right.vy"] == pytest.approx(0.1 / 0.8, rel=1e-3)
    assert signals["right.speed"] == pytest.approx(np.hypot(0.3, 0.1) / 0.8, rel=1e-3)


@settings(max_examples=15, deadline=None)
@given(st.floats(1.0, 8.0), st.sampled_from([25, 30, 60, 100]))
def test_time_stretched_by_k_divides_speeds_by_k(frame, make, k, fps):
    plain, slow = glide(frame, make, fps=fps), glide(frame, make, stretch=k, fps=fps)
    for name in ("speed", "vx", "vy"):
        assert slow[f"right.{name}"] == pytest.approx(plain[f"right.{name}"] / k, rel=0.01)


def test_a_returning_hand_starts_at_rest(frame, make):
    recognizer = Recognizer()
    recognizer.update(frame(0.0, make(x=0.2)))
    recognizer.update(frame(0.1, make(x=0.3)))
    recognizer.update(frame(0.2))
    recognizer.update(frame(0.36))
    signals = recognizer.update(frame(0.4, make(x=0.8))).signals
    assert (signals["right.speed"], signals["right.vx"], signals["right.vy"]) == (0, 0, 0)


poses_of_a_hand = st.fixed_dictionaries(
    {
        "curls": st.tuples(unit, unit, unit, unit, unit),
        "spread": unit,
        "roll": st.floats(-0.9, 0.9),
        "pitch": st.floats(-0.35, 0.35),
        "yaw": st.floats(-0.4, 0.9),
        "x": st.floats(0.15, 0.85),
        "y": st.floats(0.15, 0.85),
        "scale": st.floats(0.05, 0.4),
    }
)


@settings(max_examples=60, deadline=None)
@given(poses_of_a_hand)
def test_the_mirror_image_with_sides_swapped_gives_mirrored_signals(frame, make, how):
    first, second = Recognizer(), Recognizer()
    ours, theirs = {}, {}
    for t, moved in ((0.0, 0.0), (0.04, 0.03)):
        hand = make("right", **{**how, "x": how["x"] + moved, "y": how["y"] - moved})
        image = Hand(
            "left",
            1.0,
            (hand.points * (-1, 1, 1) + (1, 0, 0)).astype(np.float32),
            (hand.world * (-1, 1, 1)).astype(np.float32),
        )
        ours = first.update(frame(t, hand)).signals
        theirs = second.update(frame(t, image)).signals
    for signal in (*signal_table.HAND, *signal_table.POSES):
        name = signal.name
        expected = ours[f"right.{name}"]
        if name == "x" or name.endswith(".x"):
            expected = 1 - expected
        if name in ("vx", "roll"):
            expected = -expected
        assert theirs[f"left.{name}"] == pytest.approx(expected, abs=2e-3), name


@settings(max_examples=60, deadline=None)
@given(poses_of_a_hand, st.floats(0.3, 2.0), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_scaling_or_shifting_the_picture_leaves_shape_alone(frame, make, how, scale, dx, dy):
    hand = make(**how)
    moved = dataclasses.replace(hand, points=(hand.points * scale + (dx, dy, 0)).astype(np.float32))
    ours, theirs = one(frame, hand), one(frame, moved)
    for name in SHAPE:
        assert theirs[f"right.{name}"] == ours[f"right.{name}"]


@settings(max_examples=60, deadline=None)
@given(poses_of_a_hand, st.floats(-0.9, 0.9), st.floats(-0.35, 0.35), st.floats(-0.4, 0.9))
def test_turning_the_hand_leaves_shape_alone(frame, make, how, roll, pitch, yaw):
    ours, theirs = (
        one(frame, make(**how)),
        one(frame, make(**{**how, "roll": roll, "pitch": pitch, "yaw": yaw})),
    )
    for name in set(SHAPE) - {"roll", "pitch", "yaw"}:
        assert theirs[f"right.{name}"] == pytest.approx(ours[f"right.{name}"], abs=1e-3), name


wild = st.one_of(
    st.floats(-2, 3, width=32), st.sampled_from([0.0, float("nan"), float("inf"), float("-inf"), 3e38, 1e-40])
)
arrays = st.lists(wild, min_size=1, max_size=63).map(
    lambda xs: np.resize(np.array(xs, dtype=np.float32), (21, 3))
)
wild_hands = st.builds(Hand, st.sampled_from(["left", "right"]), unit, arrays, arrays)
edges = st.tuples(st.floats(-0.5, 1.4), st.floats(0.01, 0.5))
reaches = st.builds(
    lambda x, y, depth, fingers, pinch: Reach(
        PlayArea(x[0], x[0] + x[1], y[0], y[0] + y[1], depth[0], depth[0] + depth[1]),
        fingers[0],
        fingers[0] + fingers[1],
        pinch[0],
        pinch[0] + pinch[1],
    ),
    edges,
    edges,
    st.tuples(st.floats(0.1, 2), st.floats(0.01, 2)),
    st.tuples(st.floats(0, 0.8), st.floats(0.05, 0.5)),
    st.tuples(st.floats(0, 1), st.floats(0.05, 1)),
)
profiles = st.builds(Profile, st.sampled_from(sorted(PARTS)), st.floats(0, 1), reaches, reaches)
times = st.one_of(st.floats(0, 2), st.floats(), st.just(0.5))


@settings(max_examples=250, deadline=None)
@given(st.data())
def test_nothing_raises_and_nothing_leaves_its_range(frame, make, data):
    recognizer = Recognizer(data.draw(st.one_of(st.just(Profile()), profiles)))
    good = [make("left", x=0.3), make("right", (1, 1, 1, 1, 1), x=0.7), make("right", y=0.9)]
    hand = st.one_of(wild_hands, st.sampled_from(good))
    for _ in range(data.draw(st.integers(1, 6))):
        shown = data.draw(st.lists(hand, max_size=2, unique_by=lambda h: h.side))
        aspect = data.draw(st.sampled_from([4 / 3, 0.5, 0.0, float("nan"), float("inf"), -1.0]))
        gestures = recognizer.update(
            Hands(data.draw(times), 0, aspect, tuple(shown), data.draw(st.booleans()))
        )
        assert list(gestures.signals) == list(NAMES)
        for name, signal in NAMES.items():
            value, seen = gestures.signals[name], gestures.signals[f"{name.split('.')[0]}.present"]
            if signal.kind == "level" and not seen:
                assert isnan(value), name
            else:
                assert signal.low <= value <= signal.high, (name, value)
        for h in gestures.hits:
            assert 0 < h.velocity <= 1 and h.t <= gestures.t


def test_the_same_hands_give_the_same_gestures(frame, make):
    rng = np.random.default_rng(7)
    film = [
        frame(i / 30, make("right", (*rng.random(5),), x=rng.random(), y=rng.random()), index=i)
        for i in range(40)
    ]
    first, second = ([r.update(hands) for hands in film] for r in (Recognizer(), Recognizer()))
    assert str([(g.signals, g.poses, g.hits) for g in first]) == str(
        [(g.signals, g.poses, g.hits) for g in second]
    )


def test_the_hands_are_handed_on_as_they_are_heard(frame, make):
    left, right = make("left", x=0.2), make("right", x=0.7)
    assert Recognizer().update(frame(0.0, left, right)).hands == (left, right)
    (heard,) = Recognizer(Profile(hands="left")).update(frame(0.0, left, right)).hands
    assert heard.side == "right"
    assert heard.points[:, 0] == pytest.approx(1 - left.points[:, 0])


def falling(t: float) -> float:
    """Where a hand is that strikes at 0.5 s and again at 1.1 s."""
    parts = [min(max((t - start) / 0.14, 0), 1) for start in (0.5, 0.64, 1.1, 1.24)]
    down = [s * s * s * (10 - 15 * s + 6 * s * s) for s in parts]
    return 0.35 + 0.25 * (down[0] - down[1] + down[2] - down[3])


def strikes(frames):
    recognizer, hits = Recognizer(), []
    for hands in frames:
        gestures = recognizer.update(hands)
        hits += [(hit, gestures) for hit in gestures.hits if hit.kind == "strike"]
    return hits


def test_a_strike_is_heard_once_and_shown_in_its_frame(frame, make):
    hits = strikes(frame(i / 60, make("left", y=falling(i / 60))) for i in range(100))
    assert [(hit.side, hit.kind) for hit, _ in hits] == [("left", "strike")] * 2
    for hit, gestures in hits:
        assert gestures.signals["left.strike"] == gestures.signals["any.strike"] == hit.velocity > 0


@pytest.mark.parametrize("every", [3, 5, 7])
def test_lost_frames_leave_the_strikes(frame, make, every):
    for first in range(every):
        hits = strikes(
            frame(i / 60, *([] if i % every == first else [make("left", y=falling(i / 60))]))
            for i in range(100)
        )
        assert len(hits) == 2


def test_a_strike_due_in_a_lost_frame_knows_where_the_hand_was(frame, make):
    whole = strikes(frame(i / 60, make("left", x=0.3, y=falling(i / 60))) for i in range(100))
    last = round(whole[0][1].t * 60)
    for lost in range(last - 1, last + 3):
        (hit, gestures), *_ = strikes(
            frame(i / 60, *([] if i == lost else [make("left", x=0.3, y=falling(i / 60))]))
            for i in range(100)
        )
        assert gestures.signals["left.x"] == pytest.approx(whole[0][1].signals["left.x"], abs=1e-6)
        assert hit.t == pytest.approx(whole[0][0].t, abs=0.02)


def test_a_hand_that_is_named_anew_in_its_place_goes_on_as_it_was(frame, make):
    """The tracker takes it for the other hand in the middle of its fall."""
    for renamed in range(26, 42):
        hits = strikes(
            frame(i / 60, make("left" if i < renamed else "right", y=falling(i / 60))) for i in range(100)
        )
        assert len(hits) == 2


def test_two_hands_that_take_turns_are_two(frame, make):
    """One leaves, and the other comes in elsewhere: it comes to its place first, and strikes nothing."""
    hits = strikes(
        frame(
            i / 60,
            make("left", x=0.15, y=0.35) if i < 30 else make("right", x=0.85, y=falling(i / 60)),
        )
        for i in range(60)
    )
    assert hits == []
