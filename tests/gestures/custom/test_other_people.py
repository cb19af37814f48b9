"""Hands of people who never taught: whole, in two halves, and never against the pose that they show."""

from __future__ import annotations

import numpy as np
import pytest

from gesture2midi.gestures.custom.files import collect
from gesture2midi.gestures.custom.other_people import everybody, own_labels, unlike
from gesture2midi.gestures.custom.pose_classifier import SignModel
from gesture2midi.gestures.custom.training import (
    NOT_THIS,
    Sign,
    cross_validate,
    strangers,
    taken_of_strangers,
    turn,
)

POSES = ("call", "fist", "four", "open", "point", "rock", "three", "thumb_down", "thumb_up", "victory")


def shown(label: str) -> np.ndarray:
    people = everybody()
    return people.hands[people.labels == label]


def test_they_are_canonical_hands_with_labels() -> None:
    people = everybody()
    assert people.hands.shape == (434, 21, 3) and len(people.labels) == 434
    assert np.isfinite(people.hands).all() and np.abs(people.hands).max() < 10
    assert (people.hands[:, 0] == 0).all()
    assert {*people.labels.tolist()} == {*POSES, "none"}


@pytest.mark.parametrize("label", POSES)
def test_a_pose_is_not_told_from_itself(label: str) -> None:
    assert label in own_labels(shown(label))
    assert len(own_labels(shown(label))) <= 3


def test_a_half_never_holds_a_hand_of_the_other() -> None:
    learnt, judging = unlike(shown("rock"), "learnt"), unlike(shown("rock"), "judging")
    assert 150 < len(learnt) < 220 and 150 < len(judging) < 220
    assert not {hand.tobytes() for hand in learnt} & {hand.tobytes() for hand in judging}


def test_the_cross_validation_judges_what_the_player_said_and_what_was_drawn() -> None:
    examples, own, drawn = shown("rock"), shown("fist")[:7] + 0.001, strangers(80)
    sign = Sign("horns", examples, np.concatenate((own, unlike(examples, "learnt"), drawn)))
    judged = cross_validate(collect([]), sign)
    assert judged.counts[judged.rows.index(NOT_THIS)].sum() == len(own) + len(drawn)
    assert judged.counts[judged.rows.index("horns")].sum() == len(examples)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("label", ["fist", "rock", "point", "call"])
def test_other_people_are_taken_for_a_pose_far_less_than_if_it_were_told_from_drawn_hands_alone(
    label: str, turned: bool
) -> None:
    """The examples are of many people and ways to turn a hand, harder than those of one player."""
    examples = turn(shown(label)[::2]) if turned else shown(label)[::2]
    drawn = strangers(80)
    sign = Sign(label, examples, np.concatenate((unlike(examples, "learnt"), drawn)))
    taken, of = taken_of_strangers(collect([]), sign)
    before, _ = taken_of_strangers(collect([]), Sign(label, examples, drawn))
    assert taken < before / 2 and of > 150
    model = SignModel([sign])
    assert np.mean([model.seen(hand) == label for hand in examples.tolist()]) > 0.9
