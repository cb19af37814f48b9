"""The trace of a hand before and after it is steadied."""

from __future__ import annotations

from dataclasses import replace
from math import pi, sin

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.events import Hand, Hands, Messages, Side
from gesture2midi.gestures.profile import Playing, Profile
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.session.session import Moment
from gesture2midi.studio.components.steadiness_card import lines
from gesture2midi.studio.services.steadiness import SECONDS, Steadiness, price, wobble

T = np.arange(180) / 30


def test_a_steady_motion_does_not_wobble_and_a_tremor_does() -> None:
    assert wobble(T, 0.2 + 0.1 * T) == pytest.approx(0, abs=1e-9)
    tremor = 0.03 * np.sin(2 * pi * 6 * T)
    assert wobble(T, tremor) == pytest.approx(0.03 / 2**0.5, rel=0.25)
    assert wobble(T, 0.2 + 0.1 * T + tremor) == pytest.approx(wobble(T, tremor), rel=1e-6)
    assert wobble(T[:2], T[:2]) == 0


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0.1, 5))
def test_it_knows_neither_place_nor_speed_and_grows_with_the_tremor(
    at: float, speed: float, times: float
) -> None:
    tremor = 0.03 * np.sin(2 * pi * 6 * T)
    assert wobble(T, at + speed * T + times * tremor) == pytest.approx(times * wobble(T, tremor), rel=1e-3)


def test_calmer_comes_later_and_the_usual_costs_nothing() -> None:
    prices = [price(steady / 10) for steady in range(11)]
    assert prices[0] == 0
    assert prices == sorted(prices)
    assert 0.02 < prices[5] < 0.05 < prices[10] < 0.15


def trembling(profile: Profile, hand: Hand, beginning: float = 0.0) -> list[Moment]:
    """Of a hand that goes 2 % of the picture up and down, six times a second."""
    recognizer, made = Recognizer(profile), []
    for i, t in enumerate(T):
        way = np.array((0, 0.02 * sin(2 * pi * 6 * t), 0), np.float32)
        hands = Hands(beginning + float(t), i, 4 / 3, (replace(hand, points=hand.points + way),), True)
        gestures = recognizer.update(hands)
        made.append(Moment(None, hands, gestures, Messages(hands.t, (), gestures)))
    return made


def seen(profile: Profile, *moments: Moment) -> Steadiness:
    steadiness = Steadiness(lambda: profile)
    steadiness.attend(lambda left: None)
    for moment in moments:
        steadiness.look(moment)
    return steadiness


@pytest.mark.parametrize("playing", ["both", "right", "left", "swap", "any"])
def test_the_hand_that_plays_is_drawn_before_and_after(hand: Hand, playing: Playing) -> None:
    usual, steady = Profile(hands=playing), Profile(hands=playing, steady=1.0)
    own: Side = "left" if playing == "left" else "right"
    hand = replace(hand, side=own)
    quick, calm = (seen(one, *trembling(one, hand)).trace() for one in (usual, steady))
    assert len(quick.t) == len(calm.t) == len(T)
    assert wobble(quick.t, quick.played) == pytest.approx(wobble(quick.t, quick.hand), rel=0.1)
    assert wobble(calm.t, calm.hand) == pytest.approx(wobble(quick.t, quick.hand), rel=0.1)
    assert wobble(calm.t, calm.played) < 0.3 * wobble(calm.t, calm.hand)


def test_the_hand_that_plays_nothing_is_not(hand: Hand) -> None:
    alone = Profile(hands="left")
    steadiness = seen(alone, *trembling(alone, replace(hand, side="right")))
    assert len(steadiness.trace().t) == 0
    assert steadiness.places == {}


def test_another_player_or_source_begins_a_trace_of_its_own_and_an_old_one_is_left_out(hand: Hand) -> None:
    moments = trembling(Profile(), hand)
    later = trembling(Profile(), hand, beginning=100.0)
    assert len(seen(Profile(), *moments, *later).trace().t) == len(T)
    long = seen(Profile(), *moments, *trembling(Profile(), hand, beginning=SECONDS))
    assert long.trace().t[-1] <= SECONDS
    players = iter([Profile()] * len(T) + [Profile(steady=0.5)] * len(T))
    changing = Steadiness(lambda: next(players))
    changing.attend(lambda left: None)
    for moment in (*moments, *trembling(Profile(), hand, beginning=SECONDS)):
        changing.look(moment)
    assert len(changing.trace().t) == len(T)


def test_nothing_is_kept_while_nobody_looks(hand: Hand) -> None:
    steadiness = Steadiness(Profile)
    for moment in trembling(Profile(), hand):
        steadiness.look(moment)
    assert len(steadiness.trace().t) == 0
    assert lines(steadiness.trace()) == ("", "")


def test_the_newest_is_drawn_at_the_right_end_within_the_drawing(hand: Hand) -> None:
    for line in lines(seen(Profile(), *trembling(Profile(), hand)).trace()):
        points = [tuple(map(float, point.split(","))) for point in line.split()]
        assert len(points) == len(T) and points[-1][0] == 600
        assert all(0 <= x <= 600 and 0 <= y <= 100 for x, y in points)
