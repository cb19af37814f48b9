"""An endless knob: a controller that tells how far the hand has moved, and not where it is."""

from __future__ import annotations

import math
from collections.abc import Callable

from gesture2midi.engine.controls import Encoder, Expression, Level
from gesture2midi.engine.follower import INTERVAL, Make
from gesture2midi.engine.parts import Signals
from gesture2midi.events import Message

MOST = 63
"""Steps of one message."""

ENCODED: dict[Encoder, Callable[[int], int]] = {
    "twos-complement": lambda steps: steps & 0x7F,
    "signed-bit": lambda steps: steps if steps >= 0 else 0x40 | -steps,
    "binary-offset": lambda steps: 64 + steps,
}
"""The value of a message that moves a knob by -63..63 steps, as DAWs call the ways to say it."""


class EncoderPart:
    """Sends whole steps as the hand moves; what is left of one counts with the next."""

    def __init__(
        self, level: Level, when: Expression | None, steps: float, encoder: Encoder, make: Make
    ) -> None:
        """steps: of the whole way of the hand; below 0 turns it round."""
        self._level, self._when, self._steps = level, when, steps
        self._encoded, self._make = ENCODED[encoder], make
        self._width = level.high - level.low
        self._at, self._left = math.nan, 0.0
        self._t = self._sent = -math.inf

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        dt, self._t = t - self._t, t
        raw = math.nan
        if self._when is None or self._when.value(signals) > 0:
            raw = self._level.source.value(signals)
        if math.isnan(raw):
            # The hand may come back anywhere.
            self._at, self._left = math.nan, 0.0
            return
        part = (raw - self._level.low) / self._width
        place = self._level.curve(0.0 if part <= 0.0 else 1.0 if part >= 1.0 else part)
        if math.isnan(self._at):
            self._at = place
            return
        if self._level.smooth > 0:
            place = self._at + (place - self._at) * -math.expm1(-dt / self._level.smooth)
        self._left += (place - self._at) * self._steps
        self._at = place
        steps = max(-MOST, min(MOST, math.trunc(self._left)))
        if steps and t - self._sent >= INTERVAL:
            self._left -= steps
            self._sent = t
            out.append(self._make(t, self._encoded(steps)))

    def stop(self, t: float, out: list[Message]) -> None:
        """It has no place to rest."""

    def silence(self) -> None:
        """It holds nothing."""
