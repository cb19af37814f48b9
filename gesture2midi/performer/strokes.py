"""The shapes of a drum stroke: how a hand goes down and comes back, and when its player means the sound.

A stroke's velocity fixes how fast the hand falls at its fastest; how deep it goes follows from the shape.
Where other strokes are near, it takes less time and goes less deep, and its speed stays.

Players of air drums mean the sound to come near the peak of the acceleration that brakes the fall, not at
the lowest point (Dahl 2014, "Triggering sounds from discrete air gestures"): that peak is the stroke's
intended time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from math import cos, erf, exp, floor, log, pi, sqrt
from typing import Literal, NamedTuple, TypeAlias

import numpy as np

StrokeShape: TypeAlias = Literal[
    "minimum-jerk", "half-sine", "fast-down-slow-up", "bounce", "stops-short", "recorded", "lognormal"
]
LEAST_GAP = 0.12  # seconds between two strokes of one hand
FULL_SPEED = 1.75  # metres a second at the fastest of a stroke with velocity 1
SKEW = 0.25  # SD of the logarithm of the time in a lognormal movement
ENDS = 4  # SD from its middle to where it is cut off: its speed is there 1/3000 of the greatest
_STEP = 1 / 10_000  # seconds, where a shape's speed and acceleration are looked for

# How far down a hand is, at even steps of time.
BOUNCE = (0.02, 0.10, 0.28, 0.60, 1.0, 0.62, 0.34, 0.12, -0.04, -0.12, -0.12, -0.07, -0.02)
STOPS_SHORT = (0.06, 0.25, 0.55, 0.85, 0.98, 1.0, 1.0, 0.99, 0.98, 0.95, 0.84, 0.62, 0.38, 0.18, 0.06)
# As motion capture of drummers looks: a lift before the fall, its speed greatest late, a turn sharper than
# the slow and uneven way back. The numbers are our own.
RECORDED = (
    *(-0.03, -0.09, -0.15, -0.14, -0.02, 0.22, 0.57, 0.90, 1.0, 0.96),
    *(0.80, 0.60, 0.41, 0.25, 0.13, 0.05, 0.01, -0.01, -0.01),
)


class Stroke(NamedTuple):
    """at: seconds, when the hand is lowest. velocity: 0..1, see `FULL_SPEED`."""

    at: float
    velocity: float
    shape: StrokeShape = "minimum-jerk"


class StrokeTime(NamedTuple):
    """A stroke as it is played, alone and without its hand's other movement; times in seconds.

    intended: the peak of the braking acceleration. turning: the lowest point. fastest: where the fall is at
    its fastest, which is `speed` metres a second. depth: metres from rest to the lowest point.
    """

    intended: float
    turning: float
    fastest: float
    speed: float
    depth: float


class _Profile(NamedTuple):
    """down, up: seconds from rest to the lowest point and back. way: seconds from the lowest point -> part of
    the depth. reach: seconds; depth over greatest speed. brake, fastest: seconds from the lowest point."""

    down: float
    up: float
    way: Callable[[float], float]
    reach: float
    brake: float
    fastest: float


def minimum_jerk(part: float) -> float:
    """0..1 -> 0..1, as a hand goes from rest to rest (Flash and Hogan 1985)."""
    u = min(max(part, 0.0), 1.0)
    return u * u * u * (10 + u * (6 * u - 15))


def depth(strokes: tuple[Stroke, ...], i: int, t: float) -> float:
    """How far stroke `i` has taken the hand down at `t`, metres; below 0 where it is lifted over its rest."""
    stroke, pace = strokes[i], _pace(strokes, i)
    profile = _shape(stroke.shape)
    since = (t - stroke.at) / pace
    if not -profile.down < since < profile.up:
        return 0.0
    return FULL_SPEED * stroke.velocity * profile.reach * pace * profile.way(since)


def played(strokes: tuple[Stroke, ...], i: int) -> StrokeTime:
    """The truth about stroke `i`."""
    stroke, pace = strokes[i], _pace(strokes, i)
    profile, speed = _shape(stroke.shape), FULL_SPEED * stroke.velocity
    times = stroke.at + profile.brake * pace, stroke.at, stroke.at + profile.fastest * pace
    return StrokeTime(*times, speed, speed * profile.reach * pace)


def _pace(strokes: tuple[Stroke, ...], i: int) -> float:
    """The part of its own time and depth that a stroke has, for those beside it."""
    here, pace = _shape(strokes[i].shape), 1.0
    if i > 0:
        before = strokes[i - 1]
        pace = min(pace, (strokes[i].at - before.at) / (_shape(before.shape).up + here.down))
    if i + 1 < len(strokes):
        after = strokes[i + 1]
        pace = min(pace, (after.at - strokes[i].at) / (here.up + _shape(after.shape).down))
    return pace


def _there_and_back(
    down: float, up: float, go: Callable[[float], float] = minimum_jerk, steepest: float = 15 / 8
) -> _Profile:
    """From rest to rest by `go` in `down` seconds, and back in `up`. steepest: of `go`, 0..1 -> 0..1."""
    return _profile(down, up, lambda t: go(1 + t / down) if t < 0 else 1 - go(t / up), down / steepest)


def _half_sine(part: float) -> float:
    return (1 - cos(pi * part)) / 2


def _lognormal(part: float) -> float:
    """0..1 -> 0..1, as a rapid movement goes: its speed is lognormal (Plamondon 1995), to `ENDS` SD."""
    first, last = exp(-ENDS * SKEW), exp(ENDS * SKEW)
    z = log(first + min(max(part, 0.0), 1.0) * (last - first)) / SKEW
    return 0.5 + erf(z / sqrt(2)) / erf(ENDS / sqrt(2)) / 2


def _spline(step: float, table: tuple[float, ...]) -> _Profile:
    """A uniform cubic B-spline over `table`, `step` seconds apart; 0 before it and after it."""
    held = (0.0,) * 4 + table + (0.0,) * 4

    def value(t: float) -> float:
        k = floor(t / step)
        if not -2 <= k <= len(table):
            return 0.0
        u = t / step - k
        a, b, c, d = held[k + 3 : k + 7]
        return (
            a * (1 - u) ** 3 + b * (3 * u * u * (u - 2) + 4) + c * (1 + 3 * u * (1 + u - u * u)) + d * u**3
        ) / 6

    grid = np.arange(-2 * step, (len(table) + 1) * step, _STEP)
    heights = np.array([value(float(t)) for t in grid])
    lowest, most = float(grid[np.argmax(heights)]), float(heights.max())
    reach = most / float(np.gradient(heights, _STEP).max())
    end = (len(table) + 1) * step - lowest
    return _profile(lowest + 2 * step, end, lambda t: value(t + lowest) / most, reach)


def _profile(down: float, up: float, way: Callable[[float], float], reach: float) -> _Profile:
    """Finds where the fall is at its fastest, and after that where it is braked most."""
    t = np.arange(-round(down / _STEP), 2) * _STEP
    speed = np.gradient([way(float(at)) for at in t], _STEP)
    fastest = int(np.argmax(speed))
    brake = fastest + int(np.argmin(np.gradient(speed, _STEP)[fastest:]))
    return _Profile(down, up, way, reach, min(float(t[brake]), 0.0), float(t[fastest]))


@cache
def _shape(name: StrokeShape) -> _Profile:
    match name:
        case "minimum-jerk":
            return _there_and_back(0.17, 0.23)
        case "half-sine":
            return _there_and_back(0.17, 0.17, _half_sine, pi / 2)
        case "fast-down-slow-up":
            return _there_and_back(0.11, 0.29)
        case "bounce":  # thrown down, thrown back at once, and over its place of rest before it comes to it
            return _spline(0.02, BOUNCE)
        case "stops-short":  # braked early, above where others turn, held there for a moment, and lifted
            return _spline(0.016, STOPS_SHORT)
        case "recorded":
            return _spline(0.019, RECORDED)
        case "lognormal":
            steepest = exp(SKEW**2 / 2) / (SKEW * sqrt(2 * pi)) * (exp(ENDS * SKEW) - exp(-ENDS * SKEW))
            return _there_and_back(0.2, 0.28, _lognormal, steepest / erf(ENDS / sqrt(2)))
