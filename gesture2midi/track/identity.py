"""Who is who: at most one left and one right hand, and a hand stays itself while it moves.

Where a hand is and goes decides which one it is. What the tracker calls it is only a vote, for its
label flips near the edge of the picture, in blur and on edge, and may name both hands left.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import SIDES, Hand, Hands, Side

MEMORY = 0.2
"""Seconds for which a vanished hand is remembered; if it comes back nearby it is the same one."""

CERTAIN = 0.5
"""Seconds of sure labels that a hand is known by at most."""

CHANGE = 0.25
"""Seconds of sure labels against its name, more than for it, that make a hand change its name. So a
hand named wrong as it came in is put right soon, and one named right needs 0.75 s to be renamed."""

YOUTH = 0.1
"""Seconds in which a hand that has just come in is renamed at once: at the edge of the picture the very
first label is wrong more often than right."""

PATIENCE = 1.0
"""Seconds for which a second hand that claims the first one's side is kept back. On real video such a
hand is mostly a face: 299 frames of the Twinkle video, in runs of 0.2 s on average."""

GLIDE = 0.1
"""Seconds for which an unseen hand is taken to move on as it did."""

DRIFT = 1.0
"""Picture widths a second by which an unseen hand may be off that course."""

LABEL = 0.25
"""What a sure label counts against distance, which counts 1 at a hand's own diagonal."""

SAME = 0.2
"""Two hands whose landmarks are nearer than this part of their diagonal are one, found twice."""

Place = NDArray[np.float64]


@dataclass(slots=True)
class _Known:
    """A hand remembered. `vote`: seconds of sure labels for right, minus those for left."""

    side: Side
    place: Place
    velocity: Place
    seen: float
    born: float
    vote: float
    trusted: bool

    def expected(self, t: float) -> Place:
        return self.place + self.velocity * min(t - self.seen, GLIDE)

    @property
    def agreement(self) -> float:
        return self.vote if self.side == "right" else -self.vote


class Identity:
    """Gives hands their names, one frame after the other; decides by the hands' own times alone."""

    def __init__(self) -> None:
        self._known: list[_Known] = []
        self._t = -math.inf

    def update(self, hands: Hands) -> Hands:
        """The same hands with settled sides, left before right; `score` is of the settled side."""
        if hands.t < self._t:
            self.reset()
        self._known = [known for known in self._known if hands.t - known.seen <= MEMORY]
        found = _distinct([(hand, _place(hand, hands.aspect)) for hand in hands.hands])
        seen: list[tuple[_Known, Hand]] = []
        fresh: list[tuple[Hand, Place]] = []
        for (hand, place), known in zip(found, self._match(found, hands.t), strict=True):
            if known is None:
                fresh.append((hand, place))
            else:
                _follow(known, hand, place, hands.t)
                seen.append((known, hand))
        for hand, place in sorted(fresh, key=lambda pair: -pair[0].score):
            if len(seen) < len(SIDES):
                seen.append((self._meet(hand, place, hands.t, [known.side for known, _ in seen]), hand))
        self._rename(hands.t)
        self._t = hands.t
        named = [_named(hand, known.side) for known, hand in seen if _trust(known, hands.t)]
        return replace(hands, hands=tuple(sorted(named, key=lambda hand: hand.side)))

    def reset(self) -> None:
        """Forget all hands."""
        self._known = []
        self._t = -math.inf

    def _match(self, found: Sequence[tuple[Hand, Place]], t: float) -> list[_Known | None]:
        """For each found hand the remembered one that it is, so that the least is left unexplained."""
        options = [
            [(1.0, None), *((_cost(known, hand, place, t), known) for known in self._known)]
            for hand, place in found
        ]
        choices = (choice for choice in product(*options) if _once([known for _, known in choice]))
        best = min(choices, key=lambda choice: sum(cost for cost, _ in choice))
        return [known for _, known in best]

    def _meet(self, hand: Hand, place: Place, t: float, taken: Sequence[Side]) -> _Known:
        """A hand not seen before takes the side it claims, or the one that is left."""
        side = hand.side if hand.side not in taken else _other(hand.side)
        new = _Known(side, place, np.zeros(2), t, t, 0.0, trusted=hand.side == side)
        self._known = [*(known for known in self._known if known.side != side), new]
        return new

    def _rename(self, t: float) -> None:
        """Changes names where the votes are against them: of both hands, or of neither."""
        young = all(t - known.born <= YOUTH for known in self._known)
        agreement = sum(known.agreement for known in self._known)
        if agreement < (0 if young else -CHANGE * len(self._known)):
            for known in self._known:
                known.side = _other(known.side)


def _follow(known: _Known, hand: Hand, place: Place, t: float) -> None:
    dt = t - known.seen
    if dt > 0:
        known.velocity = (place - known.place).mean(axis=0) / dt
    sureness = (2 * hand.score - 1) * min(dt, GLIDE)
    vote = known.vote + (sureness if hand.side == "right" else -sureness)
    known.vote = min(max(vote, -CERTAIN), CERTAIN)
    known.place, known.seen = place, t


def _trust(known: _Known, t: float) -> bool:
    known.trusted = known.trusted or known.agreement > 0 or t - known.born >= PATIENCE
    return known.trusted


def _cost(known: _Known, hand: Hand, place: Place, t: float) -> float:
    """How little the hand is like the remembered one; infinite where it is out of its reach."""
    reach = _diagonal(known.place) + DRIFT * (t - known.seen)
    distance = _distance(known.expected(t), place) / max(reach, 1e-9)
    contradiction = LABEL * (2 * hand.score - 1) if hand.side != known.side else 0.0
    return distance + contradiction if distance < 1 else math.inf


def _distinct(found: list[tuple[Hand, Place]]) -> list[tuple[Hand, Place]]:
    kept: list[tuple[Hand, Place]] = []
    for hand, place in sorted(found, key=lambda pair: -pair[0].score):
        if all(_distance(place, other) > SAME * _diagonal(other) for _, other in kept):
            kept.append((hand, place))
    return kept


def _named(hand: Hand, side: Side) -> Hand:
    return hand if hand.side == side else replace(hand, side=side, score=1 - hand.score)


def _place(hand: Hand, aspect: float) -> Place:
    """(21, 2) in picture widths."""
    return hand.points[:, :2].astype(np.float64) / (1.0, aspect)


def _distance(one: Place, other: Place) -> float:
    """Mean over the landmarks: it tells two hands at one place apart, as their fingers differ."""
    return float(np.hypot(*(one - other).T).mean())


def _diagonal(place: Place) -> float:
    return float(np.hypot(*np.ptp(place, axis=0)))


def _once(choice: Sequence[_Known | None]) -> bool:
    some = [id(known) for known in choice if known is not None]
    return len(some) == len(set(some))


def _other(side: Side) -> Side:
    return "left" if side == "right" else "right"
