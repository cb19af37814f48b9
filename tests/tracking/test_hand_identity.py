"""Who is who, whatever the labels say."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.events import Hand, Hands, Points, Side
from gesture2midi.tracking.hand_identity import CHANGE, MEMORY, PATIENCE, WARY, Identity

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


PALMED = OPEN * np.array([1, 0.9, 1], np.float32)
MIRRORED = PALMED * np.array([-1, 1, 1], np.float32)


def meeting(labels: tuple[Side, Side], crossing: bool) -> list[Hands]:
    """Two hands that lie on each other for 10 frames, with one found; then both have these labels."""
    frames = []
    for i in range(60):
        way = 0.3 * (1 - abs(i - 30) / 30) if not crossing else 0.6 * i / 60
        left, right = at(0.2 + way, 0.5, PALMED), at(0.8 - way, 0.5, MIRRORED)
        first, second = labels if i > 30 else ("left", "right")
        both = hand(second, right), hand(first, left)
        frames.append(frame(i, *(both[1:] if 26 <= i <= 35 else both)))
    return frames


@pytest.mark.parametrize("crossing", [True, False])
def test_hands_that_lay_on_each_other_part_as_what_they_were(crossing: bool) -> None:
    identity = Identity()
    for found in meeting(("left", "right"), crossing):
        for one in identity.update(found).hands:
            assert any(one.points is h.points and one.side == h.side for h in found.hands)


def test_after_they_parted_the_labels_soon_decide() -> None:
    identity = Identity()
    *_, last = [identity.update(found) for found in meeting(("right", "left"), False)]
    assert sides(last)["right"] < sides(last)["left"]


def test_a_hand_that_holds_a_note_keeps_its_name_until_it_lets_go() -> None:
    identity = Identity()
    for i in range(10):
        identity.update(frame(i, hand("right", at(0.5))))
    identity.locked = frozenset({"right"})
    for i in range(10, 100):
        assert [h.side for h in identity.update(frame(i, hand("left", at(0.5)))).hands] == ["right"]
    identity.locked = frozenset()
    assert [h.side for h in identity.update(frame(100, hand("left", at(0.5)))).hands] == ["left"]


def test_of_two_hands_one_that_holds_a_note_keeps_both_names() -> None:
    identity = Identity()
    for i in range(10):
        identity.update(frame(i, hand("left", at(0.2)), hand("right", at(0.8))))
    identity.locked = frozenset({"left"})
    for i in range(10, 100):
        named = identity.update(frame(i, hand("right", at(0.2)), hand("left", at(0.8))))
        assert sides(named) == {"left": 0.2, "right": 0.8}


def test_a_stranger_who_was_there_as_a_third_does_not_take_over() -> None:
    identity = Identity()
    for i in range(60):
        mine = [] if 20 <= i < 50 else [hand("right", at(0.8))]
        third = [hand("right", at(0.5), 0.99)] if i >= 10 else []
        named = identity.update(frame(i, hand("left", at(0.2)), *third, *mine))
        assert sides(named) == {"left": 0.2} | ({"right": 0.8} if mine else {})


def test_a_much_smaller_hand_waits_longer_than_the_players_own() -> None:
    identity = Identity()
    for i in range(20):
        identity.update(frame(i, hand("left", at(0.2)), hand("right", at(0.8))))
    shown = []
    for i in range(20, 150):
        far = hand("right", at(0.5, 0.2, OPEN / 2))
        shown.append("right" in sides(identity.update(frame(i, hand("left", at(0.2)), far))))
    assert shown.index(True) / FPS == pytest.approx(WARY, abs=0.1)


SEEN = st.lists(
    st.tuples(
        st.sampled_from(["left", "right"]), st.integers(0, 99), st.integers(0, 99), st.sampled_from([1, 2, 3])
    ),
    max_size=3,
    unique_by=lambda found: found[2],
)
FILM = st.lists(st.tuples(st.integers(1, 9), SEEN), max_size=30)
Film = list[tuple[int, list[tuple[Side, int, int, int]]]]


def shown(film: Film, mirror: bool = False, backwards: bool = False) -> list[Hands]:
    """A film of whole numbers, in which no two hands of a frame are equally sure."""
    frames, t = [], 0.0
    for i, (ticks, found) in enumerate(film):
        t += ticks / 30
        hands = []
        for number, (side, x, y, shape) in enumerate(found):
            points = at(x / 99, y / 99, OPEN[::-1] if shape == 2 else OPEN * (1 if shape == 1 else 0.6))
            if mirror:
                points = points * np.array([-1, 1, 1], np.float32) + np.array([1, 0, 0], np.float32)
            hands.append(hand(other(side) if mirror else side, points, 0.6 + y / 300 + number / 1000))
        frames.append(Hands(t, i, 1.0, tuple(hands[::-1] if backwards else hands)))
    return frames


def names(film: list[Hands], backwards: bool = False) -> list[list[Side | None]]:
    """The name of each hand that was found, in the order of the film."""
    identity, lines = Identity(), []
    for hands in film:
        named = {id(h.points): h.side for h in identity.update(hands).hands}
        line = [named.get(id(h.points)) for h in hands.hands]
        lines.append(line[::-1] if backwards else line)
    return lines


@given(FILM)
def test_the_order_in_which_a_frame_has_its_hands_does_not_matter(film: Film) -> None:
    assert names(shown(film)) == names(shown(film, backwards=True), backwards=True)


@given(FILM)
def test_a_mirrored_picture_gives_mirrored_names(film: Film) -> None:
    mirrored = names(shown(film, mirror=True))
    assert names(shown(film)) == [[side and other(side) for side in line] for line in mirrored]


@given(
    st.lists(st.tuples(st.sampled_from(["left", "right"]), st.floats(0, 1), st.floats(0.5, 1)), max_size=60),
    st.lists(st.booleans(), min_size=60, max_size=60),
)
def test_a_third_hand_takes_no_name_from_one_that_is_tracked(
    third: list[tuple[Side, float, float]], blinks: list[bool]
) -> None:
    """Not even in the frames for which one of the player's is lost."""
    identity = Identity()
    for i in range(10):
        identity.update(frame(i, hand("left", at(0.2, 0.2)), hand("right", at(0.8, 0.2))))
    for i, (label, x, score) in enumerate(third, 10):
        mine = [hand("left", at(0.2, 0.2))] if blinks[i - 10] and i % 3 == 0 else []
        mine += [] if mine else [hand("left", at(0.2, 0.2)), hand("right", at(0.8, 0.2))]
        stranger = hand(label, at(x, 0.8), score)
        named = identity.update(frame(i, stranger, *mine))
        assert sorted((h.side, id(h.points)) for h in named.hands) == sorted(
            (h.side, id(h.points)) for h in mine
        )


ODD = st.floats(allow_nan=True, allow_infinity=True, width=32)


@given(st.lists(st.tuples(ODD, st.lists(st.tuples(ODD, ODD, ODD), max_size=5)), max_size=12))
def test_nothing_odd_raises(frames: list[tuple[float, list[tuple[float, float, float]]]]) -> None:
    """Times that repeat, go back or are none; places and scores that are no numbers."""
    identity = Identity()
    for i, (t, found) in enumerate(frames):
        with np.errstate(all="ignore"):
            hands = tuple(hand("left", at(x, y), score) for x, y, score in found)
        named = identity.update(Hands(t, i, 1.0, hands))
        assert len({h.side for h in named.hands}) == len(named.hands)
        assert all(np.isfinite(h.points).all() and 0 <= h.score <= 1 for h in named.hands)


def test_hands_side_by_side_that_came_in_with_wrong_names_are_put_right_too() -> None:
    identity = Identity()
    near = at(0.45, 0.5, PALMED), at(0.55, 0.5, MIRRORED)
    for i in range(10):
        identity.update(frame(i, hand("right", near[0]), hand("left", near[1])))
    for i in range(10, 200):
        named = identity.update(frame(i, hand("left", near[0]), hand("right", near[1])))
    assert [h.points is near[h.side == "right"] for h in named.hands] == [True, True]


def test_hands_side_by_side_may_change_their_shapes() -> None:
    identity = Identity()
    turned = OPEN[::-1]
    for i in range(60):
        shape = OPEN if i < 30 else turned
        named = identity.update(
            frame(i, hand("left", at(0.45, 0.5, shape)), hand("right", at(0.55, 0.5, OPEN)))
        )
        assert [h.side for h in named.hands] == ["left", "right"]
        assert named.hands[1].points[0, 0] == at(0.55, 0.5, OPEN)[0, 0]


def test_a_hand_whose_palm_is_taken_for_its_back_is_the_same_hand() -> None:
    identity = Identity()
    for i in range(60):
        shape = PALMED if i < 30 else MIRRORED
        named = identity.update(frame(i, hand("left", at(0.2)), hand("right", at(0.7, 0.5, shape))))
        assert [h.side for h in named.hands] == ["left", "right"]


@pytest.mark.parametrize("fps", [30, 60])
@pytest.mark.parametrize("gone", [0.034, 0.1, 0.17, 0.2])
@pytest.mark.parametrize("wind_up", [0.0, 0.1])
@pytest.mark.parametrize("beside", [False, True])
def test_a_hand_lost_in_a_fast_fall_keeps_its_name(
    fps: int, gone: float, wind_up: float, beside: bool
) -> None:
    """It is found again at the end of the fall, blurred, and called by the other name for a while."""
    identity, rng, small = Identity(), np.random.default_rng(1), PALMED * 0.7
    for i in range(round(1.5 * fps)):
        t = i / fps
        lifted = wind_up * min(max((t - 0.8) / 0.2, 0.0), 1.0)
        fallen = (0.25 + wind_up) * min(max((t - 1.0) / 0.1, 0.0), 1.0)
        place = at(0.6, 0.35 - lifted + fallen, small) + rng.normal(0, 0.003, (21, 3)).astype(np.float32)
        lost = 1.02 <= t < 1.02 + gone
        struck = hand("left" if t > 1.02 + gone else "right", place, 0.9)
        others = [hand("left", at(0.2, 0.5, MIRRORED * 0.7))] if beside else []
        found = Hands(t, i, 1.0, (*([] if lost else [struck]), *others))
        if t < 1.02 + gone + 0.15:
            named = {id(one.points): one.side for one in identity.update(found).hands}
            assert lost or named[id(struck.points)] == "right"
