"""Everything the screen shows of one frame, as one frozen record."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from gesture2midi.events import Body, Face, Frame, Gestures, Hands, Side


@dataclass(frozen=True, slots=True)
class Meter:
    """One thing that is being sent.

    label: what a player calls it (`filter`, `CC 74`).
    value: 0..1 of its range.
    text: the value as it is sent (`96`, `-0.25`).
    middle: where the bar starts, 0..1; 0.5 for a bend, which rests in the middle.
    """

    label: str
    value: float
    text: str
    middle: float = 0.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A part of one hand's play area that sounds as a thing of its own.

    left, right, top, bottom: in the picture as the player sees it, 0..1, y down.
    label: what it sounds (`C4`, `Snare`); "" for the whole play area.
    control: which of the mapping's sounds it. of: by whose `x` and `y` (`right`, `any`, `left.index`).
    cell: x from and to, y from and to, within the play area, y up.
    """

    side: Side
    left: float
    right: float
    top: float
    bottom: float
    label: str = ""
    control: str = ""
    of: str = ""
    cell: tuple[float, float, float, float] = (0.0, 1.0, 0.0, 1.0)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        """Whether a place of the play area lies in it, or outside it by less than `margin`.

        A hand beyond the play area plays what is at its border, so an end at 1 belongs to it.
        """
        left, right, low, high = self.cell
        across = left - margin <= x < right + margin or x == right == 1
        return across and (low - margin <= y < high + margin or y == high == 1)

    def distance(self, x: float, y: float) -> float:
        """How far a place of the play area lies from it, in play areas; 0 in it and on its border."""
        left, right, low, high = self.cell
        return math.hypot(max(left - x, 0.0, x - right), max(low - y, 0.0, y - high))


@dataclass(frozen=True, slots=True)
class Bar:
    """A level of a hand, with where it begins and ends to count.

    lying: whether it lies below the play area, and does not stand beside it.
    box: of one that lies, its left end, middle height, right end and thickness; of one that stands, its
        middle, upper end, lower end and thickness; all in the picture as the player sees it, 0..1.
    low, high: of the signal, at its ends. ends: of the part that is followed. marks: thresholds.
    controls: which of the mapping's read it.
    """

    side: Side
    signal: str
    lying: bool
    box: tuple[float, float, float, float]
    low: float
    high: float
    ends: tuple[float, float] | None
    marks: tuple[float, ...]
    controls: tuple[str, ...]

    def at(self, value: float) -> tuple[float, float]:
        """Where a value is, in the picture."""
        part = min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)
        if self.lying:
            left, y, right, _ = self.box
            return left + part * (right - left), y
        x, top, bottom, _ = self.box
        return x, bottom - part * (bottom - top)


@dataclass(frozen=True, slots=True)
class Tip:
    """What the strike of a finger sounds; control: which of the mapping's sounds it."""

    side: Side
    finger: str
    label: str
    control: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is of a mapping in the picture, whatever the hands do."""

    zones: tuple[Zone, ...] = ()
    bars: tuple[Bar, ...] = ()
    tips: tuple[Tip, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One frame and what the instrument made of it.

    gestures: None until the first ones are known.
    sounding: (channel, note) of every note that sounds now; names: how each of them is called.
    latency_ms: from the picture in memory to the messages sent; None while not measured.
    notice: a sentence for the player (a mapping that was refused, a port that is gone), or "".
    face, body: the last look for the player's face and body, while one is looked for.
    listening: whether spoken commands are listened for. heard: the last one, for a moment, or "".
    staying: how much of the time is over, 0..1, after which what a hand stays on sounds.
    plan: what sounds where. playing: the controls whose notes sound now, or have just begun.
    """

    frame: Frame
    hands: Hands
    gestures: Gestures | None
    sounding: tuple[tuple[int, int], ...]
    scene: str
    mapping: str
    meters: tuple[Meter, ...]
    fps: float
    latency_ms: float | None = None
    recording: bool = False
    notice: str = ""
    plan: Plan = Plan()
    playing: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    face: Face | None = None
    body: Body | None = None
    listening: bool = False
    heard: str = ""
    staying: Mapping[Side, float] = field(default_factory=dict)
