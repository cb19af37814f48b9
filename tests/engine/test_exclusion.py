"""Hits that share a motion: one of them sounds."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from played import NOBODY

from gesture2midi.capture.takes.reader import Take
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.exclusion import Exclusion
from gesture2midi.events import Gestures, Hit, NoteOn
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.mapping.load import load, loads
from gesture2midi.paths import mapping_file

STEP = 1 / 30
KINDS = ("strike", "swipe_left", "swipe_right", "swipe_up", "swipe_down", "circle")
CASES = Path(__file__).parents[3] / "shared" / "cases" / "strikes"


def mapping(*hits: str) -> str:
    rows = [f"  - {{id: c{i}, send: drum, sound: {36 + i}, hit: {hit}}}" for i, hit in enumerate(hits)]
    return "\n".join(("name: Test", "controls:", *rows))


def gestures(t: float, hits: Sequence[Hit] = ()) -> Gestures:
    seen = {"right.present": 1.0, "left.present": 1.0, "any.present": 1.0, "hands.present": 1.0}
    shown = {f"{hit.side}.{hit.kind}": hit.velocity for hit in hits}
    anyone = {f"any.{hit.kind}": hit.velocity for hit in hits if hit.side == "right"}
    return Gestures(t, 0, {**NOBODY, **seen, **shown, **anyone}, {}, tuple(hits))


def played(text: str, told: Sequence[tuple[float, str]], seconds: float = 3.0) -> list[tuple[float, str]]:
    """(frame's time, what was read) of each note. told: times and hits, as `right.strike`."""
    engine = Engine(loads(text, Path("test.yaml")))
    names = {i: line.split("hit: ")[1].rstrip("}") for i, line in enumerate(text.splitlines()[2:])}
    notes, left = [], sorted(told)
    for i in range(round(seconds / STEP)):
        now: list[Hit] = []
        while left and left[0][0] <= i * STEP:
            at, name = left.pop(0)
            side, _, kind = name.partition(".")
            now.append(Hit(at, side, kind, 0.5))
        for message in engine.update(gestures(i * STEP, now)).items:
            if isinstance(message, NoteOn):
                notes.append((round(i * STEP, 3), names[message.note - 36]))
    return notes


def names(notes: Sequence[tuple[float, str]]) -> list[str]:
    return [name for _, name in notes]


@pytest.mark.parametrize("apart", [0.0, 0.05, 0.1])
@pytest.mark.parametrize("first", ["right.strike", "right.swipe_down"])
def test_a_stroke_that_is_a_swipe_down_is_a_stroke(apart: float, first: str) -> None:
    text = mapping("right.strike", "any.swipe_down")
    other = "right.swipe_down" if first == "right.strike" else "right.strike"
    assert names(played(text, [(0.5, first), (0.5 + apart, other)])) == ["right.strike"]


def test_a_swipe_down_without_a_stroke_is_heard_after_a_moment() -> None:
    ((at, name),) = played(mapping("right.strike", "any.swipe_down"), [(0.5, "right.swipe_down")])
    assert name == "any.swipe_down" and 0.64 < at < 0.7


def test_read_alone_it_is_heard_at_once_and_always() -> None:
    told = [(0.5, "right.swipe_down"), (0.5, "right.strike"), (1.0, "right.swipe_down")]
    assert played(mapping("right.swipe_down"), told) == [(0.5, "right.swipe_down"), (1.0, "right.swipe_down")]


def test_a_wind_up_and_the_way_back_are_no_swipes_up() -> None:
    text = mapping("right.strike", "right.swipe_up")
    told = [(0.5, "right.swipe_up"), (0.72, "right.strike"), (0.95, "right.swipe_up")]
    assert names(played(text, told)) == ["right.strike"]
    assert names(played(text, [(0.5, "right.swipe_up")])) == ["right.swipe_up"]
    assert names(played(text, [(0.5, "right.strike"), (1.2, "right.swipe_up")])) == [
        "right.strike",
        "right.swipe_up",
    ]


def test_a_clap_is_no_swipe_of_either_hand() -> None:
    text = mapping("hands.clap", "left.swipe_right", "right.swipe_left")
    told = [(0.5, "left.swipe_right"), (0.53, "hands.clap"), (0.6, "right.swipe_left")]
    assert names(played(text, told)) == ["hands.clap"]


def test_the_falls_of_a_circle_are_none_and_a_fall_that_sounded_stands() -> None:
    text = mapping("right.circle", "right.strike")
    assert names(played(text, [(0.5, "right.circle"), (0.7, "right.strike")])) == ["right.circle"]
    assert names(played(text, [(0.5, "right.strike"), (0.7, "right.circle")])) == ["right.strike"]


def test_the_hands_are_apart() -> None:
    text = mapping("right.strike", "left.swipe_down")
    assert sorted(names(played(text, [(0.5, "right.strike"), (0.5, "left.swipe_down")]))) == [
        "left.swipe_down",
        "right.strike",
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(3, 60), st.sampled_from(KINDS)), max_size=12, unique=True))
def test_what_is_told_is_heard_at_most_once_and_nothing_else_is(told: list[tuple[int, str]]) -> None:
    said = [(i * STEP, f"right.{kind}") for i, kind in told]
    notes = names(played(mapping(*(f"right.{kind}" for kind in KINDS)), said))
    for kind in KINDS:
        assert notes.count(f"right.{kind}") <= sum(name == f"right.{kind}" for _, name in said)
    strikes = [at for at, name in said if name == "right.strike"]
    if strikes and not any(name == "right.circle" for _, name in said):
        assert "right.strike" in notes or "right.swipe_down" in notes


@pytest.mark.parametrize("take", ["minjerk_30", "one_frame_lost", "ghost_30", "windup_30", "bounce_60"])
@pytest.mark.parametrize("name", ["drums", "hand-percussion", "one-man-band"])
def test_each_stroke_of_the_takes_is_one_note(tmp_path: Path, take: str, name: str) -> None:
    packed = CASES / f"{take}.drums.jsonl.gz"
    if not packed.exists():
        pytest.skip(f"{packed} is not there: it lies beside the project while it is built")
    strokes = sum(len(hand["truth"]) for hand in json.loads((CASES / f"{take}.json").read_text())["hands"])
    unpacked = tmp_path / "take.jsonl"
    unpacked.write_bytes(gzip.decompress(packed.read_bytes()))
    engine, recognizer = Engine(load(mapping_file(name))), Recognizer()
    notes = [
        message
        for hands in Take(unpacked).frames()
        for message in engine.update(recognizer.update(hands)).items
        if isinstance(message, NoteOn) and message.channel == 10
    ]
    assert len(notes) == strokes


@pytest.mark.parametrize("kind", KINDS)
def test_what_no_hand_makes_is_no_part_of_a_hand_s_motion(kind: str) -> None:
    """Whatever it is called, it is heard at once, and neither waits nor is dropped."""
    exclusion = Exclusion({f"{hand}.{each}" for hand in ("right", "any") for each in KINDS} | {"hands.clap"})
    said = Hit(0.1, "heart", kind, 0.5)
    assert said.names == {f"heart.{kind}"}
    struck = gestures(0.0, [Hit(0.0, "right", each, 0.5) for each in ("circle", "strike")])
    exclusion.update(struck)
    heard = exclusion.update(Gestures(0.1, 1, {**NOBODY, said.name: 0.5}, {}, (said,)))
    assert heard.hits == (said,) and heard.signals[said.name] == 0.5
