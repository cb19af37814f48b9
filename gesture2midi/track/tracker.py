"""What every tracker looks like to the rest."""

from __future__ import annotations

from typing import Protocol

from gesture2midi.events import Frame, Hands


class Tracker(Protocol):
    """Finds hands. Stateful: frames go in in their order, `reset` comes before another performance."""

    def track(self, frame: Frame) -> Hands:
        """The hands of this frame, in the player's view (see `events.Hand`)."""
        ...

    def reset(self) -> None:
        """Forget all hands, as if the next frame were the first."""
        ...
