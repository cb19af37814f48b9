"""Lists that gestures step through, and a sign that starts and stops the song."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import engine, gestures, play

from gesture2midi.engine.messages import line
from gesture2midi.engine.step_player import moved
from gesture2midi.events import Gestures, MappingChange


def signs(*names: str) -> list[Gestures]:
    """A frame each tenth of a second: with this sign of the left hand, and one without any."""
    frames = [gestures(0.0, left_x=0.5)]
    for name in names:
        t = len(frames) / 10
        frames += [gestures(t, **{f"left_{name}": 1.0}), gestures(t + 0.1, left_x=0.5)]
    return frames


def values(control: str, *names: str) -> list[str]:
    """What is sent besides time and channel, as a list of controls in YAML says."""
    said = play(f"controls: [{control}]", *signs(*names))
    return [text.split(" ", 2)[-1] for text in said]


def test_values_go_round() -> None:
    control = "{send: cc, number: 80, values: [0, 64, 127], next: left.fist, previous: left.rock}"
    assert values(control, *["fist"] * 4) == [f"cc 80 {n}" for n in (0, 64, 127, 0, 64)]
    assert values(control, "rock", "rock", "fist") == [f"cc 80 {n}" for n in (0, 127, 64, 127)]


def test_values_stop_at_the_ends() -> None:
    control = "{send: cc, number: 80, values: [0, 127], next: left.fist, previous: left.rock, at_end: stop}"
    assert values(control, "fist", "fist", "rock", "rock") == ["cc 80 0", "cc 80 127", "cc 80 0"]


def test_a_held_sign_steps_once_and_nothing_steps_while_when_is_false() -> None:
    text = "controls: [{send: cc, number: 1, values: [1, 2], next: left.fist, when: right.x > 0.5}]"
    held = [gestures(i / 10, left_fist=float(i > 0), right_x=0.9) for i in range(5)]
    assert play(text, *held) == ["0.0000 ch1 cc 1 1", "0.1000 ch1 cc 1 2"]
    off = [gestures(i / 10, left_fist=float(i % 2), right_x=0.1) for i in range(5)]
    assert play(text, *off) == []


def test_a_button_that_has_one_value_sends_it_each_time() -> None:
    control = "{send: cc, number: 80, values: [127], next: left.fist}"
    assert values(control, "fist", "fist") == ["cc 80 127"] * 3


def test_steps_come_no_more_than_two_hundred_times_a_second() -> None:
    text = "controls: [{send: cc, number: 1, values: [1, 2], next: left.fist}]"
    frames = [gestures(i / 1000, left_fist=float(i % 2)) for i in range(1000)]
    assert 100 < len(play(text, *frames)) <= 202


def test_programs_go_on_from_whichever_was_chosen() -> None:
    controls = (
        "{send: program, programs: [1, 20, 41], next: left.fist, previous: left.rock},"
        "{send: program, program: 20, when: left.call}, {send: program, program: 99, when: left.ok}"
    )
    said = values(controls, "fist", "call", "fist", "ok", "fist", "ok", "rock")
    assert said == [f"program {n}" for n in (0, 19, 19, 40, 98, 0, 98, 40)]


def test_programs_begin_with_that_of_the_synth_and_keep_their_bank() -> None:
    text = (
        "synth: {programs: {2: 41}}\n"
        "controls: [{send: program, channel: 2, programs: [1, 41], bank: 8/3, next: left.fist}]"
    )
    bank = ["cc 0 8", "cc 32 3"]
    said = [one.split(" ", 2)[-1] for one in play(text, *signs("fist"))]
    assert said == [*bank, "program 40", *bank, "program 0"]


def test_all_programs_are_gone_through_without_a_list() -> None:
    assert values("{send: program, previous: left.fist}", "fist", "fist") == [
        f"program {n}" for n in (0, 127, 126)
    ]


SCENES = """
controls: [{send: scene, %s}]
scenes: {verse: {}, chorus: {}, solo: {}}
start: verse
"""


@pytest.mark.parametrize(
    ("fields", "names", "went"),
    [
        ("next: left.fist", ["fist"] * 3, ["chorus", "solo", "verse"]),
        ("next: left.fist, at_end: stop", ["fist"] * 3, ["chorus", "solo"]),
        ("previous: left.fist", ["fist"], ["solo"]),
        ("scenes: [verse, chorus, verse, solo], next: left.fist", ["fist"] * 4,
         ["chorus", "verse", "solo", "verse"]),
        ("scenes: [solo, main], next: left.fist", ["fist"] * 2, ["solo", "main"]),
    ],
)  # fmt: skip
def test_scenes_are_gone_through(fields: str, names: list[str], went: list[str]) -> None:
    said = play(SCENES % fields, *signs(*names))
    assert [one.split(" scene ")[1] for one in said if " scene " in one] == went


def test_a_list_in_a_scene_goes_on_where_it_was_when_the_scene_comes_again() -> None:
    text = """
controls: [{send: scene, next: left.rock}]
scenes: {a: {controls: [{send: cc, number: 80, values: [1, 2, 3], next: left.fist}]}, b: {}}
start: a
"""
    said = play(text, *signs("fist", "rock", "rock", "fist"))
    assert [one.split(" ", 1)[1] for one in said] == [
        "ch1 cc 80 1", "ch1 cc 80 2", "scene b", "scene a", "ch1 cc 80 3",
    ]  # fmt: skip


def test_a_mapping_asks_for_the_next_one() -> None:
    player = engine("controls: [{send: mapping, next: left.fist, previous: left.rock, at_end: stop}]")
    sent = [item for frame in signs("fist", "rock") for item in player.update(frame).items]
    assert sent == [MappingChange(0.1, 1, False), MappingChange(0.3, -1, False)]
    assert [line(item) for item in sent] == ["0.1000 mapping next", "0.3000 mapping previous"]


def test_one_sign_starts_the_song_then_stops_it_and_goes_on() -> None:
    said = values("{send: transport, do: toggle, when: left.fist}", *["fist"] * 4)
    assert said == ["start", "stop", "continue", "stop"]


def test_a_toggle_knows_of_the_other_transport_controls_of_its_port_alone() -> None:
    controls = (
        "{send: transport, do: toggle, when: left.fist}, {send: transport, do: start, when: left.rock},"
        "{send: transport, do: stop, when: left.call, port: tape}"
    )
    assert values(controls, "rock", "fist", "call", "fist") == ["start", "stop", "stop", "continue"]


def test_a_toggle_knows_what_a_scene_has_sent() -> None:
    text = """
controls: [{send: transport, do: toggle, when: left.fist}]
scenes: {a: {enter: [{send: transport, do: start}]}}
start: a
"""
    assert [one.split()[-1] for one in play(text, *signs("fist", "fist"))] == ["start", "stop", "continue"]


@given(st.integers(1, 128), st.lists(st.tuples(st.sampled_from([1, -1]), st.booleans())))
def test_a_place_never_leaves_its_list(count: int, steps: list[tuple[int, bool]]) -> None:
    place = -1
    for way, wraps in steps:
        place = moved(place, way, count, wraps)
        assert 0 <= place < count
