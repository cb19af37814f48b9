"""Who is who: at most one left and one right hand, and a hand stays itself while it moves.

Where a hand is and goes decides which one it is. What the tracker calls it is only a vote, for its
label flips near the edge of the picture, in blur and on edge, and may name both hands left.

Two hands that come close may be taken for each other, so as long as they are close little is decided: votes
count for less, and their shapes are kept as they were. When they part, motion and shape say who is who, and
the labels of the next moments may say otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from gesture2midi.events import SIDES, Hand, Hands, Side
from gesture2midi.tracking.hand_matching import LABEL, Place, Sight, sights, unlike

MEMORY = 0.25
"""Seconds for which a vanished hand is remembered; if it comes back nearby it is the same one."""

HIDDEN = 1.5
"""Seconds for which it is if it vanished close to the other hand: it is taken to be behind it."""

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

WARY = 3.0
"""Seconds for which a hand is kept back that is much larger or smaller than those played with so far."""

ALIKE = 1.35
"""What is much larger: the palm of someone at three quarters of the distance."""

THIRD = 0.03
"""Seconds beside both hands that make a hand a stranger's. It plays nothing until both have gone."""

GLIDE = 0.1
"""Seconds for which an unseen hand is taken to move on as it did."""

NEW = 2.0
"""What it counts to take a hand for a new one, against being unlike the one it may be (`likeness.unlike`)."""

FIRST = 1e-3
"""Seconds that the very first label counts: enough to claim a side."""

CLOSE = 0.6
"""Hands whose palms are nearer than this part of their diagonal may be taken for each other."""

DOUBTFUL = 0.25
"""What a label counts while they are close: hands that play side by side are put right, too, but late."""

CHANGED = 1.0
"""How much more a new hand costs then: the one it may be can have changed its shape."""

PARTED = 0.4
"""Seconds after they parted for which two hands may still be renamed at once."""

BELIEF = 0.06
"""Seconds of sure labels that motion and shape count as when they part."""


@dataclass(slots=True)
class _Known:
    """A hand remembered.

    side: None as long as it plays no part. vote: seconds of sure labels for right, minus those for left.
    settled: from when on it takes time to rename it. beside: seconds it was seen as a third hand.
    """

    side: Side | None
    middle: Place
    shape: Place
    diagonal: float
    palm: float
    velocity: Place
    seen: float
    born: float
    settled: float
    vote: float = 0.0
    beside: float = 0.0
    close: bool = False
    trusted: bool = False

    def expected(self, t: float) -> Place:
        return self.middle + self.velocity * min(t - self.seen, GLIDE)

    @property
    def memory(self) -> float:
        return HIDDEN if self.close else MEMORY

    @property
    def agreement(self) -> float:
        return self.vote if self.side == "right" else -self.vote


class Identity:
    """Gives hands their names, one frame after the other; decides by the hands' own times alone.

    locked: hands that hold a note. No vote takes their names from them; only motion says where they are.
    """

    def __init__(self) -> None:
        self.locked: frozenset[Side] = frozenset()
        self._known: list[_Known] = []
        self._palms: dict[Side, float] = {}
        self._played = -math.inf
        self._t = -math.inf

    def update(self, hands: Hands) -> Hands:
        """The same hands with settled sides, left before right; `score` is of the settled side."""
        t = hands.t
        if not self._t <= t < math.inf:
            self.reset()
        self._known = [known for known in self._known if t - known.seen <= known.memory]
        if t - self._played > WARY:
            self._palms = {}
        found = sights(hands)
        pairs = [
            (self._follow(known, sight, t) if known else self._meet(sight, t), sight.hand)
            for sight, known in zip(found, self._match(found, t), strict=True)
        ]
        seen = [known for known, _ in pairs]
        self._cast(seen, t)
        self._part(t)
        self._rename(t)
        self._t = t
        named = [_named(hand, known.side) for known, hand in pairs if known.side and self._trust(known, t)]
        return replace(hands, hands=tuple(sorted(named, key=lambda hand: hand.side)))

    def reset(self) -> None:
        """Forget all hands."""
        self._known = []
        self._palms = {}
        self._played = self._t = -math.inf

    def _match(self, found: Sequence[Sight], t: float) -> list[_Known | None]:
        """For each found hand the remembered one that it is, so that the least is left unexplained."""
        close = any(known.close for known in self._known)
        new = NEW + (CHANGED if close else 0)
        alone = not close and len(found) <= sum(known.side is not None for known in self._known)
        options = [
            [(new, None), *((self._cost(known, sight, t, alone), known) for known in self._known)]
            for sight in found
        ]
        choices = (choice for choice in product(*options) if _once([known for _, known in choice]))
        best = min(choices, key=lambda choice: sum(cost for cost, _ in choice))
        return [known for _, known in best]

    def _cost(self, known: _Known, sight: Sight, t: float, alone: bool) -> float:
        unseen = t - known.seen
        cost = unlike(sight, known.expected(t), known.shape, known.diagonal, unseen, falls=alone)
        if known.side in (None, sight.hand.side) or known.side in self.locked or known.close:
            return cost
        return cost + LABEL * (2 * sight.hand.score - 1)

    def _follow(self, known: _Known, sight: Sight, t: float) -> _Known:
        dt = t - known.seen
        if dt > 0:
            known.velocity = (sight.middle - known.middle) / dt
        if not known.close:
            known.shape, known.diagonal, known.palm = sight.shape, sight.diagonal, sight.palm
        vote = known.vote + _vote(sight.hand, dt) * (DOUBTFUL if known.close else 1)
        known.vote = min(max(vote, -CERTAIN), CERTAIN)
        known.middle, known.seen = sight.middle, t
        return known

    def _meet(self, sight: Sight, t: float) -> _Known:
        new = _Known(
            None, sight.middle, sight.shape, sight.diagonal, sight.palm, np.zeros(2), t, t, t + YOUTH
        )
        new.vote = _vote(sight.hand, FIRST)
        self._known.append(new)
        return new

    def _cast(self, seen: Sequence[_Known], t: float) -> None:
        """Give each hand without a part the side it claims, or else the one that is left."""
        held = {known.side: known for known in self._known if known.side}
        both = len(held) == len(SIDES) and all(known.seen == t for known in held.values())
        for known in sorted(
            (known for known in seen if known.side is None), key=lambda known: -abs(known.vote)
        ):
            if both:
                known.beside += t - max(self._t, known.born)
            if self._strange(known, t):
                continue
            claimed: Side = "right" if known.vote > 0 else "left"
            holder = held.get(claimed)
            if holder is not None and holder.seen < t:
                continue
            side = claimed if holder is None else _other(claimed)
            if side not in held:
                known.side = side
                held[side] = known

    def _strange(self, known: _Known, t: float) -> bool:
        """Whether this is likely not the player's hand."""
        if known.beside >= THIRD and t - self._played <= PATIENCE:
            return True
        sizes = [known.palm / palm for palm in self._palms.values()]
        return bool(sizes) and t - known.born < WARY and not any(1 / ALIKE < size < ALIKE for size in sizes)

    def _part(self, t: float) -> None:
        """Notice when the two hands come close, and when they part."""
        two = [known for known in self._known if known.side]
        if len(two) < len(SIDES):
            for known in two:
                known.close = False
            return
        one, other = two
        apart = math.hypot(*(one.expected(t) - other.expected(t)))
        unseen = not all(known.seen == t for known in two)
        close = apart < CLOSE * max(one.diagonal, other.diagonal) or (unseen and one.close)
        for known in two:
            if known.close and not close:
                known.vote = BELIEF if known.side == "right" else -BELIEF
                known.settled = t + PARTED
            known.close = close

    def _rename(self, t: float) -> None:
        """Changes names where the votes are against them: of both hands, or of neither."""
        named = [known for known in self._known if known.side]
        if any(known.side in self.locked or (known.close and known.seen < t) for known in named):
            return
        young = all(t <= known.settled for known in named)
        agreement = sum(known.agreement for known in named)
        if agreement < (0 if young else -CHANGE * len(named)):
            for known in named:
                known.side = _other(known.side)

    def _trust(self, known: _Known, t: float) -> bool:
        """Whether a hand is shown: it is called what it is named, or has been there for long."""
        known.trusted = known.trusted or known.agreement > 0 or t - known.born >= PATIENCE
        if known.trusted and known.side:
            self._played = t
            self._palms[known.side] = known.palm
        return known.trusted


def _vote(hand: Hand, dt: float) -> float:
    """Seconds of a sure label for right."""
    sureness = (2 * hand.score - 1) * min(dt, GLIDE)
    return sureness if hand.side == "right" else -sureness


def _named(hand: Hand, side: Side) -> Hand:
    return hand if hand.side == side else replace(hand, side=side, score=1 - hand.score)


def _once(choice: Sequence[_Known | None]) -> bool:
    some = [id(known) for known in choice if known is not None]
    return len(some) == len(set(some))


def _other(side: Side | None) -> Side:
    return "left" if side == "right" else "right"
