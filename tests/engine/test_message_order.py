"""The order within a frame: so that each note sounds as it is meant to from its beginning."""

from __future__ import annotations

from collections import defaultdict
from itertools import permutations
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.engine.message_order import in_time, within_frame
from gesture2midi.engine.messages import PEDALS, TABLE, line, place_of
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
    SceneChange,
    SongPosition,
    SysEx,
    TimingClock,
    Transport,
)
from gesture2midi.io.files.transcript import Collected

IN_ORDER: tuple[Message, ...] = (
    Transport(0.0, "start"),
    ControlChange(0.0, 1, 0, 8),
    ProgramChange(0.0, 1, 25),
    Parameter(0.0, 1, True, 0, 12, False),
    SysEx(0.0, b"\x7e\x7f\x08"),
    ControlChange(0.0, 1, 64, 127),
    NoteOff(0.0, "b", 1, 60),
    ControlChange(0.0, 1, 84, 60),
    PitchBend(0.0, 1, 100),
    ControlChange(0.0, 1, 74, 9),
    Pressure(0.0, 1, 3),
    ControlChange(0.0, 1, 11, 90),
    NoteOn(0.0, "a", 1, 62, 90),
    PolyPressure(0.0, 1, 62, 5),
    ControlChange(0.0, 1, 1, 7),
    ControlChange(0.0, 1, 66, 0),
    Osc(0.0, "/a", (1.0,)),
    Panic(0.0),
)


@given(st.permutations(IN_ORDER))
def test_whatever_comes_first_it_leaves_in_the_order_of_the_table(items: list[Message]) -> None:
    assert within_frame(items) == list(IN_ORDER)


@pytest.mark.parametrize("items", [*permutations((ControlChange(0.0, 1, 32, 3), *IN_ORDER[1:3]))])
def test_a_program_finds_its_bank(items: tuple[Message, ...]) -> None:
    assert within_frame(items)[-1] == IN_ORDER[2]


def test_what_a_scene_lists_keeps_its_order_and_its_place() -> None:
    exits = [ControlChange(0.0, 1, 120, 0, listed=True)]
    enters = [
        ProgramChange(0.0, 1, 5, listed=True),
        ControlChange(0.0, 1, 0, 8, listed=True),
        Transport(0.0, "start", listed=True),
    ]
    before = [ControlChange(0.0, 1, 64, 0), NoteOff(0.0, "a", 1, 60)]
    after = [NoteOn(0.0, "b", 1, 62, 90), ProgramChange(0.0, 2, 3)]
    scene = SceneChange(0.0, "b")
    sent = within_frame([*before, *exits, scene, *enters, *after])
    assert sent == [*reversed(before), *exits, scene, *enters, *reversed(after)]


def test_a_channel_that_is_used_again_ends_its_old_note_before_it_bends() -> None:
    old, bend, new = NoteOff(0.0, "a", 2, 60), PitchBend(0.0, 2, 99), NoteOn(0.0, "a", 2, 64, 90)
    assert within_frame([bend, old, new]) == [old, bend, new]


def test_legato_begins_before_it_ends_and_a_key_is_never_left_down() -> None:
    new, old = NoteOn(0.0, "a", 1, 64, 90), NoteOff(0.0, "a", 1, 60)
    assert within_frame([new, old]) == [new, old]
    short = [NoteOn(0.0, "a", 1, 60, 90), NoteOff(0.0, "b", 1, 60)]
    assert within_frame(short) == short


def test_a_pedal_that_is_lifted_and_pressed_again_ends_pressed() -> None:
    pedal = [ControlChange(0.0, 1, 64, value) for value in (0, 127)]
    assert within_frame(pedal) == pedal
    assert within_frame([*pedal, NoteOn(0.0, "a", 1, 60, 90)])[1:] == pedal


PORTS, CHANNELS, OWNERS = st.sampled_from(["", "b"]), st.integers(1, 2), st.sampled_from(["a", "b"])
KEYS, VALUES = st.integers(60, 62), st.integers(0, 127)
NUMBERS = st.sampled_from([0, 32, 1, 5, 7, 10, 11, 64, 65, 69, 74, 98])
ANY = st.one_of(
    st.builds(NoteOn, st.just(0.0), OWNERS, CHANNELS, KEYS, st.just(90), port=PORTS),
    st.builds(NoteOff, st.just(0.0), OWNERS, CHANNELS, KEYS, port=PORTS),
    st.builds(ControlChange, st.just(0.0), CHANNELS, NUMBERS, VALUES, port=PORTS, listed=st.booleans()),
    st.builds(ControlChange14, st.just(0.0), CHANNELS, st.integers(7, 8), VALUES, port=PORTS),
    st.builds(Parameter, st.just(0.0), CHANNELS, st.booleans(), st.just(0), VALUES, st.just(False)),
    st.builds(PitchBend, st.just(0.0), CHANNELS, st.integers(-9, 9), port=PORTS),
    st.builds(Pressure, st.just(0.0), CHANNELS, VALUES, port=PORTS),
    st.builds(PolyPressure, st.just(0.0), CHANNELS, KEYS, VALUES, port=PORTS),
    st.builds(ProgramChange, st.just(0.0), CHANNELS, VALUES, port=PORTS, listed=st.booleans()),
    st.builds(Transport, st.just(0.0), st.sampled_from(["start", "stop"]), listed=st.booleans()),
    st.builds(SysEx, st.just(0.0), st.binary(max_size=2)),
    st.just(SceneChange(0.0, "b")),
)


def rank(message: Message) -> int:
    """By the rule as it is written down, without the table."""
    match message:
        case ControlChange(number=number, value=value) | ControlChange14(number=number, value=value):
            if number in PEDALS and number != 65:
                return 4 if value >= 64 else 13
            slots = {0: 1, 32: 1, 98: 3, 5: 6, 65: 6, 74: 8, 7: 10, 10: 10, 11: 10}
            return slots.get(number, 12)
    slots_of: dict[type, int] = {
        **{Transport: 0, ProgramChange: 2, Parameter: 3, SysEx: 3, NoteOff: 5},
        **{PitchBend: 7, Pressure: 9, NoteOn: 11, PolyPressure: 11, SceneChange: 14},
    }
    return slots_of[type(message)]


@given(st.lists(ANY, max_size=12))
def test_in_any_frame_each_channel_has_the_order_of_the_rule(items: list[Message]) -> None:
    sent = within_frame(items)
    assert sorted(map(id, sent)) == sorted(map(id, items))  # each is sent, and once
    assert within_frame(sent) == sent
    listed = [id(item) for item in sent if item.listed]
    assert listed == [id(item) for item in items if item.listed]
    places: dict[object, list[int]] = defaultdict(list)
    for item in items:
        if (place := place_of(item)) is not None and not isinstance(item, ControlChange14):
            places[place].append(id(item))
    for place, ids in places.items():
        exempt = place[1] in ("note", "cc")
        assert exempt or [id(item) for item in sent if id(item) in ids] == ids
    if not any(item.listed for item in items):
        plain = [item for item in sent if not isinstance(item, NoteOff)]
        lifted = {place_of(i) for i in plain if isinstance(i, ControlChange) and rank(i) == 13}
        pedals = [i for i in plain if place_of(i) not in lifted]
        for port in ("", "b"):
            for channel in (1, 2):
                ranks = [rank(i) for i in pedals if about(i) in ((port, channel), None)]
                assert ranks == sorted(ranks)


def about(message: Message) -> tuple[str, int] | None:
    match message:
        case Transport() | SysEx() | Osc() | SceneChange() | Panic() | SongPosition() | TimingClock():
            return None
    return message.port, message.channel


@given(st.lists(st.lists(ANY, max_size=8), max_size=8))
def test_every_note_that_begins_ends_on_its_channel_and_no_pedal_stays_down(
    frames: list[list[Message]],
) -> None:
    sink = Collected()
    outputs = NoteLedger([sink], pytest.fail)
    for items in frames:
        outputs.send(Messages(0.0, tuple(items)))
    outputs.close(1.0)
    down: set[object] = set()
    pedals: dict[object, int] = {}
    for item in sink.messages:
        if isinstance(item, NoteOn):
            assert place_of(item) not in down
            down.add(place_of(item))
        elif isinstance(item, NoteOff):
            down.remove(place_of(item))
        elif isinstance(item, ControlChange) and item.number in range(64, 70):
            pedals[place_of(item)] = item.value
    assert not down and not any(pedals.values())


def test_every_type_of_message_has_a_row_and_a_line() -> None:
    assert set(get_args(Message)) == set(TABLE)
    assert [line(item) for item in IN_ORDER[:8]] == [
        "0.0000 transport start",
        "0.0000 ch1 cc 0 8",
        "0.0000 ch1 program 25",
        "0.0000 ch1 rpn 0 12/127",
        "0.0000 sysex 7e 7f 08",
        "0.0000 ch1 cc 64 127",
        "0.0000 ch1 note_off 60",
        "0.0000 ch1 cc 84 60",
    ]
    assert line(NoteOff(0.5, "a", 2, 60, "lights", 5)) == "0.5000 lights:ch2 note_off 60 5"
    assert line(Panic(1.0)) == "1.0000 panic" and line(SceneChange(1.0, "b")) == "1.0000 scene b"


def test_a_hit_moves_to_its_own_time() -> None:
    control, hit = ControlChange(1.0, 1, 20, 5), NoteOn(0.98, "a", 10, 36, 90)
    assert in_time([control, hit]) == [(0.98, hit), (1.0, control)]


def test_an_off_stays_before_the_on_that_follows_it() -> None:
    off, on = NoteOff(1.0, "a", 10, 36), NoteOn(0.98, "a", 10, 36, 90)
    assert in_time([off, on]) == [(1.0, off), (1.0, on)]


BANK, PROGRAM = ControlChange(1.0, 1, 0, 8), ProgramChange(1.0, 1, 25)
TUNING, OTHER = SysEx(1.0, b"\x7e\x7f\x08"), ProgramChange(1.0, 2, 3)


def test_a_sound_is_chosen_before_the_hit_that_it_was_chosen_for() -> None:
    hit = NoteOn(0.98, "a", 1, 36, 90)
    assert in_time([BANK, PROGRAM, TUNING, OTHER, hit]) == [
        (0.98, BANK),
        (0.98, PROGRAM),
        (0.98, TUNING),
        (0.98, hit),
        (1.0, OTHER),
    ]


def test_a_note_from_before_keeps_its_sound() -> None:
    before, hit = NoteOn(0.99, "a", 1, 60, 90), NoteOn(0.98, "b", 1, 36, 90)
    assert in_time([before, PROGRAM, hit]) == [(0.99, before), (0.99, PROGRAM), (0.99, hit)]


PLAYED = st.tuples(st.booleans(), st.integers(1, 2), st.integers(60, 70), st.floats(0, 1.5))


@given(st.lists(PLAYED, max_size=20))
def test_each_note_in_a_file_has_the_program_that_it_was_played_with(
    frames: list[tuple[bool, int, int, float]],
) -> None:
    items: list[Message] = [
        ProgramChange(float(t), channel, value) if chosen else NoteOn(t - before, "a", channel, value, 1)
        for t, (chosen, channel, value, before) in enumerate(frames)
    ]

    def programs(messages: list[Message]) -> dict[int, int]:
        now: dict[int, int] = {}
        found = {}
        for message in messages:
            if isinstance(message, ProgramChange):
                now[message.channel] = message.program
            elif isinstance(message, NoteOn):
                found[id(message)] = now.get(message.channel, -1)
        return found

    assert programs([message for _, message in in_time(items)]) == programs(items)


def test_times_begin_at_zero() -> None:
    hit = NoteOn(-0.01, "a", 10, 36, 90)
    assert in_time([hit]) == [(0.0, hit)]


MESSAGES = st.one_of(
    st.builds(NoteOn, st.floats(-1, 3), st.just("a"), st.just(1), st.integers(60, 62), st.just(1)),
    st.builds(NoteOff, st.floats(-1, 3), st.just("a"), st.just(1), st.integers(60, 62)),
    st.builds(ControlChange, st.floats(-1, 3), st.just(1), st.just(20), st.integers(0, 127)),
    st.builds(SceneChange, st.floats(-1, 3), st.just("b")),
)


@given(st.lists(MESSAGES, max_size=20))
def test_each_note_and_each_controller_keeps_its_order(messages) -> None:
    placed = in_time(messages)
    times = [t for t, _ in placed]
    assert times == sorted(times) and all(t >= 0 for t in times)
    for of_one in (
        lambda m: getattr(m, "note", None) == 60,
        lambda m: getattr(m, "note", None) == 61,
        lambda m: isinstance(m, ControlChange),
    ):
        kept = [id(m) for _, m in placed if of_one(m)]
        assert kept == [id(m) for m in messages if of_one(m)]
    assert all(t >= message.t for t, message in placed)
