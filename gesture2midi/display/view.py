"""Everything the screen shows of one frame, as one frozen record."""

from __future__ import annotations

from dataclasses import dataclass

from gesture2midi.events import Face, Frame, Gestures, Hands, Side


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
    """

    side: Side
    left: float
    right: float
    top: float
    bottom: float
    label: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class View:
    """One frame and what the instrument made of it.

    gestures: None until the first ones are known.
    sounding: (channel, note) of every note that sounds now; names: how each of them is called.
    latency_ms: from the picture in memory to the messages sent; None while not measured.
    notice: a sentence for the player (a mapping that was refused, a port that is gone), or "".
    face: the last look for the player's face, while one is looked for.
    zones: what sounds where, for the picture with nothing else on it (`overlay.draw_hands`).
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
    zones: tuple[Zone, ...] = ()
    names: tuple[str, ...] = ()
    face: Face | None = None
