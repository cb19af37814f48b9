"""Notes as lengths: which message ends which, for all that shows or keeps a performance."""

from __future__ import annotations

from collections.abc import Iterable

from gesture2midi.events import Message, NoteOff, NoteOn, Panic


def note_ends(sent: Iterable[tuple[float, Message]], seconds: float) -> list[float]:
    """When each note-on of (time, message) ends, in their order and never before it began.

    A note-off ends it, the same note again, or a panic; what nothing ends sounds to `seconds`.
    """
    ends: list[float] = []
    sounding: dict[tuple[str, int, int], tuple[int, float]] = {}

    def end(key: tuple[str, int, int], t: float) -> None:
        if (begun := sounding.pop(key, None)) is not None:
            place, start = begun
            ends[place] = max(start, t)

    for t, message in sent:
        if isinstance(message, NoteOn | NoteOff):
            key = (message.port, message.channel, message.note)
            end(key, t)
            if isinstance(message, NoteOn):
                sounding[key] = (len(ends), t)
                ends.append(max(t, seconds))
        elif isinstance(message, Panic):
            for key in tuple(sounding):
                end(key, t)
    return ends
