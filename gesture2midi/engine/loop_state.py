"""What a loop keeps, and what it does at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


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
