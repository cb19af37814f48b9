"""A performance's messages as what is drawn of them: bars of notes, curves, and marks in time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gesture2midi.engine.messages import channel_of, reading_of
from gesture2midi.events import Message, NoteOn, Osc, Panic, SceneChange, port_of
from gesture2midi.io.files.note_lengths import note_ends


@dataclass(frozen=True, slots=True)
class Bar:
    """One note from its start to its end, in seconds."""

    start: float
    end: float
    channel: int
    note: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Curve:
    """What one controller was sent: `values[i]` from `times[i]` on. `low` and `high` bound them.

    A bend is -1..1. channel: 0 for OSC, which has none.
    """

    label: str
    channel: int
    times: tuple[float, ...]
    values: tuple[float, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened to the whole performance at one time."""

    t: float
    text: str
    alarm: bool


def bars(messages: Sequence[Message], seconds: float) -> tuple[Bar, ...]:
    """Every note, by its start; one that is never ended sounds to `seconds`, a panic ends all."""
    begun = [message for message in messages if isinstance(message, NoteOn)]
    ends = note_ends(((message.t, message) for message in messages), seconds)
    found = (Bar(on.t, end, on.channel, on.note, on.velocity) for on, end in zip(begun, ends, strict=True))
    return tuple(sorted(found, key=lambda bar: (bar.start, bar.channel, bar.note)))


def curves(messages: Sequence[Message]) -> tuple[Curve, ...]:
    """One curve a controller, in order of first use; channels are named where there are several."""
    series: dict[tuple[str, int], list[tuple[float, float]]] = {}
    bounds: dict[tuple[str, int], tuple[float, float]] = {}
    for message in messages:
        port = port_of(message)
        for what, channel, value, low, high in _values(message):
            name = f"{port}: {what}" if port else what
            series.setdefault((name, channel), []).append((message.t, float(value)))
            least, most = bounds.get((name, channel), (low, high))
            bounds[name, channel] = (min(least, value), max(most, value))
    several = len({channel for _, channel in series if channel}) > 1
    return tuple(
        Curve(
            label=f"{name} · ch {channel}" if several and channel else name,
            channel=channel,
            times=tuple(t for t, _ in points),
            values=tuple(value for _, value in points),
            low=bounds[name, channel][0],
            high=bounds[name, channel][1],
        )
        for (name, channel), points in series.items()
    )


def _values(message: Message) -> Iterator[tuple[str, int, float, float, float]]:
    """(name, channel, value, low, high) of each number that a message carries."""
    if (reading := reading_of(message)) is not None:
        yield reading.label, channel_of(message) or 0, reading.value, reading.low, reading.high
    elif isinstance(message, Osc):
        for place, arg in enumerate(message.args):
            if not isinstance(arg, str) and math.isfinite(arg):
                name = f"{message.address} [{place}]" if len(message.args) > 1 else message.address
                yield name, 0, arg, 0, 1


def marks(messages: Sequence[Message]) -> tuple[Mark, ...]:
    """Scene changes and panics."""
    found = []
    for message in messages:
        if isinstance(message, SceneChange):
            found.append(Mark(message.t, message.scene, alarm=False))
        elif isinstance(message, Panic):
            found.append(Mark(message.t, "panic", alarm=True))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` seconds a hand held `pose`."""

    start: float
    end: float
    pose: str


def pose_spans(held: Sequence[tuple[float, str | None]]) -> tuple[Span, ...]:
    """Runs of the same pose in (time, pose or None where the hand is not seen), one a frame."""
    spans: list[Span] = []
    start, now = 0.0, None
    for t, pose in held:
        if pose != now:
            if now is not None:
                spans.append(Span(start, t, now))
            start, now = t, pose
    if now is not None:
        spans.append(Span(start, held[-1][0], now))
    return tuple(spans)
