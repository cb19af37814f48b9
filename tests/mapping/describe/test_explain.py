"""Mappings and expressions in plain sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import examples

from gesture2midi import paths
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.describe.dependencies import Way, bounds, names, way
from gesture2midi.mapping.describe.explain import explain
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression.parser import parse
from gesture2midi.mapping.load import load, load_file


def files(folder: Path) -> Iterator[Path]:
    """Every bundled mapping and every example of the reference."""
    for name in paths.bundled_mappings():
        yield paths.mapping_file(name)
    for i, example in enumerate(examples()):
        file = folder / f"example-{i}.yaml"
        file.write_text(example, encoding="utf-8")
        yield file


def test_every_control_of_every_mapping_is_told_once_and_every_kind_occurs(tmp_path: Path) -> None:
    kinds = set()
    for file in files(tmp_path):
        told = [one for part in explain(file).parts for one in part.controls]
        mapping = load(file)
        every = [*mapping.controls, *(c for scene in mapping.scenes.values() for c in scene)]
        assert sorted(one.id for one in told) == sorted(control.id for control in every)
        for one in told:
            assert one.who in (
                "Left hand",
                "Right hand",
                "Either hand",
                "Both hands",
                "Face",
                "Body",
                "Heart",
                "Voice",
                "By itself",
            )
            assert re.fullmatch(r"\S.*\S", one.sentence), one
            said = re.sub(r"\{index(:\d+)?\}", "", one.sentence)  # it may stand in an address
            assert not re.search(r"None|[{}]|  |,,|\bmapping\.", said), one
            assert one.sentence.count("`") % 2 == 0
        model = load_file(file).model
        kinds |= {c.send for part in (model, *model.scenes.values()) for c in part.controls}
    assert kinds == set(KINDS)


def told(text: str, folder: Path) -> list[str]:
    file = folder / "mapping.yaml"
    file.write_text(f"name: A\ncontrols:\n  - {text}\n", encoding="utf-8")
    return [str(one) for part in explain(file).parts for one in part.controls]


@pytest.mark.parametrize(
    ("control", "sentence"),
    [
        (
            "{send: note, pitch: right.y, scale: C minor pentatonic, range: C3..C6, gate: right.pinch > 0.6, "
            "velocity: right.open}",
            "Right hand: its height picks a note of C minor pentatonic from C3 to C6; it sounds while the "
            "hand is pinched, the more open the hand is, the louder (channel 1).",
        ),
        (
            "{send: note, pitch: left.y, gate: right.fist, mode: latch, channel: 3, when: not left.fist}",
            "Right hand: the left hand's height picks a note of the chromatic scale from C3 to C5; it begins "
            "when the hand makes a fist, and sounds until the next (channel 3), only while the left hand "
            "makes no fist.",
        ),
        (
            "{send: note, pitch: right.y, gate: right.fist, follow: portamento, portamento_time: left.y}",
            "Right hand: its height picks a note of the chromatic scale from C3 to C5, to which the synth "
            "glides, as slowly as the left hand's height; it sounds while the hand makes a fist (channel 1).",
        ),
        (
            "{send: drum, sound: kick, hit: right.strike and right.x < 0.75}",
            "Right hand: each time the hand strikes and is left of 75 % of the width, it plays the kick, as "
            "loud as the blow.",
        ),
        (
            "{send: cc, number: 11, from: left.y, in: [0.2, 0.8], out: [20, 127], lost: glide, rest: 100}",
            "Left hand: its height, from 0.2 to 0.8, moves controller 11 (expression) of channel 1 from 20 "
            "to 127; when the hand leaves it glides to 100.",
        ),
        (
            "{send: cc, number: 64, from: left.yaw > 0.7}",
            "Left hand: controller 64 (sustain pedal) of channel 1 is 127 while its palm is turned away, and "
            "0 otherwise.",
        ),
        (
            "{send: arp, chords: [C, Am], pick: left.x, octaves: 2, rate: 1/8t, gate: right.fist}",
            "Right hand: the left hand's place from left to right picks C or Am; it is played note after "
            "note, upwards over 2 octaves, one each 1/8 triplet, sounds while the hand makes a fist "
            "(channel 1).",
        ),
        (
            "{send: drum, sound: snare, hit: left.fist, repeat: 1/16d, humanise: 0.5}",
            "Left hand: while the hand makes a fist, it plays the snare, again and again each 1/16 dotted, a "
            "little unevenly.",
        ),
        (
            "{send: chord, chords: [C], gate: right.fist, quantise: 1/4, strum: 80 ms}",
            "Right hand: the chord C sounds while the hand makes a fist, strummed upwards in 0.08 s, from "
            "the next 1/4 of the beat on (channel 1).",
        ),
        (
            "{send: panic, when: left.thumb_down and right.thumb_down}",
            "Both hands: when each hand has its thumb down, everything falls silent.",
        ),
        (
            "{send: cc, number: 20, from: left.y * right.y, mute: true}",
            "Both hands: `left.y * right.y` moves controller 20 of channel 1 (it is muted).",
        ),
        (
            "{send: cc, number: 20, from: midi.cc.21, when: clock.running and not right.fist}",
            "By itself: controller 21 moves controller 20 of channel 1, only while the clock runs and the "
            "right hand makes no fist.",
        ),
        (
            "{send: note, pitch: right.y, gate: right.fist, mute: midi.cc.64 > 0.5 or midi.note.36}",
            "Right hand: its height picks a note of the chromatic scale from C3 to C5; it sounds while the "
            "hand makes a fist (channel 1); silent while controller 64 is over 0.5 or key 36 is held.",
        ),
    ],
)
def test_sentences(control: str, sentence: str, tmp_path: Path) -> None:
    assert told(control, tmp_path) == [sentence]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("0.2 < right.y < 0.5", "the hand is between 20 % and 50 % of the height"),
        ("0.5 < right.x", "the hand is in the right half"),
        ("not (right.fist or left.fist)", "the hand makes no fist and the left hand makes no fist"),
        (
            "right.fist or left.point and left.y > 0.5",
            "the hand makes a fist or the left hand points and is in the upper half",
        ),
        ("right.open > 0.2", "the hand is not closed"),
        ("right.curl.pinky < 0.4", "its little finger is stretched"),
        ("hands.distance < 0.15", "both hands are closer together than 0.15"),
        ("right.my_sign", "the hand makes `my_sign`"),
        ("loud", "its height is over 0.5 * right.y"),
        ("1", "always"),
    ],
)
def test_conditions_are_read_aloud(text: str, clause: str) -> None:
    own = {"loud": "right.y > half * right.y", "half": "0.5"}
    expected = clause.replace("0.5 * right.y", "`0.5 * right.y`")
    assert Speaker("right", own).clause(text) == expected


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("smooth(right.y, 100 ms)", "its height (smoothed over 100 ms)"),
        ("smooth(right.y, 0.1)", "its height (smoothed over 0.1 s)"),
        ("delay(left.open, 2 s)", "how open the left hand is (2 s late)"),
        ("hold(right.y, left.fist)", "its height (held while the left hand makes a fist)"),
        ("lfo(2 Hz, sine)", "a sine wave of 2 Hz"),
        ("lfo(0.5, saw)", "a saw wave of 0.5 Hz"),
        ("lfo(right.y, square)", "a square wave whose rate in Hz is its height"),
        ("random(right.strike)", "a random number (another each time the hand strikes)"),
        ("count(right.strike)", "how often the hand strikes"),
        ("count(right.strike, 4)", "how often the hand strikes (after 4 from 0 again)"),
        ("since(right.strike)", "the time in seconds after the hand strikes"),
        ("if(right.fist, right.y, 0.5)", "its height or 0.5 (the first if the hand makes a fist)"),
        ("hysteresis(right.y, 0.4, 0.6)", "whether its height is over 0.6, until it is under 0.4"),
        ("slow", "its height (smoothed over 1 s)"),
    ],
)
def test_functions_are_read_aloud(text: str, noun: str) -> None:
    assert Speaker("right", {"slow": "smooth(right.y, 1 s)"}).noun(text) == noun


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("hysteresis(right.y, 0.4, 0.6)", "its height is over 0.6, until it is under 0.4"),
        ("not hysteresis(right.y, 0.4, 0.6)", "its height is under 0.4, until it is over 0.6"),
        ("delay(right.strike, 200 ms)", "the hand strikes (200 ms late)"),
        ("since(right.strike) < 2", "the time in seconds after the hand strikes is under 2"),
        (
            "if(left.fist, right.fist, right.point)",
            "the hand makes a fist if the left hand makes a fist, else the hand points",
        ),
        ("lfo(1, square)", "a square wave of 1 Hz is over 0"),
    ],
)
def test_conditions_with_functions_are_read_aloud(text: str, clause: str) -> None:
    assert Speaker("right").clause(text) == clause


def test_every_signal_has_a_noun_and_a_clause_of_its_own() -> None:
    signals = signal_table.full_names()
    for hand in ("left", "hands"):
        of_it = [name for name in signals if name.startswith(f"{hand}.")]
        nouns = {Speaker(hand).noun(name) for name in of_it}
        assert len(nouns) == len(of_it)
        assert not any("`" in noun for noun in nouns)
    assert Speaker("left").noun("right.y") == "the right hand's height"
    assert Speaker("left").noun("clock.bar") == "the part of the bar that has gone by"
    assert Speaker("left").noun("osc.dial") == "the OSC value `dial`"


def test_the_one_signal_that_an_expression_follows_is_found() -> None:
    assert way(parse("clamp(0.7 + right.speed / 8)")) == Way("right.speed", True)
    assert way(parse("scale(-left.vy, 0, 3, 0.25, 1)")) == Way("left.vy", False)
    assert way(parse("abs(right.roll)")) is None
    assert way(parse("right.x * left.x")) is None
    assert way(parse("0.5")) is None


def test_the_bounds_of_a_condition() -> None:
    found = bounds("right.strike and 0.2 < right.y < 0.5 and high", {"high": "right.x >= 0.75"})
    assert found == {"right.y": (0.2, 0.5), "right.x": (0.75, float("inf"))}
    assert bounds("right.x < 0.5 or right.x > 0.7", {}) == {}
    assert names("loud and right.pinch.middle > 0", {"loud": "left.y"}) == ["left.y", "right.pinch.middle"]


ATOMS = st.sampled_from(
    ["right.y", "left.fist", "any.strike", "hands.distance", "right.curl.index", "0.5", "mine"]
)
EXPRESSIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(
            inner, st.sampled_from(["and", "or", "<", ">=", "==", "!=", "+", "-", "*", "/"]), inner
        ).map(lambda t: f"({' '.join(t)})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} < {t[1]} <= {t[2]})"),
        inner.map(lambda x: f"(not {x})"),
        inner.map(lambda x: f"-{x}"),
        inner.map(lambda x: f"clamp({x})"),
        inner.map(lambda x: f"scale({x}, 0.1, 0.7)"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
    ),
    max_leaves=8,
)


@given(EXPRESSIONS, st.sampled_from(["left", "right", "any", "hands", "finger", ""]))
def test_any_expression_can_be_read_aloud(text: str, about: str) -> None:
    speaker = Speaker(about, {"mine": "left.y > 0.5"})
    for said in (speaker.noun(text), speaker.clause(text)):
        assert said.strip() and "mine" not in said and "{" not in said
