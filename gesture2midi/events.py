"""What flows: one frozen record per arrow of the design.

    Frame --track--> Hands --gesture--> Gestures --mapping--> Messages --out--> devices

Units: times in seconds; positions in a picture 0..1 with y down; MIDI channels 1..16, programs 0..127, bends
-8192..8191. `gestures.signals` has the table of signals, `engine.messages` that of messages. `port` is a
mapping's name of a MIDI port; without one a message goes to the main port.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Side: TypeAlias = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
Part: TypeAlias = Literal["body", "face"]
"""Of the player that the camera sees, besides the hands."""
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
    dropped: how many frames the source has dropped so far.
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


FACE_POINTS = 125
"""How many landmarks a face has here."""


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """One look for a face.

    t: of the picture that was looked at.
    points: (`FACE_POINTS`, 3) float32, the landmarks of `tracking.people.face_mesh.KEPT`, as `Hand.points`,
        but z is relative to the middle of the head; None where there was no face.
    """

    t: float
    points: Points | None


BODY_POINTS = 33
"""How many landmarks a body has."""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """One look for a body.

    t: of the picture that was looked at.
    points: (`BODY_POINTS`, 3) float32, in the order of MediaPipe's pose, as `Hand.points`, but z is relative
        to the middle of the hips; None where there was no body.
    world: (`BODY_POINTS`, 3) float32 metres about the middle of the hips, same axes; None without points.
    seen: (`BODY_POINTS`,) float32, how surely each landmark is in view, 0..1; None without points.
    """

    t: float
    points: Points | None
    world: Points | None = None
    seen: Points | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A blow, a taught motion, a nod, a heartbeat: whose, which kind (`strike`, a taught name), how hard
    (0..1), and when: between frames, and maybe after its own.

    side: what its signal's name begins with: a hand, `hands` where both make it together, or what is no hand
        (`face`, `heart`).
    exact: what it sounds belongs to `t` even where that has gone by, for it is written and not heard.
    """

    t: float
    side: str
    kind: str
    velocity: float
    exact: bool = False

    @property
    def name(self) -> str:
        """The full name of its signal."""
        return f"{self.side}.{self.kind}"

    @property
    def names(self) -> frozenset[str]:
        """Its signals: of a hand's there is one under `any`, too."""
        return frozenset((self.name, f"any.{self.kind}") if self.side in SIDES else (self.name,))


@dataclass(frozen=True, slots=True)
class Told:
    """What others than the camera tell of one frame (a clock, a controller, a heart).

    signals: by their full names; a level that nobody knows is NaN. hits: with times as of the frames.
    """

    signals: Mapping[str, float] = field(default_factory=dict)
    hits: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Hands:
    """All hands of one frame, at most one of each side, and what was seen of the player besides.

    aspect: picture width / height.
    mirror: `points` and `world` are as in a mirror, so that a right hand is the image of a left one
        (only with this can a palm be told from the back of a hand).
    face, body: a look that was made since the frame before; None where none was.
    told: what did not come from the camera; None where nobody told anything.
    """

    t: float
    index: int
    aspect: float
    hands: tuple[Hand, ...]
    mirror: bool = True
    face: Face | None = None
    told: Told | None = None
    body: Body | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Gestures:
    """Every signal of one frame.

    signals: full name (`right.index.x`, `left.fist`, `hands.distance`) -> float. Every name of
        `gestures.signals`, and of every taught gesture, is always there. Levels of a hand that is not seen
        are NaN; its poses, hits and `present` are 0. Poses are 0 or 1; a hit is its velocity in the frame
        it falls in, else 0.
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


RELEASE = 64  # the velocity of a note-off that nothing is said of (MIDI 1.0)


@dataclass(frozen=True, slots=True)
class _Sent:
    """listed: a scene lists it, so it keeps its place among its neighbours."""

    t: float
    listed: bool = field(default=False, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class NoteOn(_Sent):
    """velocity 1..127. `owner` alone may end it. `bend` of its channel is sent just before it."""

    owner: str
    channel: int
    note: int
    velocity: int
    port: str = ""
    bend: int | None = None


@dataclass(frozen=True, slots=True)
class NoteOff(_Sent):
    """velocity: how fast the key is let go, 0..127."""

    owner: str
    channel: int
    note: int
    port: str = ""
    velocity: int = RELEASE


@dataclass(frozen=True, slots=True)
class ControlChange(_Sent):
    """repeatable: it does no harm where it comes twice; a step, a press of a button or a way to go would."""

    channel: int
    number: int
    value: int
    port: str = ""
    repeatable: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class ControlChange14(_Sent):
    """number 0..31, value 0..16383: two control changes, the second on number + 32."""

    channel: int
    number: int
    value: int
    port: str = ""
    repeatable: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Parameter(_Sent):
    """An RPN (`registered`) or NRPN, number 0..16382; the value has 14 bits where `fine`, else 7."""

    channel: int
    registered: bool
    number: int
    value: int
    fine: bool
    port: str = ""


@dataclass(frozen=True, slots=True)
class PitchBend(_Sent):
    """value -8192..8191, 0 is the centre."""

    channel: int
    value: int
    port: str = ""


@dataclass(frozen=True, slots=True)
class Pressure(_Sent):
    """Channel pressure (aftertouch of the whole channel)."""

    channel: int
    value: int
    port: str = ""


@dataclass(frozen=True, slots=True)
class PolyPressure(_Sent):
    """Pressure of one key."""

    channel: int
    note: int
    value: int
    port: str = ""


@dataclass(frozen=True, slots=True)
class ProgramChange(_Sent):
    channel: int
    program: int
    port: str = ""


@dataclass(frozen=True, slots=True)
class Transport(_Sent):
    """What a sequencer or tape machine is told; it concerns no channel."""

    do: Literal["start", "stop", "continue"]
    port: str = ""


@dataclass(frozen=True, slots=True)
class SongPosition(_Sent):
    """Sixteenth notes from the beginning of the song, 0..16383 (MIDI calls one a beat)."""

    sixteenths: int
    port: str = ""


@dataclass(frozen=True, slots=True)
class TimingClock(_Sent):
    """One of the 24 pulses of a quarter note."""

    port: str = ""


@dataclass(frozen=True, slots=True)
class SysEx(_Sent):
    """data: each 0..127, without the F0 and F7 around them."""

    data: bytes
    port: str = ""


@dataclass(frozen=True, slots=True)
class Osc(_Sent):
    """args: floats, ints, strings and bools."""

    address: str
    args: tuple[float | int | str | bool, ...]


@dataclass(frozen=True, slots=True)
class SceneChange(_Sent):
    """The mapping moved to another scene; nothing of it goes to a MIDI port."""

    scene: str


@dataclass(frozen=True, slots=True)
class MappingChange(_Sent):
    """The mapping asks for the one after it (`way` 1) or before it (-1); nothing of it goes to a MIDI port.

    wraps: from the last to the first, and back.
    """

    way: int
    wraps: bool = True


@dataclass(frozen=True, slots=True)
class Panic(_Sent):
    """Silence everything, now: `engine.note_ledger` turns it into note-offs and channel resets."""


_OfChannel: TypeAlias = NoteOn | NoteOff | ControlChange | PitchBend | Pressure | PolyPressure | ProgramChange
Single: TypeAlias = _OfChannel | Transport | SongPosition | TimingClock | SysEx
Compound: TypeAlias = ControlChange14 | Parameter  # several control changes
MidiMessage: TypeAlias = Single | Compound
NoMidi: TypeAlias = Osc | SceneChange | MappingChange | Panic
Message: TypeAlias = MidiMessage | NoMidi


def port_of(message: Message) -> str | None:
    """Where a message goes: the name of a port, "" for the main one; None concerns no port."""
    return None if isinstance(message, NoMidi) else message.port


def to_port(message: Message, port: str) -> Message:
    """The message, sent to the MIDI port of that name; OSC and the like know no ports."""
    return message if isinstance(message, NoMidi) else replace(message, port=port)


@dataclass(frozen=True, slots=True, eq=False)
class Messages:
    """What one frame sends, in sending order; `gestures` is what they came from, if a frame.

    instant: `time.perf_counter()` when it was `t`; None where nothing is live.
    """

    t: float
    items: tuple[Message, ...]
    gestures: Gestures | None = None
    instant: float | None = None
