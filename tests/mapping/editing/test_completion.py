"""Wherever a good mapping has a word, that word is offered there, and nothing that the schema has not."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.gestures import signals
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.editing.completion import complete
from gesture2midi.mapping.editing.schema_fields import kind
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.expression.remembering import SHAPES
from gesture2midi.mapping.schema.file import json_schema
from gesture2midi.mapping.yaml.document import parse

BUNDLED = {name: paths.mapping_file(name).read_text(encoding="utf-8") for name in paths.bundled_mappings()}


def offered(text: str, taught: tuple[signals.Signal, ...] = ()) -> set[str]:
    """What is offered at the bar in the text."""
    before, _, after = text.partition("|")
    return {word.word.strip() for word in complete(before, after, taught)[1]}


def keys(words: set[str]) -> set[str]:
    return {word.rstrip(":") for word in words}


@pytest.mark.parametrize("name", BUNDLED)
def test_every_key_of_the_bundled_mappings_is_offered_where_it_stands(name: str) -> None:
    text = BUNDLED[name]
    lines = text.split("\n")
    document = parse(text, paths.mapping_file(name))
    own = {"let", "parts", "scenes", "programs"}  # names of the player's own, and channels
    for path, (line, column) in document.keys.items():
        if len(path) > 1 and path[-2] in own:
            continue
        at = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        before, after = text[:at], text[at:]
        rest = after[len(str(path[-1])) :]
        replaced, words = complete(before, rest)
        assert f"{path[-1]}: " in {word.word for word in words}, (path, before[-40:], words)
        assert replaced == 0


@pytest.mark.parametrize("name", BUNDLED)
def test_every_choice_and_signal_of_the_bundled_mappings_is_offered_where_it_stands(name: str) -> None:
    text = BUNDLED[name]
    lines = text.split("\n")
    document = parse(text, paths.mapping_file(name))
    for path, (line, column) in document.values.items():
        value: Any = document.at(path)
        send = document.at((*path[:-1], "send"))
        field = kind(str(send)).get(str(path[-1])) if path else None
        if field is None or "controls" not in path[:-1] or not isinstance(value, str):
            continue
        at = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
        words = {word.word for word in complete(text[:at], text[at:].removeprefix(value))[1]}
        signal = field.formula and value in signals.full_names()
        assert value in words or not (path[-1] == "send" or field.choices or signal), path


@pytest.mark.parametrize("send", KINDS)
def test_the_fields_of_a_kind_are_the_schemas_in_each_way_of_writing(send: str) -> None:
    model = json_schema()["$defs"][KINDS[send].__name__]["properties"]
    wanted = model.keys() - {"send"}
    assert keys(offered(f"name: x\ncontrols:\n  - send: {send}\n    |")) == wanted
    assert keys(offered(f"name: x\ncontrols:\n- |\n  send: {send}")) == wanted
    assert keys(offered(f"name: x\ncontrols:\n  - {{send: {send}, |}}")) == wanted
    assert keys(
        offered(f"scenes:\n  a:\n    controls:\n      - id: b   # c\n        send: {send}\n\n        |")
    ) == (wanted - {"id"})
    for name, field in kind(send).items():
        if field.choices and name != "send":
            assert offered(f"controls:\n  - send: {send}\n    {name}: |") == {*field.choices}


def test_what_is_offered_depends_on_the_place() -> None:
    assert keys(offered("|")) == json_schema()["properties"].keys()
    assert "name" not in keys(offered("name: x\n|"))
    assert keys(offered("synth: {volume: 1, |}")) == {"bank", "program", "programs", "reverb"}
    assert keys(offered("mpe:\n  |")) == {"members", "bend_range"}
    assert offered("controls:\n  - send: |") == set(KINDS)
    assert "send" in keys(offered("controls:\n  - |"))
    assert offered("scenes:\n  a:\n    enter:\n      - {send: |}") == {
        "program",
        "cc",
        "transport",
        "sysex",
        "osc",
    }
    assert "value" in keys(offered("scenes:\n  a:\n    enter:\n      - {send: cc, |}"))
    assert "smooth" in keys(offered("parts:\n  slow:\n    |"))
    assert "send" not in keys(offered("parts:\n  slow: {|}"))
    assert offered("name: x  # a remark|") == set()
    assert offered("controls:\n  - {send: cc, number: |}") == set()


def test_names_of_the_file_are_offered() -> None:
    parts = "parts: {slow: {smooth: 1, in: [0, 1]}, fast: {}}\n"
    text = f"let:\n  loud: left.y\n{parts}scenes:\n  verse:\n    about: x\n  chorus: {{}}\n"
    assert "loud" in offered(f"{text}controls:\n  - {{send: cc, from: |}}")
    assert offered(f"{text}controls:\n  - {{send: cc, use: |}}") == {"slow", "fast"}
    assert offered(f"{text}controls:\n  - send: scene\n    to: |") == {"verse", "chorus", "main"}
    assert offered(f"{text}start: |") == {"verse", "chorus", "main"}


def test_words_of_music_and_of_expressions_are_offered() -> None:
    control = "controls:\n  - send: note\n    {}: |"
    assert "D dorian" in offered(control.format("scale").replace("|", "D|"))
    assert "F# minor pentatonic" in offered(control.format("scale").replace("|", "F# mi|"))
    assert "A minor" in offered("controls:\n  - {send: chord, key: A|}")
    assert "Pad 2 (warm)" in offered("synth: {program: |}")
    assert offered("controls:\n  - {send: drum, sound: |}") >= {"closed hat", "kick", "snare"}
    taught = (signals.taught_signal("wave", "pose"),)
    words = offered(control.format("gate").replace("|", "right.pinch > 0.6 and left.w|"), taught)
    assert {"left.wave", "left.fist", "clock.beat", "scale(", "and"} <= words
    assert complete("controls:\n  - send: note\n    gate: right.pinch > 0.6 and left.w", "")[0] == len(
        "left.w"
    )
    assert "finger.y" in offered("controls:\n  - {send: mpe_note, voices: left fingers, pitch: |}")


@given(st.text(alphabet=st.sampled_from("ab:-{}[], \n'\"#\t|*&"), max_size=60), st.integers(0, 60))
def test_no_text_breaks_it(text: str, at: int) -> None:
    for begun in ("", "controls:\n  - ", "scenes:\n  x: {"):
        before, after = begun + text[:at], text[at:]
        replaced, _ = complete(before, after)
        assert 0 <= replaced <= len(re.split("\n", before)[-1])


def test_functions_and_shapes_are_offered_in_an_expression() -> None:
    words = offered("name: x\ncontrols:\n  - send: cc\n    from: smooth(r|")
    assert {f"{name}(" for name in FUNCTIONS} | SHAPES.keys() <= words
