"""The page "How do I ...": each answer is short, clean, and plays what it says."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from pages import page
from played import engine, gestures

from gesture2midi.engine.messages import line
from gesture2midi.events import ControlChange, Message, NoteOff, NoteOn, TimingClock
from gesture2midi.mapping.load import load_text

MOST_LINES = 8
TEXT = page("how-to/how-do-i")
ANSWERS = dict(re.findall(r"^```yaml\nname: ([^\n]+)\n(controls:\n.*?)^```", TEXT, flags=re.S | re.M))


def heard(name: str, *seen: dict[str, float], step: float = 0.1) -> list[list[Message]]:
    """What an answer says in each of frames `step` seconds apart; both hands are there from the first on."""
    player = engine(ANSWERS[name])
    here = {"left_y": 0.5, "right_y": 0.5}
    frames = [gestures(i * step, **here | values) for i, values in enumerate(seen)]
    return [list(player.update(frame).items) for frame in frames]


def lines(frames: Iterable[list[Message]]) -> list[str]:
    """`note_on 60 100`: what all frames say, without times and channels."""
    return [" ".join(line(item).split()[2:]) for frame in frames for item in frame]


def notes(frames: Iterable[list[Message]]) -> list[int]:
    return [item.note for frame in frames for item in frame if isinstance(item, NoteOn)]


def values(frames: Iterable[list[Message]], number: int) -> list[int]:
    every = [item for frame in frames for item in frame if isinstance(item, ControlChange)]
    return [item.value for item in every if item.number == number]


def test_there_is_an_answer_to_each_of_twelve_requests() -> None:
    assert len(ANSWERS) == len(re.findall(r"^## ", TEXT, flags=re.M)) == 12


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_short_and_clean(name: str) -> None:
    below = ANSWERS[name].splitlines()[1:]
    assert 1 <= len(below) <= MOST_LINES
    loaded = load_text(f"name: {name}\n{ANSWERS[name]}", Path("answer.yaml"))
    assert loaded.problems == [] and loaded.warnings() == []


def test_a_filter_is_picked_up() -> None:
    away = math.nan
    frames = heard("Filter", *({"right_open": x} for x in (0.5, away, away, 0.1, 0.3, 0.6, 0.7)))
    assert values(frames[:1], 74) == [64]
    assert values(frames[1:5], 74) == [], "nothing from a hand that is back, until it passes 64"
    assert values(frames[5:], 74)[-1] > 64


def test_a_fist_starts_stops_and_goes_on() -> None:
    fist, rest = {"left_fist": 1.0}, {}
    told = lines(heard("Song", rest, fist, rest, fist, rest, fist))
    assert [text.split()[-1] for text in told] == ["start", "stop", "continue"]


def test_a_pedal_has_three_zones() -> None:
    assert values(heard("Half pedal", *({"left_y": y} for y in (0.1, 0.5, 0.9, 0.5, 0.1))), 64) == [
        0, 64, 127, 64, 0
    ]  # fmt: skip


def test_four_fingers_drum_soft_and_loud() -> None:
    names = ("", "__middle", "__ring", "__pinky")
    hits = [{f"right_pinch_tap{name}": 0.25 * (i + 1)} for i, name in enumerate(names)]
    frames = heard("Finger drums", {}, *(frame for hit in hits for frame in (hit, {})))
    ons = [item for frame in frames for item in frame if isinstance(item, NoteOn)]
    assert [item.note for item in ons] == [36, 38, 42, 46]
    assert [item.velocity for item in ons] == [32, 64, 95, 127]
    assert {item.channel for item in ons} == {10}


def test_four_drawbars_are_pulled() -> None:
    fingers = ("index", "middle", "ring", "pinky")
    frames = heard("Drawbars", *({f"left_curl__{f}": x for f in fingers} for x in (1.0, 0.0)))
    assert [values(frames, number) for number in (12, 13, 14, 15)] == [[0, 127]] * 4


def test_a_bend_has_twelve_semitones() -> None:
    told = lines(heard("Wide bend", {"right_roll": 0.0}, {"right_roll": 0.25}, {"right_roll": -0.25}))
    assert [text for text in told if text.startswith("rpn")] == ["rpn 0 12/127"]
    bends = [int(text.split()[1]) for text in told if text.startswith("bend")]
    assert (bends[-2], bends[-1]) == (8191, -8192)


def test_the_distance_of_the_hands_is_the_reverb_of_channel_3() -> None:
    frames = heard("Room", {"hands_distance": 0.0}, {"hands_distance": 1.0})
    assert values(frames, 91) == [0, 127]
    assert {item.channel for frame in frames for item in frame} == {3}  # type: ignore[union-attr]


def test_a_chord_is_held_and_strummed() -> None:
    held: dict[str, float] = {"left_fist": 1.0, "left_x": 0.0}
    frames = heard("Strum", {"left_x": 0.0}, held, held | {"right_strike": 0.5}, held, held)
    first = [item for item in frames[1] if isinstance(item, NoteOn)]
    again = [item for item in frames[2] if isinstance(item, NoteOn)]
    assert [item.note for item in first] == [item.note for item in again] and len(first) == 4
    assert again[-1].t - again[0].t == pytest.approx(0.06)


def test_fingers_choose_a_program_and_thumbs_go_on_from_there() -> None:
    rest: dict[str, float] = {}
    shown: list[dict[str, float]] = [
        *({name: 1.0} for name in ("left_three", "left_thumb_up", "left_thumb_down", "left_point"))
    ]
    told = lines(heard("Programs", rest, *(frame for pose in shown for frame in (pose, rest))))
    assert [int(text.split()[-1]) for text in told] == [0, 2, 3, 2, 0], "numbers as MIDI counts them"


def test_a_note_sounds_until_the_next_and_is_struck_again() -> None:
    pinch = {"right_pinch": 1.0}
    frames = heard("Latch", {"right_pinch": 0.0}, pinch, {"right_pinch": 0.0}, pinch)
    (first,) = frames[1]
    assert frames[2] == []
    assert isinstance(first, NoteOn)
    assert [type(item) for item in frames[3]] == [NoteOff, NoteOn]
    assert notes(frames) == [first.note] * 2


def test_each_cell_has_its_note() -> None:
    places = [(x, y) for y in (0.2, 0.5, 0.8) for x in (0.2, 0.5, 0.8)]
    pinched: list[dict[str, Any]] = [{"right_x": x, "right_y": y, "right_pinch": 1.0} for x, y in places]
    rest = {"right_pinch": 0.0, "right_x": 0.5}
    played = notes(heard("Nine cells", *(frame for one in pinched for frame in (rest, one))))
    assert played == [60, 62, 64, 67, 69, 72, 74, 76, 79]


def test_taps_make_a_clock() -> None:
    # 12 frames of 0.05 s are 100 a minute.
    frames = heard("Tapped tempo", *({"right_strike": float(i % 12 == 6)} for i in range(90)), step=0.05)
    pulses = [item.t for frame in frames for item in frame if isinstance(item, TimingClock)]
    steps = [b - a for a, b in zip(pulses[-30:], pulses[-29:], strict=False)]
    assert steps == [pytest.approx(0.6 / 24)] * len(steps)
