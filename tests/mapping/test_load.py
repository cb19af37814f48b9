"""Files in, mappings or all of their problems out."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.errors import MappingError
from gesture2midi.gesture import catalog
from gesture2midi.mapping import compiled
from gesture2midi.mapping.compiled import Mapping
from gesture2midi.mapping.document import parse
from gesture2midi.mapping.load import check, load, loads
from gesture2midi.mapping.schema import KINDS, json_schema

BAD = Path(__file__).parent / "bad"
PATH = Path("mapping.yaml")


def mapping(text: str) -> Mapping:
    return loads("name: Test\n" + text, PATH)


def control(text: str) -> compiled.Control:
    return mapping(f"controls:\n  - {{{text}}}\n").controls[0]


def problems(text: str) -> list[str]:
    with pytest.raises(MappingError) as raised:
        mapping(text)
    return [line for line in str(raised.value).splitlines() if line.startswith("mapping.yaml:")]


# Files that are wrong


@pytest.mark.parametrize("file", sorted(BAD.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_bad_file_is_explained(file: Path) -> None:
    expected = file.with_suffix(".txt").read_text(encoding="utf-8")
    with pytest.raises(MappingError) as raised:
        loads(file.read_bytes().decode("utf-8"), Path(file.name))
    assert f"{raised.value}\n" == expected


def test_there_are_enough_bad_files() -> None:
    assert len(list(BAD.glob("*.yaml"))) >= 150


def one_line(path: Path) -> str:
    (problem,) = check(path)
    assert problem.line == 0
    with pytest.raises(MappingError) as raised:
        load(path)
    assert str(raised.value) == str(problem)
    return str(problem).removeprefix(f"{path}: ")


def test_a_missing_file_and_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "theremin.yaml").write_text("name: x")
    near = one_line(tmp_path / "thermin.yaml")
    assert near == "there is no such file; did you mean `theremin.yaml`?"
    assert one_line(tmp_path / "no" / "such.yaml") == "there is no such file"


def test_a_folder(tmp_path: Path) -> None:
    assert one_line(tmp_path) == "this is a folder, not a mapping; name a file in it"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert one_line(pipe) == "this is a device or a pipe, not a mapping"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02" * 100, "this is not a text file"),
        (b"name: x\n" * 1_300_000, "this file is too large for a mapping, which has at most 256 kB"),
        ("name: Flöte".encode("latin-1"), "line 1 is not UTF-8 text; save the file as UTF-8 in your editor"),
        ("name: Test\n".encode("utf-16"), "this file is UTF-16 text; save it as UTF-8 in your editor"),
    ],
    ids=["binary", "10 MB", "latin-1", "utf-16"],
)
def test_what_is_no_text(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_bytes(content)
    assert one_line(file) == said


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text("name: x")

    def refuse(self: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert one_line(file) == "this file may not be read; change its permissions"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc on this system")
def test_a_file_that_fails_while_it_is_read() -> None:
    assert one_line(Path("/proc/self/mem")).startswith("this file cannot be read (")


def test_a_path_that_no_system_allows() -> None:
    assert one_line(Path("a" * 5000)).startswith("this file cannot be read (")


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_bytes("name: Flöte\ncontrols: [{send: panic, when: left.fist}]".encode("utf-8-sig"))
    assert load(file).name == "Flöte"


def test_problems_are_told_once_and_in_the_order_of_the_file() -> None:
    told = [tuple(map(int, re.findall(r":(\d+):(\d+):", line)[0])) for line in problems(
        "controls:\n  - {send: cc, number: 200, from: y, in: [1, 1]}\n  - {send: cc, form: x}\nstart: no\n"
    )]  # fmt: skip
    assert told == sorted(set(told))
    assert len(told) == 6


_WORDS = """
name controls send note cc osc from in pitch gate to scenes start synth programs id when lost rest
right.y left.fist C3..C5 [0,1] [1,1] {} [] 1 200 -1 0.5 .nan on null main Am7 50
"""
WORDS = st.sampled_from(_WORDS.split())
LINES = st.tuples(st.sampled_from(["", "  ", "  - ", "    "]), WORDS, WORDS).map(
    lambda t: f"{t[0]}{t[1]}: {t[2]}"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=8).map("\n".join))
def test_any_file_is_a_mapping_or_explained(text: str) -> None:
    try:
        loads(text, PATH)
    except MappingError as error:
        assert str(error).startswith("mapping.yaml:")


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["x", "right.y", "C4", "5 ms", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(list(KINDS)), data=st.data())
def test_any_value_in_any_field_is_taken_or_explained(kind: str, data: st.DataObject) -> None:
    names = [field.alias or name for name, field in KINDS[kind].model_fields.items() if name != "send"]
    values = data.draw(st.dictionaries(st.sampled_from(names), PLAIN, max_size=6))
    written = ", ".join(f"{key}: {flow(value)}" for key, value in values.items())
    try:
        mapping(f"controls:\n  - {{send: {kind}, {written}}}\n")
    except MappingError as error:
        assert "mapping.yaml:3:" in str(error)


def flow(value: object) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if value is None:
        return "null"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


# What is compiled


def test_a_note() -> None:
    note = control(
        "send: note, pitch: right.y, scale: C major, range: C4..C5, gate: right.fist, velocity: right.speed"
    )
    assert isinstance(note, compiled.Note)
    assert (note.id, note.channel, note.ladder) == ("note-1", 1, (60, 62, 64, 65, 67, 69, 71, 72))
    assert note.pitch is not None
    assert note.pitch.signals == {"right.y"}
    assert isinstance(note.velocity, compiled.Expression)
    assert note.when is None


def test_a_note_with_defaults_climbs_every_key_of_two_octaves() -> None:
    note = control("send: note, pitch: right.y, gate: 1")
    assert isinstance(note, compiled.Note)
    assert note.ladder == tuple(range(48, 73))
    assert note.velocity == 100
    assert note.gate.value({}) == 1.0


@pytest.mark.parametrize("pitch", ["C3", "48", "B#2"])
def test_a_fixed_note(pitch: str) -> None:
    note = control(f"send: note, pitch: {pitch}, gate: right.fist, range: C5..C6")
    assert isinstance(note, compiled.Note)
    assert (note.ladder, note.pitch) == ((48,), None)


def test_a_chord() -> None:
    chord = control("send: chord, chords: [C, Am7/G], pick: left.x, octave: 4, gate: right.fist, channel: 3")
    assert isinstance(chord, compiled.Chord)
    assert chord.chords == ((60, 64, 67), (67, 69, 72, 76, 79))
    assert chord.channel == 3
    assert chord.pick.signals == {"left.x"}


@pytest.mark.parametrize(("sound", "note"), [("kick", 36), ("42", 42), ("D2", 38), ("Open Hi-Hat", 46)])
def test_a_drum(sound: str, note: int) -> None:
    drum = control(f"send: drum, sound: {sound}, hit: right.strike, length: 0.2 s")
    assert isinstance(drum, compiled.Drum)
    assert (drum.channel, drum.note, drum.velocity, drum.length) == (10, note, None, 0.2)


def test_a_controller() -> None:
    cc = control(
        "send: cc, number: 20, from: left.y, in: [0.9, 0.2], out: [10, 20], smooth: 50 ms, lost: glide"
    )
    assert isinstance(cc, compiled.Cc)
    assert (cc.number, cc.out, cc.rest) == (20, (10, 20), 10)
    assert (cc.level.low, cc.level.high, cc.level.smooth, cc.level.lost, cc.level.glide) == (
        0.9, 0.2, 0.05, "glide", 0.3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("source", "ends"),
    [("right.y", (0, 1)), ("right.roll", (-1, 1)), ("right.speed", (0, 8)), (" right.vx ", (-8, 8)),
     ("right.roll * 1", (0, 1)), ("-right.roll", (0, 1)), ("0.5", (0, 1)), ("left.strike", (0, 1))],
)  # fmt: skip
def test_a_bare_signal_is_followed_over_its_own_range(source: str, ends: tuple[float, float]) -> None:
    cc = control(f'send: cc, number: 20, from: "{source}"')
    assert isinstance(cc, compiled.Cc)
    assert (cc.level.low, cc.level.high) == ends


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
    assert isinstance(cc, compiled.Cc)
    assert cc.level.smooth == pytest.approx(seconds)


def test_what_rests_and_where() -> None:
    bend = control("send: bend, from: right.roll")
    assert isinstance(bend, compiled.Bend)
    assert (bend.out, bend.rest, bend.level.lost) == ((-1, 1), 0, "rest")
    pressure = control("send: pressure, from: right.y, out: [20, 90]")
    assert isinstance(pressure, compiled.Pressure)
    assert (pressure.rest, pressure.level.lost) == (0, "rest")
    cc = control("send: cc, number: 1, from: right.y, out: [30, 90], rest: 64")
    assert isinstance(cc, compiled.Cc)
    assert (cc.rest, cc.level.lost) == (64, "hold")


def test_osc_takes_one_or_many() -> None:
    one = control("send: osc, address: /a, from: right.roll, out: [2, 4]")
    many = control("send: osc, address: /a/b, from: [right.roll, right.y + 1, 0.5], rest: 3")
    assert isinstance(one, compiled.OscLevels)
    assert isinstance(many, compiled.OscLevels)
    assert (len(one.levels), one.rest, one.out) == (1, 2, (2, 4))
    assert [(level.low, level.high) for level in many.levels] == [(-1, 1), (0, 1), (0, 1)]
    assert many.rest == 3


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
    assert isinstance(first, compiled.Program)
    assert isinstance(second, compiled.Program)
    assert isinstance(scene, compiled.ToScene)
    assert (first.program, second.program, scene.to) == (89, 0, "solo")
    assert panic.id == "panic-1"
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
    assert played.synth == compiled.Synth({2: 48, 3: 11}, 1, 0.3)
    assert mapping("controls: [{send: panic, when: left.fist}]").synth == compiled.Synth({}, 0.8, 0.3)


# Mappings that are there


def test_every_bundled_mapping_loads_and_says_what_it_is() -> None:
    names = paths.bundled_mappings()
    assert {"theremin", "air-piano", "drums", "chords", "mixer", "touchdesigner"} <= set(names)
    for name in names:
        assert check(paths.mapping_file(name)) == []
        loaded = load(paths.mapping_file(name))
        assert loaded.about
        assert loaded.signals <= catalog.full_names().keys()


def bundled() -> list[dict[str, object]]:
    """Every control of every bundled mapping, as it is written."""
    found = []
    for name in paths.bundled_mappings():
        file = paths.mapping_file(name)
        data = parse(file.read_text(encoding="utf-8"), file).data
        found += data["controls"]
        found += [c for scene in data.get("scenes", {}).values() for c in scene["controls"]]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_bundled_mappings_show_every_kind_and_every_field(kind: str) -> None:
    written = [control for control in bundled() if control["send"] == kind]
    assert written
    anywhere = {key for control in bundled() for key in control}
    assert {field.alias or name for name, field in KINDS[kind].model_fields.items()} <= anywhere
    required = {
        field.alias or name for name, field in KINDS[kind].model_fields.items() if field.is_required()
    }
    assert all(required <= control.keys() for control in written)


def test_the_bundled_mappings_show_every_value_that_has_a_name() -> None:
    assert {c.get("lost") for c in bundled()} >= {"hold", "rest", "glide", "release"}
    assert {c.get("curve") for c in bundled()} >= {"exponential", "logarithmic", "s-curve"}


def test_the_json_schema_describes_every_field_of_every_kind() -> None:
    exported = json_schema()
    assert exported["required"] == ["name"]
    for kind, model in KINDS.items():
        described = exported["$defs"][model.__name__]
        assert described["properties"]["send"]["const"] == kind
        assert {f.alias or name for name, f in model.model_fields.items()} == described["properties"].keys()
        assert described["additionalProperties"] is False
