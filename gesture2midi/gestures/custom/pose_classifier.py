"""Poses that the player taught: examples in, and how well a hand fits each of them.

A hand is 21 numbers that are the same for a left and a right hand, near and far: the lengths between
the wrist and the five fingertips, and where the palm points and faces. A new hand is compared with
the nearest examples in a metric that counts a way the less, the more the examples of one pose differ
along it (Mahalanobis, as in linear discriminant analysis), and is rejected where it is farther off
than examples are from each other, or nearer to one of the "not this".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import dist, hypot, inf, isfinite
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Hand
from gesture2midi.gestures.features import KNUCKLES, TIPS
from gesture2midi.gestures.poses import ENTER

Array: TypeAlias = NDArray[np.float64]
Points: TypeAlias = list[list[float]]

LENGTH, DIRECTION = 0.15, 0.2
"""By how much, in palms and in radians, a held pose varies of itself: the units of the 21 numbers."""
PRIOR = 20
"""How many examples it takes until their own spread counts as much as it may (see `SignModel`)."""
NEAREST = 3
"""The distance to a pose is the mean of that to so many of its examples."""
LEAST_REACH = 6.5
"""A hand so near is accepted, however still the player held when teaching (units of held hands)."""
SLACK, COVERED = 1.3, 0.95
"""Else the reach is so many times what covers this part of the examples, each block left out in turn."""
BLOCKS = 5
"""Parts that examples are divided into, in the order shown: neighbours of one film are near copies."""

FARTHEST = 50.0
"""Palms from the wrist: what is farther off is no hand."""

_ENDS = tuple(combinations((0, *TIPS), 2))
ENDS = len(_ENDS)
"""How many of the 21 numbers do not change as the hand turns; they come first."""
_LEAST = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Sign:
    """A taught pose. shown, others: (n, 21, 3) hands as `canonical` gives them, in the order shown."""

    name: str
    shown: Array
    others: Array


def canonical(hand: Hand, mirror: bool) -> Points | None:
    """Its 21 points in metres as a right hand's in a mirror, from the wrist, in palms; None without size.

    mirror: whether the picture is as in a mirror. Here and in `describe` plain floats, because numpy
    calls on a few points each cost more than they save.
    """
    points: Points = hand.world.tolist()
    x, y, z = wrist = points[0]
    size = (dist(wrist, points[5]) + dist(wrist, points[9]) + dist(wrist, points[17])) / 3
    if not (isfinite(size) and size > 1e-6):
        return None
    across = -size if (hand.side == "left") == mirror else size
    found = [[(a - x) / across, (b - y) / size, (c - z) / size] for a, b, c in points]
    return found if abs(max(map(max, found))) < FARTHEST > abs(min(map(min, found))) else None


def describe(points: Points) -> list[float]:
    """A canonical hand as 21 numbers, in units of what a held hand varies by."""
    x, y, z = (sum(points[k][i] for k in KNUCKLES) for i in range(3))
    a, b, c = (points[5][i] - points[17][i] for i in range(3))
    return [
        *(dist(points[i], points[j]) / LENGTH for i, j in _ENDS),
        *_direction(x, y, z),
        *_direction(y * c - z * b, z * a - x * c, x * b - y * a),
    ]


def _direction(x: float, y: float, z: float) -> tuple[float, float, float]:
    length = DIRECTION * max(hypot(x, y, z), _LEAST)
    return x / length, y / length, z / length


def blocks(count: int) -> NDArray[np.int64]:
    """The block 0..4 of each of so many examples in a row."""
    return np.arange(count) * BLOCKS // max(count, 1)


class SignModel:
    """All taught poses together, so that each is told from the others; training takes milliseconds.

    The metric is the pooled scatter of the examples about their pose's mean, shrunk by `PRIOR` and
    added to what a hand varies by of itself: five still examples do not make a pose narrow.
    """

    def __init__(self, signs: Sequence[Sign]) -> None:
        self.names = tuple(sign.name for sign in signs)
        shown = [_described(sign.shown) for sign in signs]
        others = [_described(sign.others) for sign in signs]
        scatter = sum((np.cov(z.T, bias=True) * len(z) for z in shown if len(z) > 1), np.zeros((21, 21)))
        degrees = sum(len(z) - 1 for z in shown)
        values, vectors = np.linalg.eigh(np.eye(21) + scatter / (degrees + PRIOR))
        self._metric = vectors / np.sqrt(values)
        shown = [z @ self._metric for z in shown]
        self.reach = [_reach(z) for z in shown]
        # A "not this" among the examples themselves would take them away; so near it is no other pose.
        others = [
            z[_nearest(_ways(z, a)) > r / 2]
            for z, a, r in zip((z @ self._metric for z in others), shown, self.reach, strict=True)
        ]
        rows = [np.resize(z, (NEAREST, 21)) if 0 < len(z) < NEAREST else z for z in (*shown, *others)]
        table = np.zeros((len(rows), max(map(len, rows)), 21))
        self._squares = np.full(table.shape[:2], np.inf)  # where a pose has fewer examples than another
        for i, z in enumerate(rows):
            table[i, : len(z)] = z
            self._squares[i, : len(z)] = (z**2).sum(axis=1)
        self._flat = table.reshape(-1, 21).astype(np.float32)
        self._squares = self._squares.astype(np.float32)

    def fits(self, hand: Points) -> dict[str, float]:
        """How well a canonical hand fits each pose, 0..1: `poses.ENTER` where its rival is as near.

        The rival is the edge of its reach, its "not this", or another pose, whichever is nearest.
        """
        z = (np.array(describe(hand)) @ self._metric).astype(np.float32)
        squares = self._squares - 2 * (self._flat @ z).reshape(self._squares.shape)
        least = np.partition(squares, NEAREST - 1, axis=1)[:, :NEAREST] + z @ z
        nearest: list[float] = (np.sqrt(np.maximum(least, 0)).sum(axis=1) / NEAREST).tolist()
        own, others = nearest[: len(self.names)], nearest[len(self.names) :]
        first, second = sorted((*own, inf))[:2]
        return {
            name: min(
                1.0, ENTER * (min(reach, other, first if way > first else second) / max(way, _LEAST)) ** 2
            )
            for name, way, other, reach in zip(self.names, own, others, self.reach, strict=True)
        }

    def seen(self, hand: Points) -> str:
        """The name of the pose that the hand shows, else `none`."""
        fit = self.fits(hand)
        best = max(fit, key=fit.__getitem__)
        return best if fit[best] >= ENTER else "none"


def _reach(shown: Array) -> float:
    """Within what distance of its (n, 21) examples a hand may be a pose."""
    ways, block = _ways(shown, shown), blocks(len(shown))
    ways[block[:, None] == block] = np.inf
    left_out = _nearest(ways)
    left_out = left_out[np.isfinite(left_out)]
    return max(LEAST_REACH, SLACK * float(np.quantile(left_out, COVERED)) if len(left_out) else 0.0)


def _ways(a: Array, b: Array) -> Array:
    """(n, m) distances between the rows of two arrays."""
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.asarray(np.sqrt(np.maximum(squares, 0)))


def _nearest(ways: Array) -> Array:
    """(n,) mean of the `NEAREST` smallest of each row that are finite; inf where there is none."""
    least = np.sort(ways, axis=1)[:, :NEAREST]
    there = np.isfinite(least)
    found = there.sum(axis=1)
    return np.where(found > 0, np.where(there, least, 0).sum(axis=1) / np.maximum(found, 1), np.inf)


def _described(hands: Array) -> Array:
    """(n, 21, 3) -> (n, 21)"""
    return np.array([describe(hand) for hand in hands.tolist()]).reshape(-1, 21)
