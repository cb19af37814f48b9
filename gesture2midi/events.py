"""What flows: one frozen record per arrow of the design.

    Frame --track--> Hands --gesture--> Gestures --mapping--> Messages --out--> devices

Units, here and everywhere: times in seconds; positions in a picture 0..1 with y down; signals as
`gestures.signals` gives them; MIDI channels 1..16, programs 0..127, bends -8192..8191.
`str()` of a message is its line in a transcript. One that is `early` goes out before the notes of its
frame: an MPE voice is tuned before it begins. `port` is the name that a mapping gives to a MIDI port of its
own; without one a message goes to the main port.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Side: TypeAlias = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
Points: TypeAlias = NDArray[np.float32]
Image: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture from a source.

    t: the music's time: seconds since the source's first frame, never going back.
    index: 0, 1, 2 ... of the frames handed on.
    image: (height, width, 3) uint8 BGR, as the source delivered it, never flipped.
    mirror: the player is to see (and count x) as in a mirror; hands are still named right.
    arrived: `time.perf_counter()` when the picture was in memory.
    dropped: how many pictures the source has thrown away so far, all in all.
    """

    t: float
    index: int
    image: Image
    mirror: bool
    arrived: float
    dropped: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Hand:
    """One tracked hand.

    side: the player's own left or right.
    score: how sure the tracker is of the side, 0..1.
    points: (21, 3) float32, MediaPipe's order. x and y are 0..1 of the picture's width and height
        *as the player sees it* (flipped already where the frame is mirrored), y down; z is depth
        relative to the wrist in units of the picture's width, smaller is nearer.
    world: (21, 3) float32 metres about the hand's centre, same axes as `points`.
    knuckles: (x, y) of the four knuckles' mean as `points` would have it without smoothing, which is late
        where a hand turns; None where `points` are not smoothed.
    """

    side: Side
    score: float
    points: Points
    world: Points
    knuckles: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Hands:
    """All hands of one frame, at most one of each side.

    aspect: picture width / height.
    mirror: `points` and `world` are as in a mirror, so that a right hand is the image of a left one
        (only with this can a palm be told from the back of a hand).
    """

    t: float
    index: int
    aspect: float
    hands: tuple[Hand, ...]
    mirror: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A blow or a taught motion: whose, which kind (`strike`, a taught name), how hard (0..1), and when:
    between frames, and maybe after its own.

    side: `hands` where both make it together.
    exact: what it sounds belongs to `t` even where that has gone by, for it is written and not heard.
    """

    t: float
    side: Side | Literal["hands"]
    kind: str
    velocity: float
    exact: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Gestures:
    """Every signal of one frame.

    signals: full name (`right.index.x`, `left.fist`, `hands.distance`) -> float. Every name of the
        catalog, and of every taught gesture, is always there. Levels of a hand that is not seen are NaN;
        its poses, hits and `present` are 0. Poses are 0 or 1; a hit is its velocity in the frame it falls
        in, else 0.
    poses: side -> the one pose held now, a taught one before a built-in one, for those hands that are seen.
    hits: the hits of this frame with their own times.
    hands: those that are seen, named and turned as they are heard.
    """

    t: float
    index: int
    signals: Mapping[str, float]
    poses: Mapping[Side, str]
    hits: tuple[Hit, ...]
    hands: tuple[Hand, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteOn:
    """velocity 1..127. `owner` is the control that started it and alone may end it.

    bend: of its channel, sent just before it, where the note is tuned; the ledger makes two messages of it.
    """

    t: float
    owner: str
    channel: int
    note: int
    velocity: int
    port: str = ""
    bend: int | None = None

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} note_on {self.note} {self.velocity}"


@dataclass(frozen=True, slots=True)
class NoteOff:
    t: float
    owner: str
    channel: int
    note: int
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} note_off {self.note}"


@dataclass(frozen=True, slots=True)
class ControlChange:
    t: float
    channel: int
    number: int
    value: int
    early: bool = False
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} cc {self.number} {self.value}"


@dataclass(frozen=True, slots=True)
class ControlChange14:
    """number 0..31, value 0..16383: two control changes, the second on number + 32."""

    t: float
    channel: int
    number: int
    value: int
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} cc14 {self.number} {self.value}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """An RPN (`registered`) or NRPN, number 0..16382; the value has 14 bits where `fine`, else 7."""

    t: float
    channel: int
    registered: bool
    number: int
    value: int
    fine: bool
    early: bool = False
    port: str = ""

    def __str__(self) -> str:
        kind = "rpn" if self.registered else "nrpn"
        of = 16383 if self.fine else 127
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} {kind} {self.number} {self.value}/{of}"


@dataclass(frozen=True, slots=True)
class PitchBend:
    """value -8192..8191, 0 is the centre."""

    t: float
    channel: int
    value: int
    early: bool = False
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} bend {self.value}"


@dataclass(frozen=True, slots=True)
class Pressure:
    """Channel pressure (aftertouch of the whole channel)."""

    t: float
    channel: int
    value: int
    early: bool = False
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} pressure {self.value}"


@dataclass(frozen=True, slots=True)
class PolyPressure:
    """Pressure of one key."""

    t: float
    channel: int
    note: int
    value: int
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} poly_pressure {self.note} {self.value}"


@dataclass(frozen=True, slots=True)
class ProgramChange:
    t: float
    channel: int
    program: int
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}ch{self.channel} program {self.program}"


@dataclass(frozen=True, slots=True)
class Transport:
    """What a sequencer or tape machine is told; it concerns no channel."""

    t: float
    do: Literal["start", "stop", "continue"]
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}transport {self.do}"


@dataclass(frozen=True, slots=True)
class SongPosition:
    """Sixteenth notes from the beginning of the song, 0..16383 (MIDI calls one a beat)."""

    t: float
    sixteenths: int
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}song_position {self.sixteenths}"


@dataclass(frozen=True, slots=True)
class SysEx:
    """data: each 0..127, without the F0 and F7 around them."""

    t: float
    data: bytes
    port: str = ""

    def __str__(self) -> str:
        return f"{self.t:.4f} {_to(self.port)}sysex {self.data.hex(' ')}"


@dataclass(frozen=True, slots=True)
class Osc:
    """args: floats, ints and strings only (Pure Data knows no bool tags)."""

    t: float
    address: str
    args: tuple[float | int | str, ...]

    def __str__(self) -> str:
        shown = " ".join(f"{a:.4f}" if isinstance(a, float) else str(a) for a in self.args)
        return f"{self.t:.4f} osc {self.address} {shown}".rstrip()


@dataclass(frozen=True, slots=True)
class SceneChange:
    """The mapping moved to another scene; nothing of it goes to a MIDI port."""

    t: float
    scene: str

    def __str__(self) -> str:
        return f"{self.t:.4f} scene {self.scene}"


@dataclass(frozen=True, slots=True)
class Panic:
    """Silence everything, now: `engine.note_ledger` turns it into note-offs and channel resets."""

    t: float

    def __str__(self) -> str:
        return f"{self.t:.4f} panic"


ChannelMessage: TypeAlias = (
    NoteOn | NoteOff | ControlChange | PitchBend | Pressure | PolyPressure | ProgramChange
)
SystemMessage: TypeAlias = Transport | SongPosition | SysEx
Compound: TypeAlias = ControlChange14 | Parameter
"""One value that takes several control changes to say."""
MidiMessage: TypeAlias = ChannelMessage | SystemMessage | Compound
Message: TypeAlias = MidiMessage | Osc | SceneChange | Panic


def to_port(message: Message, port: str) -> Message:
    """The message, sent to the MIDI port of that name; OSC and the like know no ports."""
    return message if isinstance(message, Osc | SceneChange | Panic) else replace(message, port=port)


def port_of(message: Message) -> str | None:
    """Where a message goes: the name of a port, "" for the main one; None concerns no port."""
    return None if isinstance(message, Osc | SceneChange | Panic) else message.port


def _to(port: str) -> str:
    return f"{port}:" if port else ""


@dataclass(frozen=True, slots=True, eq=False)
class Messages:
    """What one frame sends, in sending order; `gestures` is what they came from, if a frame.

    instant: `time.perf_counter()` when it was `t`; None where nothing is live.
    """

    t: float
    items: tuple[Message, ...]
    gestures: Gestures | None = None
    instant: float | None = None
