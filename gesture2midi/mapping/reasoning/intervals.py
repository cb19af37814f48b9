"""Intervals of numbers, and what each operation of an expression makes of them.

Every value that an operation can give lies within its interval: float operations round the same way at the
ends as between them, and what is worked out backwards is widened. See Moore, Kearfott, Cloud, Introduction to
Interval Analysis (SIAM 2009), chapters 2 and 5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from math import inf, isinf, isnan, nextafter
from typing import NamedTuple


class Interval(NamedTuple):
    """The numbers low..high, both among them, none where low > high; nan: NaN may come besides."""

    low: float
    high: float
    nan: bool = False

    @property
    def empty(self) -> bool:
        """Whether no number is in it."""
        return self.low > self.high

    def within(self, low: float, high: float) -> Interval:
        """Returns the numbers of it that lie within low..high."""
        return Interval(max(self.low, low), min(self.high, high))


ANYTHING = Interval(-inf, inf, True)
NOTHING = Interval(inf, -inf)
YES, NO, EITHER = Interval(1.0, 1.0), Interval(0.0, 0.0), Interval(0.0, 1.0)


def above(x: float) -> float:
    """Returns the next number above x."""
    return nextafter(x, inf)


def below(x: float) -> float:
    """Returns the next number below x."""
    return nextafter(x, -inf)


LEAST = above(0.0)
"""The least number that is true."""


def point(x: float) -> Interval:
    """Returns the interval of one number, or of NaN alone."""
    return NOTHING._replace(nan=True) if isnan(x) else Interval(x, x)


def hull(parts: Iterable[Interval]) -> Interval:
    """Returns the least interval that holds all."""
    low, high, nan = inf, -inf, False
    for part in parts:
        low, high, nan = min(low, part.low), max(high, part.high), nan or part.nan
    return Interval(low, high, nan)


def wider(one: Interval, size: float = 0.0) -> Interval:
    """Returns the interval and what rounding may add to it.

    size: of the largest number that it was worked out from, if that is larger than itself.
    """
    if one.empty:
        return one
    ends = [abs(x) for x in one[:2] if not isinf(x)]
    more = 1e-12 * max(size, *ends, 0.0)
    return Interval(below(one.low - more), above(one.high + more), one.nan)


def size_of(*parts: Interval) -> float:
    """Returns the size of the largest number among the ends; infinity is one."""
    return max(abs(x) for part in parts for x in part[:2])


def _of(corners: list[float], nan: bool) -> Interval:
    """The interval of what an operation gives at the ends of its own; infinity is a number no more."""
    known = [x for x in corners if not isnan(x)]
    if len(known) < len(corners):
        return ANYTHING
    low, high = min(known), max(known)
    return Interval(low, high, nan or isinf(low) or isinf(high))


def negative(f: Interval) -> Interval:
    return Interval(-f.high, -f.low, f.nan)


def plus(f: Interval, g: Interval) -> Interval:
    if f.empty or g.empty:
        return NOTHING._replace(nan=True)
    return _of([f.low + g.low, f.high + g.high], f.nan or g.nan)


def minus(f: Interval, g: Interval) -> Interval:
    return plus(f, negative(g))


def times(f: Interval, g: Interval) -> Interval:
    if f.empty or g.empty:
        return NOTHING._replace(nan=True)
    return _of([x * y for x in f[:2] for y in g[:2]], f.nan or g.nan)


def divided(f: Interval, g: Interval) -> Interval:
    if f.empty or g.empty:
        return NOTHING._replace(nan=True)
    if g.low <= 0.0 <= g.high:
        return ANYTHING
    return _of([x / y for x in f[:2] for y in g[:2]], f.nan or g.nan)


def quotient(f: Interval, g: Interval) -> Interval:
    """What f / g gives, which is no number where g is 0. (`divided` also leaves open what f / 0 might be.)"""
    if f.empty or g.empty or not (g.low == 0.0 < g.high or g.low < 0.0 == g.high):
        return divided(f, g)
    end, bound = (g.high, inf) if g.low == 0.0 else (g.low, -inf)
    return _of([x / end for x in f[:2]] + [x and x * bound for x in f[:2]], True)


def absolute(f: Interval) -> Interval:
    if f.empty:
        return f
    low = 0.0 if f.low <= 0.0 <= f.high else min(abs(f.low), abs(f.high))
    return Interval(low, max(abs(f.low), abs(f.high)), f.nan)


def smaller(f: Interval, g: Interval) -> Interval:
    if f.empty or g.empty:
        return NOTHING._replace(nan=True)
    return Interval(min(f.low, g.low), min(f.high, g.high), f.nan or g.nan)


def larger(f: Interval, g: Interval) -> Interval:
    if f.empty or g.empty:
        return NOTHING._replace(nan=True)
    return Interval(max(f.low, g.low), max(f.high, g.high), f.nan or g.nan)


def scaled(f: Interval, low: Interval, high: Interval, new_low: Interval, new_high: Interval) -> Interval:
    span = minus(high, low)
    part = divided(minus(f, low), span)
    if part.empty:
        return NOTHING._replace(nan=True)
    inside = Interval(max(0.0, min(1.0, part.low)), max(0.0, min(1.0, part.high)), part.nan)
    return plus(new_low, times(inside, minus(new_high, new_low)))


def smallest(*parts: Interval) -> Interval:
    return reduce(smaller, parts)


def largest(*parts: Interval) -> Interval:
    return reduce(larger, parts)


def clamped(f: Interval, low: Interval, high: Interval) -> Interval:
    return smaller(larger(f, low), high)


OPERATIONS: dict[str, Callable[..., Interval]] = {
    "negative": negative,
    "+": plus,
    "-": minus,
    "*": times,
    "/": quotient,
    "abs": absolute,
    "min": smallest,
    "max": largest,
    "clamp": clamped,
    "scale": scaled,
}
"""What each operation of an expression makes of the intervals of its parts."""
