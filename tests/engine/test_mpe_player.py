"""MPE: the zone, one channel a voice, everything before its note, and magnets."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played import NOBODY, engine

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.messages import line
from gesture2midi.engine.pitch_snap import drawn
from gesture2midi.events import ControlChange, Gestures, Message, NoteOff, NoteOn, Panic, PitchBend, Pressure
from gesture2midi.gestures import signals


def hands(t: float, seen: dict[str, float]) -> Gestures:
    present = {f"{name.partition('.')[0]}.present": 1.0 for name in seen}
    return Gestures(t, 0, {**NOBODY, **present, **seen}, {}, ())


def said(player: Engine, t: float, **seen: float) -> list[str]:
    """`right_index_x=0.5` is `right.index.x`."""
    frame = hands(t, {name.replace("_", "."): value for name, value in seen.items()})
    return [line(item).partition(" ")[2] for item in player.update(frame).items]


ONE = """
mpe: {members: 3, bend_range: 24}
controls:
  - {send: mpe_note, voices: right hand, pitch: hand.y, scale: C major, range: C4..C5,
     gate: hand.pinch > 0.5, bend: hand.roll * 4, slide: hand.x, pressure: hand.open}
"""


def test_the_zone_is_announced_before_anything_else_and_again_after_a_pause() -> None:
    player = engine(ONE)
    zone = ["ch1 rpn 6 3/127", *(f"ch{n} rpn 0 24/127" for n in (2, 3, 4))]
    assert said(player, 0.0) == zone
    assert said(player, 0.1) == []
    player.stop(0.2)
    assert said(player, 0.3) == zone


def test_bend_slide_and_pressure_come_before_the_note_and_follow_it() -> None:
    player = engine(ONE)
    said(player, 0.0)
    hand = {"right_y": 0.0, "right_pinch": 1.0, "right_roll": 0.0, "right_x": 0.5, "right_open": 1.0}
    assert said(player, 0.1, **hand) == [
        "ch2 bend 0",
        "ch2 cc 74 64",
        "ch2 pressure 127",
        "ch2 note_on 60 100",
    ]
    assert said(player, 0.2, **hand) == []
    moved = {"right_roll": 0.5, "right_x": 1.0, "right_open": 0.0}
    assert said(player, 0.3, **{**hand, **moved}) == ["ch2 bend 683", "ch2 cc 74 127", "ch2 pressure 0"]
    # The next note takes the next channel, and the old one is left as it is.
    assert said(player, 0.4, **{**hand, "right_y": 1.0}) == [
        "ch2 note_off 60",
        "ch3 bend 0",
        "ch3 cc 74 64",
        "ch3 pressure 127",
        "ch3 note_on 72 100",
    ]
    assert said(player, 0.5, **{**hand, "right_pinch": 0.0}) == ["ch3 note_off 72"]
    assert said(player, 0.6, **hand)[-1] == "ch4 note_on 60 100"
    assert [line(m) for m in player.stop(0.7).items] == ["0.7000 ch4 note_off 60"]


def test_the_channel_that_was_free_for_longest_is_taken() -> None:
    player = engine(ONE)
    taken = []
    for i in range(8):
        lines = said(
            player, i * 0.1, right_y=0.5, right_roll=0.0, right_x=0, right_open=0, right_pinch=(i + 1) % 2
        )
        taken += [line.split()[0] for line in lines if "note_on" in line]
    assert taken == ["ch2", "ch3", "ch4", "ch2"]


def test_a_hand_that_is_lost_for_a_moment_keeps_its_voice_as_it_is() -> None:
    player = engine(ONE)
    said(player, 0.0, right_y=0.5, right_pinch=1.0, right_roll=0.1, right_x=0.5, right_open=0.5)
    assert said(player, 0.1) == []
    assert [line.split()[1] for line in said(player, 0.3)] == ["note_off"]


def test_each_finger_is_a_voice() -> None:
    player = engine(
        "controls: [{send: mpe_note, voices: left fingers, pitch: finger.x, range: C4..B4,"
        " gate: finger.curl < 0.5, slide: finger.pinch}]"
    )
    fingers = {f"left_{finger}_x": i / 5 for i, finger in enumerate(signals.FINGERS)}
    curls = {f"left_curl_{finger}": 1.0 if finger == "ring" else 0.0 for finger in signals.FINGERS}
    lines = said(player, 0.0, **fingers, **curls)
    assert [line for line in lines if "note_on" in line] == [
        "ch2 note_on 60 100",
        "ch3 note_on 62 100",
        "ch4 note_on 64 100",
        "ch5 note_on 69 100",
    ]


FRETLESS = """
controls:
  - {send: mpe_note, pitch: hand.y, scale: C major, range: C4..C5, gate: hand.present,
     follow: bend, magnet: %s}
"""


def tuning(player: Engine, path: list[float], start: float = 0.0) -> list[float]:
    """The pitch that is heard after each frame of a hand's path, in notes with a fraction."""
    note, bend, heard = 0, 0, []
    for i, y in enumerate(path):
        for item in player.update(hands(start + i / 30, {"right.y": y})).items:
            match item:
                case NoteOn(note=note):
                    pass
                case PitchBend(value=bend):
                    pass
        heard.append(note + bend / 8192 * 48)
    return heard


def test_without_a_magnet_it_glides_like_a_theremin() -> None:
    path = [i / 200 for i in range(201)]
    heard = tuning(engine(FRETLESS % 0), path)
    assert heard[0] == 60 and heard[-1] == pytest.approx(72, abs=0.01)
    steps = [b - a for a, b in itertools.pairwise(heard)]
    assert min(steps) >= 0 and max(steps) < 0.15


@pytest.mark.parametrize("magnet", [0.2, 0.6, 1.0])
@given(rest=st.floats(0, 1), tremble=st.floats(0, 0.0005), start=st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_where_the_hand_rests_it_is_in_tune(magnet: float, rest: float, tremble: float, start: float) -> None:
    between = [start + (rest - start) * i / 15 for i in range(16)]
    path = between + [max(0.0, min(1.0, rest + (tremble if i % 2 else -tremble))) for i in range(150)]
    for heard in tuning(engine(FRETLESS % magnet), path)[-10:]:
        assert min(abs(heard - note) for note in (60, 62, 64, 65, 67, 69, 71, 72)) < 0.1


def test_a_voice_begins_in_tune_and_glides_when_the_hand_moves() -> None:
    heard = tuning(engine(FRETLESS % 0.6), [0.12] + [0.12 + i * 0.01 for i in range(30)])
    assert heard[0] == 60
    assert any(0.3 < h % 1 < 0.7 for h in heard)
    assert max(abs(b - a) for a, b in itertools.pairwise(heard)) < 0.7


@given(st.lists(st.floats(0, 12), min_size=2), st.floats(0, 1))
def test_a_magnet_never_turns_back(places: list[float], strength: float) -> None:
    pulled = [drawn(place, strength) for place in sorted(places)]
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(pulled))
    assert all(drawn(float(n), strength) == n for n in range(13))
    assert all(abs(drawn(place, strength) - place) <= 0.5 + 1e-9 for place in places)


TWELVE = """
mpe: {members: %d}
controls:
  - {send: mpe_note, voices: all fingers, pitch: finger.y, gate: finger.curl < 0.5, slide: finger.x}
  - {send: panic, when: left.rock}
  - {send: scene, to: two, when: left.victory}
scenes:
  two:
    controls:
      - {send: mpe_note, voices: both hands, pitch: hand.x, gate: hand.pinch > 0.5, follow: bend, magnet: 0.5}
      - {send: scene, to: main, when: right.victory}
"""
VALUES = st.one_of(st.just(math.nan), st.floats(0, 1))
SEEN = st.fixed_dictionaries(
    {
        name: st.sampled_from([0.0, 1.0]) if signal.kind != "level" else VALUES
        for name, signal in signals.full_names().items()
        if name.endswith((".y", ".x", ".victory", ".rock", ".present", ".pinch")) or ".curl." in name
    }
)


@settings(max_examples=60, deadline=None)
@given(members=st.sampled_from([15, 12, 4]), frames=st.lists(st.tuples(st.floats(0, 0.3), SEEN), max_size=10))
def test_voices_never_share_a_channel_while_there_is_a_free_one(
    members: int, frames: list[tuple[float, dict[str, float]]]
) -> None:
    player = engine(TWELVE % members)
    sounding: list[tuple[str, int, int]] = []
    t = 0.0
    for dt, seen in frames:
        t += dt
        hear(player.update(Gestures(t, 0, {**NOBODY, **seen}, {}, ())).items, sounding, members)
    hear(player.stop(t).items, sounding, members)
    assert sounding == []


def hear(items: tuple[Message, ...], sounding: list[tuple[str, int, int]], members: int) -> None:
    prepared: dict[int, set[str]] = {}
    for item in items:
        match item:
            case PitchBend(channel=channel) | Pressure(channel=channel) | ControlChange(channel=channel):
                prepared.setdefault(channel, set()).add(type(item).__name__)
            case NoteOn(owner=owner, channel=channel, note=note):
                assert 2 <= channel <= members + 1
                assert prepared[channel] == {"PitchBend", "Pressure", "ControlChange"}
                used = {channel for _, channel, _ in sounding}
                assert channel not in used or len(used) == members
                sounding.append((owner, channel, note))
            case NoteOff(owner=owner, channel=channel, note=note):
                sounding.remove((owner, channel, note))
            case Panic():
                sounding.clear()
