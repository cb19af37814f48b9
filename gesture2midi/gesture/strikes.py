"""The strike: a downward blow. It is heard once its brake has been seen, a constant delay after it.

Players of air drums mean the sound to come as they brake the fall, not at the lowest point, which comes later
and moves with the tempo (Dahl 2014, "Triggering sounds from discrete air gestures"). They get used to a
constant delay, and not to one that wavers. So nothing is foretold: the fall is smoothed (`smoother`), the
instant is where its speed has fallen to a quarter of its greatest, and the sound follows that by `delay`. Each
frame until then judges anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, isfinite
from typing import Literal, NamedTuple, TypeAlias

from gesture2midi.gesture.smoother import Knot, Smoother, ahead, speed

LATENCY = 0.007
"""Seconds from a frame to the earliest message that it can cause: tracking, mostly."""
LEAVING = 0.25
"""Seconds without its hand for which a detector remembers it."""
ENTERING = 0.25
"""Seconds in which a hand that has come into view strikes nothing: it comes to its place."""
HANGING = -0.4
"""`Features.up` below which a hand reaches down, and strikes nothing."""
FASTEST = 60.0
"""Palms a second: what jumps further is another hand."""
LEAST_STEP = 0.004
"""Seconds: of frames that are nearer to each other the first counts."""

SLOW = 3.85
"""Palms a second from frame to frame; a hand that stays slower for `MOVING` strikes nothing."""
MOVING = 0.2
PAST = 0.30
"""Seconds of its course that are looked at."""
BRAKED = 0.25
"""The part of its greatest speed to which a fall has slowed at its instant."""
STALE = 0.12
"""Seconds after its instant from which a stroke is not heard any more."""
FORESEEN = 0.03
"""Seconds that the instant may lie ahead of the newest frame."""
TURNED = 0.3
"""The part of the last stroke's speed to which the hand must have slowed before it strikes again."""

LEAST_SPEED, LEAST_STEEP, LEAST_WAY = 5.5, 45.0, 0.2
"""What a stroke reaches in play: palms a second, palms a second per second of its width, palms."""
FIRST_SPEED, FIRST_STEEP, FIRST_WAY, FIRST_BRAKE = 6.0, 65.0, 0.3, 0.1
"""What the first one reaches, and the seconds that its brake takes at most: reaches for things are slower."""
PLAYING = 2.5
"""Seconds after a stroke for which a hand is in play."""
NARROW, NARROW_STEPS, WIDE = 0.025, 0.5, 0.2
"""Seconds for which a fall goes at half its speed or faster: at least `NARROW` and so many steps of a frame, for
a single wild frame makes a peak, too; at most `WIDE`."""
ROLL, ROLL_NARROW = 0.35, 0.03
"""Seconds after a stroke in which the next may be narrower, and how narrow."""
REFRACTORY = 0.07
"""Seconds between the instants of two strokes: 8 a second are 0.125 apart."""

REBOUND = 0.55
"""Seconds after a fall in which a smaller one that rose little may be its rebound."""
THROWN, LESS, LOW = 0.7, 0.75, 0.66
"""Of the fall before: the speed, the depth and the rise that a rebound stays under. Restitution 0.6 gives 0.6 of
the speed, and rises and falls 0.36 as far or, where a hand follows it, more. A light stroke in play starts
higher; where it does not (ghost notes just over a pad), the first after an accent is taken for a rebound, and
the next, as fast as the one before, are not."""
FULL_SPEED = 35.0
"""Palms a second (about 3 m/s) that have velocity 1."""
SETTLING = 0.01
"""Seconds after the next frame for which `auto` waits: one frame well past the instant settles it."""
SETTLED = 0.06
"""Seconds after the instant in which `exact` makes it out; nobody waits for it."""
LONGEST_DELAY = 0.08
_SIZE_TIME = 0.3  # s; the size of a hand flutters when it moves fast


StrikeDelay: TypeAlias = float | Literal["auto", "exact"]
"""Seconds from the instant to the sound; `auto` is a frame's step and a little; `exact` puts strikes at the
instant itself, for what is written and not heard as it is played."""


def delay_of(wanted: StrikeDelay, step: float) -> float:
    """Seconds for which a strike is waited for. step: seconds from frame to frame."""
    if wanted == "exact":
        return SETTLED
    return min(step + SETTLING, LONGEST_DELAY) if wanted == "auto" else wanted


class Strike(NamedTuple):
    """t: seconds, when it is to sound. speed: of its fall, palms a second. instant: of its brake, seconds."""

    t: float
    speed: float
    instant: float


@dataclass(frozen=True, slots=True)
class _Fall:
    """A fall. instant: seconds. speed: the greatest, palms a second. depth, top, low: palms, down."""

    instant: float = -inf
    speed: float = 0.0
    depth: float = 0.0
    top: float = 0.0
    low: float = 0.0


class StrikeDetector:
    """The strikes of one hand, or of one finger, fed with every frame: `update`, or `miss` without it."""

    __slots__ = (
        "_armed",
        "_bounced",
        "_fell",
        "_height",
        "_last",
        "_moved",
        "_pending",
        "_since",
        "_size",
        "_smoother",
        "_t",
        "_y",
    )

    def __init__(self) -> None:
        self._t = -inf
        self._begin(0.0, 0.0, 1.0)

    def _begin(self, t: float, y: float, size: float) -> None:
        self._since = t
        self._y, self._size, self._height = y, size, 0.0
        self._smoother = Smoother(t, 0.0)
        self._moved = -inf
        self._armed = True
        self._last = self._fell = _Fall()
        self._bounced: _Fall | None = None
        self._pending: _Fall | None = None

    def update(self, t: float, y: float, size: float, up: float, step: float, delay: float) -> Strike | None:
        """The strike that must be sent now if it is to sound in time, else None.

        t: seconds. y: height of the knuckles in the picture, 0..1, y down, not smoothed. size: palm in
        picture heights. up: see `Features.up`. step: seconds from one frame to the next. delay: seconds from
        the instant to the sound.
        """
        if not isfinite(t):
            return None
        past = t - self._t
        if not 0 <= past <= LEAVING:
            self._t = t
            self._begin(t, y, size)
            return None
        if past < LEAST_STEP:
            return None
        self._size += (size - self._size) * (1 - exp(-past / _SIZE_TIME))
        way = (y - self._y) / self._size
        if abs(way) > FASTEST * past:
            self._t = t
            self._begin(t, y, size)
            return None
        self._t, self._y, self._height = t, y, self._height + way
        self._smoother.add(t, self._height)
        if way > SLOW * past:
            self._moved = t
        if y > 1 or up < HANGING or t - self._since < ENTERING:
            self._pending = None
            return None
        self._armed = self._armed or self._smoother.speed < TURNED * self._last.speed
        moves = self._armed and self._moved > self._last.instant and t - self._moved <= MOVING
        self._pending = self._judge(t, step) if moves else None
        return self._due(t, step, delay)

    def miss(self, t: float, step: float, delay: float) -> Strike | None:
        """What is due in a frame without the hand; see `update`."""
        return self._due(t, step, delay)

    def _due(self, t: float, step: float, delay: float) -> Strike | None:
        """What waits, where the next frame would come too late."""
        if self._pending is None:
            return None
        due = self._pending.instant + delay
        if due >= t + step + LATENCY:
            return None
        self._last = self._fell = self._pending
        self._pending = self._bounced = None
        self._armed = False
        return Strike(max(due, t + LATENCY), self._last.speed, self._last.instant)

    def _judge(self, t: float, step: float) -> _Fall | None:
        """The stroke that the hand has made, or is about to have made."""
        knots = self._smoother.back(t - PAST)
        if len(knots) < 4:
            return None
        start = next((i for i, knot in enumerate(knots) if knot.t >= self._last.instant), len(knots) - 1)
        found = _last_fall(knots, start)
        if found is None:
            return None
        fall, width, brake = found
        if fall.instant < max(self._since + ENTERING, t - STALE):
            return None
        return fall if self._strikes(t, fall, width, brake, step) and not self._rebounds(fall) else None

    def _strikes(self, t: float, fall: _Fall, width: float, brake: float, step: float) -> bool:
        """Whether it is fast, short and deep enough. width: seconds at half speed; brake: from the peak on."""
        since = fall.instant - self._last.instant
        narrow = ROLL_NARROW if since < ROLL else NARROW + NARROW_STEPS * step
        if not narrow <= width <= WIDE or since < REFRACTORY:
            return False
        steep = fall.speed / width
        if t - self._last.instant < PLAYING:
            return fall.speed >= LEAST_SPEED and steep >= LEAST_STEEP and fall.depth >= LEAST_WAY
        quick = fall.speed >= FIRST_SPEED and steep >= FIRST_STEEP and brake <= FIRST_BRAKE
        return quick and fall.depth >= FIRST_WAY

    def _rebounds(self, fall: _Fall) -> bool:
        """Whether the hand was thrown back by what it struck: each time it rises less, and falls less."""
        if self._bounced is not None and self._bounced.instant < fall.instant - REFRACTORY / 2:
            self._fell, self._bounced = self._bounced, None
        before = self._fell
        rose = before.low - fall.top
        thrown = (
            fall.instant - before.instant < REBOUND
            and fall.speed < THROWN * before.speed
            and fall.depth < LESS * before.depth
            and rose < LOW * before.depth
        )
        if thrown:
            self._bounced = fall
        return thrown


def _last_fall(knots: Sequence[Knot], start: int) -> tuple[_Fall, float, float] | None:
    """The newest fall from the frame `start` on, the seconds at half its speed, and those of its brake to it."""
    top, peak, at = _fastest(knots, start)
    if peak < LEAST_SPEED:
        return None
    half = _slows(knots, top, at, peak / 2)
    instant = _slows(knots, top, at, BRAKED * peak)
    rise = _speeds_up(knots, start, top, at, peak / 2)
    if half is None or instant is None or rise is None:
        return None
    width = half - rise
    low = _height(knots, instant)
    high = min(knot.y for knot in knots[_turn(knots, top) : top + 1])
    return _Fall(instant, peak, peak * width, high, low), width, half - at


def _fastest(knots: Sequence[Knot], start: int) -> tuple[int, float, float]:
    """Of the newest fall: the frame before its peak, the greatest speed, and when."""
    top, peak = len(knots) - 1, -inf
    for i in range(len(knots) - 1, start - 1, -1):
        if knots[i].v > peak:
            top, peak = i, knots[i].v
        elif peak >= LEAST_SPEED and knots[i].v < peak / 2:
            break
    at = knots[top].t
    if peak < LEAST_SPEED / 2:
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
