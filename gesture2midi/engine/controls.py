"""A mapping as the engine plays it: plain frozen objects, everything parsed, nothing left to check.

`mapping.load` makes these once per file; the engine runs only these.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from gesture2midi.events import Message, port_of
from gesture2midi.music.scales import Scale

Signals: TypeAlias = Dictionary[str, float]
Lost: TypeAlias = Literal["hold", "rest", "glide"]
Mode: TypeAlias = Literal["follow", "pickup", "relative", "toggle"]
Direction: TypeAlias = Literal["up", "down", "alternate"]
Hold: TypeAlias = Literal["hold", "toggle", "latch"]


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """`value(signals)` is a float, NaN where a level of an unseen hand is needed. Never raises.

    Comparisons give 1.0 or 0.0 (0.0 with NaN); something is true where it is > 0 (NaN is not);
    `a and b` is the smaller of two true values else 0.0, `a or b` the larger, `not a` 1.0 or 0.0.
    size: how many signals and numbers it takes, its variables spelled out.
    """

    text: str
    value: Callable[[Signals], float]
    signals: frozenset[str]
    size: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One number followed: source -> 0..1 by `low..high` -> curve -> smoothed on time.

    `low` may be above `high` (turned round), never equal. smooth and glide are seconds (0 = none).
    steps: so many stops instead of a continuous move; 0 for none. rate: Hz at which it is sent between
    frames, too; 0 for none.
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
    pitches, keys: of each note by its number (of a `Note`'s ladder by its place): the pitch as a MIDI note
        with a fraction, and the MIDI note that is sent.
    """

    by: Literal["bend", "mpe", "mts"]
    pitches: Dictionary[int, float]
    keys: Dictionary[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class _Gated:
    """What is common to all that sound while a gate is open, or from then on.

    A constant velocity is 1..127; an expression gives 0..1.
    """

    id: str
    when: Expression | None
    channel: int
    gate: Expression
    velocity: Expression | int
    mode: Hold
    timing: Timing = field(default=AT_ONCE, kw_only=True)
    tuned: Tuned | None = field(default=None, kw_only=True)


@dataclass(frozen=True, slots=True, eq=False)
class Note(_Gated):
    """`ladder`: the MIDI notes that `pitch` (0..1) climbs, low to high; one note and no `pitch` is fixed.

    portamento: how slowly the synth glides from note to note, 0..127 or an expression of 0..1; None where
        it does not.
    """

    ladder: tuple[int, ...]
    pitch: Expression | None
    portamento: Expression | int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Chord(_Gated):
    """`pick` (0..1) chooses one of `chords`, each a tuple of MIDI notes, lowest first.

    voicings: the ways to play each of them, where they are to lead into each other smoothly.
    names: how the player calls them.
    """

    chords: tuple[tuple[int, ...], ...]
    pick: Expression
    voicings: tuple[tuple[tuple[int, ...], ...], ...] = ()
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Arp(_Gated):
    """`pick` (0..1) chooses one of `runs`: strokes, one on each line of the beat, each some MIDI notes.

    rate: quarter notes from stroke to stroke; length: how much of that one sounds, 0..1.
    random: the strokes come in no order.
    """

    runs: Sequence[tuple[tuple[int, ...], ...]]
    pick: Expression
    rate: float
    length: float
    random: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One player of an MpeNote. pitch, slide and pressure are 0..1, bend is in semitones."""

    name: str
    gate: Expression
    velocity: Expression | int
    pitch: Expression
    bend: Expression | None
    slide: Expression | None
    pressure: Expression | None


@dataclass(frozen=True, slots=True, eq=False)
class MpeNote:
    """Voices with a channel each. One that `glides` follows its pitch by bending.

    tuned: where a tuning puts the notes of the ladder, with a fraction; empty if just where they are.
    magnet: 0..1, how much of the way between two notes of the ladder is in tune; smooth: seconds;
    rate: Hz, 0 for none.
    """

    id: str
    when: Expression | None
    voices: tuple[Voice, ...]
    ladder: tuple[int, ...]
    glides: bool
    magnet: float
    smooth: float
    tuned: tuple[float, ...] = ()
    rate: float = 0.0


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
    timing: Timing = AT_ONCE


@dataclass(frozen=True, slots=True, eq=False)
class _Following:
    """What is common to all that follow one level. out and rest are in units of the message's value."""

    id: str
    when: Expression | None
    channel: int
    level: Level
    out: tuple[float, float]
    rest: float


@dataclass(frozen=True, slots=True, eq=False)
class Cc(_Following):
    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Bend(_Following):
    """out and rest are -1..1 of the bend range."""


@dataclass(frozen=True, slots=True, eq=False)
class Pressure(_Following):
    """The pressure of a whole channel."""


@dataclass(frozen=True, slots=True, eq=False)
class Cc14(_Following):
    """number 0..31; out and rest are 0..16383."""

    number: int


@dataclass(frozen=True, slots=True, eq=False)
class Parameter(_Following):
    """An RPN (`registered`) or NRPN; out and rest have 14 bits where `fine`, else 7."""

    registered: bool
    number: int
    fine: bool


@dataclass(frozen=True, slots=True, eq=False)
class PolyPressure(_Following):
    """The pressure of one key."""

    note: int


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
class Transport:
    """position: in sixteenth notes; it is sent before `continue`, and alone where `do` is `locate`."""

    id: str
    when: Expression
    do: Literal["start", "stop", "continue", "locate"]
    position: int | None


@dataclass(frozen=True, slots=True, eq=False)
class SysEx:
    """data: 7 bits each, without the F0 and F7 around them."""

    id: str
    when: Expression
    data: bytes


@dataclass(frozen=True, slots=True, eq=False)
class ToScene:
    id: str
    when: Expression
    to: str


@dataclass(frozen=True, slots=True, eq=False)
class PanicButton:
    id: str
    when: Expression


Followed: TypeAlias = Cc | Cc14 | Parameter | Bend | Pressure | PolyPressure
"""One level, one number that MIDI has for it."""
Trigger: TypeAlias = Program | Transport | SysEx
Control: TypeAlias = (
    Note | Chord | Arp | MpeNote | Drum | Followed | OscLevels | Trigger | ToScene | PanicButton
)


def needs_zone(control: Control) -> bool:
    """Whether a control plays on the channels of MPE."""
    if isinstance(control, MpeNote):
        return True
    return isinstance(control, Note | Chord | Arp) and control.tuned is not None and control.tuned.by == "mpe"


MAIN = "main"


@dataclass(frozen=True, slots=True)
class Synth:
    """Programs 0..127 by channel 1..16; volume and reverb 0..1."""

    programs: Dictionary[int, int]
    volume: float
    reverb: float


@dataclass(frozen=True, slots=True)
class Zone:
    """Where MPE voices play: so many member channels from 2 on; bend_range in semitones each way."""

    members: int
    bend_range: int

    @property
    def channels(self) -> range:
        return range(2, 2 + self.members)


@dataclass(frozen=True, slots=True, eq=False)
class Mapping:
    """scenes: name -> its own controls; `controls` play in all of them. `main` has only those.

    start: the scene that is on at first. hands: 1 or 2, how many hands the signals need.
    zone: None where no control sends MPE notes. enter, exit: what a scene sends once, at time 0.
    ports: id -> the named MIDI port that a control plays on, of those that do not play on the main one.
    tempo: quarter notes a minute. files: its own and all that were taken into it, mappings and tunings.
    keys: in which notes are spelt, by MIDI channel and by the id of each control that has one.
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
    zone: Zone | None = None
    enter: Dictionary[str, tuple[Message, ...]] = field(default_factory=dict)
    exit: Dictionary[str, tuple[Message, ...]] = field(default_factory=dict)
    ports: Dictionary[str, str] = field(default_factory=dict)
    tempo: float = 120.0
    files: tuple[Path, ...] = ()
    keys: Dictionary[int | str, Scale] = field(default_factory=dict)

    @property
    def scene_names(self) -> tuple[str, ...]:
        """Every scene there is to go to, in the file's order."""
        return tuple(dict.fromkeys((MAIN, *self.scenes)))

    @property
    def port_names(self) -> frozenset[str]:
        """The MIDI ports that it names."""
        once = (*self.enter.values(), *self.exit.values())
        sent = {port_of(message) or "" for messages in once for message in messages}
        return frozenset({*self.ports.values(), *sent} - {""})

    @property
    def everything(self) -> tuple[Control, ...]:
        """The controls of all scenes, those that play in all of them first."""
        return (*self.controls, *(control for scene in self.scenes.values() for control in scene))
