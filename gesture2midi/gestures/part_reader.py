"""What the readers of the face and of the body share: levels stay between two looks, and end with them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import inf, nan
from typing import Generic, TypeVar

from gesture2midi.events import Body, Face, Hands, Hit
from gesture2midi.gestures.signals import Signal

STALE = 0.5
"""Seconds after the last look from which a part counts as not seen."""
ANOTHER = 5.0
"""Seconds without a part after which the next one may be another player's."""

Look = TypeVar("Look", Face, Body)


class PartReader(ABC, Generic[Look]):
    """Turns the looks for a part of the player into signals. Deterministic; it reads no clock.

    Args:
        signals: those of the part, by their full names.
    """

    def __init__(self, signals: Sequence[Signal]) -> None:
        self.unseen = {signal.name: nan if signal.kind == "level" else 0.0 for signal in signals}
        self.reset()

    def reset(self) -> None:
        """Forget the part, as before the first look."""
        self._looked, self._values, self._last = False, self.unseen, -inf

    def update(self, hands: Hands) -> tuple[dict[str, float], list[Hit]]:
        """The part's signals in this frame, under their full names, and its hits.

        Both are empty while nobody has ever looked for it. Between two looks the levels stay.
        """
        look, hits = self.look(hands), list[Hit]()
        if look is not None:
            self._looked = True
            values = self.see(look, hands, hits)
            self._values = self.unseen if values is None else values
            self._last = self._last if values is None else look.t
        elif not self._looked:
            return {}, []
        elif hands.t - self._last > STALE:
            self._values = self.unseen
        return self._values | {f"{hit.side}.{hit.kind}": hit.velocity for hit in hits}, hits

    @abstractmethod
    def look(self, hands: Hands) -> Look | None:
        """The look for the part that these hands bring."""

    @abstractmethod
    def see(self, look: Look, hands: Hands, hits: list[Hit]) -> dict[str, float] | None:
        """All values after a look, None where the part is not there; what it has done is added to `hits`."""
