"""Response curves: each takes 0..1 to 0..1, never falls, and keeps both ends exactly."""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import TypeAlias

Curve: TypeAlias = Callable[[float], float]

# How many times steeper the exponential curve is at its end than at its start.
STEEPNESS = 32.0


def linear(x: float) -> float:
    """y = x"""
    return x


def exponential(x: float) -> float:
    """y = (32^x - 1) / 31: slow at first, fast at the end."""
    return float((STEEPNESS**x - 1.0) / (STEEPNESS - 1.0))


def logarithmic(x: float) -> float:
    """y = log(1 + 31 x) / log 32, the inverse of `exponential`: fast at first, slow at the end."""
    return log(1.0 + (STEEPNESS - 1.0) * x) / log(STEEPNESS)


def s_curve(x: float) -> float:
    """y = 3 x^2 - 2 x^3 (Hermite's smoothstep): slow at both ends."""
    return x * x * (3.0 - 2.0 * x)


CURVES: dict[str, Curve] = {
    "linear": linear,
    "exponential": exponential,
    "logarithmic": logarithmic,
    "s-curve": s_curve,
}


def curve(name: str) -> Curve:
    """The curve of that name.

    Raises:
        KeyError: there is none.
    """
    return CURVES[name]
