"""A hand's fall: how fast, how deep, and when it is braked, from its smoothed course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from gesture2midi.gestures.smoother import Knot, ahead, speed

BRAKED = 0.25
"""The part of its greatest speed to which a fall has slowed at its instant."""
FORESEEN = 0.03
"""Seconds that the instant may lie ahead of the newest frame."""


@dataclass(frozen=True, slots=True)
class Fall:
    """instant: seconds, when it is braked. speed: the greatest, palms a second. depth, top, low: palms, down.

    width: seconds for which it goes at half its speed or faster. brake: seconds from its peak to half of it.
    """

    instant: float = -inf
    speed: float = 0.0
    depth: float = 0.0
    top: float = 0.0
    low: float = 0.0
    width: float = 0.0
    brake: float = 0.0


def newest_fall(knots: Sequence[Knot], start: int, least: float) -> Fall | None:
    """The newest fall from the frame `start` on; None before its instant is seen, or foreseen.

    least: palms a second that it reaches.
    """
    top, peak, at = _fastest(knots, start, least)
    if peak < least:
        return None
    half = _slows(knots, top, at, peak / 2)
    instant = _slows(knots, top, at, BRAKED * peak)
    rise = _speeds_up(knots, start, top, at, peak / 2)
    if half is None or instant is None or rise is None:
        return None
    width = half - rise
    low = _height(knots, instant)
    high = min(knot.y for knot in knots[_turn(knots, top) : top + 1])
    return Fall(instant, peak, peak * width, high, low, width, half - at)


def _fastest(knots: Sequence[Knot], start: int, least: float) -> tuple[int, float, float]:
    """Of the newest fall: the frame before its peak, the greatest speed, and when."""
    top, peak = len(knots) - 1, -inf
    for i in range(len(knots) - 1, start - 1, -1):
        if knots[i].v > peak:
            top, peak = i, knots[i].v
        elif peak >= least and knots[i].v < peak / 2:
            break
    at = knots[top].t
    if peak < least / 2:
        return top, peak, at
    for i in range(max(top - 1, start), min(top + 1, len(knots) - 1)):
        a, b = knots[i], knots[i + 1]
        for part in (0.2, 0.4, 0.6, 0.8):
            v = speed(a, b, part)
            if v > peak:
                top, peak, at = i, v, a.t + part * (b.t - a.t)
    return top, peak, at


def _slows(knots: Sequence[Knot], top: int, at: float, level: float) -> float | None:
    """When the fall has slowed to `level` after its peak at `at`; None where that is not foreseen."""
    for i in range(top, len(knots) - 1):
        a, b = knots[i], knots[i + 1]
        if b.v < level and b.t > at:
            return _crossing(a, b, max(0.0, (at - a.t) / (b.t - a.t)), 1.0, level)
    last = knots[-1]
    low, high = 0.0, FORESEEN
    over, under = last.v - level, ahead(last, FORESEEN) - level
    if under >= 0:
        return None
    for _ in range(4):
        middle = low + (high - low) * max(over, 0.0) / (max(over, 0.0) - under)
        off = ahead(last, middle) - level
        if off < 0:
            high, under = middle, off
        else:
            low, over = middle, off
    return last.t + high


def _speeds_up(knots: Sequence[Knot], start: int, top: int, at: float, level: float) -> float | None:
    """When the fall has reached `level` before its peak at `at`; None where that was not seen."""
    for i in range(min(top, len(knots) - 2), max(start - 1, 0) - 1, -1):
        a, b = knots[i], knots[i + 1]
        if a.v < level:
            return _crossing(a, b, min(1.0, (at - a.t) / (b.t - a.t)), 0.0, level)
    return None


def _crossing(a: Knot, b: Knot, fast: float, slow: float, level: float) -> float:
    """When the speed is `level` between the parts `fast` and `slow` of the way from one frame to the next.

    By the Illinois form of the false position, which keeps the crossing between its ends.
    """
    over, under = speed(a, b, fast) - level, (b.v if slow else a.v) - level
    for _ in range(4):
        middle = slow + (fast - slow) * under / (under - over) if over > 0 else fast
        off = speed(a, b, middle) - level
        if off < 0:
            slow, under, over = middle, off, over / 2
        else:
            fast, over, under = middle, off, under / 2
    return a.t + (fast + slow) / 2 * (b.t - a.t)


def _turn(knots: Sequence[Knot], top: int) -> int:
    """The last frame before the fall in which the hand did not fall, or the first."""
    return next((i for i in range(top, -1, -1) if knots[i].v <= 0), 0)


def _height(knots: Sequence[Knot], t: float) -> float:
    """Palms, down, at a time after the second frame; between frames in a straight line."""
    a, b = next(
        ((a, b) for a, b in zip(knots[-2::-1], knots[:0:-1], strict=True) if a.t <= t), (knots[0], knots[1])
    )
    return a.y + (b.y - a.y) * min((t - a.t) / (b.t - a.t), 1.5)
