"""What flows: one frozen record per arrow of the design.

    Frame --track--> Hands --gesture--> Gestures --mapping--> Messages --out--> devices

Units, here and everywhere: times in seconds; positions in a picture 0..1 with y down; signals as
`gesture.catalog` gives them; MIDI channels 1..16, programs 0..127, bends -8192..8191.
`str()` of a message is its line in a transcript.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
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
    """

    side: Side
    score: float
    points: Points
    world: Points


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
    """A blow: which hand, which kind (`strike`), how hard (0..1) and when, between frames."""

    t: float
    side: Side
    kind: str
    velocity: float


@dataclass(frozen=True, slots=True, eq=False)
class Gestures:
    """Every signal of one frame.

    signals: full name (`right.index.x`, `left.fist`, `hands.distance`) -> float. Every name of the
        catalog is always there. Levels of a hand that is not seen are NaN; its poses, hits and
        `present` are 0. Poses are 0 or 1; a hit is its velocity in the frame it falls in, else 0.
    poses: side -> the one pose held now, for those hands that are seen.
    hits: the hits of this frame with their own times.
    """

    t: float
    index: int
    signals: Mapping[str, float]
    poses: Mapping[Side, str]
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class NoteOn:
    """velocity 1..127. `owner` is the control that started it and alone may end it."""

    t: float
    owner: str
    channel: int
    note: int
    velocity: int

    def __str__(self) -> str:
        return f"{self.t:.4f} ch{self.channel} note_on {self.note} {self.velocity}"


@dataclass(frozen=True, slots=True)
class NoteOff:
    t: float
    owner: str
    channel: int
    note: int

    def __str__(self) -> str:
        return f"{self.t:.4f} ch{self.channel} note_off {self.note}"


@dataclass(frozen=True, slots=True)
class ControlChange:
    t: float
    channel: int
    number: int
    value: int

    def __str__(self) -> str:
        return f"{self.t:.4f} ch{self.channel} cc {self.number} {self.value}"


@dataclass(frozen=True, slots=True)
class PitchBend:
    """value -8192..8191, 0 is the centre."""

    t: float
    channel: int
    value: int

    def __str__(self) -> str:
        return f"{self.t:.4f} ch{self.channel} bend {self.value}"


@dataclass(frozen=True, slots=True)
class Pressure:
    """Channel pressure (aftertouch of the whole channel)."""

    t: float
    channel: int
    value: int

    def __str__(self) -> str:
        return f"{self.t:.4f} ch{self.channel} pressure {self.value}"


@dataclass(frozen=True, slots=True)
class ProgramChange:
    t: float
    channel: int
    program: int

    def __str__(self) -> str:
        return f"{self.t:.4f} ch{self.channel} program {self.program}"


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
    """Silence everything, now: `out.outputs` turns it into note-offs and channel resets."""

    t: float

    def __str__(self) -> str:
        return f"{self.t:.4f} panic"


MidiMessage: TypeAlias = NoteOn | NoteOff | ControlChange | PitchBend | Pressure | ProgramChange
Message: TypeAlias = MidiMessage | Osc | SceneChange | Panic


@dataclass(frozen=True, slots=True, eq=False)
class Messages:
    """What one frame sends, in sending order; `gestures` is what they came from, if a frame."""

    t: float
    items: tuple[Message, ...]
    gestures: Gestures | None = None
