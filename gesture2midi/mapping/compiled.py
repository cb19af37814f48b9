"""A mapping as the engine plays it: plain frozen objects, everything parsed, nothing left to check.

`mapping.load` makes these once per file; the engine runs only these.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Signals: TypeAlias = Dictionary[str, float]
Lost: TypeAlias = Literal["hold", "rest", "glide"]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """`value(signals)` is a float, NaN where a level of an unseen hand is needed. Never raises.

    Comparisons give 1.0 or 0.0 (0.0 with NaN); something is true where it is > 0 (NaN is not);
    `a and b` is the smaller of two true values else 0.0, `a or b` the larger, `not a` 1.0 or 0.0.
    """

    text: str
    value: Callable[[Signals], float]
    signals: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One number followed: source -> 0..1 by `low..high` -> curve -> smoothed on time.

    `low` may be above `high` (turned round), never equal. smooth and glide are seconds (0 = none).
    """

    source: Expression
    low: float
    high: float
    curve: Callable[[float], float]
    smooth: float
    lost: Lost
    glide: float


@dataclass(frozen=True, slots=True, eq=False)
class Note:
    """`ladder`: the MIDI notes that `pitch` (0..1) climbs, low to high; one note and no `pitch` is fixed.

    A constant velocity is 1..127; an expression gives 0..1.
    """

    id: str
    when: Expression | None
    channel: int
    gate: Expression
    velocity: Expression | int
    ladder: tuple[int, ...]
    pitch: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class Chord:
    """`pick` (0..1) chooses one of `chords`, each a tuple of MIDI notes, lowest first."""

    id: str
    when: Expression | None
    channel: int
    gate: Expression
    velocity: Expression | int
    chords: tuple[tuple[int, ...], ...]
    pick: Expression


@dataclass(frozen=True, slots=True, eq=False)
class Drum:
    """Sounds once each time `hit` becomes true; velocity None takes the value of `hit`."""

    id: str
    when: Expression | None
    channel: int
    note: int
    hit: Expression
    velocity: Expression | int | None
    length: float


@dataclass(frozen=True, slots=True, eq=False)
class Cc:
    id: str
    when: Expression | None
    channel: int
    number: int
    level: Level
    out: tuple[float, float]
    rest: float


@dataclass(frozen=True, slots=True, eq=False)
class Bend:
    """out and rest are -1..1 of the bend range."""

    id: str
    when: Expression | None
    channel: int
    level: Level
    out: tuple[float, float]
    rest: float


@dataclass(frozen=True, slots=True, eq=False)
class Pressure:
    id: str
    when: Expression | None
    channel: int
    level: Level
    out: tuple[float, float]
    rest: float


@dataclass(frozen=True, slots=True, eq=False)
class OscLevels:
    """One OSC message with one float a level."""

    id: str
    when: Expression | None
    address: str
    levels: tuple[Level, ...]
    out: tuple[float, float]
    rest: float


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Sent each time `when` becomes true; program 0..127."""

    id: str
    when: Expression
    channel: int
    program: int


@dataclass(frozen=True, slots=True, eq=False)
class ToScene:
    id: str
    when: Expression
    to: str


@dataclass(frozen=True, slots=True, eq=False)
class PanicButton:
    id: str
    when: Expression


Control: TypeAlias = Note | Chord | Drum | Cc | Bend | Pressure | OscLevels | Program | ToScene | PanicButton

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Synth:
    """Programs 0..127 by channel 1..16; volume and reverb 0..1."""

    programs: Dictionary[int, int]
    volume: float
    reverb: float


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """scenes: name -> its own controls; `controls` play in all of them. `main` has only those.

    start: the scene that is on at first. hands: 1 or 2, how many hands the signals need.
    """

    name: str
    about: str
    path: Path
    synth: Synth
    controls: tuple[Control, ...]
    scenes: Dictionary[str, tuple[Control, ...]]
    start: str
    signals: frozenset[str]
    hands: int
