"""The performer as a source: the same bytes each time, and a truth that fits its score."""

import hashlib
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.events import Hand
from gesture2midi.performer.score import load_score, read_score
from gesture2midi.performer.source import Performer, Style

SMALL = (160, 120)
BOTH = (
    "name: Both\nseconds: 2\n"
    "right:\n  - {at: 0, x: 0.7, y: 0.6}\n  - {at: 1, strike: 0.8}\n"
    "left:\n  - {at: 0, x: 0.3, y: 0.6}\n  - {at: 1, strike: 0.8}\n"
)


@cache
def performer(name: str, size: tuple[int, int] = SMALL) -> Performer:
    return Performer(load_score(name), size)


def knuckles(hand: Hand) -> float:
    return float(hand.points[[5, 9, 13, 17], 1].mean())


def test_the_same_score_gives_the_same_bytes_in_any_order() -> None:
    first, second = (Performer(load_score("poses"), SMALL) for _ in range(2))
    there = [hashlib.sha256(first.picture(i / 30).tobytes()).digest() for i in range(0, 900, 90)]
    back = [hashlib.sha256(second.picture(i / 30).tobytes()).digest() for i in reversed(range(0, 900, 90))]
    assert there == back[::-1]
    assert len(set(there)) == len(there)


def test_both_ways_of_drawing_put_the_same_hand_at_the_same_place() -> None:
    score = read_score("name: x\nright: [{at: 0, pose: open, x: 0.7, y: 0.6, size: 0.5}]", "x.yaml")
    bare = read_score("name: x\nright: [{at: 0, hide: true}]", "x.yaml")
    rounded, faceted, empty = (
        Performer(score, (320, 240)).picture(0).astype(int),
        Performer(score, (320, 240), style="faceted").picture(0).astype(int),
        Performer(bare, (320, 240)).picture(0),
    )
    one, other = (np.abs(drawn - empty).max(axis=2) > 25 for drawn in (rounded, faceted))
    assert (one & other).sum() > 0.8 * (one | other).sum()
    assert np.abs(rounded - faceted)[one & other].mean() > 5


def test_frames_are_numbered_timed_and_as_the_camera_sees_them() -> None:
    player = Performer(read_score(BOTH, "both.yaml"), SMALL, fps=5)
    frames = list(player.frames())
    assert player.total == len(frames) == 10
    assert [frame.t for frame in frames] == [i / 5 for i in range(10)]
    assert [frame.index for frame in frames] == list(range(10))
    assert all(frame.mirror and frame.image.shape == (120, 160, 3) for frame in frames)
    assert np.array_equal(frames[3].image, player.picture(0.6))
    arrived = [frame.arrived for frame in frames]
    assert arrived == sorted(arrived)


def test_a_closed_performer_ends() -> None:
    player = Performer(read_score(BOTH, "both.yaml"), SMALL, fps=5)
    frames = player.frames()
    next(frames)
    player.close()
    player.close()
    assert list(frames) == []


def test_the_right_hand_is_at_the_left_of_the_cameras_picture() -> None:
    text = "name: x\nright: [{at: 0, pose: open, x: 0.75, y: 0.55}]"
    player = Performer(read_score(text, "x.yaml"), (320, 240))
    bare = Performer(read_score(text.replace("y: 0.55", "hide: true"), "x.yaml"), (320, 240))
    changed = np.abs(player.picture(0).astype(int) - bare.picture(0)).max(axis=2) > 25
    assert changed[:, :160].sum() > 3000
    assert changed[:, 160:].sum() < 50


def test_without_mirror_the_truth_is_flipped_and_the_picture_is_not() -> None:
    score = load_score("poses")
    seen, plain = Performer(score, SMALL, mirror=True), Performer(score, SMALL, mirror=False)
    assert (seen.truth(20).mirror, plain.truth(20).mirror) == (True, False)
    for a, b in zip(seen.truth(20).hands, plain.truth(20).hands, strict=True):
        assert a.side == b.side  # names are the player's own either way
        assert np.allclose(a.points[:, 0], 1 - b.points[:, 0], atol=1e-6)
        assert np.allclose(a.points[:, 1:], b.points[:, 1:])
        assert np.allclose(a.world * (-1, 1, 1), b.world)
    assert np.array_equal(seen.picture(20), plain.picture(20))
    assert [frame.mirror for frame in (next(seen.frames()), next(plain.frames()))] == [True, False]


def test_strikes_are_lowest_at_the_instant_of_their_hit() -> None:
    player = performer("drums")
    assert len(player.hits) > 20
    assert {hit.side for hit in player.hits} == {"left", "right"}
    assert [hit.t for hit in player.hits] == sorted(hit.t for hit in player.hits)
    for hit in player.hits:
        heights = []
        for step in range(-8, 9):
            hands = player.truth(hit.t + step * 0.01).hands
            heights.append(knuckles(next(hand for hand in hands if hand.side == hit.side)))
        assert int(np.argmax(heights)) == 8, hit


def test_louder_strikes_go_deeper() -> None:
    player = Performer(read_score(BOTH.replace("0.8", "0.4", 1), "both.yaml"), SMALL)
    rest = {hand.side: knuckles(hand) for hand in player.truth(0.5).hands}
    struck = {hand.side: knuckles(hand) for hand in player.truth(1.0).hands}
    assert struck["left"] - rest["left"] > 1.5 * (struck["right"] - rest["right"]) > 0.05


def test_the_world_is_in_metres_and_agrees_with_the_picture() -> None:
    for t in (0.3, 8.0, 20.0):
        for hand in performer("poses").truth(t).hands:
            assert hand.world.mean(axis=0) == pytest.approx((0, 0, 0), abs=1e-6)
            assert np.linalg.norm(hand.world[9] - hand.world[0]) == pytest.approx(0.09, abs=0.003)
            # Seen from the same side: what is right of, below and behind the wrist is so in both.
            flat, solid = hand.points - hand.points[0], hand.world - hand.world[0]
            for axis in range(3):
                assert np.corrcoef(flat[:, axis], solid[:, axis])[0, 1] > 0.9


def test_pinched_tips_meet_in_the_truth() -> None:
    player = performer("demo")
    gaps = {"pinch": [], "relaxed": []}
    for i in range(60, player.total - 90, 5):
        names = player.pose(i / 30)
        for hand in player.truth(i / 30).hands:
            if hand.side == "right" and names["right"] in gaps:
                gaps[names["right"]].append(float(np.linalg.norm(hand.world[4] - hand.world[8])))
    assert min(gaps["pinch"]) < 1e-5
    assert max(gaps["relaxed"]) > 0.04


def test_hands_out_of_the_picture_are_neither_true_nor_posed() -> None:
    player = performer("demo")
    assert player.truth(0).hands == ()
    assert player.pose(0) == {}
    assert set(player.pose(5)) == {hand.side for hand in player.truth(5).hands} == {"left", "right"}
    assert player.truth(player.total / player.fps).hands == ()


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(["demo", "poses", "drums", "chords", "mixer"]), st.floats(0, 40))
def test_any_time_has_finite_landmarks_and_a_picture_of_the_right_size(name: str, t: float) -> None:
    player = performer(name, (96, 72))
    hands = player.truth(t)
    assert hands.aspect == pytest.approx(4 / 3)
    for hand in hands.hands:
        assert hand.points.shape == hand.world.shape == (21, 3)
        assert hand.points.dtype == hand.world.dtype == np.float32
        assert np.isfinite(hand.points).all() and np.isfinite(hand.world).all()
    image = player.picture(t)
    assert image.shape == (72, 96, 3) and image.dtype == np.uint8


@pytest.mark.parametrize("style", ["rounded", "faceted"])
@pytest.mark.parametrize("size", [(16, 16), (64, 48), (1280, 720), (300, 500)])
def test_any_size_can_be_drawn(size: tuple[int, int], style: Style) -> None:
    image = Performer(load_score("poses"), size, style=style).picture(20)
    assert image.shape == (size[1], size[0], 3)
    assert image.std() > 3
