"""In which order messages go out: within one frame, and laid out in time for a file."""

from __future__ import annotations

from collections.abc import Iterable

from gesture2midi.events import (
    ControlChange,
    Message,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    PitchBend,
    Pressure,
    ProgramChange,
    SceneChange,
)

# A program has to be there before its note. A panic goes last, so that silence wins its frame.
_RANK: dict[type[Message], int] = {
    ProgramChange: 0,
    NoteOff: 1,
    NoteOn: 1,
    PitchBend: 2,
    Pressure: 3,
    ControlChange: 4,
    Osc: 5,
    SceneChange: 5,
    Panic: 6,
}


def within_frame(items: Iterable[Message]) -> list[Message]:
    """Programs, notes, bends, pressures, controllers; within each kind the order stays."""
    return sorted(items, key=lambda message: _RANK[type(message)])


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
        return (message.channel, message.note)
    if isinstance(message, PitchBend | Pressure | ControlChange | ProgramChange):
        return (message.channel, type(message))
    return (type(message),)
