"""The functions of expressions that remember: what each makes of the frames so far.

Each takes the values of its arguments and returns what begins it anew, from its place in the file. What has
begun takes the time of a frame in seconds and its signals. NaN is a hand that is not seen, and never true.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from random import Random
from typing import TypeAlias

from gesture2midi.engine.parts import Signals
from gesture2midi.mapping.expression.operators import Value

Step: TypeAlias = Callable[[float, Signals], float]
Start: TypeAlias = Callable[[int], Step]

MOST_MOMENTS = 2400
"""Changes that a `delay` keeps, 10 s at 240 frames per second; of more, the oldest come early."""
FASTEST_LFO = 20.0
"""Hz"""
_SAME_TIME = 1e-6  # seconds

SHAPES: dict[str, Callable[[float], float]] = {
    "sine": lambda phase: 0.5 - 0.5 * math.cos(2 * math.pi * phase),
    "triangle": lambda phase: 1.0 - abs(1.0 - 2.0 * phase),
    "saw": lambda phase: phase,
    "square": lambda phase: 0.0 if phase < 0.5 else 1.0,
}
"""What an LFO makes of its phase 0..1; each begins at 0 and stays within 0..1."""


def smooth(f: Value, seconds: float) -> Start:
    """Follows f, 63 % of the way in `seconds`, never beyond it; it begins anew where f has been NaN."""

    def start(place: int) -> Step:
        now, before = math.nan, math.nan

        def step(t: float, signals: Signals) -> float:
            nonlocal now, before
            x = f(signals)
            # NaN takes part in this until f is known again.
            nearer = x if math.isnan(now) else now + (x - now) * -math.expm1((before - t) / seconds)
            # Rounding, or a clock set back, would carry it past an end.
            now = min(max(nearer, min(now, x)), max(now, x))
            before = t
            return now

        return step

    return start


def delay(f: Value, seconds: float) -> Start:
    """f as it was so long ago; before the first frame it was as it was then.

    What f was above 0 for shorter than a frame is not passed over.
    """

    def start(place: int) -> Step:
        changes: deque[tuple[float, float]] = deque(maxlen=MOST_MOMENTS)
        now = last = math.nan
        begun = False

        def step(t: float, signals: Signals) -> float:
            nonlocal now, last, begun
            x = f(signals)
            if not begun:
                begun, now, last = True, x, x
            elif x != last and not (math.isnan(x) and math.isnan(last)):
                last = x
                changes.append((t, x))
            moment = 0.0
            while changes and changes[0][0] <= t - seconds + _SAME_TIME:
                _, now = changes.popleft()
                moment = max(moment, now)
            return now if now > 0.0 or moment == 0.0 else moment

        return step

    return start


def hysteresis(f: Value, low: Value, high: Value) -> Start:
    """1 from when f is above `high` until it is below `low`, or NaN."""

    def start(place: int) -> Step:
        on = False

        def step(t: float, signals: Signals) -> float:
            nonlocal on
            x = f(signals)
            on = x >= low(signals) if on else x > high(signals)
            return 1.0 if on else 0.0

        return step

    return start


def count(f: Value, size: int = 0) -> Start:
    """How often f became true, from 0; with a size, `size` is 0 again."""

    def start(place: int) -> Step:
        counted, was = 0, True  # a pose that is held already as it begins is not counted

        def step(t: float, signals: Signals) -> float:
            nonlocal counted, was
            now = f(signals) > 0.0
            if now and not was:
                counted = counted + 1 if not size else (counted + 1) % size
            was = now
            return float(counted)

        return step

    return start


def since(f: Value) -> Start:
    """Seconds since f became true; NaN until it has."""

    def start(place: int) -> Step:
        at, was = math.nan, True

        def step(t: float, signals: Signals) -> float:
            nonlocal at, was
            now = f(signals) > 0.0
            if now and not was:
                at = t
            was = now
            return t - at

        return step

    return start


def hold(f: Value, when: Value) -> Start:
    """f, but while `when` is true it stays as it was in the frame before; what was NaN then waits for f."""

    def start(place: int) -> Step:
        now = math.nan

        def step(t: float, signals: Signals) -> float:
            nonlocal now
            if math.isnan(now) or not when(signals) > 0.0:
                now = f(signals)
            return now

        return step

    return start


def lfo(rate: Value, shape: str) -> Start:
    """A wave of that many Hz, 0 to 20, from 0 on; NaN while the rate is, and its phase waits."""
    wave = SHAPES[shape]

    def start(place: int) -> Step:
        phase, before = 0.0, math.nan

        def step(t: float, signals: Signals) -> float:
            nonlocal phase, before
            hz = rate(signals)
            if math.isnan(hz):
                before = math.nan
                return math.nan
            if not math.isnan(before):
                phase = (phase + (t - before) * max(0.0, min(FASTEST_LFO, hz))) % 1.0
            before = t
            return wave(phase)

        return step

    return start


def random(f: Value) -> Start:
    """A number 0..1, another each time f becomes true; the same ones in each run."""

    def start(place: int) -> Step:
        dice = Random(place)
        now, was = dice.random(), True

        def step(t: float, signals: Signals) -> float:
            nonlocal now, was
            true = f(signals) > 0.0
            if true and not was:
                now = dice.random()
            was = true
            return now

        return step

    return start


REMEMBERING: dict[str, Callable[..., Start]] = {
    "smooth": smooth,
    "delay": delay,
    "hysteresis": hysteresis,
    "count": count,
    "since": since,
    "hold": hold,
    "lfo": lfo,
    "random": random,
}
