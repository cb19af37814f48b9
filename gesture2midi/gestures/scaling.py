"""Features to levels: each stretched so that both ends are reached in ordinary playing.

The ends were read off the 5th, 50th and 95th percentiles over real hands.
"""

from __future__ import annotations

from gesture2midi.gestures.features import Features
from gesture2midi.gestures.play_area import clamp

REACH_CURLED, REACH_STRAIGHT = 0.50, 0.92
THUMB_CURLED, THUMB_STRAIGHT = 0.75, 0.95
TOUCHING, APART = 0.3, 0.8
"""Palms between two fingertips. Tips have a thickness: at a touch their landmarks are 0.3 apart."""
TOGETHER, SPREAD = -0.1, 0.35


def part(value: float, low: float, high: float) -> float:
    """Where `value` lies between `low` (0) and `high` (1), clamped; `low` may be the larger one."""
    return clamp((value - low) / (high - low), 0.0, 1.0)


def shape(hand: Features) -> list[float]:
    """open, pinch and its three others, curl of five fingers, spread: as in `gestures.signals`, 0..1."""
    thumb, *fingers = hand.reach
    return [
        part(sum(fingers) / 4, REACH_CURLED, REACH_STRAIGHT),
        *[part(gap, APART, TOUCHING) for gap in hand.pinches],
        part(thumb, THUMB_STRAIGHT, THUMB_CURLED),
        *[part(reach, REACH_STRAIGHT, REACH_CURLED) for reach in fingers],
        part(hand.spread, TOGETHER, SPREAD),
    ]


class Turn:
    """Roll, pitch and yaw of one hand without jumps where they can be avoided."""

    __slots__ = ("_roll", "_yaw")

    def __init__(self) -> None:
        self._roll: float | None = None
        self._yaw = 0.0

    def update(self, hand: Features) -> list[float]:
        """[roll, pitch, yaw], half turns, as `gestures.signals` says."""
        roll = self._roll
        # A hand that points at the camera (or away) within 15 degrees has no roll or yaw to speak of.
        if roll is None or abs(hand.pitch) < 0.42:
            roll = _near(hand.roll, roll)
            self._yaw = clamp(hand.yaw + 2 if hand.yaw < -0.75 else hand.yaw, -0.5, 1.0)
        self._roll = roll
        return [roll, hand.pitch, self._yaw]


def _near(roll: float, before: float | None) -> float:
    """`roll`, kept at the end where it was until 45 degrees past upside down: no flutter from -1 to 1."""
    if before is None:
        return roll
    if roll - before > 1 and roll >= 0.75:
        return -1.0
    if before - roll > 1 and roll <= -0.75:
        return 1.0
    return roll
