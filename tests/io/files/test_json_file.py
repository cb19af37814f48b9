"""A performance as JSON: every message is in there, and a note is one thing with its end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi import events as flow
from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ControlChange,
    Message,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    Parameter,
    SceneChange,
    SysEx,
)
from gesture2midi.io.files.json_file import events, write_json


def test_the_file_says_what_was_played_and_has_an_event_a_line(tmp_path: Path) -> None:
    path = tmp_path / "solo.json"
    played = (
        NoteOn(0.5, "melody", 1, 60, 88),
        ControlChange(0.5, 1, 74, 96),
        Parameter(0.6, 2, True, 0, 6144, True),
        SysEx(0.7, b"\x7e\x09"),
        Osc(0.75, "/ö", (0.25, 2, "x", float("nan"))),
        NoteOff(1.25, "melody", 1, 60),
        SceneChange(2.0, "chorus"),
        NoteOn(2.5, "pad", 3, 40, 1, port="lights"),
    )
    write_json(played, path, name="Theremin", source="solo.jsonl", seconds=3.0, tempo=96.0)
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1 + 7 + 1
    assert json.loads(text) == {
        "format": "gesture2midi performance",
        "version": 1,
        "mapping": "Theremin",
        "source": "solo.jsonl",
        "seconds": 3.0,
        "tempo": 96.0,
        "events": [
            {
                "t": 0.5,
                "kind": "note",
                "channel": 1,
                "note": 60,
                "velocity": 88,
                "control": "melody",
                "end": 1.25,
            },
            {"t": 0.5, "kind": "cc", "channel": 1, "number": 74, "value": 96},
            {"t": 0.6, "kind": "rpn", "channel": 2, "number": 0, "value": 6144, "fine": True},
            {"t": 0.7, "kind": "sysex", "data": "7e 09"},
            {"t": 0.75, "kind": "osc", "address": "/ö", "args": [0.25, 2, "x", None]},
            {"t": 2.0, "kind": "scene", "scene": "chorus"},
            {
                "t": 2.5,
                "kind": "note",
                "channel": 3,
                "note": 40,
                "velocity": 1,
                "port": "lights",
                "control": "pad",
                "end": 3.0,
            },
        ],
    }


def test_nothing_played_is_no_events(tmp_path: Path) -> None:
    path = tmp_path / "nothing.json"
    write_json((), path, name="X", source="x", seconds=0.0, tempo=120.0)
    assert json.loads(path.read_text())["events"] == []
    with pytest.raises(OutputError, match="cannot be written"):
        write_json((), tmp_path / "none" / "x.json", name="X", source="x", seconds=0.0, tempo=120.0)


def test_every_message_there_is_has_a_kind() -> None:
    made: dict[str, Any] = {"t": 1.0, "args": (), "data": b"", "registered": False, "do": "start"}
    kinds: list[type] = [kind for kind in get_args(flow.Message) if kind is not NoteOff]
    for kind in kinds:
        given_ = {name: made.get(name, 1) for name in kind.__match_args__}  # type: ignore[attr-defined]
        (event,) = events((kind(**given_),), 2.0)
        assert event["kind"]
        json.dumps(event, allow_nan=False)


@given(st.lists(st.tuples(st.sampled_from(["on", "off", "panic"]), st.integers(60, 62)), max_size=30))
def test_each_note_on_is_one_note_that_ends_where_it_is_ended(played: list[tuple[str, int]]) -> None:
    messages: list[Message] = []
    for i, (what, note) in enumerate(played):
        if what == "panic":
            messages.append(Panic(float(i)))
        else:
            messages.append(
                NoteOn(float(i), "a", 1, note, 64) if what == "on" else NoteOff(float(i), "a", 1, note)
            )
    end = float(len(played))
    found = [event for event in events(messages, end) if event["kind"] == "note"]
    expected = []
    for i, (what, note) in enumerate(played):
        if what == "on":
            later = (j for j in range(i + 1, len(played)) if played[j][1] == note or played[j][0] == "panic")
            expected.append((float(i), float(next(later, end))))
    assert [(event["t"], event["end"]) for event in found] == expected
