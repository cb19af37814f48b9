"""What makes any mapping easier: a note by staying, fewer and larger keys, more time."""

from __future__ import annotations

from itertools import pairwise
from math import nan
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import NOBODY

from gesture2midi import paths
from gesture2midi.engine.choice import GRACE, WIDE
from gesture2midi.engine.controls import Bands
from gesture2midi.engine.easing import CHANGE, MOST, Easing, eased
from gesture2midi.engine.engine import Engine
from gesture2midi.events import Gestures, Message, NoteOff, NoteOn
from gesture2midi.mapping.load import load, loads

FPS = 50
LADDER = "controls: [{send: note, pitch: right.x, scale: C major, range: C3..C5, gate: right.fist}]"
KINDS = [
    LADDER,
    LADDER.replace("gate", "humanise: 0.001, gate"),
    LADDER.replace("gate", "follow: portamento, gate"),
    "controls: [{send: chord, chords: [[C3], [D3], [E3], [F3], [G3], [A3], [B3], [C4]], pick: right.x,"
    " gate: right.fist}]",
    "controls: [{send: mpe_note, pitch: right.x, scale: C major, range: C3..C5, gate: right.fist}]",
]


def played(text: str, easing: Easing, *frames: dict[str, float]) -> list[Message]:
    """What a mapping says to frames in which the right hand is seen, unless they say otherwise."""
    player = Engine(eased(loads("name: Test\n" + text, Path("test.yaml")), easing))
    said: list[Message] = []
    for i, frame in enumerate(frames):
        signals = {**NOBODY, "right.present": 1.0, "right.y": 0.5, **frame}
        said += player.update(Gestures(i / FPS, i, signals, {}, ())).items
    return said


def notes(said: list[Message]) -> list[tuple[float, str, int]]:
    kinds = {NoteOn: "on", NoteOff: "off"}
    return [(round(m.t, 3), kinds[type(m)], m.note) for m in said if isinstance(m, NoteOn | NoteOff)]


def begun(said: list[Message]) -> list[int]:
    return [note for _, what, note in notes(said) if what == "on"]


def at(x: float, seconds: float, **more: float) -> list[dict[str, float]]:
    named = {name.replace("_", "."): value for name, value in more.items()}
    return [{"right.x": x, **named}] * round(seconds * FPS)


@pytest.mark.parametrize("text", KINDS)
def test_who_stays_on_a_key_plays_it_and_leaving_ends_it(text: str) -> None:
    said = notes(played(text, Easing(dwell=0.5), *at(0.03, 1.0), *at(0.97, 1.0)))
    assert [(t, what) for t, what, _ in said] == [(0.5, "on"), (1.0, "off"), (1.5, "on")]
    assert said[0][2] == said[1][2] != said[2][2]
    fist = [frame | {"right.fist": 1.0} for frame in at(0.03, 0.4)]
    assert notes(played(text, Easing(dwell=0.5), *fist)) == []
    assert notes(played(text, Easing(), *fist))[0][:2] == (0.0, "on")


@given(st.lists(st.floats(0, 1), min_size=1, max_size=60), st.sampled_from([0.2, 0.5, 1.0]))
def test_nothing_sounds_before_it_was_stayed_on_for_so_long(places: list[float], seconds: float) -> None:
    frames = [frame for x in places for frame in at(x, 0.06)]
    said = notes(played(LADDER, Easing(dwell=seconds), *frames))
    begun = [(t, note) for t, what, note in said if what == "on"]
    assert all(t >= seconds - 1e-6 for t, _ in begun)
    assert all(later - sooner >= seconds - 1e-6 for (sooner, _), (later, _) in pairwise(begun))
    assert [what for _, what, _ in said] == (["on", "off"] * len(begun))[: len(said)]


def test_a_hand_that_is_lost_for_a_moment_has_stayed_and_one_that_was_away_begins_anew() -> None:
    gone = [{"right.x": nan, "right.present": 0.0}]
    short, long = gone * (int(GRACE * FPS) - 1), gone * int(4 * GRACE * FPS)
    dwell = Easing(dwell=0.5)
    assert [t for t, _, _ in notes(played(LADDER, dwell, *at(0.1, 0.4), *short, *at(0.1, 0.4)))] == [0.5]
    assert notes(played(LADDER, dwell, *at(0.1, 0.4), *long, *at(0.1, 0.4))) == []
    held = notes(played(LADDER, dwell, *at(0.1, 0.8), *short, *at(0.1, 0.8)))
    assert [what for _, what, _ in held] == ["on"]


def test_a_gate_without_a_place_stays_as_it_is() -> None:
    text = "controls: [{send: note, pitch: C4, gate: right.fist}]"
    frames = [*at(0.1, 1.0), *at(0.1, 0.1, right_fist=1.0)]
    assert notes(played(text, Easing(dwell=0.5), *frames)) == [(1.0, "on", 60)]


DRUM = "controls: [{send: drum, sound: kick, hit: right.strike and right.x < 0.5}]"


def test_a_drum_is_struck_by_staying_in_its_place_once_and_by_a_stroke_as_ever() -> None:
    dwell = Easing(dwell=0.5)
    frames = [*at(0.2, 2.0), *at(0.8, 1.0), *at(0.2, 1.0)]
    assert [t for t, what, _ in notes(played(DRUM, dwell, *frames)) if what == "on"] == [0.5, 3.5]
    assert notes(played(DRUM, Easing(), *frames)) == []
    stroke = [*at(0.2, 1.0), *at(0.2, 0.02, right_strike=0.9), *at(0.2, 0.2)]
    struck = [m for m in played(DRUM, dwell, *stroke) if isinstance(m, NoteOn)]
    assert [(m.t, m.velocity) for m in struck] == [(0.5, 89), (1.0, 114)]
    anywhere = DRUM.replace(" and right.x < 0.5", "")
    assert notes(played(anywhere, dwell, *frames)) == []


@pytest.mark.parametrize("text", KINDS)
def test_large_keys_are_the_first_ones_and_the_picture_has_as_many(text: str) -> None:
    large = Easing(large=True)
    fist = {"right.fist": 1.0}
    sweep = [{"right.x": i / 200, **fist} for i in range(201)]
    usual, few = (begun(played(text, one, *sweep)) for one in (Easing(), large))
    assert few == usual[:MOST] and len(usual) > MOST
    mapping = eased(loads("name: Test\n" + text, Path("test.yaml")), large)
    (area,) = mapping.controls[0].areas(None)
    assert isinstance(area, Bands) and len(area.names) == MOST


@given(st.floats(0.0, 0.99 * WIDE))
def test_a_hand_trembles_on_a_large_key_as_far_as_it_may(way: float) -> None:
    border = 2 / MOST
    frames = [{"right.x": border + off / MOST, "right.fist": 1.0} for off in [-0.1, *[way, -way] * 10]]
    assert len(notes(played(LADDER, Easing(large=True), *frames))) == 1


def test_what_a_number_chooses_is_all_there() -> None:
    text = LADDER.replace("pitch: right.x", "index: 14 * right.x")
    mapping = eased(loads("name: Test\n" + text, Path("test.yaml")), Easing(large=True))
    (area,) = mapping.controls[0].areas(None)
    assert isinstance(area, Bands) and len(area.names) == 15
    assert notes(played(text, Easing(large=True), *at(1.0, 0.1, right_fist=1.0)))[0][2] == 72


def test_slow_passes_over_keys_and_holds_what_is_let_go_for_a_moment() -> None:
    slow = Easing(slow=True)
    passing = [*at(0.03, 1.0), *at(0.3, 0.1), *at(0.6, 0.1), *at(0.97, 1.0)]
    said = notes(played(LADDER, slow, *[frame | {"right.fist": 1.0} for frame in passing]))
    assert [n for _, what, n in said if what == "on"] == [48, 72]
    assert said[1][0] == pytest.approx(1.2 + CHANGE, abs=0.03)
    falters = [*at(0.03, 0.4, right_fist=1.0), *at(0.03, 0.2), *at(0.03, 0.4, right_fist=1.0), *at(0.97, 0.6)]
    assert [(what, n) for _, what, n in notes(played(LADDER, slow, *falters))] == [("on", 48), ("off", 48)]
    elsewhere = [*at(0.03, 0.4), *at(0.97, 0.2, right_fist=1.0)]
    assert notes(played(LADDER, slow, *elsewhere)) == [(0.4, "on", 72)]


def test_slow_is_half_the_tempo_and_nothing_else_is_as_the_file_has_it() -> None:
    for name in paths.bundled_mappings():
        mapping = load(paths.mapping_file(name))
        assert eased(mapping, Easing()) is mapping
        slow = eased(mapping, Easing(slow=True))
        assert slow.tempo == mapping.tempo / 2
        assert [c.id for c in slow.everything] == [c.id for c in mapping.everything]


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_each_bundled_mapping_can_be_eased_and_ends_what_it_begins(name: str) -> None:
    player = Engine(eased(load(paths.mapping_file(name)), Easing(0.4, large=True, slow=True)))
    sounding: dict[tuple[int, int], int] = {}
    hands = {name.partition(".")[0] for name in player.mapping.signals}
    there = {f"{hand}.present": 1.0 for hand in hands}
    for i in range(120):
        place = {f"{side}.{axis}": (i // 40 + 0.5) / 3 for side in ("left", "right", "any") for axis in "xy"}
        signals = {**dict.fromkeys(player.mapping.signals, 0.5), **NOBODY, **place, **there}
        for message in player.update(Gestures(i / 30, i, signals, {}, ())).items:
            count(sounding, message)
    for message in player.stop(10.0).items:
        count(sounding, message)
    assert not [note for note, many in sounding.items() if many > 0]


def count(sounding: dict[tuple[int, int], int], message: Message) -> None:
    if isinstance(message, NoteOn | NoteOff):
        key = message.channel, message.note
        sounding[key] = sounding.get(key, 0) + (1 if isinstance(message, NoteOn) else -1)
