"""A performance as JSON, for programs that draw it, light it or count it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from gesture2midi.engine.message_order import in_time
from gesture2midi.engine.messages import kind_of
from gesture2midi.events import Message, NoteOff, NoteOn, Parameter
from gesture2midi.files import whole_file
from gesture2midi.io.files.note_lengths import note_ends

FORMAT = "gesture2midi performance"
VERSION = 1
_UNSAID = ("t", "listed", "repeatable")


def write_json(
    messages: Iterable[Message], path: Path, *, name: str, source: str, seconds: float, tempo: float
) -> None:
    """Write one object; its `events` stand in the order of their times, each in a line of the file.

    Args:
        messages: as `NoteLedger` sent them.
        path: takes the place of what was there, once the file is whole.
        name: of the mapping.
        source: what was played.
        seconds: how long it was; a note that nothing ended lasts until then.
        tempo: quarter notes a minute.

    Raises:
        OutputError: the file cannot be written.
    """
    head = {
        "format": FORMAT,
        "version": VERSION,
        "mapping": name,
        "source": source,
        "seconds": round(seconds, 4),
        "tempo": tempo,
    }
    lines = ",\n".join(_line(event) for event in events(messages, seconds))
    with whole_file(path) as part:
        part.write_text(f'{_line(head)[:-1]},"events":[\n{lines}\n]}}\n', encoding="utf-8", newline="\n")


def events(messages: Iterable[Message], seconds: float) -> list[dict[str, Any]]:
    """What was sent, in order: `t` in seconds, `kind`, and what the message holds.

    A note is one event with its `end`, as a note-off, the same note again, a panic or `seconds` makes it.
    """
    sent = in_time(messages)
    ends = iter(note_ends(sent, seconds))
    found = []
    for t, message in sent:
        if isinstance(message, NoteOff):
            continue
        event = _event(round(t, 4), message)
        if isinstance(message, NoteOn):
            event["end"] = round(next(ends), 4)
        found.append(event)
    return found


def _event(t: float, message: Message) -> dict[str, Any]:
    held = {field.name: getattr(message, field.name) for field in fields(message)}
    kind = kind_of(message)
    if isinstance(message, Parameter):
        del held["registered"]
    elif isinstance(message, NoteOn):
        kind = "note"  # as long as it sounds
        held["control"] = held.pop("owner")
        held.pop("bend")  # has been sent as a message of its own
    if not held.get("port"):
        held.pop("port", None)
    said = {name: _said(value) for name, value in held.items() if name not in _UNSAID}
    return {"t": t, "kind": kind, **said}


def _said(value: object) -> object:
    """As JSON can say it, which knows neither bytes nor what is no number."""
    match value:
        case bytes():
            return value.hex(" ")
        case tuple():
            return [_said(item) for item in value]
        case float() if not math.isfinite(value):
            return None
    return value


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
