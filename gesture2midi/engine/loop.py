"""What a loop is played by, what it keeps, and what it does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from gesture2midi.engine.controls import Expression

MOST_BARS = 64
"""Of four quarter notes."""


class State(Enum):
    """What a loop does."""

    EMPTY = auto()
    RECORDING = auto()
    PLAYING = auto()
    OVERDUBBING = auto()
    STOPPED = auto()


@dataclass(slots=True, eq=False)
class LoopNote:
    """A note that a loop plays.

    start: its place in the loop. born: the place at which it was played.
    lasts: how long it sounds, infinite until that is known; 0 or less where it was called off.
    """

    start: float
    born: float
    lasts: float
    port: str
    channel: int
    note: int
    velocity: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What a loop does at a moment.

    waits: whether its recording begins only at the next bar line. bars: its length, 0 where it is free.
    part: how much of this round is over, 0..1.
    """

    owner: str
    state: State
    waits: bool
    bars: int
    layers: int
    part: float


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """What a loop is played by.

    of: whose notes it records; None is everybody's. record, stop, undo, clear: what each must become true.
    bars: how long it is; 0 is as long as it is recorded, free of the beat.
    """

    owner: str
    of: tuple[str, ...] | None
    record: Expression
    stop: Expression | None
    undo: Expression | None
    clear: Expression | None
    when: Expression | None
    bars: int
