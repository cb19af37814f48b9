"""In which order messages go out: within one frame, and laid out in time for a file."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TypeAlias

from gesture2midi.engine.messages import (
    NOTE_FIRST,
    PEDALS,
    TABLE,
    Order,
    Place,
    channel_of,
    order_of,
    place_of,
)
from gesture2midi.events import ControlChange, Message, NoteOff, NoteOn, port_of

_Where: TypeAlias = tuple[str, int | None]
"""A port and a channel of it, or all."""
_RECENT = 64
"""Notes of a channel that are looked back upon."""


def within_frame(items: Iterable[Message]) -> list[Message]:
    """Returns a frame's messages in sending order, which `engine.messages.Order` tells.

    What a scene lists keeps its order and its place: what stands before it goes before it. The values of
    one pedal keep their order, and so do the on and the off of one key. An owner that begins a note before it
    ends another plays legato, and its off stays behind its on.
    """
    ordered: list[Message] = []
    for listed, run in groupby(items, key=lambda message: message.listed):
        same = list(run)
        ordered += same if listed else _sorted(same)
    return ordered


def urgent(ordered: Sequence[Message]) -> int:
    """Returns how many of a frame's messages, as `within_frame` gives them, its last note is the end of."""
    notes = (at for at, message in enumerate(ordered, 1) if isinstance(message, NoteOn | NoteOff))
    return max(notes, default=0)


def _sorted(items: list[Message]) -> list[Message]:
    if len(items) < 2:
        return items
    begins = {(item.port, item.channel) for item in items if isinstance(item, NoteOn)}
    begun: set[tuple[object, ...]] = set()
    lifted: set[Place | None] = set()
    keyed: list[tuple[int, int, Message]] = []
    for number, item in enumerate(items):
        order: int = order_of(item)
        if isinstance(item, NoteOn | NoteOff):
            # A key's name and an owner's are of two types, so they share a set.
            about = (item.port, item.channel, item.note), (item.port, item.channel, item.owner)
            if isinstance(item, NoteOn):
                begun.update(about)
            elif not begun.isdisjoint(about):
                order = Order.NOTE_ON
        elif Order.BEND <= order <= Order.MIX:
            if (port_of(item), channel_of(item)) in begins:
                order -= NOTE_FIRST
        elif isinstance(item, ControlChange) and item.number in PEDALS:
            if order == Order.PEDAL_UP:
                lifted.add(place_of(item))
            elif place_of(item) in lifted:
                order = Order.PEDAL_UP
        keyed.append((order, number, item))
    keyed.sort()
    return [item for _, _, item in keyed]


def in_time(messages: Iterable[Message]) -> list[tuple[float, Message]]:
    """Returns the messages of a whole take by time (seconds, from 0), as (time, message).

    A hit lies before the frame that found it, so times may go back from one message to the next.
    Each message moves to its own time, but never past an earlier one about the same note, or of the
    same sort on the same channel: an off and the on that follows it keep their order. A bank, a program, a
    parameter or SysEx that was sent before a note stays before it.
    """
    latest: dict[tuple[object, ...], float] = {}
    placed: list[tuple[float, Message]] = []
    # Of each channel: what chooses its sound and waits for a note, with when the last note before it began.
    chosen: defaultdict[_Where, list[tuple[int, float]]] = defaultdict(list)
    begun: defaultdict[_Where, deque[float]] = defaultdict(lambda: deque((0.0,), _RECENT))
    for place, message in enumerate(messages):
        about = _about(message)
        t = max(message.t, latest.get(about, 0.0))
        if isinstance(message, NoteOn):
            heard: tuple[_Where, ...] = ((message.port, message.channel), (message.port, None))
            for where in heard:
                waiting = chosen.pop(where, [])
                t = max(t, *(least for _, least in waiting), 0.0)
                for before, _ in waiting:
                    placed[before] = min(placed[before][0], t), placed[before][1]
            for where in heard:
                begun[where].append(t)
        elif Order.BANK <= order_of(message) <= Order.SYSEX:
            where = port_of(message) or "", channel_of(message)
            least = max((on for on in begun[where] if on <= t), default=0.0)
            chosen[where].append((place, least))
        latest[about] = t
        placed.append((t, message))
    return sorted(placed, key=lambda pair: pair[0])


def _about(message: Message) -> tuple[object, ...]:
    if isinstance(message, NoteOn | NoteOff):
        return (message.port, message.channel, message.note)
    # A position and the `continue` that plays from there are of one sort.
    return (TABLE[type(message)].counted, port_of(message), channel_of(message))
