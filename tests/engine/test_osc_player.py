"""OSC messages of any type: at moments, and whenever an argument has changed."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import NOBODY, engine, gestures, play

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.osc_player import Address
from gesture2midi.events import Gestures, Osc

FIST = [gestures(i / 10, right_fist=float(i in (1, 2, 4)), right_y=i / 10, left_x=0.5) for i in range(6)]


def sent(control: str, frames: list[Gestures] = FIST) -> list[tuple[float, str, tuple[object, ...]]]:
    """(time, address, arguments) of each message of a control."""
    player = engine(f"controls: [{{send: osc, {control}}}]")
    items = [item for frame in frames for item in player.update(frame).items]
    return [(item.t, item.address, item.args) for item in items if isinstance(item, Osc)]


def test_a_moment_sends_once_a_rise_and_nothing_but_the_address() -> None:
    assert sent("address: /cue/1/start, when: right.fist") == [
        (0.1, "/cue/1/start", ()),
        (0.4, "/cue/1/start", ()),
    ]


def test_arguments_keep_their_types() -> None:
    control = "address: /a, args: [1, 1.0, -3, '7', word, true, false], when: right.fist"
    (_, _, args), _ = sent(control)
    assert args == (1, 1.0, -3, "7", "word", True, False)
    assert [type(arg) for arg in args] == [int, float, int, str, str, bool, bool]


@pytest.mark.parametrize(
    ("written", "at_first", "later"),
    [
        ("{from: right.y}", 0.1, 0.4),
        ("{from: right.y, out: [0, 100], type: int}", 10, 40),
        ("{from: right.y, in: [0, 0.5], out: [1, 0]}", 0.8, 0.2),
        ("{from: 3 * right.fist, type: int}", 3, 3),
        ("{from: 440}", 440.0, 440.0),
        ("{from: 0.5, out: [0, 10]}", 5.0, 5.0),
        ("{from: right.roll}", 0.0, 0.0),
    ],
)
def test_what_is_worked_out_is_read_at_the_moment(written: str, at_first: float, later: float) -> None:
    found = [args for _, _, args in sent(f"address: /a, args: [{written}], when: right.fist")]
    assert found == [(pytest.approx(at_first),), (pytest.approx(later),)]
    assert all(type(value) is type(at_first) for (value,) in found)


def test_a_hand_that_has_gone_leaves_its_last_value() -> None:
    frames = [
        gestures(0.0, left_fist=0.0),
        gestures(0.1, left_fist=1.0, right_y=0.25),
        gestures(0.2, left_fist=0.0),
        gestures(0.3, left_fist=1.0),
    ]
    control = "address: /a, args: [{from: right.y, out: [0, 4]}], when: left.fist"
    assert [args for _, _, args in sent(control, frames)] == [(1.0,), (1.0,)]


def test_a_stream_sends_what_changes_and_no_hand_sends_nothing() -> None:
    frames = [gestures(i / 10, right_y=y) for i, y in enumerate((0.5, 0.5, 0.6, 0.6))]
    control = "address: /ctrl, args: [cutoff, {from: right.y, out: [0, 10]}]"
    assert [(at, args) for at, _, args in sent(control, frames)] == [
        (0.0, ("cutoff", 5.0)),
        (0.2, ("cutoff", pytest.approx(6.0))),
    ]
    assert sent(control, [Gestures(i / 10, i, NOBODY, {}, ()) for i in range(4)]) == []


def test_a_whole_number_of_a_trembling_hand_stands() -> None:
    frames = [gestures(i / 30, right_y=0.55 + 0.01 * (-1) ** i) for i in range(60)]
    assert len(sent("address: /a, args: [{from: right.y, out: [0, 10], type: int}]", frames)) == 1


def test_an_address_has_a_number() -> None:
    frames = [gestures(i / 10, right_y=0.5, left_x=x) for i, x in enumerate((0.0, 0.0, 0.26, 1.0))]
    control = 'address: "/ch/{index:02}/fader/{index}", index: 1 + 8 * left.x, from: right.y'
    assert [(at, address) for at, address, _ in sent(control, frames)] == [
        (0.0, "/ch/01/fader/1"),
        (0.2, "/ch/03/fader/3"),
        (0.3, "/ch/09/fader/9"),
    ]


def test_a_bundle_leaves_together_and_without_a_number_in_part() -> None:
    control = 'bundle: [{address: /a, args: [1]}, {address: "/b/{index}"}], index: %s, when: right.fist'
    assert [address for _, address, _ in sent(control % "2")] == ["/a", "/b/2"] * 2
    assert [address for _, address, _ in sent(control % "hands.distance")] == ["/a"] * 2


def test_no_control_sends_more_than_two_hundred_times_a_second() -> None:
    frames = [
        gestures(i / 1000, right_y=(i % 97) / 97, right_fist=float(i % 2), left_x=(i % 89) / 89)
        for i in range(1000)
    ]
    for control in (
        "address: /a, from: right.y",
        "address: /a, args: [{from: right.y}]",
        "address: /a, when: right.fist",
        'address: "/a/{index}", index: 50 * left.x, from: right.y',
        'address: "/a/{index}", index: 50 * left.x, args: [1], when: right.fist',
    ):
        assert 100 < len(sent(control, frames)) <= 202, control


def test_the_last_value_is_sent_once_the_hand_stands_still() -> None:
    frames = [gestures(i / 1000, right_y=min(i, 20) / 20) for i in range(40)]
    assert sent("address: /a, from: right.y", frames)[-1][2] == (1.0,)


def test_a_scene_sends_any_message_as_it_begins_and_ends() -> None:
    text = """
controls: [{send: scene, next: left.fist}]
scenes:
  a: {enter: [{send: osc, address: /go}], exit: [{send: osc, address: /a, args: [1, 0.5, off, true]}]}
  b: {enter: [{send: osc, address: /level, value: 2}]}
start: a
"""
    said = play(text, gestures(0.0, left_x=0.5), gestures(0.1, left_fist=1.0))
    assert [one.split(" ", 1)[1] for one in said] == [
        "osc /go",
        "osc /a 1 0.5000 off true",
        "scene b",
        "osc /level 2.0000",
    ]


@given(st.floats())
def test_any_number_is_an_address_or_none(value: float) -> None:
    address = Address("/a/{index:03}/b", Expression("x", lambda signals: value, frozenset({"osc.x"})))
    found = address.at({})
    if math.isnan(value) or not -0.5 <= value < 9999.5:
        assert found is None
    else:
        assert found == f"/a/{math.floor(value + 0.5):03}/b"
