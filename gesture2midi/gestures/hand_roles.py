"""Which hand plays which part: for those who lead with the left hand, and for those who play with one."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace
from math import inf

import numpy as np

from gesture2midi.events import Hand, Hands, Side
from gesture2midi.gestures.profile import Playing, Profile, Reach
from gesture2midi.gestures.velocity import LONGEST_GAP

PARTS: dict[Playing, dict[Side, tuple[Side, ...]]] = {
    "both": {"left": ("left",), "right": ("right",)},
    "swap": {"left": ("right",), "right": ("left",)},
    "left": {"left": ("right",), "right": ()},
    "right": {"left": (), "right": ("right",)},
    "any": {"left": ("left", "right"), "right": ("right", "left")},
}
"""For each setting: the player's own hand -> the hands that it answers as. As the other hand it plays the
mirror image, so that what lies far out for one lies far out for the other, and is as easily reached."""


def named(hands: Hands, playing: Playing) -> Hands:
    """The hands where they are, named as a mapping hears them; those that play nothing are left out."""
    parts = PARTS[playing]
    return replace(
        hands, hands=tuple(replace(h, side=parts[h.side][0]) for h in hands.hands if parts[h.side])
    )


def whose(parts: Set[Side], playing: Playing) -> frozenset[Side]:
    """The player's own hands that play these parts."""
    return frozenset(own for own, played in PARTS[playing].items() if not parts.isdisjoint(played))


def mirrored(hand: Hand) -> Hand:
    """Its mirror image, which is a hand of the other side."""
    turned = np.array((-1, 1, 1), np.float32)
    points = hand.points * turned + np.array((1, 0, 0), np.float32)
    knuckles = hand.knuckles and (1 - hand.knuckles[0], hand.knuckles[1])
    side: Side = "left" if hand.side == "right" else "right"
    return replace(hand, side=side, points=points, world=hand.world * turned, knuckles=knuckles)


class Cast:
    """Gives each part its hand, frame after frame.

    leading: with `any` the hand that plays now, the one in view longest; else None.
    """

    def __init__(self, profile: Profile) -> None:
        self._parts = PARTS[profile.hands]
        self._one = profile.hands == "any"
        self._reach = {
            side: (reach, reach.mirrored())
            for side, reach in (("left", profile.left), ("right", profile.right))
        }
        self.leading: Side | None = None
        self._led = -inf

    def update(self, hands: Hands) -> Iterator[tuple[Hand, Reach]]:
        """Each hand as it is to be heard, and its reach in that picture."""
        if self._one:
            self._lead({hand.side for hand in hands.hands}, hands.t)
        for hand in hands.hands:
            if self._one and hand.side != self.leading:
                continue
            for part in self._parts[hand.side]:
                other = part != hand.side
                yield mirrored(hand) if other else hand, self._reach[hand.side][other == hands.mirror]

    def _lead(self, seen: set[Side], t: float) -> None:
        if self.leading in seen:
            self._led = t
        elif self.leading is None or not 0 <= t - self._led <= LONGEST_GAP:
            self._led = t
            self.leading = "right" if "right" in seen else "left" if seen else None
