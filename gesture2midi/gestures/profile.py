"""The player's profile: what each hand can reach, how steady it is, and which hand plays which part.

A plain record: `calibrate` measures one, `gestures.profile_files` keeps it in a file, the recognizer
plays by it. The one without arguments changes nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gesture2midi.events import Side
from gesture2midi.gestures.features import Features
from gesture2midi.gestures.play_area import PlayArea, clamp
from gesture2midi.gestures.scaling import APART, REACH_CURLED, REACH_STRAIGHT, TOUCHING
from gesture2midi.gestures.strike_sound import FULL_SPEED, StrikeDelay, unbent

Touch: TypeAlias = Literal["soft", "medium", "hard"]
TOUCHES: dict[Touch, float] = {"soft": 0.55, "medium": 0.8, "hard": 1.2}
"""The exponent that makes velocity of the part of the full speed."""
Playing: TypeAlias = Literal["both", "left", "right", "swap", "any"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What one hand can do.

    area: where it plays, in the picture as in a mirror.
    curled, straight: `Features.reach` of the four fingers of its closed and of its open hand.
    touching, apart: palms between the tips of a pinch, and of one that is let go.
    """

    area: PlayArea = PlayArea()  # noqa: RUF009  (frozen)
    curled: float = REACH_CURLED
    straight: float = REACH_STRAIGHT
    touching: float = TOUCHING
    apart: float = APART

    def stretch(self, hand: Features) -> Features:
        """The hand as it were if its ends were the usual ones, which levels and poses are made for."""
        if self._usual():
            return hand
        fingers = (
            _moved(r, self.curled, self.straight, REACH_CURLED, REACH_STRAIGHT) for r in hand.reach[1:]
        )
        pinches = (_moved(gap, self.touching, self.apart, TOUCHING, APART) for gap in hand.pinches)
        return replace(hand, reach=(hand.reach[0], *fingers), pinches=tuple(pinches))

    def mirrored(self) -> Reach:
        """The same reach in the picture turned round."""
        return replace(self, area=replace(self.area, left=1 - self.area.right, right=1 - self.area.left))

    def _usual(self) -> bool:
        ends = (self.curled, self.straight, self.touching, self.apart)
        return ends == (REACH_CURLED, REACH_STRAIGHT, TOUCHING, APART)


SOFT_VELOCITY, HARD_VELOCITY = 0.35, 0.95
"""Of a stroke that the player calls soft, and of one that they call hard."""
LEAST_CURVE, MOST_CURVE = 0.3, 3.0
"""Exponents of the curve between them."""
SLOW_STROKE = 0.5
"""Of its usual speed: a stroke that is at its loudest, for a player who wants it slow."""
SHORTEST_DWELL, LONGEST_DWELL = 0.2, 3.0
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Strokes:
    """The fastest speed, in palms a second, of what the player calls a soft and a hard stroke."""

    soft: float
    hard: float

    def curve(self) -> tuple[float, float]:
        """Returns the speed at which a stroke is at its loudest, and the exponent on the way there."""
        soft, hard = unbent(SOFT_VELOCITY), unbent(HARD_VELOCITY)
        exponent = math.log(hard / soft) / math.log(self.hard / self.soft)
        exponent = clamp(exponent, LEAST_CURVE, MOST_CURVE)
        return self.hard / hard ** (1 / exponent), exponent


@dataclass(frozen=True, slots=True)
class Profile:
    """One player.

    hands: which hand plays which part, see `cast.PARTS`.
    steady: 0..1, how much to calm: 0 is quickest, 1 is for a strong tremor.
    left, right: the reach of the player's own left and right hand.
    delay: how long after its brake a strike sounds, see `strikes.StrikeDelay`.
    touch: how loud a strike of middling speed is: `soft` needs little force, `hard` much.
    strokes: how fast the player's own soft and hard ones are; None: as everybody's.
    dwell: seconds for which a hand stays on a key until it sounds; 0: by the mapping's own gesture.
    large: a few large keys instead of many. slow: half the tempo and the strokes, and time to change.
    """

    hands: Playing = "both"
    steady: float = 0.0
    left: Reach = Reach()
    right: Reach = Reach()
    delay: StrikeDelay = "auto"
    touch: Touch = "medium"
    strokes: Strokes | None = None
    dwell: float = 0.0
    large: bool = False
    slow: bool = False

    @property
    def reach(self) -> float:
        """The size of the larger play area; see `PlayArea.size`."""
        return max(self.left.area.size, self.right.area.size)

    def reaching(self, size: float) -> Profile:
        """The same player with larger or smaller play areas, so that the larger one has this size."""
        part = size / self.reach
        left, right = (
            replace(reach, area=reach.area.sized(part * reach.area.size)) for reach in (self.left, self.right)
        )
        return replace(self, left=left, right=right)

    def reaching_around(self, side: Side, x: float, y: float) -> Profile:
        """The same player with the play area of this own hand about a point of the picture (0..1, y down)."""
        reach = self.left if side == "left" else self.right
        moved = replace(reach, area=reach.area.around(x, y))
        return replace(self, left=moved) if side == "left" else replace(self, right=moved)

    def stroke_curve(self) -> tuple[float, float]:
        """Returns the palms a second at which a strike is at its loudest, and the exponent below them."""
        full, exponent = FULL_SPEED, TOUCHES[self.touch]
        if self.strokes is not None:
            full, curve = self.strokes.curve()
            exponent *= curve / TOUCHES["medium"]
        return (full * SLOW_STROKE if self.slow else full), exponent


def _moved(value: float, low: float, high: float, to_low: float, to_high: float) -> float:
    return to_low + (value - low) / (high - low) * (to_high - to_low)
