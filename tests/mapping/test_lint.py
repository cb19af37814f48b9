"""Mappings that fight themselves, and what they are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.mapping.load import warnings


def told(tmp_path: Path, text: str) -> list[str]:
    """The warnings of a mapping as `line: what is said`."""
    file = tmp_path / "mapping.yaml"
    file.write_text("name: Test\n" + text, encoding="utf-8")
    heads = [str(warning).splitlines()[0].removeprefix(f"{file}:") for warning in warnings(file)]
    assert all(": warning: " in head for head in heads)
    return [f"{head.split(':')[0]}: {head.split(': warning: ')[1]}" for head in heads]


def controls(*lines: str) -> str:
    return "controls:\n" + "".join(f"  - {{{line}}}\n" for line in lines)


FIGHT = "and they will fight; change one of them, or give each its own `when`"


@pytest.mark.parametrize(
    ("one", "other", "what"),
    [
        (
            "send: cc, number: 20, from: left.y",
            "send: cc, number: 20, from: left.x",
            "controller 20 of channel 1",
        ),
        (
            "send: cc14, number: 1, from: left.y",
            "send: cc, number: 1, from: left.x",
            "controller 1 of channel 1",
        ),
        (
            "send: cc14, number: 1, from: left.y",
            "send: cc, number: 33, from: left.x",
            "controller 33 of channel 1",
        ),
        ("send: bend, from: left.y", "send: bend, from: left.x", "the bend of channel 1"),
        ("send: pressure, from: left.y", "send: pressure, from: left.x", "the pressure of channel 1"),
        (
            "send: nrpn, number: 160, from: left.y",
            "send: nrpn, number: [1, 32], from: left.x",
            "NRPN 160 of channel 1",
        ),
        (
            "send: poly_pressure, note: C4, from: left.y",
            "send: poly_pressure, note: 60, from: left.x",
            "the pressure of key C4 of channel 1",
        ),
        ("send: osc, address: /a, from: left.y", "send: osc, address: /a, from: left.x", "the address /a"),
    ],
)
def test_two_controls_that_move_the_same_thing(tmp_path: Path, one: str, other: str, what: str) -> None:
    assert told(tmp_path, controls(one, other)) == [
        f"4: {what} is moved by the control in line 3 as well, {FIGHT}"
    ]
    # One that has its `when` still fights with one that always plays; two may take turns.
    assert told(tmp_path, controls(f"{one}, when: left.fist", other))
    assert told(tmp_path, controls(f"{one}, when: left.fist", f"{other}, when: not left.fist")) == []


def test_other_channels_numbers_and_scenes_do_not_fight(tmp_path: Path) -> None:
    cc = "send: cc, number: 20, from: left.y"
    assert told(tmp_path, controls(cc, f"{cc}, channel: 2", cc.replace("20", "21"))) == []
    scene = "    controls: [{%s}, {send: scene, to: %s, when: left.victory}]\n"
    scenes = "start: a\nscenes:\n  a:\n" + scene % (cc, "b") + "  b:\n" + scene % (cc, "a")
    assert told(tmp_path, scenes) == []
    assert len(told(tmp_path, controls(cc) + scenes)) == 2


def test_a_drum_among_notes_and_a_melody_among_drums(tmp_path: Path) -> None:
    note = "send: note, pitch: C4, gate: left.fist"
    drum = "send: drum, sound: kick, hit: right.strike"
    assert told(tmp_path, controls(note, drum)) == []
    assert told(tmp_path, controls(note, f"{drum}, channel: 1")) == [
        "4: this drum sounds on channel 1, where the control in line 3 plays notes; "
        "give it a channel of its own"
    ]
    assert told(tmp_path, controls(f"{note}, channel: 10")) == [
        "3: channel 10 is for drums, and most synths play no melody there; take another channel"
    ]


GLIDE = "send: note, pitch: right.y, gate: right.fist, follow: portamento"


def test_a_note_that_glides_has_its_channel_and_its_controllers_for_itself(tmp_path: Path) -> None:
    held = "send: chord, chords: [C], gate: left.fist"
    assert told(tmp_path, controls(GLIDE, held)) == [
        "3: while this note glides, so does what the control in line 4 plays on channel 1; "
        "give it a channel of its own"
    ]
    assert told(tmp_path, controls(GLIDE, f"{held}, channel: 2")) == []
    for number in (5, 65, 84):
        assert told(tmp_path, controls(GLIDE, f"send: cc, number: {number}, from: left.y")) == [
            f"4: controller {number} of channel 1 is moved by the control in line 3 as well, {FIGHT}"
        ]
    assert len(told(tmp_path, controls(GLIDE, GLIDE))) == 1
    assert told(tmp_path, controls(GLIDE, f"{GLIDE}, channel: 2")) == []


@pytest.mark.parametrize("number", [0, 6, 32, 38, 96, 97, 98, 99, 100, 101])
def test_reserved_controllers(tmp_path: Path, number: int) -> None:
    (warning,) = told(tmp_path, controls(f"send: cc, number: {number}, from: left.y"))
    assert warning.startswith(f"3: controller {number} ")


def test_common_controllers_are_fine(tmp_path: Path) -> None:
    fine = (1, 7, 11, 20, 64, 74, 95, 102, 119)
    assert told(tmp_path, controls(*(f"send: cc, number: {n}, from: left.y" for n in fine))) == []


SCENES = """
controls: [{send: scene, to: b, when: left.fist}]
scenes:
  a: {controls: [{send: scene, to: b, when: left.victory}]}
  b: {controls: [{send: panic, when: right.fist}]}
"""


def test_scenes_without_a_door(tmp_path: Path) -> None:
    assert told(tmp_path, SCENES) == [
        "5: nothing leads to the scene `a`; add a control with `send: scene` and `to: a`, or `start: a`",
        "6: nothing leads out of the scene `b`; add a control with `send: scene` to it",
    ]
    assert (
        told(
            tmp_path,
            SCENES.replace("panic,", "scene, to: main,").replace(
                "to: b, when: left.f", "to: a, when: left.f"
            ),
        )
        == []
    )


def test_a_warning_shows_its_line(tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text("name: Test\ncontrols:\n  - send: cc\n    number: 6\n    from: left.y\n")
    assert [str(warning) for warning in warnings(file)] == [
        f"{file}:4:5: warning: controller 6 sets the parameter that was chosen last; send `nrpn` or `rpn`\n"
        "        number: 6\n"
        "        ^"
    ]


VOICE = "send: mpe_note, pitch: hand.y, gate: hand.fist"


def test_channels_of_voices_are_theirs_alone(tmp_path: Path) -> None:
    cc = "send: cc, number: 20, from: left.y, channel: 5"
    assert told(tmp_path, controls(VOICE, cc)) == [
        "4: channel 5 belongs to the MPE voices, who play on 2 to 16; "
        "take 1 for what all voices share, or fewer `members` under `mpe:`"
    ]
    assert told(tmp_path, "mpe: {members: 3}\n" + controls(VOICE, cc)) == []
    assert told(tmp_path, controls(VOICE, cc.replace("channel: 5", "channel: 1"))) == []
    assert len(told(tmp_path, controls(VOICE, "send: drum, sound: kick, hit: left.strike"))) == 1


def test_a_voice_that_cannot_bend_over_its_range(tmp_path: Path) -> None:
    wide = f"{VOICE}, follow: bend, range: C1..C6"
    assert told(tmp_path, controls(wide)) == [
        "3: this range spans 60 semitones, and a voice bends by 48 at most; "
        "narrow it, or widen `bend_range` under `mpe:`"
    ]
    assert told(tmp_path, "mpe: {bend_range: 60}\n" + controls(wide)) == []
    assert told(tmp_path, controls(wide.replace("bend", "steps"))) == []


def test_variables_that_nothing_reads(tmp_path: Path) -> None:
    let = "let: {one: left.y, two: one / 2, three: right.x, four: 1}\n"
    read = "{send: cc, number: 20, from: two, about: three}, {send: osc, address: /a, from: [1, four]}"
    assert told(tmp_path, f"{let}controls: [{read}]\n") == [
        "2: nothing reads the variable `three`; take it out, or write it where it is meant"
    ]


def test_a_muted_control_fights_nobody(tmp_path: Path) -> None:
    cc = "send: cc, number: 20, from: left.y"
    assert told(tmp_path, controls(cc, f"{cc}, mute: true")) == []
    assert told(tmp_path, controls(cc, f"{cc}, mute: false"))


def test_parts_that_nothing_uses(tmp_path: Path) -> None:
    parts = "parts: {one: {smooth: 9 ms}, two: {smooth: 8 ms}}\n"
    assert told(tmp_path, parts + controls("send: cc, number: 20, from: left.y, use: two")) == [
        "2: no control uses the part `one`; take it out, or write `use:` where it is meant"
    ]


BEYOND = (
    "only 0.8% of this lies between 0 and 1; all else is sent as one of the two ends; take the factor out"
)


@pytest.mark.parametrize(
    "control",
    [
        "send: note, pitch: right.y * 127, gate: right.pinch > 0.5",
        "send: note, pitch: C4, gate: right.pinch > 0.5, velocity: 127 * right.y",
        "send: chord, chords: [C, F], pick: right.y * 127, gate: right.fist",
        "send: arp, chords: [C, F], rate: 1/8, pick: right.y * 127, gate: right.fist",
        "send: drum, sound: kick, hit: right.strike, velocity: right.y * 127",
        "send: sequence, notes: [C4, D4], hit: right.strike, velocity: right.y * 127",
    ],
)
def test_a_share_that_is_taken_for_a_midi_value(tmp_path: Path, control: str) -> None:
    assert told(tmp_path, controls(control)) == [f"3: {BEYOND}"]
    assert told(tmp_path, controls(control.replace("127", "1.2"))) == []


def test_a_controller_that_cannot_move(tmp_path: Path) -> None:
    (said,) = told(tmp_path, controls("send: cc, number: 1, from: right.y, out: [64, 64]"))
    assert said == "3: both ends of `out` are 64, so the same is sent all the time; write two that differ"
    assert told(tmp_path, controls("send: cc, number: 1, from: right.y, out: [64, 65]")) == []


def test_a_drum_that_sounds_twice_at_one_hit(tmp_path: Path) -> None:
    kick = "send: drum, sound: kick, hit: right.strike"
    (said,) = told(tmp_path, controls(kick, "send: drum, sound: 36, hit: right.strike, velocity: 90"))
    assert (
        said == "4: the control in line 3 sounds the same at the same hit; take one out, or give it another"
    )
    for other in ("sound: snare", "hit: left.strike", "channel: 11", "when: left.fist"):
        key, value = other.split(": ")
        changed = ", ".join(
            f"{one}: {value if one == key else given}"
            for one, given in {**dict(pair.split(": ") for pair in kick.split(", ")), key: value}.items()
        )
        assert told(tmp_path, controls(kick, changed)) == []


@pytest.mark.parametrize("way", ["to: main, when: right.fist", "next: right.fist"])
def test_a_way_to_scenes_that_there_are_none_of(tmp_path: Path, way: str) -> None:
    (said,) = told(tmp_path, controls(f"send: scene, {way}"))
    assert said == "3: this mapping has no scenes, so this leads nowhere; write some under `scenes:`"
