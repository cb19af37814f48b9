"""Gates that nothing opens or closes, and notes that are held twice on one key: what `check` says."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi import paths
from gesture2midi.mapping.load import load_text, warnings

NOTE = "send: note, pitch: C4, gate: "
POSE = "a hand holds one pose at a time"


def told(*controls: str, above: str = "") -> list[str]:
    """What is told of the gates of a mapping, as `line: message; hint`."""
    text = f"name: x\n{above}controls:\n" + "".join(f"  - {{{control}}}\n" for control in controls)
    loaded = load_text(text, Path("x.yaml"))
    assert loaded.mapping is not None, loaded.problems
    return [f"{p.line}: {p.message}{'; ' * bool(p.hint)}{p.hint}" for p in loaded.warnings()]


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (f"{NOTE}left.fist and left.victory", f"nothing can open this gate: {POSE}"),
        (
            f"{NOTE}left.y > 0.8 and left.y < 0.2",
            "nothing can open this gate: no value of `left.y` is all of that",
        ),
        (f"{NOTE}right.pinch > 1", "nothing can open this gate: `right.pinch` goes from 0 to 1"),
        (f"{NOTE}left.fist, when: left.ok", f"nothing can open this gate: with its `when`, {POSE}"),
        (
            f"{NOTE}left.fist, when: left.ok, mute: right.fist",
            f"nothing can open this gate: with its `when`, {POSE}",
        ),
        (f"{NOTE}left.fist, mute: left.present <= 1", "nothing can open this gate: with its `mute`, "
         "`left.present` goes from 0 to 1"),
        (f"{NOTE}right.fist and not right.present", "nothing can open this gate: a hand that is not seen has "
         "no place, no pose and no hits"),
        ("send: sequence, notes: [C4, D4], hit: left.fist, back: left.fist", "this is what `hit` is, so it "
         "never steps back; write what the other hand does, or another gesture"),
        ("send: cc, number: 20, values: [1, 2], next: left.y > .5, previous: (left.y > 0.5)", "this is what "
         "`next` is, so it never steps back; write what the other hand does, or another gesture"),
        (f"{NOTE}0", "nothing can open this gate; a number above 0 is true"),
        (f"{NOTE}left.fist, retrigger: left.strike > 2", "nothing can strike this again: "
         "`left.strike` goes from 0 to 1"),
        (f"{NOTE}left.fist < 2", "nothing can close this gate; it is always true"),
        (
            f"{NOTE}right.pinch >= 0",
            "nothing closes this gate while the hand is seen; "
            "write `present`, such as `right.present`, if that is meant",
        ),
        ("send: chord, chords: [C], gate: left.ok and left.call", f"nothing can open this gate: {POSE}"),
        ("send: arp, chords: [C], gate: left.ok and left.call", f"nothing can open this gate: {POSE}"),
        (
            "send: mpe_note, voices: all fingers, pitch: finger.y, gate: finger.pinch > 1",
            "nothing can open this gate: `left.pinch` goes from 0 to 1",
        ),
        ("send: drum, sound: kick, hit: left.strike and left.strike < 0", "nothing can sound this: "
         "no value of `left.strike` is all of that"),
        ("send: drum, sound: kick, hit: left.y >= -1 or not left.y >= -1", "this is always true; "
         "only what becomes true sets it off, such as `right.strike`"),
        ("send: drum, sound: kick, hit: right.y", "`hit` takes what becomes true, and `right.y` is a level; "
         "compare it, as in `right.y > 0.4`"),
        ("send: panic, when: 1 - face.smile", "`when` takes what becomes true, and `face.smile` is a level; "
         "compare it, as in `face.smile > 0.4`"),
        ("send: cc, number: 20, values: [1, 2], next: 'smooth(left.fist, 1 s)'", "`next` takes what becomes "
         "true, and `smooth(...)` is a level; compare it, as in `smooth(...) > 0.4`"),
        ("send: program, program: 1, when: left.fist and left.ok", f"this is never true: {POSE}"),
        ("send: panic, when: left.fist and left.ok", f"this is never true: {POSE}"),
        ("send: cc, number: 20, from: left.y, when: left.fist and left.ok", f"this is never true: {POSE}"),
        (
            "send: cc, number: 20, from: left.y, when: left.fist < 2",
            "this is always true; take it out, or write what is not",
        ),
        ("send: clock, tempo: tap right.strike > 1", "nothing can tap this: `right.strike` goes from 0 to 1"),
        ("send: clock, gate: left.fist and left.ok", f"nothing can open this gate: {POSE}"),
    ],
)  # fmt: skip
def test_a_gate_that_never_opens_or_never_closes(control: str, said: str) -> None:
    assert told(control) == [f"3: {said}"]


@pytest.mark.parametrize(
    "control",
    [
        f"{NOTE}left.fist",
        f"{NOTE}1",
        f"{NOTE}left.fist, when: 0",
        f"{NOTE}left.fist, mute: true",
        f"{NOTE}left.fist, mute: right.fist",
        f"{NOTE}right.present",
        "send: mpe_note, voices: all fingers, pitch: finger.y, gate: finger.pinch >= 1",
        "send: drum, sound: kick, hit: right.y >= 0",
        "send: drum, sound: kick, hit: right.y, repeat: 1/8",
        "send: drum, sound: kick, hit: 1, repeat: 1/8",
        "send: drum, sound: kick, hit: right.strike and right.y",
        "send: drum, sound: kick, hit: midi.cc.64",
        "send: drum, sound: kick, hit: 'lfo(2 Hz, square)'",
        "send: panic, when: 'count(left.strike, 2)'",
        f"{NOTE}right.open",
        "send: clock, gate: 1, when: right.fist",
        f"{NOTE}left.open_hand and left.open > 0.5",
    ],
)
def test_a_gate_that_opens_and_closes(control: str) -> None:
    assert told(control) == []


@pytest.mark.parametrize(
    ("control", "said"),
    [
        (
            "send: panic, when: 2",
            "this is always true; only what becomes true sets it off, such as `right.strike`",
        ),
        (
            "send: cc, number: 20, from: 'if(left.fist, 100, 20)'",
            "nothing of this lies between 0 and 1, so the same is sent all the time; write `in: [20, 100]`",
        ),
        (
            "send: cc, number: 20, from: left.y * 127",
            "only 0.8% of this lies between 0 and 1; all else is sent as one of the two ends; "
            "write `in: [0, 127]`, or take the factor out",
        ),
        (
            "send: osc, address: /a, from: 'scale(left.y, 0, 1, -500, 500)'",
            "only 0.1% of this lies between 0 and 1",
        ),
        ("send: clock, tempo: left.y", "write one such as `scale(left.y, 0, 1, 80, 160)`"),
        (
            "send: bend, from: left.y - 3",
            "nothing of this lies between 0 and 1, so the same is sent all the time; write `in: [-3, -2]`",
        ),
        (
            "send: osc, address: /a, from: [left.y, left.roll], in: [2, 3]",
            "nothing of this lies between 2 and 3, so the same is sent all the time; write `in: [0, 1]`",
        ),
        (
            "send: cc, number: 20, from: count(left.fist) + 1",
            "nothing of this lies between 0 and 1, so the same is sent all the time; write another `in`",
        ),
        ("send: note, index: 25, gate: left.fist", "number 25; there are 0 to 24"),
        ("send: note, index: left.y - 2, gate: left.fist", "nothing has such a number; there are 0 to 24"),
        ("send: chord, chords: [C, F], index: -1, gate: left.fist", "number -1; there are 0 to 1"),
        ("send: arp, chords: [C, F], index: 2, gate: left.fist", "number 2; there are 0 to 1"),
        ("send: mpe_note, index: hand.y + 30, gate: hand.fist", "such a number; there are 0 to 24"),
        (
            "send: osc, address: '/a/{index}', index: 10000, when: left.fist",
            "nothing has the number 10000; there are 0 to 9999",
        ),
    ],
)  # fmt: skip
def test_what_is_never_heard(control: str, said: str) -> None:
    assert said in " ".join(told(control))


@pytest.mark.parametrize(
    "control",
    [
        "send: cc, number: 20, from: left.y * 127, in: [0, 127]",
        "send: cc, number: 20, from: (left.y - 0.5) * 60",
        "send: cc, number: 20, from: left.y * 0 + 0.5",
        "send: cc, number: 20, from: (left.y > 0.5) * 127",
        "send: cc, number: 20, from: 'if(left.fist, 127, 0)'",
        "send: clock, tempo: left.y * 200",
        "send: cc, number: 20, from: 100",
        "send: cc, number: 20, from: left.y + 0.9",
        "send: cc, number: 20, from: osc.dial",
        "send: cc, number: 20, values: [3, 5], next: left.fist",
        "send: note, index: 24, gate: left.fist",
        "send: note, index: osc.step, gate: left.fist",
        "send: note, index: 'count(left.fist, 25)', gate: right.fist",
        "send: chord, chords: [C, F], index: 2 * left.y, gate: left.fist",
    ],
)
def test_what_may_be_heard(control: str) -> None:
    assert told(control) == []


def test_variables_are_seen_through() -> None:
    let = "let:\n  shut: left.fist\n  both: shut and left.ok\n"
    assert told(f"{NOTE}both", above=let) == [f"6: nothing can open this gate: {POSE}"]


def held(one: str, other: str) -> list[str]:
    return told(f"send: note, {one}", f"send: note, {other}")


C4 = [
    "4: the control in line 3 can hold C4 of channel 1 at the same time; give one of them another gate or key"
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pitch: C4, gate: left.y > 0.5", "pitch: C4, gate: left.y > 0.3"),
        ("pitch: C4, gate: left.y > 0.5", "pitch: 60, gate: left.fist"),
        ("pitch: C4, gate: left.fist", "pitch: C4, gate: right.fist"),
        ("pitch: C4, gate: left.fist", "pitch: C4, gate: left.present"),
        ("pitch: C4, gate: left.fist", "pitch: C4, gate: left.y > 0.5, when: left.y < 0.6"),
        ("pitch: C4, gate: 'hysteresis(left.y, 0.4, 0.6)'", "pitch: C4, gate: 0.4 < left.y < 0.5"),
        ("pitch: C4, gate: 'count(left.fist, 2) == 1'", "pitch: C4, gate: left.fist"),
    ],
)
def test_two_notes_that_can_be_held_at_once_on_one_key(one: str, other: str) -> None:
    assert held(one, other) == C4


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pitch: C4, gate: left.y > 0.5", "pitch: C4, gate: left.y < 0.5"),
        ("pitch: C4, gate: left.y > 0.5", "pitch: D4, gate: left.y > 0.3"),
        ("pitch: C4, gate: left.y > 0.5", "pitch: C4, gate: left.y > 0.3, channel: 2"),
        ("pitch: C4, gate: left.y > 0.5", "pitch: C4, gate: left.y > 0.3, mute: true"),
        ("pitch: C4, gate: left.y > 0.5", "pitch: C4, gate: left.y > 0.3, port: other"),
        ("pitch: C4, gate: left.fist", "pitch: C4, gate: left.ok"),
        ("pitch: C4, gate: left.fist", "pitch: C4, gate: not left.present"),
        ("pitch: C4, gate: left.fist, when: right.ok", "pitch: C4, gate: left.fist, when: right.fist"),
        # Which pose goes with which bend of a finger, no interval tells; nor whose hand `any` is.
        ("pitch: C4, gate: left.fist", "pitch: C4, gate: left.open > 0.9"),
        ("pitch: C4, gate: any.y > 0.5", "pitch: C4, gate: left.y < 0.5"),
        # Two hands that each choose among keys may meet on one.
        ("pitch: left.x, gate: left.fist", "pitch: right.x, gate: right.fist"),
        ("pitch: (left.x + 0.5) / 12, gate: left.fist", "pitch: (left.x + 3.5) / 12, gate: left.y > 0.5"),
    ],
)
def test_two_notes_that_are_not_held_at_once(one: str, other: str) -> None:
    assert held(one, other) == []


def test_chords_and_arps_hold_keys_and_drums_do_not() -> None:
    chord, arp = "send: chord, chords: [C], octave: 4, gate: ", "send: arp, notes: [E4, B4], gate: "
    assert told(f"{chord}left.fist", f"{arp}right.fist")[0].startswith("4: the control in line 3 can hold E4")
    assert told(f"{chord}left.fist", f"{NOTE}right.fist")[0].startswith(
        "4: the control in line 3 can hold C4"
    )
    kick = "send: drum, sound: kick, hit: "
    assert told(f"{kick}left.fist", f"{kick}right.fist") == []


def test_notes_of_two_scenes_are_never_held_at_once() -> None:
    text = (
        "name: x\nstart: a\nscenes:\n"
        "  a: {controls: [{send: note, pitch: C4, gate: left.fist}, {send: scene, to: b, when: right.ok}]}\n"
        "  b: {controls: [{send: note, pitch: C4, gate: left.fist}, {send: scene, to: a, when: right.ok}]}\n"
    )
    assert load_text(text, Path("x.yaml")).warnings() == []


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_nothing_is_told_of_a_bundled_mapping(name: str) -> None:
    assert warnings(paths.mapping_file(name)) == []
