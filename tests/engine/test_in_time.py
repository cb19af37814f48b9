"""Notes in time: on the lines of the beat, strummed, uneven, and never one that hangs."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import NOBODY

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import Gestures, Hit, Message, Messages, NoteOff, NoteOn
from gesture2midi.io.midi.clock import Clock
from gesture2midi.io.midi.input import Ear
from gesture2midi.mapping.load import load, loads
from gesture2midi.music.arp_patterns import run
from gesture2midi.paths import mapping_file

FRAME = 1 / 30


def hands(t: float, seen: dict[str, float], hits: tuple[Hit, ...] = ()) -> Gestures:
    present = {f"{name.partition('.')[0]}.present": 1.0 for name in seen}
    return Gestures(t, 0, {**NOBODY, **present, **seen}, {}, hits)


class Stage:
    """A mapping played frame by frame, through the scheduler and the outputs to whoever hears it."""

    name = "listener"

    def __init__(self, text: str, tempo: int = 120) -> None:
        self.engine = Engine(loads(f"name: Test\ntempo: {tempo}\n{text}", Path("test.yaml")))
        self.outputs = NoteLedger([self], pytest.fail)
        self.scheduler = Scheduler(self.outputs, live=False)
        self.heard: list[Message] = []
        self.sounding: set[tuple[int, int]] = set()
        self.t = 0.0

    def send(self, messages: Messages) -> None:
        for item in messages.items:
            self.heard.append(item)
            if isinstance(item, NoteOn):
                assert (item.channel, item.note) not in self.sounding
                self.sounding.add((item.channel, item.note))
            elif isinstance(item, NoteOff):
                self.sounding.remove((item.channel, item.note))

    def close(self) -> None:
        pass

    def frame(self, dt: float = FRAME, **seen: float) -> None:
        """`left_fist=1` is `left.fist`."""
        self.play(hands(self.t, {name.replace("_", "."): value for name, value in seen.items()}), dt)

    def play(self, gestures: Gestures, dt: float = FRAME) -> None:
        self.scheduler.send(self.engine.update(gestures), 0.0)
        self.t += dt

    def end(self) -> None:
        self.scheduler.send(self.engine.stop(self.t), 0.0)
        self.scheduler.release_all(self.t)

    @property
    def notes(self) -> list[tuple[float, int]]:
        return [(round(item.t, 6), item.note) for item in self.heard if isinstance(item, NoteOn)]

    @property
    def ends(self) -> list[tuple[float, int]]:
        return [(round(item.t, 6), item.note) for item in self.heard if isinstance(item, NoteOff)]


ARP = "controls: [{send: arp, chords: [C, Am], octave: 4, pick: left.x, rate: 1/8, gate: right.fist%s}]"


def played(more: str, frames: int = 40, **seen: float) -> list[tuple[float, int]]:
    stage = Stage(ARP % more)
    for _ in range(frames):
        stage.frame(**{"left_x": 0.0, "right_fist": 1, **seen})
    return stage.notes


def test_the_notes_stand_on_the_lines_whenever_the_gate_opens() -> None:
    stage = Stage(ARP % "")
    for i in range(30):
        stage.frame(left_x=0.0, right_fist=i > 3)
    assert stage.notes == [(0.25, 60), (0.5, 64), (0.75, 67)]
    assert stage.ends == [(0.4, 60), (0.65, 64), (0.9, 67)]


def test_a_hand_that_is_a_little_late_is_heard_at_once() -> None:
    stage = Stage(ARP % "")
    for i in range(12):
        stage.frame(left_x=0.0, right_fist=i > 0)
    assert stage.notes == [(round(FRAME, 6), 60), (0.25, 64)]
    assert stage.ends[0] == (round(FRAME + 0.6 * (0.25 - FRAME), 6), 60)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", [60, 64, 67, 60, 64, 67]),
        (", pattern: down", [67, 64, 60, 67, 64, 60]),
        (", pattern: up-down", [60, 64, 67, 64, 60, 64]),
        (", octaves: 2", [60, 64, 67, 72, 76, 79]),
    ],
)
def test_patterns(more: str, expected: list[int]) -> None:
    assert [note for _, note in played(more)] == expected


def test_one_note_alone_and_notes_as_they_are_written() -> None:
    assert run([60], "up-down", 1) == ((60,),)
    assert run([60, 62], "up-down", 1) == ((60,), (62,))
    assert run([67, 60, 60], "as written", 2) == ((67,), (60,), (60,), (79,), (72,), (72,))
    assert run([67, 60, 60], "up", 1) == ((60,), (67,))


def test_chance_is_the_same_each_time_and_never_the_same_twice() -> None:
    once = [note for _, note in played(", pattern: random, octaves: 2", 300)]
    assert once == [note for _, note in played(", pattern: random, octaves: 2", 300)]
    assert set(once) == {60, 64, 67, 72, 76, 79}
    assert all(a != b for a, b in itertools.pairwise(once))


def test_the_chord_is_chosen_note_by_note() -> None:
    stage = Stage(ARP % "")
    for i in range(30):
        stage.frame(left_x=0.0 if i < 12 else 1.0, right_fist=1)
    assert [note for _, note in stage.notes] == [60, 64, 76, 69]


def test_a_swing_is_heard() -> None:
    assert [t for t, _ in played(", swing: 60 %", 32)] == [0, 0.3, 0.5, 0.8, 1.0]


def test_the_end_of_the_gate_is_the_end_of_the_note_and_calls_off_the_next() -> None:
    stage = Stage(ARP % ", length: 100 %")
    for i in range(20):
        stage.frame(left_x=0.0, right_fist=i < 7)  # the last frame has said the note of 0.25 already
    assert stage.notes == [(0.0, 60)]
    assert stage.ends == [(round(7 * FRAME, 6), 60)]


def test_a_latched_arp_goes_on_with_its_chord_and_a_toggled_one_until_the_next_time() -> None:
    for mode, count in (("latch", 8), ("toggle", 4)):
        stage = Stage(ARP % f", mode: {mode}")
        for i in range(60):
            stage.frame(left_x=0.0 if i < 4 else 1.0, right_fist=i < 2 or 30 <= i < 32)
        assert len(stage.notes) == count
        stage.end()
        assert not stage.sounding


def test_frames_that_come_late_leave_out_what_is_over_and_keep_the_place() -> None:
    stage = Stage(ARP % "")
    for _ in range(3):
        stage.frame(left_x=0.0, right_fist=1)
    stage.t = 1.0 + FRAME
    for _ in range(3):
        stage.frame(left_x=0.0, right_fist=1)
    # 60 was said at 0, those of 0.25, 0.5 and 0.75 nobody could say, that of 1.0 comes late, but comes.
    assert stage.notes == [(0.0, 60), (round(1.0 + FRAME, 6), 64), (1.25, 67)][: len(stage.notes)]
    assert len(stage.notes) >= 2


def test_it_goes_with_a_clock_that_starts_jumps_and_stops() -> None:
    stage = Stage(ARP % "")
    for i in range(90):
        t = stage.t
        place = {
            "clock.running": 1.0,
            "clock.beat": (t - 1) * 1.5 + (8 if i > 60 else 0),
            "clock.tempo": 90.0,
        }
        seen = {"left.x": 0.0, "right.fist": 1.0, **(place if i >= 30 else {})}
        stage.play(hands(t, seen))
    own = [t for t, _ in stage.notes if t < 1]
    led = [t for t, _ in stage.notes if t > 1.1]
    assert own == [0, 0.25, 0.5, 0.75]
    assert led == pytest.approx([1 + n / 3 for n in range(1, 6)], abs=1e-5)
    stage.end()
    assert not stage.sounding


def test_it_plays_with_a_midi_clock() -> None:
    ear = Ear(Clock())
    ear.hear(0.0, (0xFA,))
    stage = Stage(ARP % "", tempo=77)
    pulses = [0.1 + n / (24 * 100 / 60) for n in range(240)]  # 100 to the minute; the first is the beginning
    for _ in range(120):
        while pulses and pulses[0] <= stage.t:
            ear.hear(pulses.pop(0), (0xF8,))
        seen = {"left.x": 0.0, "right.fist": 1.0, **ear.signals(stage.t)}
        stage.play(hands(stage.t, seen))
    eighths = [t for t, _ in stage.notes if t > 1]
    assert len(eighths) == 9
    off = [(t - 0.1) / 0.3 - round((t - 0.1) / 0.3) for t in eighths]
    assert max(map(abs, off)) < 0.01


def test_a_clock_that_trembles_makes_no_note_twice() -> None:
    stage = Stage(ARP % ", length: 100 %")
    for i in range(120):
        wobble = 0.004 * (-1) ** i
        seen = {"left.x": 0.0, "right.fist": 1.0, "clock.running": 1.0}
        stage.play(hands(stage.t, {**seen, "clock.beat": stage.t * 2 + wobble, "clock.tempo": 120.0}))
    times = [t for t, _ in stage.notes]
    assert len(times) == 16
    assert times == pytest.approx([n / 4 for n in range(16)], abs=0.003)


ARPS = """
controls:
  - {send: arp, chords: [C, Am], pick: left.x, rate: 1/16, octaves: 2, length: 100 %, gate: right.fist}
  - {send: arp, notes: [C4], rate: 1/32, length: 100 %, swing: 60 %, gate: left.fist, mode: toggle}
  - {send: arp, scale: C major, rate: 1/8t, pattern: random, gate: right.point, when: left.present}
  - {send: scene, to: other, when: left.victory}
  - {send: panic, when: right.victory}
scenes:
  other:
    controls:
      - {send: arp, notes: [C4, C4, G4], pattern: as written, rate: 1/16d, gate: right.fist, mode: latch}
      - {send: scene, to: main, when: left.victory}
"""
TIMED = """
controls:
  - {send: note, pitch: left.x, range: C4..C5, quantise: 1/16, humanise: 1, gate: right.fist}
  - {send: chord, chords: [C, Am], pick: left.x, octave: 4, strum: right.x, direction: alternate,
     humanise: 0.5, gate: right.point, mode: toggle}
  - {send: chord, chords: [C, Am], pick: left.x, octave: 4, strum: 90 ms, repeat: 1/8, gate: left.fist}
  - {send: drum, sound: C4, channel: 1, hit: right.strike, quantise: 1/8, humanise: 1, swing: 60 %}
  - {send: drum, sound: E4, channel: 1, hit: right.strike, repeat: 1/32, when: left.present}
  - {send: scene, to: other, when: left.victory}
  - {send: panic, when: right.victory}
scenes:
  other:
    controls:
      - {send: chord, chords: [C], octave: 4, strum: 2 s, quantise: 1/2, gate: right.fist, mode: latch}
      - {send: scene, to: main, when: left.victory}
"""
BY_THEMSELVES = {"arp-2", "arp-4", "chord-1", "chord-3"}
SIGNALS = ("right.fist", "left.fist", "right.point", "left.victory", "right.victory", "right.strike")
Frames: TypeAlias = list[tuple[float, set[str], str, tuple[float, float] | None]]
FRAMES = st.lists(
    st.tuples(
        st.sampled_from([0.001, 0.016, FRAME, FRAME, 0.1, 0.7]),
        st.sets(st.sampled_from(SIGNALS), max_size=2),
        st.sampled_from(["seen", "seen", "seen", "lost", "panic", "stall"]),
        st.one_of(st.none(), st.tuples(st.floats(-10, 100), st.floats(10, 1000))),
    ),
    max_size=30,
)


def stress(text: str, frames: Frames) -> None:
    """Whatever a player, a clock and a camera do: beginnings and ends take turns, and nothing hangs."""
    stage = Stage(text)
    for dt, signals, event, clock in frames:
        place = (stage.t * 7) % 1
        seen = {"left.x": place, "right.x": place, "right.fist": 0.0} | dict.fromkeys(signals, 1.0)
        if clock is not None:
            seen |= {"clock.running": 1.0, "clock.beat": clock[0], "clock.tempo": clock[1]}
        hits = (Hit(stage.t + 0.02, "right", "strike", 0.5),) if "right.strike" in signals else ()
        if event == "panic":
            stage.engine.silence()
            stage.scheduler.panic(stage.t)
            assert not stage.sounding
        elif event == "stall":
            stage.end()
            assert not stage.sounding
        stage.play(hands(stage.t, {} if event == "lost" else seen, hits), dt)
    for _ in range(30):
        stage.frame()
    assert stage.outputs.owners <= BY_THEMSELVES, "both hands have gone"
    stage.end()
    assert not stage.sounding
    heard = len(stage.heard)
    stage.scheduler.send(Messages(stage.t + 60, ()), 0.0)
    assert len(stage.heard) == heard, "nothing is to come after the end"


@pytest.mark.parametrize("text", [ARPS, TIMED], ids=["arps", "timed"])
@given(frames=FRAMES)
def test_nothing_hangs_whatever_happens(text: str, frames: Frames) -> None:
    stress(text, frames)


def test_a_hand_that_leaves_ends_its_arp() -> None:
    stage = Stage(ARP % ", length: 100 %")
    for i in range(20):
        stage.frame(**({"left_x": 0.0, "right_fist": 1} if i < 3 else {}))
    assert not stage.sounding
    assert stage.ends[-1][0] < 0.3


def test_the_bundled_one_says_its_tempo() -> None:
    assert load(mapping_file("groove")).tempo == 104


NOTE = "controls: [{send: note, pitch: left.x, scale: C major, range: C4..C5, gate: right.fist, %s}]"


def test_a_quantised_note_begins_on_the_line_and_ends_with_the_gate() -> None:
    stage = Stage(NOTE % "quantise: 1/8")
    for i in range(20):
        stage.frame(left_x=0.0, right_fist=3 <= i < 15)
    assert stage.notes == [(0.25, 60)]
    assert stage.ends == [(0.5, 60)]


def test_its_pitch_changes_on_the_lines_too() -> None:
    stage = Stage(NOTE % "quantise: 1/8")
    for i in range(32):
        stage.frame(left_x=i / 32, right_fist=1)
    assert [t for t, _ in stage.notes] == [0.0, 0.25, 0.5, 0.75, 1.0]
    assert [t for t, _ in stage.ends] == [0.25, 0.5, 0.75, 1.0]


def test_a_tap_before_its_line_is_played_there_if_the_hand_stays() -> None:
    for stays, expected in ((True, [(0.5, 60)]), (False, [])):
        stage = Stage(NOTE % "quantise: 1/4")
        for i in range(24):
            there = stays or i < 7
            stage.frame(**({"left_x": 0.0, "right_fist": 4 <= i < 7} if there else {}))
        assert stage.notes == expected
        assert stage.ends == [(t + 0.08, note) for t, note in expected]


def test_a_drum_waits_for_its_line_and_two_blows_before_it_are_one() -> None:
    stage = Stage("controls: [{send: drum, sound: snare, hit: right.strike, quantise: 1/8}]")
    for i in range(30):
        stage.frame(right_strike=0.5 * (i in (3, 5, 16)))
    assert stage.notes == [(0.25, 38), (round(16 * FRAME, 6), 38)]  # the last came 33 ms after its line
    assert stage.ends[0] == (0.33, 38)


def test_a_foretold_blow_is_meant_for_the_line_that_it_falls_on() -> None:
    stage = Stage("controls: [{send: drum, sound: snare, hit: right.strike, quantise: 1/8}]")
    for i in range(12):
        hits = (Hit(0.252, "right", "strike", 0.5),) if i == 7 else ()
        stage.play(hands(stage.t, {"right.strike": 0.5 * (i == 7)}, hits))
    assert stage.notes == [(0.252, 38)]


def test_what_repeats_is_struck_on_each_line_with_the_velocity_of_then() -> None:
    stage = Stage("controls: [{send: drum, sound: closed hat, hit: left.y, repeat: 1/8, swing: 60 %}]")
    for i in range(32):
        stage.frame(left_y=(i - 1) / 62)
    assert [t for t, _ in stage.notes] == [0.3, 0.5, 0.8, 1.0]
    hard = [item.velocity for item in stage.heard if isinstance(item, NoteOn)]
    assert hard == sorted(set(hard))


def test_a_chord_repeats_whole() -> None:
    stage = Stage("controls: [{send: chord, chords: [C], octave: 4, repeat: 1/4, gate: right.fist}]")
    for _ in range(20):
        stage.frame(right_fist=1)
    assert stage.notes == [(t, note) for t in (0.0, 0.5) for note in (60, 64, 67)]
    assert stage.ends == [(0.25, note) for note in (60, 64, 67)]


CHORD = "controls: [{send: chord, chords: [C], octave: 4, gate: right.fist, strum: %s}]"


def test_a_strum_takes_its_time_and_ends_at_once() -> None:
    stage = Stage(CHORD % "60 ms, direction: alternate")
    for i in range(20):
        stage.frame(right_fist=i < 5 or i >= 10)
    assert stage.notes[:3] == [(0.0, 60), (0.03, 64), (0.06, 67)]
    again = 10 * FRAME
    assert stage.notes[3:] == [(round(again + t, 6), n) for t, n in ((0, 67), (0.03, 64), (0.06, 60))]
    assert {t for t, _ in stage.ends} == {round(5 * FRAME, 6)}


def test_the_hand_says_how_fast_and_letting_go_leaves_out_the_rest() -> None:
    stage = Stage(CHORD % "1 - right.x")
    for i in range(20):
        stage.frame(right_fist=i < 10, right_x=0.0)
    assert stage.notes == [(0.0, 60)]
    assert stage.ends == [(round(10 * FRAME, 6), 60)]
    stage = Stage(CHORD % "1 - right.x")
    for _ in range(20):
        stage.frame(right_fist=1, right_x=0.9)
    assert [t for t, _ in stage.notes] == pytest.approx([0, 0.05, 0.1], abs=1e-6)


def test_an_unseen_hand_does_not_slow_a_strum() -> None:
    stage = Stage(CHORD % "left.x")
    for _ in range(3):
        stage.frame(right_fist=1)
    assert [t for t, _ in stage.notes] == [0.0, 0.0, 0.0]


def test_humanised_notes_are_never_early_and_stray_the_same_way_each_time() -> None:
    def heard() -> list[tuple[float, int]]:
        stage = Stage("controls: [{send: arp, notes: [C4], rate: 1/8, humanise: 1, gate: right.fist}]")
        for _ in range(300):
            stage.frame(right_fist=1)
        return [(item.t, item.velocity) for item in stage.heard if isinstance(item, NoteOn)]

    once = heard()
    late = [(t + 1e-9) % 0.25 for t, _ in once]
    assert once == heard()
    assert max(late) <= 0.03 and len(set(late)) > 10
    assert max(v for _, v in once) > 105 and 76 <= min(v for _, v in once) < 95
