"""Files in, mappings out."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.mapping import Mapping, Synth
from gesture2midi.engine.messages import line
from gesture2midi.mapping.controls.base import AnyControl
from gesture2midi.mapping.controls.bend import BendControl
from gesture2midi.mapping.controls.chord import ChordControl
from gesture2midi.mapping.controls.controller import CcControl
from gesture2midi.mapping.controls.drum import DrumControl
from gesture2midi.mapping.controls.note import NoteControl
from gesture2midi.mapping.controls.osc import OscControl
from gesture2midi.mapping.controls.pressure import PressureControl
from gesture2midi.mapping.load import load_text, loads

PATH = Path("mapping.yaml")


def mapping(text: str) -> Mapping:
    return loads("name: Test\n" + text, PATH)


def control(text: str) -> AnyControl:
    """The one control of a mapping, as its file says it."""
    (known,) = load_text(f"name: Test\ncontrols:\n  - {{{text}}}\n", PATH).controls.values()
    return known.kind


def test_a_note() -> None:
    note = control(
        "send: note, pitch: right.y, scale: C major, range: C4..C5, gate: right.fist, velocity: right.speed"
    )
    assert isinstance(note, NoteControl)
    assert (note.channel, note.ladder) == (1, (60, 62, 64, 65, 67, 69, 71, 72))
    assert isinstance(note.pitch, Expression)
    assert note.pitch.signals == {"right.y"}
    assert isinstance(note.velocity, Expression)
    assert note.when is None


def test_a_note_with_defaults_climbs_every_key_of_two_octaves() -> None:
    note = control("send: note, pitch: right.y, gate: 1")
    assert isinstance(note, NoteControl)
    assert note.ladder == tuple(range(48, 73))
    assert note.velocity == 100
    assert note.gate.value({}) == 1.0


@pytest.mark.parametrize("pitch", ["C3", "48", "B#2"])
def test_a_fixed_note(pitch: str) -> None:
    note = control(f"send: note, pitch: {pitch}, gate: right.fist, range: C5..C6")
    assert isinstance(note, NoteControl)
    assert (note.ladder, note.pitch) == ((48,), 48)


def test_a_chord() -> None:
    chord = control("send: chord, chords: [C, Am7/G], pick: left.x, octave: 4, gate: right.fist, channel: 3")
    assert isinstance(chord, ChordControl)
    assert chord.written == ((60, 64, 67), (67, 69, 72, 76, 79))
    assert chord.channel == 3
    assert chord.pick.signals == {"left.x"}


@pytest.mark.parametrize(("sound", "note"), [("kick", 36), ("42", 42), ("D2", 38), ("Open Hi-Hat", 46)])
def test_a_drum(sound: str, note: int) -> None:
    drum = control(f"send: drum, sound: {sound}, hit: right.strike, length: 0.2 s")
    assert isinstance(drum, DrumControl)
    assert (drum.channel, drum.sound, drum.velocity, drum.length) == (10, note, None, 0.2)


def test_a_controller() -> None:
    cc = control(
        "send: cc, number: 20, from: left.y, in: [0.9, 0.2], out: [10, 20], smooth: 50 ms, lost: glide"
    )
    assert isinstance(cc, CcControl)
    assert (cc.number, cc.out, cc.home) == (20, (10, 20), 10)
    level = cc.level(cc.from_)
    assert (level.low, level.high, level.smooth, level.lost, level.glide) == (
        0.9, 0.2, 0.05, "glide", 0.3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "ends"),
    [("right.y", (0, 1)), ("right.roll", (-1, 1)), ("right.speed", (0, 8)), (" right.vx ", (-8, 8)),
     ("right.roll * 1", (0, 1)), ("-right.roll", (0, 1)), ("0.5", (0, 1)), ("left.strike", (0, 1))],
)  # fmt: skip
def test_a_bare_signal_is_followed_over_its_own_range(source: str, ends: tuple[float, float]) -> None:
    cc = control(f'send: cc, number: 20, from: "{source}"')
    assert isinstance(cc, CcControl)
    level = cc.level(cc.from_)
    assert (level.low, level.high) == ends


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("50 ms", 0.05),
        ("50ms", 0.05),
        ("0.3 s", 0.3),
        ("1s", 1.0),
        ("0.25", 0.25),
        ("0", 0.0),
        ("'.5'", 0.5),
        ("10", 10),
    ],
)
def test_times(written: str, seconds: float) -> None:
    cc = control(f"send: cc, number: 20, from: left.y, smooth: {written}")
    assert isinstance(cc, CcControl)
    assert cc.level(cc.from_).smooth == pytest.approx(seconds)


def test_what_rests_and_where() -> None:
    bend = control("send: bend, from: right.roll")
    assert isinstance(bend, BendControl)
    assert (bend.out, bend.home, bend.lost) == ((-1, 1), 0, "rest")
    pressure = control("send: pressure, from: right.y, out: [20, 90]")
    assert isinstance(pressure, PressureControl)
    assert (pressure.home, pressure.lost) == (0, "rest")
    cc = control("send: cc, number: 1, from: right.y, out: [30, 90], rest: 64")
    assert isinstance(cc, CcControl)
    assert (cc.home, cc.lost) == (64, "hold")


def test_osc_takes_one_or_many() -> None:
    one = control("send: osc, address: /a, from: right.roll, out: [2, 4]")
    many = control("send: osc, address: /a/b, from: [right.roll, right.y + 1, 0.5], rest: 3")
    assert isinstance(one, OscControl)
    assert isinstance(many, OscControl)
    assert (len(one.from_), one.home, one.out) == (1, 2, (2, 4))
    levels = [many.level(source) for source in many.from_]
    assert [(level.low, level.high) for level in levels] == [(-1, 1), (0, 1), (0, 1)]
    assert many.home == 3


def test_program_scene_and_panic() -> None:
    played = mapping(
        "controls:\n"
        "  - {send: program, program: Warm Pad, when: left.ok}\n"
        "  - {send: program, program: 1, channel: 2, when: left.ok}\n"
        "  - {send: scene, to: solo, when: left.victory}\n"
        "  - {send: panic, when: left.fist and right.fist}\n"
        "scenes: {solo: {controls: [{send: scene, to: main, when: left.fist}]}}\n"
    )
    first, second, scene, panic = played.controls
    assert [line(m) for one in (first, second) for m in one.pulse(0)] == [
        "0.0000 ch1 program 89", "0.0000 ch2 program 0",
    ]  # fmt: skip
    assert ([door.scenes for door in scene.doors], panic.silences) == ([("solo",)], True)
    assert [c.id for c in played.scenes["solo"]] == ["scene-2"]
    assert played.start == "main"


def test_ids_count_each_kind_through_the_whole_file() -> None:
    played = mapping(
        "controls:\n"
        "  - {send: cc, number: 1, from: right.y}\n"
        "  - {send: panic, when: left.fist}\n"
        "  - {id: mine, send: cc, number: 2, from: right.y}\n"
        "scenes:\n"
        "  a: {controls: [{send: cc, number: 3, from: right.y}]}\n"
        "  b: {controls: [{send: cc, number: 3, from: right.y}]}\n"
        "start: b\n"
    )
    assert [c.id for c in (*played.controls, *played.scenes["a"], *played.scenes["b"])] == [
        "cc-1", "panic-1", "mine", "cc-3", "cc-4",
    ]  # fmt: skip
    assert played.start == "b"


@pytest.mark.parametrize(
    ("sources", "hands"),
    [
        (["right.y"], 1),
        (["left.y", "left.x"], 1),
        (["any.y"], 1),
        (["0.5"], 1),
        (["right.y", "left.y"], 2),
        (["any.y", "left.y"], 2),
        (["hands.distance"], 2),
        (["hands.present", "right.y"], 2),
    ],
)
def test_how_many_hands(sources: list[str], hands: int) -> None:
    played = mapping(f"controls: [{{send: osc, address: /a, from: [{', '.join(sources)}]}}]")
    assert played.hands == hands


def test_signals_of_every_part_of_the_file_are_gathered() -> None:
    played = mapping(
        "controls:\n"
        "  - {send: note, pitch: right.y, gate: right.pinch, velocity: right.speed, when: left.fist}\n"
        "  - {send: osc, address: /a, from: [left.x, left.y]}\n"
        "scenes: {a: {controls: [{send: drum, sound: kick, hit: any.strike}]}}\n"
    )
    assert played.signals == {
        "right.y", "right.pinch", "right.speed", "left.fist", "left.x", "left.y", "any.strike",
    }  # fmt: skip


def test_the_synth_plays_its_program_wherever_notes_are() -> None:
    played = mapping(
        "synth: {program: Strings, programs: {3: Vibraphone}, volume: 1}\n"
        "controls:\n"
        "  - {send: note, pitch: C4, gate: right.fist, channel: 2}\n"
        "  - {send: chord, chords: [C], gate: right.fist, channel: 3}\n"
        "  - {send: drum, sound: kick, hit: right.strike}\n"
    )
    assert played.synth == Synth({2: 48, 3: 11}, 1, 0.3)
    assert mapping("controls: [{send: panic, when: left.fist}]").synth == Synth({}, 0.8, 0.3)
