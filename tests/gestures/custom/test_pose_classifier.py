"""Taught poses of the synthetic hand, through the recognizer."""

from __future__ import annotations

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.events import Hand
from gesture2midi.gestures.custom.files import Taught, collect
from gesture2midi.gestures.custom.other_people import among
from gesture2midi.gestures.custom.pose_classifier import Sign, SignModel, canonical, describe
from gesture2midi.gestures.custom.training import cross_validate, pose, strangers, turn
from gesture2midi.gestures.poses import HOLD
from gesture2midi.gestures.recognizer import Recognizer

CLAW = (0.4, 0.5, 0.5, 0.5, 0.5)
GUN = (0, 0, 0, 1, 1)
PINKY = (1, 1, 1, 1, 0)
SHAPES = {"claw": CLAW, "gun": GUN, "lonely": PINKY}


def shown(frame, make, curls, *, side="right", count=40, seed=1, **how):
    """Frames of a hand that holds a pose as hands do."""
    chance = np.random.default_rng(seed)
    frames = []
    for i in range(count):
        fingers = np.clip(np.array(curls) + chance.normal(0, 0.04, 5), 0, 1)
        turn = {axis: how.get(axis, 0.0) + chance.normal(0, 0.02) for axis in ("roll", "pitch", "yaw")}
        frames.append(frame(i / 30, make(side, tuple(fingers), **turn)))
    return frames


@pytest.fixture(scope="module")
def taught(frame, make):
    return collect(pose(n, [shown(frame, make, c)], [], "right") for n, c in SHAPES.items())


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("mirror", [True, False])
@pytest.mark.parametrize("name", SHAPES)
def test_a_taught_pose_is_a_signal_of_both_hands(frame, make, taught, name, side, mirror):
    recognizer = Recognizer(taught=taught)
    hand = make(side, SHAPES[name], roll=0.03, yaw=0.05, scale=0.1, x=0.3)
    if not mirror:
        flip = np.array((-1, 1, 1), np.float32)
        hand = Hand(side, 1.0, hand.points * flip + np.array((1, 0, 0), np.float32), hand.world * flip)
    for i in range(4):
        gestures = recognizer.update(frame(i / 30, hand, mirror=mirror))
    assert gestures.poses == {side: name}
    for other in SHAPES:
        assert gestures.signals[f"{side}.{other}"] == gestures.signals[f"any.{other}"] == (other == name)
    away = "left" if side == "right" else "right"
    assert all(gestures.signals[f"{away}.{other}"] == 0 for other in SHAPES)


def test_what_nobody_taught_is_none_and_built_in_poses_stay(frame, make, pose, taught):
    for name in ("open", "fist", "point", "victory", "rock"):
        recognizer = Recognizer(taught=taught)
        for i in range(4):
            gestures = recognizer.update(frame(i / 30, pose(name)))
        assert gestures.poses == {"right": name}
        assert all(gestures.signals[f"right.{other}"] == 0 for other in SHAPES)


def test_a_taught_pose_counts_once_it_is_held_for_its_time(frame, make, taught):
    for fps in (15, 30, 120):
        recognizer = Recognizer(taught=taught)
        film = [recognizer.update(frame(i / fps, make(curls=GUN))) for i in range(fps)]
        first = next(g.t for g in film if g.signals["right.gun"])
        assert HOLD - 1e-9 <= first <= HOLD + 1 / fps + 1e-9


def test_no_flicker_at_the_edge(frame, make, taught):
    """Fingers that tremble about every place between stretched and the pose switch it once at most."""
    for centre in range(5, 100, 5):
        recognizer, seen = Recognizer(taught=taught), []
        for i in range(60):
            tremble = 0.02 * (1 if i // 4 % 2 else -1)
            curls = (0, 0, 0, *(min(max(centre / 100 + tremble, 0), 1),) * 2)
            seen.append(recognizer.update(frame(i / 30, make(curls=curls))).signals["right.gun"])
        changes = sum(a != b for a, b in pairwise(seen[8:]))
        assert changes <= 1, centre


def test_not_this_draws_the_line(frame, make):
    """With fingers a third curled said to be "not this", what was taken for the sign is none."""
    near = (0, 0.3, 0.3, 1, 1)
    plain = pose("gun", [shown(frame, make, GUN)], [], "right")
    told = pose("gun", [shown(frame, make, GUN)], [shown(frame, make, near, seed=5)], "right")
    judged = [canonical(f.hands[0], True) for f in shown(frame, make, near, seed=9)]
    meant = [canonical(f.hands[0], True) for f in shown(frame, make, GUN, seed=9)]
    assert {SignModel([told]).seen(hand) for hand in meant} == {"gun"}
    assert {SignModel([told]).seen(hand) for hand in judged} == {"none"}
    assert [SignModel([plain]).seen(hand) for hand in judged].count("gun") > 20


def test_a_pose_taught_as_turned_is_known_however_it_is_turned(frame, make):
    upright = pose("gun", [shown(frame, make, GUN)], [], "right")
    turned = pose("gun", [shown(frame, make, GUN)], [], "right", turned=True)
    ways = [(0, 0, 0), (0.5, 0, 0), (1, 0, 0), (-0.5, 0.2, 0), (0, 0, 1), (0.2, -0.3, 0.5)]
    hands = [canonical(make(curls=GUN, roll=r, pitch=p, yaw=y), True) for r, p, y in ways]
    assert [SignModel([turned]).seen(hand) for hand in hands] == ["gun"] * 6
    assert [SignModel([upright]).seen(hand) for hand in hands] == ["gun", *["none"] * 5]
    others = [canonical(make(curls=curls, roll=0.5), True) for curls in (CLAW, PINKY, (0, 0, 0, 0, 0))]
    assert {SignModel([turned]).seen(hand) for hand in others} == {"none"}


def test_turning_leaves_lengths_and_handedness(make):
    hand = np.array([canonical(make(curls=GUN, pitch=0.1), True)])
    for other in turn(hand)[:20]:
        assert describe(other.tolist())[:15] == pytest.approx(describe(hand[0].tolist())[:15], abs=1e-6)
        sides = [np.linalg.det(points[[4, 9, 17]]) for points in (other, hand[0])]
        assert sides[0] == pytest.approx(sides[1])


def test_the_numbers_of_a_hand_are_those_of_its_mirror_image_near_and_far(make):
    ours = describe(canonical(make("right", GUN, roll=0.1, yaw=0.1), True))
    assert describe(canonical(make("left", GUN, roll=-0.1, yaw=0.1), True)) == pytest.approx(ours, abs=1e-3)
    hand = make("right", GUN, roll=0.1, yaw=0.1)
    far = dataclasses.replace(hand, world=hand.world * np.float32(0.3))
    assert describe(canonical(far, True)) == pytest.approx(ours, abs=1e-3)


def test_each_block_is_judged_by_the_others(taught):
    confusion = cross_validate(taught, taught.signs[0])
    assert confusion.rows == ("claw", "gun", "lonely", "not this")
    assert confusion.counts[:3, :3].sum() == np.trace(confusion.counts[:3, :3]) == 120
    others = taught.signs[0].others
    assert 0 < confusion.counts[3].sum() == np.count_nonzero(~among(others)) < len(others)
    assert confusion.share("not this", "claw") < 0.05


def test_strangers_are_hands_and_the_same_each_time():
    first, second = strangers(50), strangers(50)
    assert first.shape == (50, 21, 3)
    assert (first == second).all()
    assert np.isfinite(first).all() and np.abs(first).max() < 4


def test_examples_without_any_size_do_no_harm(frame, make):
    nothing = Sign("nothing", np.zeros((3, 21, 3)), np.zeros((0, 21, 3)))
    recognizer = Recognizer(taught=Taught(signs=(nothing,)))
    for i in range(4):
        assert recognizer.update(frame(i / 30, make())).signals["right.nothing"] == 0


wild = st.one_of(st.floats(-2, 3, width=32), st.sampled_from([0.0, float("nan"), float("inf"), 3e38, 1e-40]))
arrays = st.lists(wild, min_size=1, max_size=63).map(
    lambda xs: np.resize(np.array(xs, dtype=np.float32), (21, 3))
)
wild_hands = st.builds(Hand, st.sampled_from(["left", "right"]), st.floats(0, 1), arrays, arrays)
times = st.one_of(st.floats(0, 2), st.floats(), st.just(0.5))


@settings(max_examples=100)
@given(st.data())
def test_nothing_raises_and_nothing_leaves_its_range(frame, make, taught, data):
    recognizer = Recognizer(taught=taught)
    hand = st.one_of(wild_hands, st.sampled_from([make(curls=GUN), make("left", CLAW), make("right", PINKY)]))
    for _ in range(data.draw(st.integers(1, 6))):
        hands = data.draw(st.lists(hand, max_size=2, unique_by=lambda h: h.side))
        aspect = data.draw(st.sampled_from([4 / 3, 0.0, float("nan"), float("inf")]))
        gestures = recognizer.update(frame(data.draw(times), *hands, aspect=aspect))
        for name in SHAPES:
            for side in ("left", "right", "any"):
                assert gestures.signals[f"{side}.{name}"] in (0.0, 1.0)
