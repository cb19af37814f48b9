"""A written file, read back by mido."""

from __future__ import annotations

from pathlib import Path

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ControlChange,
    Message,
    NoteOff,
    NoteOn,
    Osc,
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
from gesture2midi.io.files.midi_file import SECONDS_PER_TICK, write_midi
from gesture2midi.io.midi.encode import encode, wire

TAKE: list[Message] = [
    SceneChange(0.0, "verse"),
    NoteOn(0.5004, "a", 1, 60, 90),
    ControlChange(0.5333, 1, 20, 64),
    Osc(0.5333, "/a", (1.0,)),
    NoteOn(0.5201, "d", 10, 36, 127),
    PitchBend(0.5667, 1, -8192),
    Pressure(0.5667, 1, 5),
    NoteOff(0.6, "d", 10, 36),
    SceneChange(1.25, "réfrain"),
    ProgramChange(1.25, 1, 11),
    NoteOff(3601.0, "a", 1, 60),
]


def timed(track: mido.MidiTrack) -> list[tuple[float, mido.Message]]:
    """Times of a track in seconds, by the file's own tempo."""
    now, found = 0, []
    for message in track:
        now += message.time
        found.append((mido.tick2second(now, 960, 500_000), message))
    return found


@pytest.fixture
def file(tmp_path: Path) -> mido.MidiFile:
    path = tmp_path / "take.mid"
    write_midi(TAKE, path, "Theremin", {1: 89, 10: 0})
    assert list(tmp_path.iterdir()) == [path]
    return mido.MidiFile(path, charset="utf-8")


def test_the_first_track_has_name_tempo_and_scenes(file: mido.MidiFile) -> None:
    assert (file.type, file.ticks_per_beat) == (1, 960)
    first = timed(file.tracks[0])
    assert [(m.type, t) for t, m in first] == [
        ("track_name", 0.0),
        ("set_tempo", 0.0),
        ("marker", 0.0),
        ("marker", 1.25),
        ("end_of_track", 1.25),
    ]
    assert first[0][1].name == "Theremin"
    assert mido.tempo2bpm(first[1][1].tempo) == 120
    assert [m.text for _, m in first if m.type == "marker"] == ["verse", "réfrain"]


def test_each_channel_has_a_track_that_begins_with_its_program(file: mido.MidiFile) -> None:
    assert [track.name for track in file.tracks] == ["Theremin", "Channel 1", "Channel 10"]
    one, ten = file.tracks[1:]
    assert one[1].dict() == {"type": "program_change", "time": 0, "program": 89, "channel": 0}
    assert ten[1].dict() == {"type": "program_change", "time": 0, "program": 0, "channel": 9}


def test_a_bank_stands_before_the_program_but_not_for_drums(tmp_path: Path) -> None:
    write_midi(TAKE, path := tmp_path / "bank.mid", "Bank", {1: 89}, bank=(8, 3))
    one, ten = mido.MidiFile(path).tracks[1:]
    assert [message.bytes() for message in one[1:4]] == [[0xB0, 0, 8], [0xB0, 32, 3], [0xC0, 89]]
    assert ten[1].type == "program_change"


def test_every_message_is_there_within_a_tick_of_its_time(file: mido.MidiFile) -> None:
    for channel, track in ((1, file.tracks[1]), (10, file.tracks[2])):
        sent = [m for m in TAKE if getattr(m, "channel", None) == channel]
        got = timed(track)[2:-1]
        assert [bytes(m.bytes()) for _, m in got] == [encode(m) for m in sent]
        for (t, _), message in zip(got, sent, strict=True):
            assert abs(t - message.t) <= SECONDS_PER_TICK / 2 + 1e-9


def test_a_tick_is_about_half_a_millisecond() -> None:
    assert 0.0005 < SECONDS_PER_TICK < 0.00053


@pytest.mark.parametrize("tempo", [20.0, 97.3, 300.0])
def test_the_file_has_the_tempo_that_was_played(tmp_path: Path, tempo: float) -> None:
    path = tmp_path / "take.mid"
    write_midi([NoteOn(0.0, "a", 1, 60, 90), NoteOff(3600.0, "a", 1, 60)], path, "In time", {}, tempo)
    file = mido.MidiFile(path)
    assert file.tracks[0][1].tempo == round(60e6 / tempo)
    assert file.length == pytest.approx(3600, abs=0.003)


def test_the_same_take_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.mid", "b.mid"):
        write_midi(TAKE, tmp_path / name, "Theremin", {1: 89})
    assert (tmp_path / "a.mid").read_bytes() == (tmp_path / "b.mid").read_bytes()


def test_an_empty_take_is_a_file_too(tmp_path: Path) -> None:
    path = tmp_path / "empty.mid"
    write_midi([], path, "Nothing", {})
    assert mido.MidiFile(path).length == 0


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "take.mid"
    path.write_bytes(b"old")
    out_of_range: list[Message] = [NoteOn(0.0, "a", 1, 200, 90)]
    with pytest.raises(ValueError):
        write_midi(out_of_range, path, "Broken", {})
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"take\.mid cannot be written: No such file"):
        write_midi(TAKE, tmp_path / "nowhere" / "take.mid", "Theremin", {})
    (tmp_path / "folder.mid").mkdir()
    with pytest.raises(OutputError, match=r"folder\.mid cannot be written"):
        write_midi(TAKE, tmp_path / "folder.mid", "Theremin", {})
    assert [path.name for path in tmp_path.iterdir()] == ["folder.mid"]


@given(
    st.lists(
        st.tuples(st.floats(0, 60), st.floats(0, 5), st.integers(1, 16), st.integers(0, 127)), max_size=12
    )
)
def test_every_note_of_any_take_ends_in_the_file(tmp_path_factory, notes) -> None:
    path = tmp_path_factory.mktemp("any") / "take.mid"
    messages: list[Message] = []
    for start, length, channel, note in notes:
        messages += [NoteOn(start, "a", channel, note, 1), NoteOff(start + length, "a", channel, note)]
    write_midi(messages, path, "Any", {})
    sounding: dict[tuple[int, int], int] = {}
    for message in mido.MidiFile(path):
        if message.type in ("note_on", "note_off"):
            key = (message.channel, message.note)
            sounding[key] = sounding.get(key, 0) + (1 if message.type == "note_on" else -1)
    assert not any(sounding.values())


def test_compounds_are_spelt_sysex_kept_and_the_transport_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "desk.mid"
    parameter = Parameter(0.5, 2, True, 1, 8192, True)
    commands = [SongPosition(1.0, 32), Transport(1.0, "continue"), SysEx(1.5, b"\x7e\x7f\x09\x01")]
    write_midi([parameter, *commands, PolyPressure(2.0, 2, 60, 9)], path, "Desk", {})
    first, second = mido.MidiFile(path).tracks
    assert [m.text for m in first if m.type == "text"] == ["song_position 32", "transport continue"]
    assert [m.data for m in first if m.type == "sysex"] == [(0x7E, 0x7F, 9, 1)]
    played = [bytes(m.bytes()) for m in second if not m.is_meta][1:]
    assert played == [*wire(parameter), bytes((0xA1, 60, 9))]


def test_the_pulses_of_a_clock_become_the_tempo_and_notes_keep_their_times(tmp_path: Path) -> None:
    path = tmp_path / "clock.mid"
    slow = [TimingClock(i * 60 / 80 / 24) for i in range(48)]
    fast = [TimingClock(1.5 + i * 60 / 150 / 24) for i in range(49)]
    note = [NoteOn(2.1, "a", 1, 60, 90), NoteOff(2.5, "a", 1, 60)]
    write_midi([*slow, *fast, *note], path, "Clock", {}, tempo=120)
    file = mido.MidiFile(path)
    tempi = [(m.time, m.tempo) for m in file.tracks[0] if m.type == "set_tempo"]
    assert tempi == [(0, 500_000), (0, 750_000), (1920, 400_000)]
    times = {}
    for message in (now := 0.0, *file)[1:]:
        now += message.time
        if message.type in ("note_on", "note_off"):
            times[message.type] = now
    assert times == pytest.approx({"note_on": 2.1, "note_off": 2.5}, abs=0.001)


def test_a_clock_at_the_tempo_of_the_mapping_changes_nothing(tmp_path: Path) -> None:
    pulses = [TimingClock(round(i * 60 / 97 / 24, 6)) for i in range(200)]
    write_midi([*TAKE, *pulses], tmp_path / "with.mid", "Clock", {}, tempo=97)
    write_midi(TAKE, tmp_path / "without.mid", "Clock", {}, tempo=97)
    assert (tmp_path / "with.mid").read_bytes() == (tmp_path / "without.mid").read_bytes()
