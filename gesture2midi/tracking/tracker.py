"""What every tracker looks like to the rest."""

from __future__ import annotations

from typing import Protocol

from gesture2midi.events import Frame, Hands, Side


class Tracker(Protocol):
    """Finds hands. Stateful: frames go in in their order, `reset` comes before another performance."""

    def track(self, frame: Frame) -> Hands:
        """The hands of this frame, in the player's view (see `events.Hand`)."""
        ...

    def reset(self) -> None:
        """Forget all hands, as if the next frame were the first."""
        ...


class NamingTracker(Tracker, Protocol):
    """A tracker whose names are settled."""

    @property
    def locked(self) -> frozenset[Side]:
        """Hands that hold a note: their names stay, whatever the labels say."""
        ...

    @locked.setter
    def locked(self, sides: frozenset[Side]) -> None: ...

    @property
    def steady(self) -> float:
        """0..1: how much more than usual to smooth."""
        ...

    @steady.setter
    def steady(self, amount: float) -> None: ...
