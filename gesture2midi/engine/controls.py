"""A control as the engine plays it: plain frozen objects, everything parsed, nothing left to check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from gesture2midi.engine.parts import Part, Signals, Stage
from gesture2midi.events import RELEASE, Message
from gesture2midi.music.scales import Scale

Lost: TypeAlias = Literal["hold", "rest", "glide"]
Mode: TypeAlias = Literal["follow", "pickup", "relative", "toggle"]
Direction: TypeAlias = Literal["up", "down", "alternate"]
Hold: TypeAlias = Literal["hold", "toggle", "latch"]
Encoder: TypeAlias = Literal["twos-complement", "signed-bit", "binary-offset"]


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """A function that remembers, such as `smooth(right.y, 100 ms)`: a signal that the engine works out.

    name: of that signal; no other memory has it. start: makes one that remembers nothing yet, from its place
        among the memories of the mapping; once a frame it takes the time in seconds and the signals.
    """

    name: str
    start: Callable[[int], Callable[[float, Signals], float]]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """`value(signals)` is a float, NaN where a level of an unseen hand is needed. Never raises.

    Comparisons give 1.0 or 0.0 (0.0 with NaN); something is true where it is > 0 (NaN is not);
    `a and b` is the smaller of two true values else 0.0, `a or b` the larger, `not a` 1.0 or 0.0.
    size: how many signals and numbers it takes, its variables spelled out.
    memories: whose signals it reads besides; each reads only those before it.
    level: the name of the level that it goes with, if it is worked out from levels alone, "" otherwise: then
        it is above 0 nearly always, and nothing is meant by its becoming so.
    """

    text: str
    value: Callable[[Signals], float]
    signals: frozenset[str]
    size: int = 1
    memories: tuple[Memory, ...] = ()
    level: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One number followed: source -> 0..1 by `low..high` -> curve -> smoothed on time.

    `low` may be above `high` (turned round), never equal. smooth and glide are seconds (0 = none).
    steps: so many stops instead of a continuous move; 0 for none. rate: Hz at which it is sent between
    frames, too; 0 for none. foretell: seconds ahead, or by the age of the camera's pictures; 0 for none.
    """

    source: Expression
    low: float
    high: float
    curve: Callable[[float], float]
    smooth: float
    lost: Lost
    glide: float
    steps: int = 0
    mode: Mode = "follow"
    rate: float = 0.0
    foretell: float | Literal["camera"] = 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """When strokes fall, apart from their gesture.

    quantise: on lines so many quarter notes apart; 0 is at once.
    repeat: again and again, on each of such lines; 0 is once.
    swing: see `beat.Grid`. humanise: 0..1, see `strokes.Human`.
    strum: seconds from the first note to the last, going up or down, or in turn.
    """

    quantise: float = 0.0
    repeat: float = 0.0
    swing: float = 0.5
    humanise: float = 0.0
    strum: Expression | None = None
    direction: Direction = "up"


AT_ONCE = Timing()


@dataclass(frozen=True, slots=True)
class Tuned:
    """Where a tuning puts the notes of a control.

    by: a bend of its channel, a bend of a channel for each note, or the MIDI Tuning Standard.
    pitches, keys: of each note as its player calls it: the pitch as a MIDI note with a fraction, and the MIDI
        note that is sent.
    """

    by: Literal["bend", "mpe", "mts"]
    pitches: Dictionary[int, float]
    keys: Dictionary[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Gated:
    """What sounds while a gate is open, or from then on. `owner` is the control whose notes these are.

    A constant velocity is 1..127; an expression gives 0..1.
    retrigger: each time it becomes true, what sounds is struck again.
    release: the velocity of its note-offs; a constant is 0..127, an expression gives 0..1.
    """

    owner: str
    when: Expression | None
    channel: int
    gate: Expression
    velocity: Expression | int
    mode: Hold
    timing: Timing = AT_ONCE
    retrigger: Expression | None = None
    release: Expression | int = RELEASE


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One player of MPE notes, which `owner` starts and ends.

    pitch, slide and pressure are 0..1, bend is in semitones. A constant slide or pressure is 0..127.
    whole: `pitch` is the number of a note of the ladder, from 0. release: as that of `Gated`.
    """

    owner: str
    gate: Expression
    velocity: Expression | int
    pitch: Expression
    bend: Expression | None
    slide: Expression | int | None
    pressure: Expression | int | None
    whole: bool = False
    release: Expression | int = RELEASE


@dataclass(frozen=True, slots=True, eq=False)
class Stepping:
    """What steps through a list.

    next, previous: each time one becomes true, one step on or back. wraps: from the last to the first, and
    back; else it stops there. when: what must be true for it to step; None: it always does.
    """

    next: Expression | None
    previous: Expression | None
    wraps: bool
    when: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Door:
    """A way to another scene.

    when: what must become true. only: what must be true besides; None: nothing.
    scenes: which begins, or those among which it is one step on (`way` 1) or back (-1); none: all there are.
    """

    when: Expression
    scenes: tuple[str, ...] = ()
    way: int = 0
    wraps: bool = True
    only: Expression | None = None


LEARN_LENGTH = 0.4
"""Seconds that a pulse for MIDI learn takes, so that a DAW sees something move and a player hears it."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """The value of a control for a display.

    key: what is shown, such as ("cc", channel, number). name: used where the control has no id of its own.
    start, middle: where the value is at first and where it rests, 0..1 of its range.
    """

    key: tuple[object, ...]
    name: str
    start: float = 0.0
    middle: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """What `pitch` (0..1) chooses from, low to high, each with its name.

    whole: `pitch` is the number of one, from 0. within: the values of signals between which it sounds at all.
    listed: whether they are a list, of which one can be taken out or be there twice.
    """

    pitch: Expression
    names: Sequence[str]
    whole: bool = False
    within: Dictionary[str, tuple[float, float]] = field(default_factory=dict)
    listed: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Spot:
    """What sounds where `hit` is true, with its name."""

    hit: Expression
    name: str


Area: TypeAlias = Bands | Spot


@dataclass(frozen=True, slots=True)
class Written:
    """A number in the text of an expression: the characters from `start` to `stop`.

    form: what stands there for another number, which is `shift` more than the edge's.
    """

    start: int
    stop: int
    form: str = "{}"
    shift: float = 0.0


@dataclass(frozen=True, slots=True)
class Edge:
    """A number of a mapping at which something begins, ends or changes as a signal passes it.

    signal: of which it is a value. at: that. low, high: between which it can be moved past no neighbour.
    field: where it is written; a variable of `let` where `shared`, else a field of the control.
    text: the whole expression, and where in it the number stands; or `ends`, both ends of a range, of which
        it is the one numbered `end`.
    """

    signal: str
    at: float
    field: str
    shared: bool = False
    text: str = ""
    written: tuple[Written, ...] = ()
    ends: tuple[float, float] | None = None
    end: int = 0
    low: float = 0.0
    high: float = 1.0


def nothing(t: float) -> tuple[Message, ...]:
    """What a control sends that sends nothing by itself."""
    return ()


def nowhere(key: Scale | None) -> tuple[Area, ...]:
    """The areas of what has no place."""
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """A control of a mapping as the engine plays it and displays show it, whatever its kind.

    id: no other control of the mapping has it. when: what must be true for it to play; None: it always does.
    order: its place among the controls of a frame: a lower one sends first.
    signals: all that it reads. memories: of its expressions.
    parts: makes what plays it; nothing where it only leads to a scene, or silences.
    set_up: what the receiver has to know before the first note.
    owners: the owner of each of its notes, and the expressions that start and hold them.
    pulse: what it sends to be learnt from a time on, at most `LEARN_LENGTH` long.
    gauge: the value that a display shows for it. areas: what it sounds at each place of the play area, its
        notes spelt in a key. edges: the numbers at which it begins, ends or changes, as they are written.
    osc: each OSC address that it sends to, and the type tags of what.
    voiced: whether it plays on the member channels of the MPE zone.
    chordal: whether it plays chords.
    encoder: how it tells the steps of an endless knob; None where it is none.
    program_channel: the channel on which it plays notes with the sound of a program.
    doors: the ways to other scenes that it opens. silences: everything falls silent when `when` becomes true.
    clocks: whether it sends MIDI clock.
    """

    id: str
    when: Expression | None
    order: int
    signals: frozenset[str]
    parts: Callable[[Stage], Sequence[Part]]
    set_up: Callable[[float], tuple[Message, ...]] = nothing
    owners: Dictionary[str, tuple[Expression | None, ...]] = field(default_factory=dict)
    pulse: Callable[[float], tuple[Message, ...]] = nothing
    gauge: Gauge | None = None
    areas: Callable[[Scale | None], tuple[Area, ...]] = nowhere
    edges: tuple[Edge, ...] = ()
    osc: tuple[tuple[str, str], ...] = ()
    voiced: bool = False
    program_channel: int | None = None
    doors: tuple[Door, ...] = ()
    silences: bool = False
    memories: tuple[Memory, ...] = ()
    clocks: bool = False
    chordal: bool = False
    encoder: Encoder | None = None

    @property
    def leads_to(self) -> str | None:
        """The one scene that begins when `when` becomes true, if one does."""
        return next((door.scenes[0] for door in self.doors if not door.way), None)
