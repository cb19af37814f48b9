"""The player's profile: what each hand can reach, how steady it is, and which hand plays which part.

A plain record: `calibrate` measures one, `gestures.profile_files` keeps it in a file, the recognizer
plays by it. The one without arguments changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from gesture2midi.gestures.features import Features
from gesture2midi.gestures.play_area import PlayArea
from gesture2midi.gestures.scaling import APART, REACH_CURLED, REACH_STRAIGHT, TOUCHING
from gesture2midi.gestures.strikes import StrikeDelay

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


@dataclass(frozen=True, slots=True)
class Profile:
    """One player.

    hands: which hand plays which part, see `cast.PARTS`.
    steady: 0..1, how much to calm: 0 is quickest, 1 is for a strong tremor.
    left, right: the reach of the player's own left and right hand.
    delay: how long after its brake a strike sounds, see `strikes.StrikeDelay`.
    touch: how loud a strike of middling speed is: `soft` needs little force, `hard` much.
    """

    hands: Playing = "both"
    steady: float = 0.0
    left: Reach = Reach()
    right: Reach = Reach()
    delay: StrikeDelay = "auto"
    touch: Touch = "medium"


def _moved(value: float, low: float, high: float, to_low: float, to_high: float) -> float:
    return to_low + (value - low) / (high - low) * (to_high - to_low)
