"""Names that the player taught, in every place of a mapping that takes an expression."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.errors import MappingError
from gesture2midi.gestures.signals import full_names, taught_signal
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.load import check, load, load_text, loads, warnings

PATH = Path("mapping.yaml")
TAUGHT = (taught_signal("my_sign", "pose"), taught_signal("my_turn", "motion"))
LISTED = "`gesture2midi gestures` lists them all, and `gesture2midi teach` adds your own"

VARIABLES = """name: Variables
let:
  shown: right.my_sign and left.y > 0.2
  swell: shown * right.y
controls:
  - send: mpe_note
    voices: both hands
    pitch: hand.y
    gate: hand.my_sign
    pressure: swell
    when: shown
  - {send: cc14, number: 1, from: swell}
"""

NEEDED = {
    "note": {"pitch": "C4", "gate": "1"},
    "chord": {"chords": "[C]", "gate": "1"},
    "arp": {"chords": "[C]", "gate": "1"},
    "mpe_note": {"pitch": "hand.y", "gate": "1"},
    "drum": {"sound": "kick", "hit": "left.strike"},
    "sequence": {"notes": "[C4]", "hit": "left.strike"},
    "loop": {"record": "left.fist"},
    "mapping": {"next": "left.fist"},
    "cc": {"number": "1", "from": "1"},
    "cc14": {"number": "1", "from": "1"},
    "nrpn": {"number": "1", "from": "1"},
    "rpn": {"number": "1", "from": "1"},
    "bend": {"from": "1"},
    "pressure": {"from": "1"},
    "poly_pressure": {"note": "C4", "from": "1"},
    "osc": {"address": "/a", "from": "1"},
    "program": {"program": "1", "when": "1"},
    "transport": {"do": "start", "when": "1"},
    "sysex": {"bytes": "7E 7F", "when": "1"},
    "scene": {"to": "main", "when": "1"},
    "panic": {"when": "1"},
    "clock": {},
}
EXPRESSIONS = {
    *("when", "mute", "gate", "pitch", "velocity", "pick", "hit", "from"),
    *("bend", "slide", "pressure"),
    *("back", "first", "record", "stop", "undo", "clear", "next", "previous"),
}
STEPPED = {
    "cc": {"number": "1", "values": "[0, 1]"},
    "program": {"programs": "[1, 2]"},
    "scene": {},
    "mapping": {},
}


def _needed(kind: str, field: str) -> dict[str, str]:
    """The other fields of a control that has this one."""
    return STEPPED[kind] if field in ("next", "previous") else NEEDED[kind]


PLACES = [
    (kind, field)
    for kind, model in KINDS.items()
    for field in (field.alias or name for name, field in model.model_fields.items())
    if field in EXPRESSIONS
]


@pytest.mark.parametrize(("kind", "field"), PLACES, ids=lambda name: str(name))
@pytest.mark.parametrize("name", ["right.my_sign", "shown"])
def test_every_expression_of_every_kind_reads_them(kind: str, field: str, name: str) -> None:
    control = "".join(
        f"    {key}: {value}\n" for key, value in (_needed(kind, field) | {field: name}).items()
    )
    let = "let: {shown: right.my_sign}\n"
    text = f"name: Test\n{let}controls:\n  - send: {kind}\n{control}"
    assert "right.my_sign" in loads(text, PATH, TAUGHT).signals
    with pytest.raises(MappingError, match=r"no signal is called `right\.my_sign`"):
        loads(text, PATH)


def test_a_variable_reads_a_taught_name_and_voices_have_their_own() -> None:
    file = load_text(VARIABLES, PATH, TAUGHT)
    mapping = file.playable()
    assert mapping.signals == {"left.my_sign", "right.my_sign", "left.y", "right.y"}
    voices, fine = (file.controls[control.id] for control in mapping.controls)
    seen = {name: 0.0 for name in full_names(TAUGHT)} | {"left.y": 0.5, "right.y": 0.25}
    shown = seen | {"right.my_sign": 1.0}
    assert [fine.kind.from_.value(signals) for signals in (seen, shown)] == [0.0, 0.25]
    gates = [gate for gate, _ in mapping.controls[0].owners.values()]
    assert [gate.value(shown) for gate in gates] == [0.0, 1.0]
    assert voices.kind.voiced


def test_a_variable_that_was_not_taught_is_refused_once_where_it_stands() -> None:
    with pytest.raises(MappingError) as raised:
        loads(VARIABLES, PATH)
    assert str(raised.value).splitlines() == [
        f"mapping.yaml:3:10: no signal is called `right.my_sign`; {LISTED}",
        "      shown: right.my_sign and left.y > 0.2",
        "             ^",
        f"mapping.yaml:9:11: no signal is called `hand.my_sign`; {LISTED}",
        "        gate: hand.my_sign",
        "              ^",
    ]


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("right.my_sing", "did you mean `right.my_sign`?"),
        ("hand.my_sing", "did you mean `hand.my_sign`?"),
        ("my_turn", "say whose: `right.my_turn`, `left.my_turn` or `any.my_turn`"),
        ("shwon", "did you mean `shown`?"),
        ("my_sgin", "did you mean `my_sigil`?"),
    ],
)
def test_the_nearest_name_is_a_taught_one_or_a_variable(written: str, hint: str) -> None:
    text = f"""name: Test
let: {{shown: right.my_sign, my_sigil: shown}}
controls:
  - {{send: mpe_note, pitch: hand.y, gate: {written}}}
"""
    with pytest.raises(MappingError) as raised:
        loads(text, PATH, TAUGHT)
    assert f"no signal is called `{written}`; {hint}\n" in str(raised.value)


def test_warnings_and_included_files_know_them(tmp_path: Path) -> None:
    (tmp_path / "voices.yaml").write_text(VARIABLES)
    path = tmp_path / "all.yaml"
    path.write_text(
        "name: All\ninclude: voices\nlet: {unread: any.my_turn}\n"
        "controls:\n  - {send: cc, number: 1, from: left.my_sign}\n"
    )
    assert load(path, TAUGHT).signals >= {"right.my_sign", "left.my_sign"}
    assert warnings(tmp_path / "voices.yaml", TAUGHT) == []
    assert [warning.message for warning in warnings(path, TAUGHT)] == [
        "controller 1 of channel 1 is moved by the control in line 5 as well, and they will fight",
        "nothing reads the variable `unread`",
    ]
    assert [problem.line for problem in check(path)] == [2, 3, 5]
    with pytest.raises(MappingError):
        warnings(path)
