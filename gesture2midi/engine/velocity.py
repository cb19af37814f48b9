"""How hard a key is struck, and how fast it is let go."""

from __future__ import annotations

import math

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.parts import Signals
from gesture2midi.events import RELEASE

UNSEEN = 100
"""The velocity of a note whose expression reads a hand that is not seen."""


def velocity(source: Expression | int, signals: Signals) -> int:
    """1..127 from a constant or an expression of 0..1; an unseen hand plays at `UNSEEN`."""
    if isinstance(source, int):
        return source
    value = source.value(signals)
    return UNSEEN if math.isnan(value) else max(1, min(127, round(value * 127)))


def release(source: Expression | int, signals: Signals) -> int:
    """0..127 from a constant or an expression of 0..1; 64 of an unseen hand."""
    if isinstance(source, int):
        return source
    value = source.value(signals)
    return RELEASE if math.isnan(value) else max(0, min(127, round(value * 127)))


def release_at_stop(source: Expression | int) -> int:
    """0..127 where no hand lets go, as at the end of a scene: the constant, else 64."""
    return source if isinstance(source, int) else RELEASE
