"""Response curves: each takes 0..1 to 0..1. Those with a name never fall, and keep both ends exactly."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from math import copysign, log
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


Points: TypeAlias = tuple[tuple[float, float], ...]


def curve(shape: str | Points, dead: float = 0.0) -> Curve:
    """The curve of a name or through points, behind a dead zone of that width.

    Raises:
        KeyError: there is none of that name.
    """
    bent = CURVES[shape] if isinstance(shape, str) else through(shape)
    if dead == 0:
        return bent
    still = dead_zone(dead)
    return lambda x: bent(still(x))


def through(points: Points) -> Curve:
    """Straight from point to point; their x rise from 0 to 1."""
    xs, ys = zip(*points, strict=True)

    def follow(x: float) -> float:
        after = min(max(1, bisect_right(xs, x)), len(xs) - 1)
        x0, y0, x1, y1 = xs[after - 1], ys[after - 1], xs[after], ys[after]
        return float(y0 + (y1 - y0) * (x - x0) / (x1 - x0))

    return follow


def dead_zone(width: float) -> Curve:
    """0.5 in the middle part of that width (below 1), and straight from there to both ends."""

    def follow(x: float) -> float:
        away = abs(x - 0.5) - width / 2
        return 0.5 if away <= 0 else 0.5 + copysign(away / (1 - width), x - 0.5)

    return follow
