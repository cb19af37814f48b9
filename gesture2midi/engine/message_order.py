"""In which order messages go out: within one frame, and laid out in time for a file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Message,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
    SceneChange,
    SongPosition,
    SysEx,
    Transport,
)

_NOTES = 1

# A program, or what a SysEx sets up, has to be there before its note. A panic goes last, so that silence
# wins its frame.
_RANK: dict[type[Message], int] = {
    ProgramChange: 0,
    SysEx: 0,
    SongPosition: 0,
    Transport: 0,
    NoteOff: _NOTES,
    NoteOn: _NOTES,
    PitchBend: 2,
    Pressure: 3,
    PolyPressure: 3,
    ControlChange: 4,
    ControlChange14: 4,
    Parameter: 4,
    Osc: 5,
    SceneChange: 5,
    Panic: 6,
}


def within_frame(items: Iterable[Message]) -> list[Message]:
    """Programs, SysEx and transport, notes, bends, pressures, controllers; within each the order stays.

    What is early goes among the notes, where it stands.
    """
    return sorted(items, key=_rank)


def urgent(ordered: list[Message]) -> int:
    """How many of a frame's messages, as `within_frame` gives them, come before its levels."""
    return bisect_right(ordered, _NOTES, key=_rank)


def _rank(message: Message) -> int:
    return _NOTES if getattr(message, "early", False) else _RANK[type(message)]


def in_time(messages: Iterable[Message]) -> list[tuple[float, Message]]:
    """The messages of a whole take by time (seconds, from 0), as (time, message).

    A hit lies before the frame that found it, so times may go back from one message to the next.
    Each message moves to its own time, but never past an earlier one about the same note, or the
    same kind on the same channel: an off and the on that follows it keep their order.
    """
    latest: dict[tuple[object, ...], float] = {}
    placed: list[tuple[float, Message]] = []
    for message in messages:
        about = _about(message)
        t = max(message.t, latest.get(about, 0.0))
        latest[about] = t
        placed.append((t, message))
    return sorted(placed, key=lambda pair: pair[0])


def _about(message: Message) -> tuple[object, ...]:
    if isinstance(message, NoteOn | NoteOff):
        return (message.port, message.channel, message.note)
    if isinstance(message, PitchBend | Pressure | PolyPressure | ControlChange | ProgramChange):
        return (message.port, message.channel, type(message))
    if isinstance(message, ControlChange14 | Parameter):
        return (message.port, message.channel, type(message))
    # A position and the `continue` that plays from there keep their order.
    return (Transport if isinstance(message, SongPosition) else type(message),)
