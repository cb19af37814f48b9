"""Controls that play on a port of their own."""

from __future__ import annotations

from pathlib import Path

import pytest

from gesture2midi.engine.engine import Engine
from gesture2midi.errors import MappingError
from gesture2midi.events import Gestures, Message, port_of
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.load import loads, warnings

TEXT = """
name: Ports
synth: {program: Strings}
start: a
controls:
  - {send: note, pitch: C4, gate: right.fist, port: bass, channel: 2}
  - {send: note, pitch: C5, gate: right.fist}
  - {send: drum, sound: kick, hit: right.strike, port: kit}
  - {send: cc, number: 20, from: right.y, port: lights}
  - {send: cc, number: 20, from: left.y}
  - {send: mpe_note, voices: right hand, pitch: hand.y, gate: hand.fist, port: pads}
scenes:
  a:
    enter: [{send: cc, number: 91, value: 3, port: lights}, {send: osc, address: /a, value: 1}]
    controls:
      - {send: program, program: 3, when: right.fist, port: bass}
"""


def frame(index: int, **told: float) -> Gestures:
    signals = {name: 0.0 for name in signal_table.full_names()} | {
        "right.present": 1.0,
        "left.present": 1.0,
    }
    return Gestures(index / 30, index, signals | {k.replace("_", ".", 1): v for k, v in told.items()}, {}, ())


def ports(messages: tuple[Message, ...]) -> set[tuple[str, str | None]]:
    return {(type(message).__name__, port_of(message)) for message in messages}


def test_each_message_goes_where_its_control_plays(tmp_path: Path) -> None:
    mapping = loads(TEXT, tmp_path / "ports.yaml")
    assert mapping.port_names == {"bass", "kit", "lights", "pads"}
    engine = Engine(mapping)
    first = ports(engine.update(frame(0, right_y=0.5)).items)
    assert {("Parameter", "pads"), ("ControlChange", "lights"), ("ControlChange", ""), ("Osc", None)} <= first
    assert ("Parameter", "") not in first
    second = ports(engine.update(frame(1, right_y=0.5, right_fist=1, right_strike=0.7)).items)
    assert second >= {("NoteOn", "bass"), ("NoteOn", ""), ("NoteOn", "kit"), ("NoteOn", "pads")}
    assert ("ProgramChange", "bass") in second
    ended = ports(engine.stop(0.1).items)
    assert {("NoteOff", port) for port in ("bass", "", "kit", "pads")} <= ended


def test_the_synth_of_this_machine_has_programs_for_the_main_port_alone(tmp_path: Path) -> None:
    text = "\n".join(line for line in TEXT.splitlines() if "mpe_note" not in line)
    assert set(loads(text, tmp_path / "ports.yaml").synth.programs) == {1}


def test_controls_on_two_ports_do_not_fight_and_an_included_control_keeps_its_port(tmp_path: Path) -> None:
    (tmp_path / "ports.yaml").write_text(TEXT)
    assert [str(w) for w in warnings(tmp_path / "ports.yaml") if "fight" in str(w)] == []
    outer = loads("name: B\ninclude: ports\n", tmp_path / "outer.yaml")
    assert outer.ports["ports/cc-1"] == "lights"


@pytest.mark.parametrize("wrong", ["port: Lights", "port: 3", "port: a b", "port: ''"])
def test_a_port_s_name_is_one_small_word(wrong: str, tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="one small word"):
        loads(f"name: A\ncontrols:\n  - {{send: cc, number: 1, from: left.y, {wrong}}}\n", tmp_path / "a")


def test_what_is_no_midi_has_no_port(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="has no `port`"):
        loads("name: A\ncontrols:\n  - {send: panic, when: left.fist, port: a}\n", tmp_path / "a")
