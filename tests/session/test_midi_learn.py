"""MIDI learn: what is sent for one control, and the keys that choose it."""

from __future__ import annotations

from pathlib import Path

import pytest
from command import run
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.cli.learn import Choice
from gesture2midi.cli.terminal_keys import named
from gesture2midi.engine.controls import LEARN_LENGTH as LENGTH
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Message, Messages, NoteOff, NoteOn, Osc, Panic, SceneChange, port_of
from gesture2midi.io.files.transcript import Collected
from gesture2midi.mapping.load import load, load_file
from gesture2midi.session.midi_learn import pulse


def about(message: Message) -> tuple[object, ...]:
    """What a DAW would learn from a message."""
    if isinstance(message, Osc):
        return (message.address,)
    assert not isinstance(message, SceneChange | Panic)
    kind = "note" if isinstance(message, NoteOn | NoteOff) else type(message).__name__
    return kind, message.port, *(getattr(message, key, None) for key in ("channel", "number"))


SILENT = ("scene", "mapping", "panic", "clock", "loop")
"""Kinds that send nothing that a DAW could learn."""


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_a_pulse_is_of_one_control_alone_and_leaves_no_note(name: str) -> None:
    file = load_file(paths.mapping_file(name))
    mapping = file.playable()
    for control in mapping.everything:
        port = mapping.ports.get(control.id, "")
        sent = pulse(control, 2.0, port)
        assert bool(sent) is (file.controls[control.id].kind.kind() not in SILENT), control.id
        assert all(2.0 <= message.t <= 2.0 + LENGTH for message in sent)
        if all("Position" not in type(message).__name__ for message in sent):
            assert len({about(message) for message in sent}) <= 1
        assert {port_of(message) for message in sent} <= {port, None}
        outputs = NoteLedger([Collected()], pytest.fail)
        outputs.send(Messages(2.0, sent))
        assert outputs.sounding == ()


def values(name: str, control: str) -> list[float]:
    found = next(one for one in load(paths.mapping_file(name)).everything if one.id == control)
    return [message.args[0] if isinstance(message, Osc) else message.value for message in pulse(found, 0.0)]


def test_a_level_goes_from_end_to_end_and_to_its_rest() -> None:
    assert values("theremin", "volume") == [20, 56, 91, 127, 100]
    assert values("theremin", "vibrato") == [-4096, -1365, 1365, 4096, 0]
    assert values("touchdesigner", "left-roll") == [-180, -60, 60, 180, 0]


def presses(choice: Choice, keys: str) -> list[int]:
    """The numbers of the controls that were sent."""
    return [choice.chosen + 1 for key in keys.split() if choice.press(key)]


def test_arrows_choose_and_enter_sends() -> None:
    assert presses(Choice(3), "enter down enter up up enter") == [1, 2, 3]


def test_a_number_is_sent_once_no_longer_one_can_be_meant() -> None:
    assert presses(Choice(9), "3 9 0") == [3, 9]
    assert presses(Choice(25), "3 1 2 1 enter 2 enter 4 q") == [3, 12, 1, 2, 4]
    choice = Choice(25)
    assert presses(choice, "2 down enter q") == [3] and choice.ended


@given(st.lists(st.sampled_from(["up", "down", "enter", *"0123456789"])), st.integers(1, 40))
def test_what_is_chosen_is_always_there(keys: list[str], count: int) -> None:
    choice = Choice(count)
    for key in keys:
        choice.press(key)
        assert 0 <= choice.chosen < count


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("\x1b[A\x1b[B", ["up", "down"]),
        ("\x1bOA", ["up"]),
        ("\xe0H\xe0Pq", ["up", "down", "q"]),
        ("12\r", ["1", "2", "enter"]),
        ("\x1b", ["escape"]),
        ("\x1b[5~\x1b[1;5C\x07x", ["x"]),
    ],
)
def test_keys_have_names_on_all_three_systems(text: str, keys: list[str]) -> None:
    assert named(text) == keys


@given(st.text())
def test_whatever_a_terminal_sends_is_keys(text: str) -> None:
    assert all(key and "\x1b" not in key for key in named(text))


def test_without_a_terminal_it_says_so_in_one_sentence(tmp_path: Path) -> None:
    done = run(tmp_path, "learn", "mixer")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == (
        "Error: The list is drawn on a terminal, and the output is none: start it without a pipe.\n"
    )


def test_a_mapping_with_nothing_to_learn_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("name: A\ncontrols:\n  - {send: panic, when: left.fist}\n")
    done = run(tmp_path, "learn", "a.yaml")
    assert done.returncode == 2 and "nothing to learn" in done.stderr
