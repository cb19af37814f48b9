"""How much a hand that is seen is like one that is remembered: by its place, its shape and its label."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Hand, Hands

REACH = 0.8
"""How far off its course a hand may be found, in its own diagonals."""

DRIFT = 1.0
"""Picture widths a second that an unseen hand may go besides."""

FALL = 3.0
"""Picture widths a second that it may go up or down besides where no other hand is near: a blow is often lost
just where it is fastest, or turns from a wind-up into the fall."""

PLACE = 2.0
"""What the place counts at the end of the reach. A hand in its place stays the one it is even where the
model takes its palm for its back, which turns the shape inside out."""

SHAPE = 3.0
"""What the shape counts at a whole diagonal. The palm alone tells a left hand from a right one held alike;
where they lie on each other there is nothing else to tell them by."""

LABEL = 0.25
"""What a sure label counts."""

SAME = 0.2
"""Two hands whose landmarks are nearer than this part of their diagonal are one, found twice."""

MOST = 4
"""Of so many hands in a frame the surest are looked at."""

PALM = (0, 5, 9, 13, 17)

Place = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A hand in a frame. Lengths are in picture widths.

    middle: (2,) of its palm. shape: (21, 2) landmarks about it. diagonal: of the box around the landmarks.
    palm: its length in three dimensions, so that a hand that points at the camera is not a small one.
    """

    hand: Hand
    middle: Place
    shape: Place
    diagonal: float
    palm: float


def sights(hands: Hands) -> list[Sight]:
    """The hands of a frame, each once, the surest first; the tracker's order does not matter."""
    kept: list[Sight] = []
    for sight in sorted(_sighted(hands), key=_order)[:MOST]:
        if all(between(sight, other) > SAME * other.diagonal for other in kept):
            kept.append(sight)
    return kept


def between(one: Sight, other: Sight) -> float:
    """Mean over the landmarks."""
    return _mean(one.shape + (one.middle - other.middle) - other.shape)


def unlike(
    sight: Sight, middle: Place, shape: Place, diagonal: float, unseen: float, *, falls: bool = False
) -> float:
    """How little a hand is like one expected at `middle`; infinite where it is out of its reach.

    unseen: seconds since the expected one was seen. falls: it may have struck meanwhile.
    """
    reach = REACH * max(diagonal, 1e-9) + DRIFT * unseen
    across, down = sight.middle - middle
    off = math.hypot(across / reach, down / (reach + (FALL * unseen if falls else 0.0)))
    if not off < 1:
        return math.inf
    return PLACE * off + SHAPE * min(_mean(sight.shape - shape) / max(diagonal, 1e-9), 1.0)


def _sighted(hands: Hands) -> Iterable[Sight]:
    for hand in hands.hands:
        place = hand.points.astype(np.float64) / (1.0, hands.aspect, 1.0)
        if not (np.isfinite(place).all() and 0 <= hand.score <= 1):
            continue
        middle = place[PALM, :2].mean(axis=0)
        palm = float(np.linalg.norm(place[9] - place[0]))
        yield Sight(hand, middle, place[:, :2] - middle, math.hypot(*np.ptp(place[:, :2], axis=0)), palm)


def _order(sight: Sight) -> tuple[float, float, float]:
    """The same for a picture and its mirror image, in which right hands are left ones."""
    x, y = sight.middle
    return -sight.hand.score, y, x if sight.hand.side == "right" else 1 - x


def _mean(ways: Place) -> float:
    return float(np.hypot(*ways.T).mean())
