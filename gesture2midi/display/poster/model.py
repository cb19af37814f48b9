"""What a poster shows of a mapping: cards of what each gesture plays, scene by scene."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi.display.view import Zone
from gesture2midi.events import Side

Who: TypeAlias = Literal["left", "right", "any", "hands", ""]


@dataclass(frozen=True, slots=True)
class Card:
    """One control. target: what it plays, on which channel; gesture: by what, in words.

    pose: one of `glyph.POSES`, or "" for the open hand. marks: how the hand moves, of `glyph`'s. other: the
    pose of the other hand, where both play. anchor: the part of the hand that is followed (`y`, `pinch`,
    `index.x`); "" draws no line to it.
    """

    who: Who
    target: str
    channel: int | None
    gesture: str
    pose: str = ""
    marks: tuple[str, ...] = ()
    other: str | None = None
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A height in a hand's play area, 0..1 from its bottom, above or below which something plays."""

    side: Side
    height: float


@dataclass(frozen=True, slots=True)
class Scene:
    """name: "" for what plays always. zones: each hand's play area, unlabelled, and what sounds there."""

    name: str
    about: str
    zones: tuple[Zone, ...]
    lines: tuple[Line, ...]
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """file: what the mapping's file is called."""

    name: str
    about: str
    file: str
    scenes: tuple[Scene, ...]
