"""Single examples of a gesture can be thrown away; a name in any language becomes one of ours."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import GestureError, UsageError
from gesture2midi.gestures.custom.examples import count, oddest, without
from gesture2midi.gestures.custom.files import Gesture, check_name, gesture_name
from gesture2midi.gestures.custom.motion_classifier import Motion
from gesture2midi.gestures.custom.pose_classifier import Sign
from gesture2midi.gestures.custom.training import NONE, NOT_THIS, Confusion, confused

CHANCE = np.random.default_rng(2)


def sign(examples: int) -> Sign:
    shown = np.ones((examples, 21, 3)) + CHANCE.normal(size=(examples, 21, 3)) / 100
    shown[2] += 3.0
    return Sign("horns", shown, np.zeros((4, 21, 3)))


def motion(examples: int) -> Motion:
    ways = np.ones((examples, 2, 16), np.complex128)
    ways[1] += 2j
    return Motion("wave", ways, np.arange(1.0, examples + 1), 0.5)


@pytest.mark.parametrize(("gesture", "odd"), [(sign(9), 2), (motion(6), 1)])
def test_the_one_that_went_wrong_is_found_and_thrown_away(gesture: Gesture, odd: int) -> None:
    assert oddest(gesture, 3)[0] == odd and len(oddest(gesture, 3)) == 3
    fewer = without(gesture, odd)
    assert count(fewer) == count(gesture) - 1
    assert len(oddest(fewer, 100)) == count(fewer)
    if isinstance(fewer, Motion) and isinstance(gesture, Motion):
        assert [*fewer.seconds] == [*gesture.seconds[:1], *gesture.seconds[2:]]


@pytest.mark.parametrize("gesture", [sign(5), motion(3)])
def test_enough_examples_are_left(gesture: Gesture) -> None:
    with pytest.raises(GestureError, match="again instead"):
        without(gesture, 0)


def test_what_was_confused_comes_in_the_order_of_how_often() -> None:
    counts = np.array([[9, 1, 0], [0, 5, 3], [2, 0, 8]])
    confusion = Confusion(("horns", "ok_", NOT_THIS), ("horns", "ok_", NONE), counts)
    assert confused(confusion) == [("ok_", NONE, 3), (NOT_THIS, "horns", 2), ("horns", "ok_", 1)]


def test_a_title_becomes_a_name() -> None:
    assert gesture_name("Große Faust!") == "grosse_faust"
    assert gesture_name("2 fingers") == "gesture_2_fingers"
    assert gesture_name("拳", ["gesture_1"]) == "gesture_2"
    assert gesture_name("Éventail") == "eventail"


@given(st.text(min_size=1), st.lists(st.sampled_from(["gesture_1", "gesture_2"])))
def test_whatever_it_is_called_the_name_can_be_one(title: str, taken: list[str]) -> None:
    name = gesture_name(title, taken)
    try:
        assert check_name(name) == name
    except UsageError as error:
        assert "means something already" in str(error)
