"""The strike: a downward blow. It is heard once its brake has been seen, a constant delay after it.

Players of air drums mean the sound to come as they brake the fall, not at the lowest point, which comes later
and moves with the tempo (Dahl 2014, "Triggering sounds from discrete air gestures"). They get used to a
constant delay, and not to one that wavers. So nothing is foretold: the fall is smoothed and its instant found
(`falls`), and the sound follows that by `delay`. Each frame until then judges anew.
"""

from __future__ import annotations

from math import exp, inf, isfinite
from typing import NamedTuple

from gesture2midi.gestures.falls import Fall, newest_fall
from gesture2midi.gestures.smoother import Smoother

LATENCY = 0.007
"""Seconds from a frame to the earliest message that it can cause: tracking, mostly."""
LEAVING = 0.25
"""Seconds without its hand for which a detector remembers it."""
ENTERING = 0.25
"""Seconds in which a hand that has come into view strikes nothing: it comes to its place."""
HANGING = -0.4
"""`Features.up` below which a hand reaches down, and strikes nothing."""
HOP, FASTEST = 0.5, 55.0
"""Palms, and palms a second: what is further off from one frame to the next is another hand; see `reach`."""
LEAST_STEP = 0.004
"""Seconds: of frames that are nearer to each other the first counts."""

SLOW = 3.85
"""Palms a second from frame to frame; a hand that stays slower for `MOVING` strikes nothing."""
MOVING = 0.2
PAST = 0.30
"""Seconds of its course that are looked at."""
STALE = 0.12
"""Seconds after its instant from which a stroke is not heard any more."""
TURNED = 0.3
"""The part of the last stroke's speed to which the hand must have slowed before it strikes again."""

LEAST_SPEED, LEAST_STEEP, LEAST_WAY = 4.5, 45.0, 0.15
"""What a stroke reaches in play: palms a second, palms a second per second of its width, palms."""
LONG, LONG_STEEP = 0.115, 60.0
"""Seconds of width from which it has to be steeper: a hand that goes on to a lower drum has less."""
FIRST_SPEED, FIRST_STEEP, FIRST_WAY, FIRST_BRAKE = 6.2, 65.0, 0.3, 0.1
"""What the first one reaches, and the seconds that its brake takes at most: reaches for things are slower."""
SHARP = 110.0
"""As steep a fall is a first stroke, too, however short. The first of a fast roll has 140 and more, a reach
for a thing less than 65."""
PLAYING = 2.5
"""Seconds after a stroke for which a hand is in play."""
AGAIN, AGAIN_SPEED = 0.7, 5.5
"""Seconds after a fall that is a little too weak for a first stroke in which the next is one; their speed."""
NARROW, WIDE = 0.02, 0.2
"""Seconds for which a fall goes at half its speed or faster, from .. to."""
GAPS, EVEN = (0.095, 0.2), 0.2
"""Seconds between the falls of a fast roll, and the part by which one gap differs from the gap before."""
EVEN_SPEED, EVEN_WAY, EVEN_SLOW = 2.0, 0.06, 1.5
"""What a fall reaches that keeps time with the two before it: palms a second, palms, and palms a second from
frame to frame. Fast rolls go 1 to 2 cm deep, and a frame shows half of that."""
EVEN_PART, RINGING = 0.3, 0.35
"""The part of the last stroke's speed that it has within so many seconds: what rings on after a hard one has
less."""
WILD, WILD_PART, WILD_STEPS = 0.12, 0.25, 2.8
"""A single frame is wild that is so many palms off while those beside it lie within this part of that, unless
frames are lost there: it spans so many steps at most."""
SUDDEN, FLAT, UNSURE = 0.25, 0.12, 0.025
"""A hand that is elsewhere from one frame to the next, by so many palms or more, was not seen to fall where
the steps before and after are within this part of it and so many palms: no fall is as short as a step."""
QUICK_STEP = 0.025
"""Seconds: that is true of frames that are nearer to each other. At 30 frames per second 1 in 8 of the first
strokes of fast rolls look the same."""
FOLLOWED = 1.5
"""Steps that the frames of such a jump are apart at most: where one is lost a fall may hide."""
SAME = 0.06
"""Seconds within which two instants are of one fall, judged anew."""
REFRACTORY = 0.07
"""Seconds between the instants of two strokes: 8 a second are 0.125 apart."""

REBOUND = 0.55
"""Seconds after a fall in which a smaller one that rose little may be its rebound."""
THROWN, LESS, LOW = 0.7, 0.75, 0.66
"""Of the fall before: the speed, the depth and the rise that a rebound stays under. Restitution 0.6 gives 0.6
of the speed, and rises and falls 0.36 as far or, where a hand follows it, more. A light stroke in play starts
higher; where it does not (ghost notes just over a pad), the first after an accent is taken for a rebound, and
the next, as fast as the one before, are not."""
_SIZE_TIME = 0.3  # s; the size of a hand flutters when it moves fast


class Strike(NamedTuple):
    """t: seconds, when it is to sound. speed: of its fall, palms a second. instant: of its brake, seconds."""

    t: float
    speed: float
    instant: float


def reach(seconds: float) -> float:
    """How far off a hand may be after so long, palms. Short steps alone show a fall at its fastest."""
    return HOP + FASTEST * seconds


class StrikeDetector:
    """The strikes of one hand, or of one finger, fed with every frame: `update`, or `miss` without it."""

    __slots__ = (
        "_armed",
        "_beats",
        "_bounced",
        "_fell",
        "_height",
        "_last",
        "_moved",
        "_pending",
        "_played",
        "_recent",
        "_since",
        "_size",
        "_smoother",
        "_t",
        "_weak",
        "_y",
    )

    def __init__(self) -> None:
        self._t = -inf
        self._begin(0.0, 0.0, 1.0)

    def _begin(self, t: float, y: float, size: float) -> None:
        self._since = t
        self._y, self._size, self._height = y, size, 0.0
        self._recent = ((t, 0.0),) * 3
        self._smoother = Smoother(t, 0.0)
        self._moved = self._played = -inf
        self._armed = True
        self._last = self._fell = Fall()
        self._bounced: Fall | None = None
        self._weak = -inf
        self._beats = (-inf, -inf, -inf)
        self._pending: Fall | None = None

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
        if abs(way) > reach(past):
            self._t = t
            self._begin(t, y, size)
            return None
        self._t, self._y, self._height = t, y, self._height + way
        self._forget_wild(t, step)
        self._forget_jump(t, step)
        self._recent = (*self._recent[1:], (t, self._height))
        self._smoother.add(t, self._height)
        if way > (EVEN_SLOW if self._may_roll(t) else SLOW) * past:
            self._moved = t
        if y > 1 or up < HANGING or t - self._since < ENTERING:
            self._pending = None
            return None
        now = self._smoother.newest
        self._armed = self._armed or now.v < TURNED * self._last.speed
        moves = self._armed and self._moved > self._last.instant and t - self._moved <= MOVING
        if now.a > 0 and now.v > SLOW:  # it still falls faster and faster: most frames of a fall end here
            moves = False
        self._pending = self._judge(t) if moves else None
        return self._due(t, step, delay)

    def _forget_wild(self, t: float, step: float) -> None:
        """Take the frame before out where the hand was elsewhere in that alone: no hand is so quick.

        In a fast roll it may be. As such a frame may have been the first stroke of one, it counts for that.
        """
        (_, first), (before, second), (wild, third) = self._recent
        there, back = third - second, third - self._height
        least = min(abs(there), abs(back))
        beside = max(abs(self._height - second), abs(second - first))
        alone = there * back > 0 and least > WILD and beside < WILD_PART * least
        if alone and t - before < WILD_STEPS * step and not self._may_roll(t):
            self._smoother.forget_newest()
            if there > 0:
                self._count(wild)

    def _forget_jump(self, t: float, step: float) -> None:
        """Begin the course anew where the hand has jumped in the step before: its tracker looks elsewhere."""
        if step > QUICK_STEP or self._may_roll(t):
            return
        (begun, first), (before, second), (after, third) = self._recent
        jump = third - second
        beside = max(abs(second - first), abs(self._height - third))
        longest = max(t - after, after - before, before - begun)
        if abs(jump) > SUDDEN and beside < UNSURE + FLAT * abs(jump) and longest < FOLLOWED * step:
            self._smoother = Smoother(after, third)
            self._pending = None

    @property
    def newest(self) -> Fall:
        """The fall that is about to be heard, else the one that was heard last."""
        return self._pending or self._last

    def play(self, t: float) -> None:
        """Take the hand for one in play at `t`, seconds: its strokes may be weaker than a first one."""
        self._played = t

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
        self.play(self._last.instant)
        self._pending = self._bounced = None
        self._armed = False
        return Strike(max(due, t + LATENCY), self._last.speed, self._last.instant)

    def _judge(self, t: float) -> Fall | None:
        """The stroke that the hand has made, or is about to have made."""
        least = EVEN_SPEED if self._may_roll(t) else LEAST_SPEED
        knots = self._smoother.back(t - PAST, least)
        if len(knots) < 3:
            return None
        start = next((i for i, knot in enumerate(knots) if knot.t >= self._last.instant), len(knots) - 1)
        fall = newest_fall(knots, start, least)
        if fall is None or fall.instant < max(self._since + ENTERING, t - STALE):
            return None
        return fall if self._strikes(t, fall) and not self._rebounds(fall) else None

    def _strikes(self, t: float, fall: Fall) -> bool:
        """Whether it is fast, short and deep enough."""
        since = fall.instant - self._last.instant
        if not NARROW <= fall.width <= WIDE or since < REFRACTORY:
            return False
        steep = fall.speed / fall.width
        least = LONG_STEEP if fall.width > LONG else LEAST_STEEP
        if not (fall.speed >= EVEN_SPEED and steep >= least and fall.depth >= EVEN_WAY):
            return False
        self._count(fall.instant)
        if self._keeps_time and (since > RINGING or fall.speed > EVEN_PART * self._last.speed):
            return True
        if not (fall.speed >= LEAST_SPEED and fall.depth >= LEAST_WAY):
            return False
        if t - self._played < PLAYING:
            return True
        if steep >= SHARP:
            return True
        if fall.speed < AGAIN_SPEED:
            return False
        if REFRACTORY < fall.instant - self._weak < AGAIN:
            return True
        quick = fall.speed >= FIRST_SPEED and steep >= FIRST_STEEP and fall.brake <= FIRST_BRAKE
        if quick and fall.depth >= FIRST_WAY:
            return True
        self._weak = fall.instant
        return False

    def _count(self, instant: float) -> None:
        """Take in when a fall was braked, whether it strikes or not."""
        first, second, last = self._beats
        self._beats = (first, second, instant) if instant - last < SAME else (second, last, instant)

    def _may_roll(self, t: float) -> bool:
        """Whether the next fall of a fast roll may be under way."""
        return t - self._beats[2] < GAPS[1] + STALE

    @property
    def _keeps_time(self) -> bool:
        """Whether the newest fall is as far from the one before as that from the third, as in a fast roll."""
        first, second, last = self._beats
        before, gap = second - first, last - second
        quick = GAPS[0] < min(before, gap) and max(before, gap) < GAPS[1]
        return quick and abs(gap - before) < EVEN * before

    def _rebounds(self, fall: Fall) -> bool:
        """Whether the hand was thrown back by what it struck: each time it rises less, and falls less."""
        if self._bounced is not None and self._bounced.instant < fall.instant - REFRACTORY / 2:
            self._fell, self._bounced = self._bounced, None
        before = self._fell
        rose = before.low - fall.top
        thrown = (
            not self._keeps_time
            and fall.instant - before.instant < REBOUND
            and fall.speed < THROWN * before.speed
            and fall.depth < LESS * before.depth
            and rose < LOW * before.depth
        )
        if thrown:
            self._bounced = fall
        return thrown
