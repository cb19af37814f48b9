"""How a control strikes its notes: one after another where it strums, and as unevenly as a player would."""

from __future__ import annotations

import math
import random

from gesture2midi.engine.controls import Expression, Gated
from gesture2midi.engine.lookahead import Ahead
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.velocity import release, release_at_stop
from gesture2midi.events import Message

STRAY = 0.03
"""Seconds: `humanise: 1` makes notes later by up to this, and by a third of it on average."""

UNEVEN = 24
"""Steps of velocity: so much softer or harder `humanise: 1` strikes."""

LONGEST = 2.0
"""Seconds: the slowest strum, from the first note to the last."""


class Human:
    """Strays from the exact time, only to later, and from the exact velocity; the same way each time."""

    __slots__ = ("_amount", "_dice")

    def __init__(self, name: str, amount: float) -> None:
        """name: whose unevenness this is. amount: 0..1."""
        self._amount = amount
        self._dice = random.Random(name)

    def late(self, most: float = STRAY) -> float:
        """Seconds, at most `most`."""
        return self._dice.triangular(0.0, min(most, self._amount * STRAY), 0.0) if self._amount else 0.0

    def hard(self, velocity: int) -> int:
        if not self._amount:
            return velocity
        return max(1, min(127, round(velocity + self._dice.uniform(-1, 1) * self._amount * UNEVEN)))


class Strokes(Ahead):
    """The notes of one control, struck together or strummed."""

    __slots__ = ("_back", "_human", "_released", "_timing")

    def __init__(self, gated: Gated) -> None:
        timing = gated.timing
        super().__init__(gated.owner, gated.channel)
        self.release = release_at_stop(gated.release)
        self._released = gated.release if isinstance(gated.release, Expression) else None
        self._timing = timing
        self._human = Human(gated.owner, timing.humanise)
        self._back = timing.direction == "down"

    def hear(self, signals: Signals) -> None:
        """Take in how fast the keys are let go now."""
        if self._released is not None:
            self.release = release(self._released, signals)

    def play(
        self,
        t: float,
        at: float,
        notes: tuple[int, ...],
        velocity: int,
        signals: Signals,
        out: list[Message],
        end: float = math.inf,
    ) -> None:
        """All of `notes` from `at` on until `end`, of which at least half is left to each. t: the frame's."""
        order = notes[::-1] if self._back else notes
        if self._timing.direction == "alternate":
            self._back = not self._back
        room = (end - at) / 2
        apart = min(self._way(signals), room / 2) / max(1, len(notes) - 1)
        for place, note in enumerate(order):
            late = place * apart + self._human.late(room / 2)
            self.strike(t, at + late, note, self._human.hard(velocity), out, end)

    def _way(self, signals: Signals) -> float:
        """Seconds from the first note to the last."""
        if self._timing.strum is None:
            return 0.0
        wanted = self._timing.strum.value(signals)
        return 0.0 if math.isnan(wanted) else max(0.0, min(LONGEST, wanted))
