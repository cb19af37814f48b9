"""What is written twice on JACK, and what never is."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.events import ControlChange, ControlChange14
from gesture2midi.io.midi.repeats import STILL, Repeats
from gesture2midi.mapping.load import loads

ON, OFF, LEVEL = b"\x90\x3c\x64", b"\x80\x3c\x40", b"\xb0\x14\x05"


def test_a_note_off_comes_again_once_in_a_later_cycle() -> None:
    repeats = Repeats(0.01)
    repeats.note([ON, OFF], (), 1.0)
    assert repeats.next() == pytest.approx(1.03) and repeats.due(1.02) == []
    assert repeats.due(1.031) == [OFF] and repeats.next() is None and repeats.due(9.0) == []


def test_a_key_that_is_struck_again_sounds_on() -> None:
    repeats = Repeats(0.01)
    repeats.note([ON, OFF], (), 1.0)
    repeats.note([ON], (), 1.01)
    assert repeats.due(9.0) == [] and repeats.ends() == []


def test_the_last_value_comes_again_once_it_stands_still() -> None:
    repeats = Repeats(0.01)
    newer = b"\xb0\x14\x06"
    repeats.note([LEVEL], {LEVEL}, 1.0)
    repeats.note([newer], {newer}, 1.1)
    assert repeats.due(1.1 + STILL - 0.01) == [] and repeats.due(1.1 + STILL) == [newer]
    repeats.note([LEVEL], (), 2.0)
    assert repeats.due(9.0) == []


MESSAGES = st.one_of(
    st.builds(
        lambda kind, key, hard: bytes((kind, key, hard)),
        st.sampled_from([0x80, 0x90, 0xB0]),
        st.integers(60, 62),
        st.integers(0, 2),
    ),
    st.sampled_from([b"\xe0\x00\x40", b"\xc0\x05", b"\xfa", b"\xd0\x05", b"\xf0\x7e\xf7"]),
)


@given(st.lists(st.tuples(st.floats(0, 0.3), MESSAGES, st.booleans()), max_size=30))
def test_only_ends_and_last_values_come_again_and_none_twice(steps: list[tuple[float, bytes, bool]]) -> None:
    repeats, t = Repeats(0.01), 0.0
    again: list[bytes] = []
    given_: Counter[bytes] = Counter()
    state: dict[tuple[int, int], int] = {}
    for dt, message, repeatable in steps:
        t += dt
        for one in repeats.due(t):
            again.append(one)
            # It says nothing but what is so already.
            down = one[0] & 0xF0 == 0x80
            assert state[0x90 if down else one[0], one[1]] == (0 if down else one[2])
        repeats.note([message], {message} if repeatable else (), t)
        given_[message] += 1
        if message[0] in (0x80, 0x90):
            state[0x90, message[1]] = message[2] if message[0] == 0x90 else 0
        elif message[0] == 0xB0:
            state[0xB0, message[1]] = message[2]
    again += repeats.due(t + 1)
    assert all(count <= given_[message] for message, count in Counter(again).items())
    assert {message[0] & 0xF0 for message in again} <= {0x80, 0x90, 0xB0}
    assert all(message[2] == 0 for message in again if message[0] == 0x90)


@pytest.mark.parametrize(
    ("control", "comes_again"),
    [
        ("send: cc, number: 20, from: right.y", True),
        ('send: cc, number: 20, from: "max(right.y, 0.2)", mode: pickup', True),
        ("send: cc14, number: 1, from: right.y", True),
        ("send: cc, number: 20, from: right.y, mode: toggle", False),
        ("send: cc, number: 20, from: right.y, mode: relative", False),
        ("send: cc, number: 20, from: right.y, steps: 4", False),
        ("send: cc, number: 20, from: right.fist", False),
        ("send: cc, number: 20, from: right.strike", False),
        ("send: cc, number: 20, from: right.y > 0.5", False),
        ("send: cc, number: 20, from: button", False),
        ("send: cc, number: 0, from: right.y", False),
        ("send: cc, number: 6, from: right.y", False),
        ("send: cc, number: 98, from: right.y", False),
    ],
)
def test_no_button_step_or_part_of_another_comes_again(control: str, comes_again: bool) -> None:
    text = f"name: X\nlet: {{button: right.fist}}\ncontrols: [{{{control}}}]"
    (made,) = loads(text, Path("x.yaml")).everything
    (first, *_) = made.pulse(0.0)
    assert isinstance(first, ControlChange | ControlChange14) and first.repeatable is comes_again


def test_what_a_scene_lists_is_a_press_and_comes_once() -> None:
    mapping = loads(
        "name: X\nstart: a\ncontrols: [{send: note, pitch: C4, gate: right.fist}]\nscenes: {a: {enter: "
        "[{send: cc, number: 20, value: 127}], controls: [{send: scene, to: main, when: left.fist}]}}",
        Path("x.yaml"),
    )
    (listed,) = mapping.enter["a"]
    assert isinstance(listed, ControlChange) and not listed.repeatable
