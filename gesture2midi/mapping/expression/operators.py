"""What each operation of an expression means, as closures that make closures.

NaN is a hand that is not seen: arithmetic and functions hand it on, comparisons with it are 0.0 and
it is never true. Something is true where it is > 0. Nothing here raises.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce
from math import nan
from operator import itemgetter
from typing import TypeAlias

from gesture2midi.engine.parts import Signals

Value: TypeAlias = Callable[[Signals], float]


def number(x: float) -> Value:
    """Always x."""
    return lambda signals: x


def signal(name: str) -> Value:
    """The signal of that full name."""
    return itemgetter(name)


def finite(f: Value) -> Value:
    """f, but NaN where that overflows."""

    def value(signals: Signals) -> float:
        x = f(signals)
        return x if x - x == 0.0 else nan

    return value


def _divide(f: Value, g: Value) -> Value:
    def value(signals: Signals) -> float:
        try:
            return f(signals) / g(signals)
        except ZeroDivisionError:
            return nan

    return value


def _differs(f: Value, g: Value) -> Value:
    def value(signals: Signals) -> float:
        x, y = f(signals), g(signals)
        # Not `!=`, which holds of NaN.
        return 1.0 if x < y or x > y else 0.0

    return value


def both(f: Value, g: Value) -> Value:
    """The smaller of two true values, else 0.0."""

    def value(signals: Signals) -> float:
        x = f(signals)
        if not x > 0.0:
            return 0.0
        y = g(signals)
        if not y > 0.0:
            return 0.0
        return x if x < y else y

    return value


def _either(f: Value, g: Value) -> Value:
    def value(signals: Signals) -> float:
        x, y = f(signals), g(signals)
        if x > 0.0:
            return y if y > x else x
        return y if y > 0.0 else 0.0

    return value


def _min(f: Value, g: Value) -> Value:
    def value(signals: Signals) -> float:
        x, y = f(signals), g(signals)
        # Neither comparison holds where one of the two is NaN.
        return x if x <= y else y if y < x else nan

    return value


def _max(f: Value, g: Value) -> Value:
    def value(signals: Signals) -> float:
        x, y = f(signals), g(signals)
        return x if x >= y else y if y > x else nan

    return value


ZERO, ONE = number(0.0), number(1.0)


def _clamp(f: Value, low: Value = ZERO, high: Value = ONE) -> Value:
    return _min(_max(f, low), high)


def _scale(f: Value, low: Value, high: Value, new_low: Value = ZERO, new_high: Value = ONE) -> Value:
    def value(signals: Signals) -> float:
        start, begin = low(signals), new_low(signals)
        span = high(signals) - start
        if span == 0.0:
            return nan
        part = (f(signals) - start) / span
        part = 0.0 if part < 0.0 else 1.0 if part > 1.0 else part
        return begin + part * (new_high(signals) - begin)

    return value


def _if(condition: Value, f: Value, g: Value) -> Value:
    return lambda signals: f(signals) if condition(signals) > 0.0 else g(signals)


SIGNS: dict[type[ast.unaryop], Callable[[Value], Value]] = {
    ast.USub: lambda f: lambda signals: -f(signals),
    ast.UAdd: lambda f: f,
    ast.Not: lambda f: lambda signals: 0.0 if f(signals) > 0.0 else 1.0,
}
ARITHMETIC: dict[type[ast.operator], Callable[[Value, Value], Value]] = {
    ast.Add: lambda f, g: lambda signals: f(signals) + g(signals),
    ast.Sub: lambda f, g: lambda signals: f(signals) - g(signals),
    ast.Mult: lambda f, g: lambda signals: f(signals) * g(signals),
    ast.Div: _divide,
}
COMPARISONS: dict[type[ast.cmpop], Callable[[Value, Value], Value]] = {
    ast.Lt: lambda f, g: lambda signals: 1.0 if f(signals) < g(signals) else 0.0,
    ast.LtE: lambda f, g: lambda signals: 1.0 if f(signals) <= g(signals) else 0.0,
    ast.Gt: lambda f, g: lambda signals: 1.0 if f(signals) > g(signals) else 0.0,
    ast.GtE: lambda f, g: lambda signals: 1.0 if f(signals) >= g(signals) else 0.0,
    ast.Eq: lambda f, g: lambda signals: 1.0 if f(signals) == g(signals) else 0.0,
    ast.NotEq: _differs,
}
LOGIC: dict[type[ast.boolop], Callable[..., Value]] = {
    ast.And: lambda *fs: reduce(both, fs),
    ast.Or: lambda *fs: reduce(_either, fs),
}
FUNCTIONS: dict[str, Callable[..., Value]] = {
    "abs": lambda f: lambda signals: abs(f(signals)),
    "clamp": _clamp,
    "max": lambda *fs: reduce(_max, fs),
    "min": lambda *fs: reduce(_min, fs),
    "scale": _scale,
    "if": _if,
}
