"""How a level is followed: dead zones, curves by points, steps, and the modes; `mute` and `let` besides."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import NOBODY, engine

from gesture2midi.engine.messages import line
from gesture2midi.events import Gestures
from gesture2midi.mapping.expression.curves import curve, dead_zone, through


def played(text: str, *frames: dict[str, float], stop: bool = False) -> list[str]:
    """What a mapping says, a frame each half second; a frame is what is seen, and empty is nobody."""
    player = engine(text)
    lines: list[str] = []
    for i, seen in enumerate(frames):
        present = {f"{name.partition('.')[0]}.present": 1.0 for name in seen}
        items = player.update(Gestures(i / 2, i, {**NOBODY, **present, **seen}, {}, ())).items
        lines += [line(item) for item in items]
    return lines + [line(item) for item in player.stop(len(frames) / 2).items if stop]


def values(settings: str, *ys: float | None) -> list[int]:
    """What a controller sends as the right hand goes up and down; None is a hand that is not there."""
    frames = [{} if y is None else {"right.y": y} for y in ys]
    lines = played(f"controls: [{{send: cc, number: 20, from: right.y, out: [0, 100], {settings}}}]", *frames)
    return [int(line.split()[-1]) for line in lines]


def test_a_dead_zone_stands_still_in_the_middle_and_reaches_both_ends() -> None:
    assert values("dead: 0.5", 0, 0.125, 0.25, 0.5, 0.75, 0.875, 1) == [0, 25, 50, 75, 100]


@given(st.floats(0, 0.9), st.lists(st.floats(0, 1), min_size=2))
def test_dead_zones_never_fall(width: float, xs: list[float]) -> None:
    bent = [dead_zone(width)(x) for x in sorted(xs)]
    assert all(a <= b + 1e-12 for a, b in itertools.pairwise(bent))
    assert [dead_zone(width)(x) for x in (0, 0.5, 1)] == pytest.approx([0, 0.5, 1])


def test_a_curve_goes_straight_from_point_to_point() -> None:
    assert values("curve: [[0, 0], [0.5, 0.2], [1, 1]]", 0, 0.25, 0.5, 0.75, 1) == [0, 10, 20, 60, 100]
    assert values("curve: [[0, 1], [0.5, 0], [1, 1]]", 0, 0.25, 0.5, 1) == [100, 50, 0, 100]
    assert curve("linear", 0.5)(0.6) == 0.5


@given(st.lists(st.floats(0, 1), min_size=3, max_size=9, unique=True), st.floats(0, 1), st.data())
def test_a_curve_goes_through_its_points_and_stays_between_them(
    xs: list[float], x: float, data: st.DataObject
) -> None:
    places = [0.0, *sorted(xs)[1:-1], 1.0]
    ys = data.draw(st.lists(st.floats(0, 1), min_size=len(places), max_size=len(places)))
    drawn = through(tuple(zip(places, ys, strict=True)))
    assert [drawn(place) for place in places] == pytest.approx(ys)
    assert -1e-9 <= drawn(x) <= 1 + 1e-9


def test_steps_are_stops_that_a_trembling_hand_does_not_leave() -> None:
    assert values("steps: 3", 0, 0.3, 0.5, 0.67, 0.65, 0.68, 0.8, 1, 0) == [0, 50, 100, 0]


def test_a_toggle_goes_to_the_other_end_each_time() -> None:
    assert values("mode: toggle", 0, 1, 1, 0.6, 0.5, 1, 0, 1, 0.2, 0.9) == [0, 100, 0, 100]
    assert values("mode: toggle", 1, 0, 1, None, 1, 1) == [0, 100]


def test_a_hand_that_comes_back_picks_the_value_up_where_it_was_left() -> None:
    assert values("mode: pickup", 0.5, None, 0.1, 0.3, 0.45, 0.6, 0.8) == [50, 80]
    assert values("mode: pickup", 0.5, None, 0.9, 0.7, 0.4, 0.2) == [50, 20]
    assert values("mode: pickup, when: right.y < 0.95", 0.5, 1, 0.1, 0.2, 0.55, 0.6) == [50, 60]


def test_a_relative_level_moves_as_far_as_the_hand() -> None:
    assert values("mode: relative, rest: 50", 0.9, 0.9, 0.7, 0.8) == [50, 30, 40]
    # Leave and come back elsewhere, and go on from there: without an end, but never past the ends.
    assert values("mode: relative", 0.0, 0.4, None, 0.1, 0.4, None, 0.2, 1.0, 0.9) == [0, 40, 70, 100, 90]
    assert values("mode: relative, when: right.y < 0.8", 0, 0.5, 0.9, 0.2, 0.4) == [0, 50, 70]


NOTE = "controls: [{send: note, pitch: right.y, range: C4..B4, gate: right.pinch > 0.5, mode: %s}]"
LOW, HIGH = {"right.y": 0.0}, {"right.y": 1.0}
ON, OFF = {"right.pinch": 1.0}, {"right.pinch": 0.0}


def test_a_toggled_note_sounds_on_until_the_gate_opens_again() -> None:
    frames = [LOW | ON, LOW | OFF, {}, {}, HIGH | OFF, HIGH | ON, HIGH | OFF]
    assert played(NOTE % "toggle", *frames) == ["0.0000 ch1 note_on 60 100", "2.5000 ch1 note_off 60"]
    assert played(NOTE % "toggle", LOW | ON, {}, stop=True)[-1] == "1.0000 ch1 note_off 60"


def test_a_latched_note_sounds_on_until_the_next() -> None:
    frames = [LOW | ON, LOW | OFF, HIGH | OFF, {}, HIGH | ON, HIGH | OFF]
    assert played(NOTE % "latch", *frames, stop=True) == [
        "0.0000 ch1 note_on 60 100",
        "2.0000 ch1 note_off 60",
        "2.0000 ch1 note_on 71 100",
        "3.0000 ch1 note_off 71",
    ]


def test_a_mute_ends_notes_and_leaves_levels_where_they_are() -> None:
    text = """
controls:
  - {send: note, pitch: C4, gate: right.pinch > 0.5, mute: left.fist}
  - {send: note, pitch: C5, gate: right.pinch > 0.5, mute: true}
  - {send: note, pitch: C3, gate: right.pinch > 0.5, mute: false, mode: latch, when: right.y < 0.5}
  - {send: cc, number: 20, from: right.y, mute: left.fist}
  - {send: program, program: 2, when: right.fist, mute: left.fist}
"""
    seen = {"right.y": 0.0, "right.pinch": 1.0}
    fist = {"left.fist": 1.0, "right.y": 1.0}
    assert played(text, seen, seen | fist | {"right.fist": 1.0}, seen) == [
        "0.0000 ch1 note_on 60 100",
        "0.0000 ch1 note_on 48 100",
        "0.0000 ch1 cc 20 0",
        "0.5000 ch1 note_off 60",
        "0.5000 ch1 note_off 48",
        "1.0000 ch1 note_on 60 100",
        "1.0000 ch1 note_on 48 100",
    ]


def test_variables_stand_for_their_expressions() -> None:
    text = """
let:
  height: right.y
  low: height < 0.5
  loud: 0.5 + height / 2
  turn: right.roll
controls:
  - {send: note, pitch: height, range: C4..B4, gate: low and right.pinch, velocity: loud}
  - {send: cc, number: 20, from: turn}
  - {send: mpe_note, pitch: height, gate: hand.fist and low, range: C4..B4}
"""
    seen = {"right.y": 0.1, "right.pinch": 1.0, "right.roll": 0.0, "right.fist": 1.0}
    lines = [line for line in played(text, seen, seen | {"right.y": 0.9}) if "rpn" not in line]
    assert lines == [
        "0.0000 ch1 note_on 61 70",
        "0.0000 ch2 bend 0",
        "0.0000 ch2 cc 74 64",
        "0.0000 ch2 pressure 0",
        "0.0000 ch2 note_on 61 100",
        # A variable that is a bare signal is followed over the signal's own range, here -1 to 1.
        "0.0000 ch1 cc 20 64",
        "0.5000 ch1 note_off 61",
        "0.5000 ch2 note_off 61",
    ]


def test_a_part_gives_its_keys_to_those_who_use_it() -> None:
    text = """
parts:
  low: {from: right.y, out: [0, 10], channel: 3}
controls:
  - {send: cc, number: 20, use: low}
  - {send: cc, number: 21, use: low, out: [50, 60]}
scenes:
  main-like: {controls: [{send: pressure, use: low}]}
start: main-like
"""
    assert played(text, {"right.y": 1.0}) == [
        "0.0000 ch3 cc 20 10",
        "0.0000 ch3 cc 21 60",
        "0.0000 ch3 pressure 10",
    ]


def between(*frames: dict[str, float], glide: str = "300 ms") -> list[tuple[float, int]]:
    """(time, value) of a controller that follows `any.y`, a frame each 50 ms."""
    player = engine(
        f"controls: [{{send: cc, number: 20, from: any.y, out: [0, 100], lost: hold, glide: {glide}}}]"
    )
    sent = []
    for i, seen in enumerate(frames):
        present = {f"{name.partition('.')[0]}.present": 1.0 for name in seen}
        items = player.update(Gestures(i / 20, i, {**NOBODY, **present, **seen}, {}, ())).items
        sent += [(i / 20, int(line(item).split()[-1])) for item in items]
    return sent


def test_a_hand_that_comes_back_far_off_takes_over_within_its_glide() -> None:
    for glide, frames in (("300 ms", 6), ("0.5 s", 10), ("0 s", 6)):
        sent = between({"any.y": 0.1}, {}, *[{"any.y": 0.9}] * 14, glide=glide)
        assert sent[-1] == (pytest.approx(0.1 + frames / 20), 90)
        assert max(b - a for (_, a), (_, b) in itertools.pairwise(sent)) <= 80 / frames + 1
    near = between({"any.y": 0.1}, {}, *[{"any.y": 0.2}] * 14)
    assert near[-1] == (pytest.approx(0.1 + 3 / 20), 20)


def test_any_that_becomes_the_other_hand_does_not_jump() -> None:
    left, right = {"left.y": 0.1}, {"right.y": 0.9}
    both = {**left, **right, "any.y": 0.1}
    sent = between(both, both, *[{**right, "any.y": 0.9}] * 12)
    assert sent[-1] == (pytest.approx(0.1 + 6 / 20), 90)
    assert max(b - a for (_, a), (_, b) in itertools.pairwise(sent)) <= 80 / 6 + 1


def test_a_hand_that_moves_fast_is_no_other_hand() -> None:
    frames = [{"right.y": y, "any.y": y} for y in (0.1, 0.1, 0.9, 0.1, 0.9)]
    assert [value for _, value in between(*frames)] == [10, 90, 10, 90]
