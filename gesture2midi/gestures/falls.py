"""A hand's fall: how fast, how deep, and when it is braked, from its smoothed course."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple

from gesture2midi.gestures.smoother import Knot, ahead, speed

BRAKED = 0.25
"""The part of its greatest speed to which a fall has slowed at its instant."""
FORESEEN = 0.03
"""Seconds that the instant may lie ahead of the newest frame."""


class Fall(NamedTuple):
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
    instant = _slows(knots, top, at, peak, BRAKED * peak)
    if instant is None:
        return None
    half = _slows(knots, top, at, peak, peak / 2)
    rise = _speeds_up(knots, start, top, at, peak, peak / 2)
    if half is None or rise is None:
        return None
    turn = top
    while turn > 0 and knots[turn].v > 0:
        turn -= 1
    width = half - rise
    return Fall(instant, peak, peak * width, knots[turn].y, _height(knots, instant), width, half - at)


def _fastest(knots: Sequence[Knot], start: int, least: float) -> tuple[int, float, float]:
    """Of the newest fall: the frame before its peak, the greatest speed, and when."""
    top, peak = len(knots) - 1, -inf
    for i in range(len(knots) - 1, start - 1, -1):
        if knots[i].v > peak:
            top, peak = i, knots[i].v
        elif peak >= least and knots[i].v < peak / 2:
            break
    at = knots[top].t
    before = top if knots[top].a > 0 else top - 1  # on which side of that frame the peak lies
    if peak < least / 2 or not start <= before < len(knots) - 1:
        return top, peak, at
    a, b = knots[before], knots[before + 1]
    for part in (0.2, 0.4, 0.6, 0.8):
        v = speed(a, b, part)
        if v > peak:
            top, peak, at = before, v, a.t + part * (b.t - a.t)
    return top, peak, at


def _slows(knots: Sequence[Knot], top: int, at: float, peak: float, level: float) -> float | None:
    """When the fall has slowed to `level` after its peak at `at`; None where that is not foreseen."""
    for i in range(top, len(knots) - 1):
        a, b = knots[i], knots[i + 1]
        if b.v < level and b.t > at:
            fast, fastest = ((at - a.t) / (b.t - a.t), peak) if at > a.t else (0.0, a.v)
            return _crossing(a, b, (fast, fastest - level), (1.0, b.v - level), level)
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


def _speeds_up(
    knots: Sequence[Knot], start: int, top: int, at: float, peak: float, level: float
) -> float | None:
    """When the fall has reached `level` before its peak at `at`; None where that was not seen."""
    for i in range(min(top, len(knots) - 2), max(start - 1, 0) - 1, -1):
        a, b = knots[i], knots[i + 1]
        if a.v < level:
            fast, fastest = ((at - a.t) / (b.t - a.t), peak) if at < b.t else (1.0, b.v)
            return _crossing(a, b, (fast, fastest - level), (0.0, a.v - level), level)
    return None


def _crossing(
    a: Knot, b: Knot, above: tuple[float, float], below: tuple[float, float], level: float
) -> float:
    """When the speed is `level` on the way from one frame to the next.

    above, below: a part of the way, and how much over and under the level the speed is there. By the Illinois
    form of the false position, which keeps the crossing between its ends.
    """
    (fast, over), (slow, under) = above, below
    for _ in range(3):
        middle = slow + (fast - slow) * under / (under - over) if over > 0 else fast
        off = speed(a, b, middle) - level
        if off < 0:
            slow, under, over = middle, off, over / 2
        else:
            fast, over, under = middle, off, under / 2
    return a.t + (fast + slow) / 2 * (b.t - a.t)


def _height(knots: Sequence[Knot], t: float) -> float:
    """Palms, down, at a time after the first frame; between frames in a straight line."""
    i = len(knots) - 2
    while i > 0 and knots[i].t > t:
        i -= 1
    a, b = knots[i], knots[i + 1]
    return a.y + (b.y - a.y) * min((t - a.t) / (b.t - a.t), 1.5)
