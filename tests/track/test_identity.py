"""Who is who, whatever the labels say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.events import Hand, Hands, Points, Side
from gesture2midi.track.identity import CHANGE, MEMORY, PATIENCE, Identity

FPS = 30
OPEN = np.random.default_rng(3).uniform(-0.1, 0.1, (21, 3)).astype(np.float32)
"""Landmarks about their middle, some 0.2 picture widths across."""


def at(x: float, y: float = 0.5, shape: Points = OPEN) -> Points:
    return shape + np.array([x, y, 0], np.float32)


def hand(side: Side, points: Points, score: float = 0.95) -> Hand:
    return Hand(side, score, points, points)


def frame(i: int, *hands: Hand) -> Hands:
    return Hands(i / FPS, i, 1.0, hands)


def sides(hands: Hands) -> dict[Side, float]:
    """Side -> where that hand is, from left to right."""
    return {hand.side: round(float(hand.points[:, 0].mean() - OPEN[:, 0].mean()), 2) for hand in hands.hands}


def other(side: Side) -> Side:
    return "left" if side == "right" else "right"


def test_a_hand_keeps_its_name_while_the_label_flips() -> None:
    identity = Identity()
    for i in range(60):
        label: Side = "left" if 20 <= i < 25 else "right"
        named = identity.update(frame(i, hand(label, at(0.3 + i / 200))))
        assert [h.side for h in named.hands] == ["right"]
    assert named.hands[0].score == 0.95


def test_a_wrong_first_label_is_put_right_with_the_second() -> None:
    identity = Identity()
    labels: list[Side] = ["left", "right", "right"]
    named = [identity.update(frame(i, hand(label, at(0.5)))) for i, label in enumerate(labels)]
    assert [hands.hands[0].side for hands in named] == ["left", "right", "right"]


def test_the_score_is_that_of_the_name() -> None:
    identity = Identity()
    for i in range(5):
        identity.update(frame(i, hand("right", at(0.5))))
    named = identity.update(frame(5, hand("left", at(0.5), score=0.75)))
    assert (named.hands[0].side, named.hands[0].score) == ("right", 0.25)


def test_a_hand_named_wrong_as_it_came_in_is_soon_put_right() -> None:
    identity = Identity()
    wrong = 4  # frames: longer than its youth, shorter than what makes it certain
    for i in range(wrong):
        identity.update(frame(i, hand("left", at(0.5))))
    renamed = next(
        i
        for i in range(wrong, 60)
        if sides(identity.update(frame(i, hand("right", at(0.5))))) == {"right": 0.5}
    )
    assert CHANGE <= (renamed - wrong) / FPS <= 2 * CHANGE


def test_both_hands_wrong_for_long_are_swapped_together() -> None:
    identity = Identity()
    identity.update(frame(0, hand("left", at(0.2)), hand("right", at(0.8))))
    for i in range(1, 30):
        named = identity.update(frame(i, hand("right", at(0.2)), hand("left", at(0.8))))
        assert len(named.hands) == 2
    assert sides(named) == {"left": 0.8, "right": 0.2}


def test_two_known_hands_that_are_both_called_left_stay_what_they_were() -> None:
    identity = Identity()
    for i in range(10):
        identity.update(frame(i, hand("left", at(0.2)), hand("right", at(0.8))))
    for i in range(10, 40):
        named = identity.update(frame(i, hand("left", at(0.8)), hand("left", at(0.2))))
        assert sides(named) == {"left": 0.2, "right": 0.8}


def test_a_second_hand_that_claims_the_first_ones_side_is_kept_back_for_a_second() -> None:
    identity = Identity()
    shown = []
    for i in range(45):
        ghost = [hand("left", at(0.8), 0.99)] if i >= 5 else []
        named = sides(identity.update(frame(i, hand("left", at(0.2)), *ghost)))
        assert named["left"] == 0.2
        shown.append("right" in named)
    assert shown.index(True) - 5 == pytest.approx(PATIENCE * FPS, abs=1)
    assert all(shown[shown.index(True) :])


def test_it_is_shown_as_soon_as_its_label_changes() -> None:
    identity = Identity()
    for i in range(3):
        identity.update(frame(i, hand("left", at(0.2)), hand("left", at(0.8), 0.6)))
    for i in range(3, 5):
        named = identity.update(frame(i, hand("left", at(0.2)), hand("right", at(0.8), 0.9)))
    assert sides(named) == {"left": 0.2, "right": 0.8}


def test_of_two_new_hands_with_one_label_the_surer_one_has_it() -> None:
    identity = Identity()
    for i in range(int(PATIENCE * FPS) + 2):
        named = identity.update(frame(i, hand("right", at(0.2), 0.7), hand("right", at(0.8), 0.9)))
    assert sides(named) == {"left": 0.2, "right": 0.8}


@pytest.mark.parametrize("gone", [1, 3, 4])
def test_a_hand_that_comes_back_nearby_at_once_is_the_same(gone: int) -> None:
    identity = Identity()
    for i in range(20):
        identity.update(frame(i, hand("right", at(0.5))))
    for i in range(20, 20 + gone):
        assert identity.update(frame(i)).hands == ()
    named = identity.update(frame(20 + gone, hand("left", at(0.55))))
    assert [h.side for h in named.hands] == ["right"]


def test_after_long_it_is_a_new_hand() -> None:
    identity = Identity()
    for i in range(20):
        identity.update(frame(i, hand("right", at(0.5))))
    later = 20 + int(MEMORY * FPS) + 1
    assert [h.side for h in identity.update(frame(later, hand("left", at(0.5)))).hands] == ["left"]


def test_a_hand_far_from_the_lost_one_is_a_new_hand() -> None:
    identity = Identity()
    for i in range(20):
        identity.update(frame(i, hand("right", at(0.1))))
    assert sides(identity.update(frame(20, hand("left", at(0.8))))) == {"left": 0.8}


def test_hands_that_cross_keep_their_names() -> None:
    """They pass at different heights, half a hand apart, and for 5 frames only one is found."""
    identity = Identity()
    mirrored = OPEN * np.array([-1, 1, 1], np.float32)
    for i in range(61):
        x = 0.1 + 0.8 * i / 60
        left, right = hand("left", at(x, 0.45)), hand("right", at(1 - x, 0.55, mirrored))
        named = identity.update(frame(i, *((left,) if 28 <= i <= 32 else (right, left))))
        places = {h.side: float(h.points[:, 1].mean()) for h in named.hands}
        assert places["left"] == pytest.approx(float(left.points[:, 1].mean()), abs=0.001)
    assert set(places) == {"left", "right"}


def test_one_hand_found_twice_is_one_hand() -> None:
    identity = Identity()
    named = identity.update(frame(0, hand("left", at(0.5), 0.6), hand("right", at(0.51), 0.9)))
    assert sides(named) == {"right": 0.51}


def test_times_that_begin_again_begin_again() -> None:
    identity = Identity()
    for i in range(100, 130):
        identity.update(frame(i, hand("right", at(0.5))))
    assert sides(identity.update(frame(0, hand("left", at(0.5))))) == {"left": 0.5}


def test_the_rest_of_a_frame_stays_as_it_was() -> None:
    found = Hands(2.5, 75, 1.5, (hand("right", at(0.7)), hand("left", at(0.2))))
    named = Identity().update(found)
    assert (named.t, named.index, named.aspect) == (2.5, 75, 1.5)
    assert [h.side for h in named.hands] == ["left", "right"]
    assert named.hands[0].points is found.hands[1].points


PATHS = st.lists(st.floats(-0.03, 0.03), min_size=80, max_size=80)
"""Steps between frames: up to 0.9 picture widths a second."""

FLIPS = st.lists(
    st.tuples(st.integers(0, 79), st.integers(1, 6), st.booleans(), st.floats(0.5, 1)), max_size=4
)


@given(PATHS, PATHS, FLIPS)
def test_short_flips_never_swap_hands_that_move_steadily(
    left_steps: list[float], right_steps: list[float], flips: list[tuple[int, int, bool, float]]
) -> None:
    """Four flips of up to 0.2 s each, of either hand or both, after half a second of right labels."""
    wrong: dict[Side, dict[int, float]] = {"left": {}, "right": {}}
    for start, length, of_left, score in flips:
        for i in range(max(start, 20), start + length):
            wrong["left" if of_left else "right"][i] = score
    identity = Identity()
    y = {
        "left": np.clip(0.2 + np.cumsum(left_steps), 0, 0.35),
        "right": np.clip(0.8 + np.cumsum(right_steps), 0.65, 1),
    }
    for i in range(80):
        hands = []
        for side in ("left", "right"):
            score = wrong[side].get(i)
            hands.append(hand(other(side), at(y[side][i]), score) if score else hand(side, at(y[side][i])))
        named = identity.update(frame(i, *hands))
        assert sides(named) == {
            side: pytest.approx(round(float(y[side][i]), 2), abs=0.011) for side in ("left", "right")
        }


FOUND = st.lists(
    st.tuples(st.sampled_from(["left", "right"]), st.floats(0, 1), st.floats(0, 1), st.floats(0.5, 1)),
    max_size=2,
)


@given(st.lists(st.tuples(st.floats(0, 0.3), FOUND), max_size=40))
def test_whatever_comes_no_side_is_there_twice_and_no_hand_is_made_up(
    frames: list[tuple[float, list[tuple[Side, float, float, float]]]],
) -> None:
    identity, again = Identity(), Identity()
    t = 0.0
    for i, (dt, found) in enumerate(frames):
        t += dt
        given_hands = Hands(t, i, 4 / 3, tuple(hand(s, at(x, y), score) for s, x, y, score in found))
        named = identity.update(given_hands)
        assert len({h.side for h in named.hands}) == len(named.hands)
        sources = {id(h.points) for h in given_hands.hands}
        assert {id(h.points) for h in named.hands} <= sources
        assert all(0 <= h.score <= 1 for h in named.hands)
        assert [h.side for h in again.update(given_hands).hands] == [h.side for h in named.hands]
