"""What the parts of an operation must be for it to lie within bounds, widened by what rounding may do."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from typing import TypeAlias

from gesture2midi.mapping.reasoning import intervals as interval
from gesture2midi.mapping.reasoning.case import Case, Narrows
from gesture2midi.mapping.reasoning.intervals import Interval, wider
from gesture2midi.mapping.reasoning.terms import Term

_Backwards: TypeAlias = Callable[[Narrows, Term, Interval, Case], list[Case]]


def _negative(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
    return reasoner.narrow(term.parts[0], -wanted.high, -wanted.low, case)


_TINY, _HUGE = 1e-100, 1e100
"""Between these in size, what is worked out backwards neither overflows nor underflows."""


def _inverse(
    one: Callable[[Interval, Interval], Interval], other: Callable[[Interval, Interval], Interval]
) -> _Backwards:
    """Of an operation on two: each out of the result and the other."""

    def narrow(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
        f, g = term.parts
        found: list[Case] = []
        for c in _side(reasoner, f, one, wanted, reasoner.range_of(g, case), case):
            found += _side(reasoner, g, other, wanted, reasoner.range_of(f, c), c)
        return found

    return narrow


def _side(
    reasoner: Narrows,
    term: Term,
    inverse: Callable[[Interval, Interval], Interval],
    wanted: Interval,
    other: Interval,
    case: Case,
) -> list[Case]:
    size = interval.size_of(wanted, other)
    # A result that overflowed tells nothing of what it came from, and one that underflowed hardly more.
    if size > _HUGE or any(0.0 < abs(x) < _TINY for x in (*wanted[:2], *other[:2])):
        return [case]
    side = wider(inverse(wanted, other), size)
    return reasoner.narrow(term, side.low, side.high, case)


def _difference_back(wanted: Interval, f: Interval) -> Interval:
    return interval.minus(f, wanted)


def _denominator(wanted: Interval, f: Interval) -> Interval:
    return interval.divided(f, wanted)


def _abs(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
    part = term.parts[0]
    sides = [(wanted.low, wanted.high), (-wanted.high, -wanted.low)]
    return [found for low, high in sides for found in reasoner.narrow(part, low, high, case)]


def _min(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
    return reasoner.narrow_all(((part, wanted.low, inf) for part in term.parts), case)


def _max(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
    return reasoner.narrow_all(((part, -inf, wanted.high) for part in term.parts), case)


def _clamp(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
    """min(max(f, low), high)"""
    value, low, high = term.parts
    bounds = [(high, wanted.low, inf)]
    floor, ceiling = reasoner.range_of(low, case), reasoner.range_of(high, case)
    if floor.high < wanted.low:
        bounds.append((value, wanted.low, inf))
    if ceiling.low > wanted.high:
        bounds += [(value, -inf, wanted.high), (low, -inf, wanted.high)]
    return reasoner.narrow_all(bounds, case)


def _scale(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
    """Where its four ends never change: how far the value lies between the first two."""
    value, *ends = term.parts
    low, high, start, stop = (reasoner.range_of(end, case) for end in ends)
    span, new_span = interval.minus(high, low), interval.minus(stop, start)
    if any(end.low != end.high for end in (low, high, start, stop)) or not new_span.low or not span.low:
        return [case]
    size = interval.size_of(wanted, start, stop) / abs(new_span.low)
    part = wider(interval.divided(interval.minus(wanted, start), new_span), size)
    # What is beyond an end counts as that end.
    part = Interval(-inf if part.low <= 0.0 else part.low, inf if part.high >= 1.0 else part.high)
    place = wider(interval.plus(low, interval.times(part, span)), interval.size_of(low, high))
    return reasoner.narrow(value, place.low, place.high, case)


_divide = _inverse(interval.divided, interval.divided)


def _product(reasoner: Narrows, term: Term, wanted: Interval, case: Case) -> list[Case]:
    """Of numbers that are never below 0 each is above 0 where the product is."""
    if wanted.low <= 0.0 or any(reasoner.range_of(part, case).low < 0.0 for part in term.parts):
        return _divide(reasoner, term, wanted, case)
    positive = reasoner.narrow_all(((part, interval.LEAST, inf) for part in term.parts), case)
    return [found for one in positive for found in _divide(reasoner, term, wanted, one)]


BACKWARDS: dict[str, _Backwards] = {
    "negative": _negative,
    "+": _inverse(interval.minus, interval.minus),
    "-": _inverse(interval.plus, _difference_back),
    "*": _product,
    "/": _inverse(interval.times, _denominator),
    "abs": _abs,
    "min": _min,
    "max": _max,
    "clamp": _clamp,
    "scale": _scale,
}
