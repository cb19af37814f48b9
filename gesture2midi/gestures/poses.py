"""Which pose a hand shows: a table of fingers, a none class, and hysteresis in fit and in time."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isfinite, pi, sin

from gesture2midi.gestures.features import Features
from gesture2midi.gestures.play_area import clamp

ENTER = 0.55
"""How well a pose must fit to be taken up."""
LEAVE = 0.3
"""Below this fit the held pose is let go. Any two poses ask the opposite of some finger, so that the
fit of one is at most 1 less the other's: when the held one falls to LEAVE, another may be at 0.7."""
HOLD = 0.06
"""Seconds that a new pose (or none) must be seen without a break before it counts."""
STEADY_LEAVE, STEADY_HOLD = 0.15, 0.18
"""The two for a player with `steady: 1`."""

POINTING = 0.1
"""How much less a finger reaches (see `Features.reach`) where the hand points at the camera: the tracker then
sees it more bent than it is. Chosen on drawn hands (`studies/leaning.py`)."""

STRAIGHTEST = (0.86, 0.9)
"""The reach of the straightest finger from which the others are judged against it, and from which fully."""
LESS, FARTHER = 0.12, 2.0
"""A finger that reaches this much less than the straightest one counts as bent farther, by so many times what
is beyond it: one that is folded under the thumb still reaches 0.75 to 0.84. Of 312 photographs of strangers
that sets 16 of 19 mistakes right, and it changes none of the frames that the thresholds were set on."""

LEAD, LEADING = (0.17, 0.32), (0.59, 0.67)
"""How much farther than the next, and how far at all, a finger reaches that is straight where all others are
bent: a point seen along the finger does, the little finger of a raised thumb does not."""

# Reach of a finger that is surely bent, and that is surely straight.
_BENT, _STRAIGHT = 0.67, 0.86


def _rise(value: float, low: float, high: float) -> float:
    return clamp((value - low) / (high - low), 0.0, 1.0)


def _relative(reaches: Sequence[float]) -> list[float]:
    """The fingers' reaches, less where one of them is far straighter than the others."""
    straightest = max(reaches)
    farther = FARTHER * _rise(straightest, *STRAIGHTEST)
    return [reach - farther * max(straightest - reach - LESS, 0.0) for reach in reaches]


def _straight(reaches: Sequence[float], less: float) -> list[float]:
    """How straight each finger is, 0..1. less: see `POINTING`."""
    straight = [_rise(reach, _BENT - less, _STRAIGHT - less) for reach in reaches]
    second, first = sorted(range(4), key=reaches.__getitem__)[2:]
    lead = min(_rise(reaches[first] - reaches[second], *LEAD), _rise(reaches[first], *LEADING))
    straight[first] += (lead - straight[first]) * (1 - _rise(straight[second], 0.0, 0.3))
    return straight


def fits(hand: Features) -> dict[str, float]:
    """How well each pose fits, 0..1. A pose is as good as the worst of what it asks for."""
    less = POINTING * sin(pi * max(hand.pitch, 0.0)) ** 2
    index, middle, ring, pinky = _straight(_relative(hand.reach[1:]), less)
    # The thumb is straight also when it lies along a fist, and its tip is far from the little
    # finger also when it is bent: only both together say that it is stretched out.
    out = (_rise(hand.reach[0], 0.85, 0.97) + _rise(hand.thumb_across, 0.7, 1.2)) / 2
    lifted = _rise(max(hand.thumb_rise, hand.thumb_drop), 0.1, 0.35)
    stuck_out = min(out, max(lifted, _rise(hand.thumb_gap, 0.4, 0.6)))
    ring_made = 1 - _rise(hand.pinches[0], 0.3, 0.55)
    apart = _rise(min(hand.pinches), 0.3, 0.55)
    curled = 1 - max(index, middle, ring, pinky)
    return {
        "open": min(out, index, middle, ring, pinky, apart),
        "fist": min(curled, 1 - stuck_out),
        "point": min(index, 1 - middle, 1 - ring, 1 - pinky),
        "victory": min(index, middle, 1 - ring, 1 - pinky),
        "three": min(index, middle, ring, 1 - pinky),
        "four": min(1 - out, index, middle, ring, pinky, apart),
        "thumb_up": min(curled, stuck_out, _rise(hand.thumb_rise, 0.05, 0.3)),
        "thumb_down": min(curled, stuck_out, _rise(hand.thumb_drop, 0.05, 0.3)),
        "ok": min(ring_made, middle, ring, pinky),
        "rock": min(index, 1 - middle, 1 - ring, pinky),
        "call": min(out, 1 - index, 1 - middle, 1 - ring, pinky),
    }


class PoseHold:
    """The pose of one hand over time; "none" at first and whenever nothing fits.

    pose: its name. confidence: 0..1, how well the hand fits it; 0 while it is none.

    Args:
        steady: 0..1, see `profile.Profile`.
    """

    __slots__ = ("_hold", "_leave", "_next", "_since", "confidence", "pose")

    def __init__(self, steady: float = 0.0) -> None:
        self._leave = LEAVE + (STEADY_LEAVE - LEAVE) * steady
        self._hold = HOLD + (STEADY_HOLD - HOLD) * steady
        self.pose = "none"
        self.confidence = 0.0
        self._next = "none"
        self._since = inf

    def update(self, t: float, fit: dict[str, float]) -> str:
        """The pose held now.

        t: seconds; one that went back starts the wait anew, one that is no number changes nothing.
        fit: of every pose there is, from `fits` or `signs.SignModel.fits`.
        """
        if not isfinite(t):
            return self.pose
        seen = self._seen(fit)
        if seen != self._next or t < self._since:
            self._next, self._since = seen, t
        if t - self._since >= self._hold:
            self.pose = seen
        self.confidence = fit.get(self.pose, 0.0)
        return self.pose

    def _seen(self, fit: dict[str, float]) -> str:
        if fit.get(self.pose, 0.0) >= self._leave:
            return self.pose
        best = max(fit, key=fit.__getitem__)
        return best if fit[best] >= ENTER else "none"
