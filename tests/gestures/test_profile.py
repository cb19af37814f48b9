"""The player's profile, as heard through the recognizer."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from math import isnan, nan, pi, sin

import pytest

from gesture2midi.gestures import signals as signal_table
from gesture2midi.gestures.hand_roles import PARTS, mirrored, named
from gesture2midi.gestures.play_area import PlayArea
from gesture2midi.gestures.profile import Profile, Reach
from gesture2midi.gestures.recognizer import Recognizer

NAMES = signal_table.full_names()
SMALL = Reach(PlayArea(0.6, 0.72, 0.5, 0.62, 0.5, 0.6))


def one(profile, frame, *hands, **how):
    return Recognizer(profile).update(frame(0.0, *hands, **how)).signals


def same(ours, theirs, but=()):
    """Equal, NaN and NaN too."""
    for name in NAMES.keys() - set(but):
        a, b = ours[name], theirs[name]
        assert a == pytest.approx(b, abs=1e-4, nan_ok=True), name


def test_a_small_reach_spans_the_whole_range(frame, make):
    profile = Profile(right=SMALL)
    low = one(profile, frame, make(x=0.6, y=0.62))
    high = one(profile, frame, make(x=0.72, y=0.5))
    assert (low["right.x"], low["right.y"]) == pytest.approx((0, 0), abs=1e-3)
    assert (high["right.x"], high["right.y"]) == pytest.approx((1, 1), abs=1e-3)
    other = one(profile, frame, make("left", x=0.1, y=0.9))
    assert (other["left.x"], other["left.y"]) == pytest.approx((0, 0), abs=1e-3), "each hand has its own"


def test_hands_that_open_and_pinch_less_reach_both_ends_and_every_pose(frame, make):
    stiff = make(curls=(0, 0.45, 0.45, 0.45, 0.45))
    usual = one(Profile(), frame, stiff)["right.open"]
    assert 0.2 < usual < 0.9
    profile = Profile(right=Reach(straight=0.5 + 0.42 * usual))
    assert one(profile, frame, stiff)["right.open"] == pytest.approx(1, abs=0.02)
    assert one(profile, frame, make(curls=(1, 1, 1, 1, 1)))["right.open"] == 0
    recognizer = Recognizer(profile)
    poses = [recognizer.update(frame(t / 30, stiff)).poses["right"] for t in range(5)]
    assert poses[-1] == "open"
    wide = Profile(right=Reach(touching=0.6, apart=0.8))
    gap = make(curls=(0, 0.35, 0, 0, 0), pinch=True)
    assert one(wide, frame, gap)["right.pinch"] == 1


def test_a_profile_holds_in_a_picture_that_is_not_mirrored(frame, make):
    hand = make(x=0.6)
    turned = replace(hand, points=mirrored(hand).points, world=mirrored(hand).world)
    assert one(Profile(right=SMALL), frame, hand)["right.x"] == pytest.approx(0, abs=1e-3)
    assert one(Profile(right=SMALL), frame, turned, mirror=False)["right.x"] == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize("mirror", [True, False])
def test_swap_is_playing_the_mirror_image(frame, make, mirror):
    left = make("left", (0, 1, 1, 1, 1), x=0.3, y=0.4, roll=0.1)
    right = make("right", x=0.6, y=0.7, yaw=0.3, scale=0.15)
    ours = one(Profile(), frame, left, right, mirror=mirror)
    theirs = one(Profile(hands="swap"), frame, mirrored(right), mirrored(left), mirror=mirror)
    same(ours, theirs)


def test_swapped_hands_take_their_own_reach_with_them(frame, make):
    profile = Profile(hands="swap", right=SMALL)
    low, high = (one(profile, frame, make(x=x, y=0.56))["left.x"] for x in (0.72, 0.6))
    assert (low, high) == pytest.approx((0, 1), abs=1e-3)


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_hand_that_plays_alone_is_the_right_one(frame, make, side):
    playing, resting = make(side, x=0.3), make("right" if side == "left" else "left", x=0.7)
    profile = Profile(hands=side)
    as_right = playing if side == "right" else mirrored(playing)
    same(
        one(profile, frame, *sorted((playing, resting), key=lambda h: h.side)),
        one(Profile(), frame, as_right),
    )
    assert one(profile, frame, resting)["hands.present"] == one(profile, frame, resting)["any.present"] == 0


@pytest.mark.parametrize("side", ["left", "right"])
def test_any_lets_one_hand_be_both(frame, make, side):
    hand = make(side, x=0.3)
    signals = one(Profile(hands="any"), frame, hand)
    alone = one(Profile(), frame, hand)
    image = one(Profile(), frame, mirrored(hand))
    other = "right" if side == "left" else "left"
    for signal in (*signal_table.HAND, *signal_table.POSES):
        for name, source in (
            (side, alone[f"{side}.{signal.name}"]),
            (other, image[f"{other}.{signal.name}"]),
        ):
            assert signals[f"{name}.{signal.name}"] == pytest.approx(source, abs=1e-4), signal.name
        assert signals[f"any.{signal.name}"] == alone[f"any.{signal.name}"]
    assert signals["hands.present"] == 0 and isnan(signals["hands.distance"])


def test_any_is_played_by_the_hand_in_view_longest(frame, make):
    recognizer = Recognizer(Profile(hands="any"))
    left, right = make("left", y=0.3), make("right", y=0.7)
    heights = [
        recognizer.update(frame(t, *hands)).signals["right.y"]
        for t, hands in ((0.0, (left, right)), (0.3, (left,)), (0.6, (left, right)), (0.9, (right,)))
    ]
    assert heights == pytest.approx([0.25, 0.75, 0.75, 0.25], abs=0.01)


def test_any_waits_for_the_hand_that_plays_while_a_frame_loses_it(frame, make):
    recognizer = Recognizer(Profile(hands="any"))
    left, right = make("left", y=0.3), make("right", y=0.7)
    frames = ((0.0, (left, right)), (0.1, (left,)), (0.2, (left, right)), (0.3, (left,)), (0.6, (left,)))
    heights = [recognizer.update(frame(t, *hands)).signals["right.y"] for t, hands in frames]
    assert heights == pytest.approx([0.25, nan, 0.25, nan, 0.75], abs=0.01, nan_ok=True)


def test_two_small_reaches_side_by_side_do_not_touch(frame, make):
    profile = Profile(left=SMALL.mirrored(), right=SMALL)
    signals = one(profile, frame, make("left", x=0.34, y=0.56), make("right", x=0.66, y=0.56))
    assert signals["hands.distance"] == pytest.approx(0.32 / 0.44, abs=0.01)
    assert signals["hands.height"] == pytest.approx(0.5, abs=1e-3)


def test_the_window_names_hands_as_the_mapping_hears_them(frame, make):
    hands = frame(0.0, make("left", x=0.3), make("right", x=0.7))
    for playing, sides in (("both", "LR"), ("swap", "RL"), ("left", "R"), ("right", "R"), ("any", "LR")):
        shown = named(hands, playing).hands
        assert "".join(hand.side[0].upper() for hand in shown) == sides
    assert named(hands, "left").hands[0].points is hands.hands[0].points
    assert set(PARTS) == {"both", "swap", "left", "right", "any"}


def tremble(recognizer, frame, make, seconds=2.0, fps=60, amplitude=0.02):
    """A hand that should rest at y 0.5 of its area and trembles at 5 Hz, in the picture's heights."""
    for i in range(round(seconds * fps)):
        hand = make(y=0.5 + amplitude * sin(2 * pi * 5 * i / fps))
        yield recognizer.update(frame(i / fps, hand)).signals


def test_steady_keeps_a_trembling_hand_on_one_side_of_a_gate(frame, make):
    def crossings(steady):
        above = [s["right.y"] > 0.5 for s in tremble(Recognizer(Profile(steady=steady)), frame, make)]
        return sum(a != b for a, b in pairwise(above[10:]))

    assert crossings(0.0) >= 15
    assert crossings(1.0) == 0


@pytest.mark.parametrize("steady", [0.3, 1.0])
def test_steady_leaves_both_ends_within_reach(frame, make, pose, steady):
    recognizer = Recognizer(Profile(steady=steady))
    low = recognizer.update(frame(0.0, pose("fist", x=0.1, y=0.9, scale=0.05))).signals
    high = recognizer.update(frame(0.1, pose("open", x=0.12, y=0.1, scale=0.05))).signals
    assert (low["right.x"], low["right.y"], low["right.open"]) == pytest.approx((0, 0, 0), abs=1e-6)
    assert (high["right.y"], high["right.open"]) == pytest.approx((1, 1), abs=1e-6)


def test_steady_holds_a_pose_longer(frame, pose):
    def seen(steady):
        recognizer = Recognizer(Profile(steady=steady))
        for i in range(10):
            recognizer.update(frame(i / 30, pose("fist")))
        return [recognizer.update(frame((10 + i) / 30, pose("open"))).poses["right"] for i in range(8)]

    assert seen(0.0).index("open") < seen(1.0).index("open")


def test_a_mirrored_hand_keeps_where_it_is_without_smoothing(make):
    hand = replace(make("right"), knuckles=(0.25, 0.5))
    assert mirrored(hand).knuckles == (0.75, 0.5)
    assert mirrored(replace(hand, knuckles=None)).knuckles is None
