"""A value that is written as elsewhere is told as it is written here, whichever field it stands in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.editing.edit_field import plain
from gesture2midi.mapping.expression.names import BUILT_IN
from gesture2midi.mapping.load import check_text
from gesture2midi.mapping.schema.rewriting import _alone, rewritten

FIELDS = [(kind, name) for kind, model in KINDS.items() for name in model.model_fields]
PIECES = st.sampled_from(
    (
        *(
            "C4",
            "cis4",
            "-1",
            "0.5",
            "50",
            "%",
            "ms",
            "hz",
            "bpm",
            "..",
            "-",
            ",",
            " ",
            "to",
            "[",
            "]",
            "0x",
            "F0",
        ),
        *("right.y", "AND", "Volume", "cc", "8th", "quaver", "dur", "C", "Am", "/a", "_", "\n", "9" * 40),
    )
)
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map("".join)
NUMBERS = st.integers() | st.floats() | st.booleans() | st.none()
VALUES = TEXTS | NUMBERS | st.lists(TEXTS | NUMBERS, max_size=5) | st.dictionaries(TEXTS, TEXTS, max_size=2)


def hints(control: str) -> list[str]:
    found = check_text(f"name: X\ncontrols:\n  - {{{control}}}\n", Path("x.yaml"), ())
    return [problem.hint for problem in found]


@given(field=st.sampled_from(FIELDS), value=VALUES)
def test_what_is_told_is_taken(field: tuple[str, str], value: object) -> None:
    kind, name = field
    told = rewritten(value, KINDS[kind], name, BUILT_IN)
    if told:
        alone = _alone(KINDS[kind], name)
        alone.model_validate({"value": plain(told)}, context=BUILT_IN)
        with pytest.raises(ValidationError):
            alone.model_validate({"value": value}, context=BUILT_IN)


@pytest.mark.parametrize(
    ("control", "hint"),
    [
        ("send: cc, from: right.y, number: volume", "write `7`"),
        ("send: cc, from: right.y, number: Sustain Pedal", "write `64`"),
        ("send: cc, from: right.y, number: CC74", "write `74`"),
        ("send: cc, from: right.y, number: 7.0", "write `7`"),
        ("send: cc, from: right.y, number: 7.5", ""),
        ("send: cc, from: right.y, number: 1, channel: Channel 3", "write `3`"),
        ("send: cc, from: right.y, number: 1, in: 0..1", "write `[0, 1]`"),
        ("send: cc, from: right.y, number: 1, in: 20 % - 80 %", "write `[0.2, 0.8]`"),
        ("send: cc, from: right.y, number: 1, out: 0-127", "write `[0, 127]`"),
        ("send: cc, from: right.y, number: 1, smooth: 50 msec", "write `50 ms`"),
        ("send: cc, from: right.y, number: 1, rate: 60hz", "write `60 Hz`"),
        ("send: cc, from: right.y, number: 1, dead: 5%", "write `0.05`"),
        ("send: cc, from: right.y, number: 1, lost: freeze", "write `hold`"),
        ("send: cc, from: right.y, number: 1, curve: sigmoid", "write `s-curve`"),
        ("send: cc, from: [right.y], number: 1", "write `right.y`"),
        ("send: note, gate: left.fist, pitch: Fis3", "write `F#3`"),
        ("send: note, gate: left.fist, pitch: H2", "write `B2`"),
        ("send: note, gate: left.fist, pitch: Sol3", "write `G3`"),
        ("send: note, gate: left.fist, pitch: right.y, scale: c-moll", "write `c minor`"),
        ("send: note, gate: left.fist, pitch: right.y, range: C3 to C5", "write `C3..C5`"),
        ("send: note, gate: left.fist, pitch: right.y, range: [48, 72]", "write `48..72`"),
        ("send: note, gate: left.fist, pitch: C4, quantise: eighth", "write `1/8`"),
        ("send: note, gate: left.fist, pitch: C4, velocity: 200", ""),
        ("send: chord, gate: left.fist, chords: C Am F", "write `[C, Am, F]`"),
        ("send: sysex, when: left.fist, bytes: 0xF0 0x7E 0x7F 0xF7", "write `7E 7F`"),
        ("send: osc, from: right.y, address: 10.0.0.2:9000/a", "write `/a` alone, and give the target with "),
        ("send: osc, from: right.y, address: /a, host: 10.0.0.2", "give the target with `--osc HOST:PORT`"),
        ("send: osc, when: left.fist, address: /a, args: 1", "write `[1]`"),
    ],
)
def test_a_value_of_another_program(control: str, hint: str) -> None:
    told = hints(control)
    assert len(told) == 1 and told[0].startswith(hint) and bool(told[0]) == bool(hint)


@pytest.mark.parametrize(
    ("expression", "hint"),
    [
        ("lfo(2hz, sine)", "write `2 Hz`"),
        ("lfo(120 bpm, sine)", "write `2 Hz`"),
        ("smooth(right.y, 0.2 seconds)", "write `0.2 s`"),
        ("right.y * 50%", "write 0.5"),
        ("right.y if left.fist else 0", "write if(condition, then, else)"),
        ("right.y => 0.5", "write `>=`"),
        ("right.y <> 0.5", "write `!=`"),
        ("right.y ** 2", "write a product such as `right.y * right.y`"),
        ("right.y above 0.5", "write `>`"),
        ("right.pose == fist", "each pose is a signal of its own, such as `right.fist`"),
        ("right_hand.y", "write `right.y`"),
        ("lh.fist", "write `left.fist`"),
        ("right pinch", "write `right.pinch`"),
        ("left.hight", "did you mean `left.y`?"),
        ("right is left", "write `==` for equal; a pose is a signal, such as `right.fist`"),
    ],
)
def test_an_expression_of_another_program(expression: str, hint: str) -> None:
    assert hints(f'send: cc, number: 1, from: "{expression}"') == [hint]
