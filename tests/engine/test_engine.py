"""Signals in, transcript out: what each kind of control says, frame by frame."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played import NOBODY, engine, gestures, play

from gesture2midi.engine.messages import line
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Gestures, Message, NoteOff, NoteOn, Osc, Panic, SceneChange
from gesture2midi.gestures import signals as signal_table
from gesture2midi.io.files.transcript import Collected
from gesture2midi.io.midi.encode import wire

NOTE = """
controls:
  - {send: note, pitch: right.y, scale: C major, range: C4..C5, gate: right.pinch > 0.5,
     velocity: right.speed}
"""


def test_a_note_sounds_while_its_gate_is_open() -> None:
    assert play(
        NOTE,
        gestures(0.0, right_y=0.0, right_pinch=0.2, right_speed=1.0),
        gestures(0.1, right_y=0.0, right_pinch=0.8, right_speed=0.5),
        gestures(0.2, right_y=0.0, right_pinch=0.9, right_speed=0.5),
        gestures(0.3, right_y=0.0, right_pinch=0.4, right_speed=0.5),
    ) == ["0.1000 ch1 note_on 60 64", "0.3000 ch1 note_off 60"]


def test_the_pitch_moves_in_steps_of_the_scale_and_does_not_flutter_at_a_border() -> None:
    frames = [
        gestures(i / 30, right_y=y, right_pinch=1.0, right_speed=1.0)
        for i, y in enumerate([0.0, 0.12, 0.13, 0.12, 0.13, 0.16, 0.12, 0.09])
    ]
    assert [line.split(" ", 2)[2] for line in play(NOTE, *frames)] == [
        "note_on 60 127",
        "note_off 60",
        "note_on 62 127",
        "note_off 62",
        "note_on 60 127",
    ]


def test_a_panic_is_the_last_of_what_one_hit_says() -> None:
    text = """
controls:
  - {send: panic, when: right.strike}
  - {send: drum, sound: kick, hit: right.strike}
  - {send: transport, do: stop, when: right.strike}
  - {send: program, program: 3, when: right.strike}
  - {send: cc, number: 80, values: [0, 127], next: right.strike}
  - {send: osc, address: /stop, when: right.strike}
"""
    frames = [gestures(i / 10, right_strike=float(i == 2)) for i in range(5)]
    assert sorted(play(text, *frames)[1:-1]) == [
        "0.2000 ch1 cc 80 127",
        "0.2000 ch1 program 2",
        "0.2000 osc /stop",
        "0.2000 transport stop",
    ]
    assert play(text, *frames)[-1] == "0.2000 panic"


def test_a_note_survives_a_hand_unseen_for_a_moment_and_ends_when_it_is_gone() -> None:
    seen = {"right_y": 0.0, "right_pinch": 1.0, "right_speed": 1.0}
    assert play(NOTE, gestures(0.0, **seen), gestures(0.1), gestures(0.2, **seen)) == [
        "0.0000 ch1 note_on 60 127"
    ]
    assert play(NOTE, gestures(0.0, **seen), gestures(0.1), gestures(0.2), gestures(0.3)) == [
        "0.0000 ch1 note_on 60 127",
        "0.2000 ch1 note_off 60",
    ]


def test_a_gate_that_the_player_closes_is_believed_at_once() -> None:
    assert play(
        NOTE,
        gestures(0.0, right_y=0, right_pinch=1, right_speed=1),
        gestures(0.01, right_y=0, right_pinch=0, right_speed=1),
    ) == ["0.0000 ch1 note_on 60 127", "0.0100 ch1 note_off 60"]


def test_a_chord_changes_whole() -> None:
    text = "controls: [{send: chord, chords: [C, Am], octave: 4, pick: left.x, gate: left.fist}]"
    assert play(
        text,
        gestures(0.0, left_x=0.1, left_fist=1),
        gestures(0.5, left_x=0.9, left_fist=1),
        gestures(1.0, left_x=0.9, left_fist=0),
    ) == [
        *(f"0.0000 ch1 note_on {n} 100" for n in (60, 64, 67)),
        *(f"0.5000 ch1 note_off {n}" for n in (60, 64, 67)),
        *(f"0.5000 ch1 note_on {n} 100" for n in (69, 72, 76)),
        *(f"1.0000 ch1 note_off {n}" for n in (69, 72, 76)),
    ]


def test_a_drum_sounds_once_a_blow_in_its_zone_and_ends_by_itself() -> None:
    text = "controls: [{send: drum, sound: snare, hit: right.strike, when: right.x > 0.5, length: 50 ms}]"
    assert play(
        text,
        gestures(0.00, right_x=0.8, right_strike=0),
        gestures(0.03, right_x=0.8, right_strike=0.5),
        gestures(0.06, right_x=0.8, right_strike=0),
        gestures(0.09, right_x=0.8, right_strike=0),
        gestures(0.12, right_x=0.2, right_strike=1),
    ) == ["0.0300 ch10 note_on 38 64", "0.0800 ch10 note_off 38"]


def test_a_pose_that_is_still_held_when_its_scene_begins_strikes_no_drum() -> None:
    text = "controls: [{send: drum, sound: clap, hit: right.fist}]"
    held = [gestures(t, right_fist=fist) for t, fist in ((0.0, 1), (0.1, 1), (0.2, 0), (0.3, 1))]
    assert play(text, *held) == ["0.3000 ch10 note_on 39 127"]


CC = "controls: [{send: cc, number: 20, from: left.y, lost: %s, rest: 10, glide: 1 s}]"


def test_a_controller_speaks_on_change_only_and_with_hysteresis() -> None:
    steps = [0.5, 0.5, 0.5 + 0.4 / 127, 0.5 + 0.6 / 127, 0.5 + 1.2 / 127, 0.5]
    frames = [gestures(i / 30, left_y=y) for i, y in enumerate(steps)]
    assert [line.split()[-1] for line in play(CC % "hold", *frames)] == ["64", "65", "64"]


@pytest.mark.parametrize(
    ("lost", "values"),
    [("hold", ["127"]), ("rest", ["127", "10"]), ("glide", ["127", "68", "10"])],
)
def test_a_hand_that_leaves(lost: str, values: list[str]) -> None:
    frames = [gestures(0.0, left_y=1.0), gestures(0.5), gestures(1.0), gestures(1.5), gestures(2.5)]
    assert [line.split()[-1] for line in play(CC % lost, *frames)] == values


def test_a_hand_that_returns_takes_over_without_a_jump() -> None:
    frames = [gestures(0.0, left_y=0.0), gestures(0.1)]
    frames += [gestures(0.2 + i / 30, left_y=1.0) for i in range(32)]
    values = [int(line.split()[-1]) for line in play(CC % "hold", *frames)]
    assert values[0] == 0
    assert values[-1] == 127
    assert max(b - a for a, b in itertools.pairwise(values)) <= 30


def test_nothing_is_sent_for_a_hand_that_was_never_there() -> None:
    assert play(CC % "rest", gestures(0.0), gestures(1.0), gestures(2.0), stop=3.0) == []


def test_smoothing_goes_by_time_not_by_frames() -> None:
    text = "controls: [{send: cc, number: 20, from: left.y, smooth: 100 ms}]"

    def last(rate: int) -> int:
        frames = [gestures(0.0, left_y=0.0)]
        frames += [gestures(i / rate, left_y=1.0) for i in range(1, rate // 10 + 1)]
        return int(play(text, *frames)[-1].split()[-1])

    assert last(30) == pytest.approx(127 * (1 - math.exp(-1)), abs=1.5)
    assert last(60) == pytest.approx(last(30), abs=1.5)


def test_a_bend_reaches_both_ends_and_rests_in_the_middle() -> None:
    text = "controls: [{send: bend, from: right.roll, in: [-1, 1]}]"
    assert [
        line.split()[-1]
        for line in play(
            text,
            gestures(0.0, right_roll=-1.0),
            gestures(0.1, right_roll=1.0),
            gestures(0.2, right_roll=0.5),
            stop=0.3,
        )
    ] == ["-8192", "8191", "4096", "0"]


def test_pressure_and_osc_follow() -> None:
    text = """
controls:
  - {send: pressure, from: right.open}
  - {send: osc, address: /hand, from: [right.x, right.y], out: [0, 10], lost: rest, rest: 5}
"""
    assert play(text, gestures(0.0, right_open=0.5, right_x=0.1, right_y=0.2), stop=1.0) == [
        "0.0000 ch1 pressure 64",
        "0.0000 osc /hand 1.0000 2.0000",
        "1.0000 ch1 pressure 0",
        "1.0000 osc /hand 5.0000 5.0000",
    ]


def test_fine_controllers_and_parameters_follow_in_their_own_steps() -> None:
    text = """
controls:
  - {send: cc14, number: 1, from: right.y}
  - {send: nrpn, number: [1, 32], bits: 7, from: right.y, out: [20, 110]}
  - {send: rpn, number: 1, from: right.y, out: [6144, 10240], lost: rest, rest: 8192}
  - {send: poly_pressure, note: C4, from: right.y}
"""
    assert play(text, gestures(0.0, right_y=0.0), gestures(0.1, right_y=1.0), stop=0.2) == [
        "0.0000 ch1 poly_pressure 60 0",
        "0.0000 ch1 cc14 1 0",
        "0.0000 ch1 nrpn 160 20/127",
        "0.0000 ch1 rpn 1 6144/16383",
        "0.1000 ch1 poly_pressure 60 127",
        "0.1000 ch1 cc14 1 16383",
        "0.1000 ch1 nrpn 160 110/127",
        "0.1000 ch1 rpn 1 10240/16383",
        "0.2000 ch1 poly_pressure 60 0",
        "0.2000 ch1 rpn 1 8192/16383",
    ]


def test_transport_and_sysex_are_sent_once_a_gesture() -> None:
    text = """
controls:
  - {send: transport, do: continue, position: 32, when: left.thumb_up}
  - {send: transport, do: stop, when: left.thumb_down}
  - {send: transport, do: locate, position: 0, when: left.victory}
  - {send: sysex, bytes: 7e 7F 09 01, when: left.rock}
"""
    shown = [{}, {"left_thumb_up": 1.0}, {"left_thumb_up": 1.0}, {"left_victory": 1.0}, {"left_rock": 1.0}]
    frames = [gestures(i / 10, **pose) for i, pose in enumerate(shown)]
    assert play(text, *frames, gestures(0.5, left_thumb_down=1.0), stop=1.0) == [
        "0.1000 song_position 32",
        "0.1000 transport continue",
        "0.3000 song_position 0",
        "0.4000 sysex 7e 7f 09 01",
        "0.5000 transport stop",
    ]


SCENES = """
controls:
  - {send: scene, when: left.victory, to: chorus}
  - {send: note, pitch: C4, gate: right.fist}
scenes:
  chorus:
    controls:
      - {send: program, program: Warm Pad, when: right.point}
      - {send: note, pitch: E4, gate: right.fist}
      - {send: scene, when: left.victory, to: main}
"""


def test_a_scene_adds_its_controls_and_ends_what_it_started() -> None:
    assert play(
        SCENES,
        gestures(0.0, right_fist=1, left_victory=0),
        gestures(0.1, right_fist=1, left_victory=1),
        gestures(0.2, right_fist=1, left_victory=1),
        gestures(0.3, right_point=0, right_fist=1, left_victory=0),
        gestures(0.4, right_point=1, right_fist=1, left_victory=0),
        gestures(0.5, right_fist=1, left_victory=1),
    ) == [
        "0.0000 ch1 note_on 60 100",
        "0.1000 scene chorus",
        "0.1000 ch1 note_on 64 100",
        "0.4000 ch1 program 89",
        "0.5000 ch1 note_off 64",
        "0.5000 scene main",
    ]


def test_a_scene_sends_something_once_as_it_begins_and_ends() -> None:
    text = """
start: one
scenes:
  one:
    enter:
      - {send: program, program: 5}
      - {send: cc, number: 91, value: 9, channel: 2}
    exit: [{send: osc, address: /out, value: 0.5}]
    controls: [{send: scene, to: two, when: left.fist}]
  two:
    enter: [{send: sysex, bytes: 01 02}]
    exit: [{send: transport, do: stop}]
    controls: [{send: scene, to: one, when: left.fist}]
"""
    open_hand, fist = {"left_fist": 0.0}, {"left_fist": 1.0}
    frames = [
        gestures(i / 10, **pose) for i, pose in enumerate([open_hand, open_hand, fist, open_hand, fist])
    ]
    assert play(text, *frames, stop=1.0) == [
        "0.0000 ch1 program 4",
        "0.0000 ch2 cc 91 9",
        "0.2000 osc /out 0.5000",
        "0.2000 scene two",
        "0.2000 sysex 01 02",
        "0.4000 transport stop",
        "0.4000 scene one",
        "0.4000 ch1 program 4",
        "0.4000 ch2 cc 91 9",
    ]


def test_a_scene_that_lists_a_bank_keeps_its_order_and_a_program_has_its_own() -> None:
    text = """
start: a
controls:
  - {send: note, pitch: C4, gate: right.present}
scenes:
  a:
    enter:
      - {send: cc, number: 7, value: 90}
      - {send: cc, number: 0, value: 8}
      - {send: program, program: 25}
      - {send: program, program: 5, bank: 9/1, channel: 2}
      - {send: transport, do: start}
    controls:
      - {send: program, program: 6, bank: 3, channel: 3, when: left.fist}
"""
    sink = Collected()
    outputs, player = NoteLedger([sink], pytest.fail), engine(text)
    for frame in (gestures(0.0, right_y=0.5, left_fist=0.0), gestures(0.1, right_y=0.5, left_fist=1.0)):
        outputs.send(player.update(frame))
    assert [line(item) for item in sink.messages] == [
        "0.0000 ch1 cc 7 90",
        "0.0000 ch1 cc 0 8",
        "0.0000 ch1 program 24",
        "0.0000 ch2 cc 0 9",
        "0.0000 ch2 cc 32 1",
        "0.0000 ch2 program 4",
        "0.0000 transport start",
        "0.0000 ch1 note_on 60 100",
        "0.1000 ch3 cc 0 3",
        "0.1000 ch3 program 5",
    ]


def test_a_scene_is_not_entered_again_after_a_pause() -> None:
    player = engine("start: one\nscenes: {one: {enter: [{send: transport, do: start}]}}\ncontrols:\n"
                    "  - {send: note, pitch: C4, gate: right.fist}\n")  # fmt: skip
    assert [line(m) for m in player.update(gestures(0.0)).items] == ["0.0000 transport start"]
    player.stop(1.0)
    assert player.update(gestures(2.0)).items == ()


def test_panic_silences_and_waits_for_a_new_gesture() -> None:
    text = """
controls:
  - {send: panic, when: left.thumb_down}
  - {send: note, pitch: C4, gate: right.fist}
"""
    player = engine(text)
    first = player.update(gestures(0.0, right_fist=1, left_thumb_down=0)).items
    assert [type(m) for m in first] == [NoteOn]
    assert [type(m) for m in player.update(gestures(0.1, right_fist=1, left_thumb_down=1)).items] == [Panic]
    assert player.update(gestures(0.2, right_fist=1, left_thumb_down=0)).items == ()
    assert player.update(gestures(0.3, right_fist=0, left_thumb_down=0)).items == ()
    assert [type(m) for m in player.update(gestures(0.4, right_fist=1, left_thumb_down=0)).items] == [NoteOn]


EVERYTHING = """
start: two
controls:
  - {send: note, pitch: right.y, range: C3..C6, gate: right.pinch > 0.5, velocity: right.speed}
  - {send: note, pitch: left.y, range: C3..C6, gate: left.pinch > 0.5 and right.open > 0.3, channel: 2}
  - {send: chord, chords: [C, Am7, F], pick: right.x, gate: right.fist}
  - {send: drum, sound: kick, hit: right.strike}
  - {send: drum, sound: snare, hit: left.strike, when: left.x > 0.5}
  - {send: cc, number: 20, from: left.y, smooth: 30 ms, lost: glide}
  - {send: bend, from: right.roll}
  - {send: pressure, from: right.y * 2 - left.x}
  - {send: poly_pressure, note: 60, from: right.open}
  - {send: cc14, number: 31, from: right.x, out: [16383, 0]}
  - {send: nrpn, number: 16382, from: left.y}
  - {send: rpn, number: 0, bits: 7, from: left.x}
  - {send: transport, do: start, when: left.strike}
  - {send: note, pitch: left.x, gate: left.pinch > 0.5, mode: toggle, channel: 5, when: right.open > 0.1}
  - {send: chord, chords: [C, F], pick: left.y, gate: left.open > 0.5, mode: latch,
     channel: 6, mute: right.strike}
  - {send: cc, number: 21, from: right.y, mode: relative, steps: 7, dead: 0.2, out: [127, 0]}
  - {send: cc, number: 22, from: right.x, mode: pickup, smooth: 20 ms, lost: glide}
  - {send: cc, number: 23, from: left.roll, mode: toggle, curve: [[0, 1], [1, 0]]}
  - {send: mpe_note, voices: all fingers, pitch: finger.y, gate: finger.curl < 0.5, bend: hand.roll * 50}
  - {send: mpe_note, voices: both hands, pitch: hand.x, gate: hand.pinch,
     follow: bend, magnet: 0.5, smooth: 9 ms}
  - {send: scene, when: right.victory, to: one}
  - {send: scene, when: left.victory, to: two}
  - {send: panic, when: left.fist and right.fist}
scenes:
  one: {controls: [{send: note, pitch: any.y, range: C2..C4, gate: any.present, channel: 3}]}
  two: {controls: [{send: chord, chords: [Dm, G], pick: hands.distance, gate: hands.present, channel: 4}]}
"""

values = st.one_of(st.just(math.nan), st.floats(-1, 1), st.sampled_from([0.0, 1.0]))
any_signals = st.fixed_dictionaries(
    {
        name: values if signal.kind == "level" else st.sampled_from([0.0, 0.4, 1.0])
        for name, signal in signal_table.full_names().items()
        if name.split(".")[1] in {"x", "y", "pinch", "speed", "roll", "open", "present", "strike", "fist"}
        or ".curl." in name
        or name.endswith((".victory", ".distance"))
    }
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 0.3), any_signals), max_size=12))
def test_no_sequence_of_frames_leaves_a_note_on(steps: list[tuple[float, dict[str, float]]]) -> None:
    player = engine(EVERYTHING)
    sounding: list[tuple[str, int, int]] = []
    t = 0.0
    for dt, signals in steps:
        t += dt
        messages = player.update(Gestures(t, 0, NOBODY | signals, {}, ()))
        _follow(messages.items, sounding)
    _follow(player.stop(t).items, sounding)
    assert sounding == []


def _follow(items: tuple[Message, ...], sounding: list[tuple[str, int, int]]) -> None:
    for item in items:
        if not isinstance(item, (Osc, SceneChange, Panic)):
            for data in wire(item):
                assert data[0] >= 0x80 and all(byte < 0x80 for byte in data[1:])
        match item:
            case NoteOn(owner=owner, channel=channel, note=note, velocity=velocity):
                assert 0 <= note <= 127
                assert 1 <= velocity <= 127
                sounding.append((owner, channel, note))
            case NoteOff(owner=owner, channel=channel, note=note):
                sounding.remove((owner, channel, note))
            case Panic():
                sounding.clear()
