"""What plays a control, and what all that play share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Dictionary
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from gesture2midi.engine.beat import Beat
from gesture2midi.engine.loop_state import Progress
from gesture2midi.engine.mpe_zone import Members, Zone
from gesture2midi.events import Hit, Message, ProgramChange, Transport

Signals: TypeAlias = Dictionary[str, float]


@dataclass(slots=True)
class Kept:
    """What outlives the scene of a control, for the receiver keeps it, too.

    places: in its list, of each control that steps through one, by its id.
    programs: by port and channel. transport: what each port was told last.
    """

    places: dict[str, int] = field(default_factory=dict)
    programs: dict[tuple[str, int], int] = field(default_factory=dict)
    transport: dict[str, Literal["start", "stop", "continue"]] = field(default_factory=dict)

    def hear(self, messages: Sequence[Message]) -> None:
        """Take in what is sent besides."""
        for message in messages:
            if isinstance(message, ProgramChange):
                self.programs[message.port, message.channel] = message.program
            elif isinstance(message, Transport):
                self.transport[message.port] = message.do


def no_age() -> float:
    """The age of what no camera has seen."""
    return 0.0


@dataclass(frozen=True, slots=True)
class Stage:
    """What the players of a mapping share.

    zone, members: None where no control plays MPE voices. camera: gives the age of a picture in seconds when
        it arrives.
    """

    beat: Beat
    zone: Zone | None = None
    members: Members | None = None
    camera: Callable[[], float] = no_age
    kept: Kept = field(default_factory=Kept)


class Part(Protocol):
    """One control at work."""

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        """Append what this control says at time t."""

    def stop(self, t: float, out: list[Message]) -> None:
        """End what it started and rest what has a rest: its scene ends, or the mapping does."""

    def silence(self) -> None:
        """Everything was silenced around it: forget what sounds, and wait for a new beginning."""


@runtime_checkable
class StruckPart(Part, Protocol):
    """A part that plays at the times of the hits, which may lie between two frames."""

    def expect(self, hits: Sequence[Hit]) -> None:
        """The hits of the frame that `update` gets next."""


@runtime_checkable
class RecordingPart(Part, Protocol):
    """A part that records what the others say."""

    def hear(self, out: Sequence[Message]) -> None:
        """All that this frame says, once every part has been updated."""

    def progress(self, t: float) -> Progress:
        """What it does at a time."""
