"""Endless knobs: what a DAW adds up is how far the hand has moved."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import NOBODY, engine, gestures

from gesture2midi.engine.encoder_player import ENCODED, MOST, Encoder
from gesture2midi.events import ControlChange, Gestures

DECODED = {
    "twos-complement": lambda value: value - 128 if value > 63 else value,
    "signed-bit": lambda value: 64 - value if value > 63 else value,
    "binary-offset": lambda value: value - 64,
}


@pytest.mark.parametrize("encoder", ENCODED)
def test_every_step_is_read_as_it_was_meant(encoder: Encoder) -> None:
    for steps in range(-MOST, MOST + 1):
        value = ENCODED[encoder](steps)
        assert 0 <= value <= 127 and DECODED[encoder](value) == steps


def test_one_step_is_what_the_daws_say() -> None:
    assert {name: (way(1), way(-1)) for name, way in ENCODED.items()} == {
        "twos-complement": (1, 127),
        "signed-bit": (1, 65),
        "binary-offset": (65, 63),
    }


def turned(frames: list[Gestures], more: str = "") -> list[int]:
    """The steps of a knob in two's complement."""
    player = engine(
        f"controls: [{{send: cc, number: 20, from: right.y, mode: relative, encoder: twos-complement{more}}}]"
    )
    sent = [item for frame in frames for item in player.update(frame).items]
    assert all(isinstance(item, ControlChange) and not item.repeatable for item in sent)
    return [DECODED["twos-complement"](item.value) for item in sent if isinstance(item, ControlChange)]


def at(*places: float) -> list[Gestures]:
    return [
        Gestures(i / 30, i, NOBODY, {}, ()) if math.isnan(place) else gestures(i / 30, right_y=place)
        for i, place in enumerate(places)
    ]


def test_the_way_up_and_down_comes_to_nothing() -> None:
    assert turned(at(0.5, 0.6, 0.5)) == [12, -12]
    assert sum(turned(at(0.0, 1.0, 1.0, 1.0))) == 127


def test_a_hand_that_comes_back_elsewhere_turns_nothing() -> None:
    assert turned(at(0.2, 0.3, math.nan, 0.9, 0.9)) == [12]


def test_a_hand_that_is_not_meant_turns_nothing() -> None:
    closed = [gestures(i / 30, right_y=i / 5, right_open=0.0) for i in range(5)]
    assert turned(closed, ", when: right.open > 0.5") == []


def test_out_says_how_many_steps_and_which_way() -> None:
    assert sum(turned(at(0.0, 0.5, 1.0), ", out: [0, 32]")) == 32
    assert sum(turned(at(0.0, 0.5, 1.0), ", out: [32, 0]")) == -32


def test_a_trembling_hand_turns_nothing() -> None:
    assert turned(at(*(0.5 + 0.003 * (-1) ** i for i in range(100)))) == []


@given(st.lists(st.floats(0, 1), min_size=2, max_size=60))
def test_the_steps_add_up_to_where_the_hand_is(places: list[float]) -> None:
    """Within a step, once a hand that moved too far for one message has stood still."""
    still = [*places, *[places[-1]] * 4]
    assert abs(sum(turned(at(*still))) - 127 * (places[-1] - places[0])) < 1.0
