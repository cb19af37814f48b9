"""How a set is doing, in one word."""

from __future__ import annotations

from typing import Literal, TypeAlias

from gesture2midi.session.checks import LEAST_RATE

Health: TypeAlias = Literal["fine", "slow", "stopped"]

SLOW_MS = 33.0
"""Milliseconds from a picture to its messages; above, a player feels it. One frame at 30 a second."""
GONE = 1.0
"""Seconds without a frame after which there is no picture."""


def health(rate: float, asked: float, latency_ms: float | None, waiting: float) -> Health:
    """rate, asked: frames a second; waiting: seconds since the last frame."""
    if waiting > GONE:
        return "stopped"
    if rate < LEAST_RATE * asked or (latency_ms or 0.0) > SLOW_MS:
        return "slow"
    return "fine"
