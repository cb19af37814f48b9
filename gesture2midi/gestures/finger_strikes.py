"""Finger strikes: a fingertip that is struck down, on a table or in the air, while the hand is still.

What falls is the tip, from its knuckle out of the palm's plane. It is heard as a strike of the hand is
(`strikes`): once its brake has been seen, a constant delay after that.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

from gesture2midi.gestures.signals import FINGER_STRIKES
from gesture2midi.gestures.strikes import Strike, StrikeDetector

FINGERTIP = 1.6
"""How many times as fast a hand falls as a fingertip in a strike that is as loud."""
STRETCHED = 0.6
"""What a finger reaches (`Features.reach`) as it strikes: one that reaches less is curled into the palm."""
WIDE = 0.1
"""Seconds for which it falls at half its speed or faster; curling takes longer."""
STEADY, STILL = 3.0, 0.1
"""Palms a second: a hand that has moved faster within so many seconds strikes with no finger."""
TOGETHER = 0.06
"""Seconds within which fingers strike together. Where all four do, they close to a fist."""
ALONG = 0.6
"""The part of the fastest finger's speed under which one beside it is only drawn along."""


class FingerStrikeDetector:
    """The finger strikes of one hand, fed with every frame: `update`, or `miss` without it."""

    __slots__ = ("_detectors", "_moved", "_reach")

    def __init__(self) -> None:
        self._detectors = tuple(StrikeDetector() for _ in FINGER_STRIKES)
        self._moved = -inf
        self._reach: Sequence[float] = (1.0,) * len(FINGER_STRIKES)

    def update(
        self,
        t: float,
        presses: Sequence[float],
        reach: Sequence[float],
        moving: float,
        step: float,
        delay: float,
    ) -> list[tuple[str, Strike]]:
        """(kind, strike) of each finger that must sound now.

        t: seconds. presses, reach: of index, middle, ring and little finger, see `Features`. moving: of the
        hand, palms a second. step, delay: see `StrikeDetector.update`.
        """
        if moving > STEADY:
            self._moved = t
        self._reach = reach
        return self._meant(
            [
                finger.update(t, press - 1.0, 1.0, 1.0, step, delay)
                for finger, press in zip(self._detectors, presses, strict=True)
            ]
        )

    def miss(self, t: float, step: float, delay: float) -> list[tuple[str, Strike]]:
        """What is due in a frame without the hand; see `update`."""
        return self._meant([finger.miss(t, step, delay) for finger in self._detectors])

    def _meant(self, struck: Sequence[Strike | None]) -> list[tuple[str, Strike]]:
        meant = [
            (kind, strike)
            for kind, strike, finger, reach in zip(
                FINGER_STRIKES, struck, self._detectors, self._reach, strict=True
            )
            if strike is not None
            and strike.instant - self._moved > STILL
            and reach >= STRETCHED
            and finger.newest.width <= WIDE
            and self._leads(strike)
        ]
        for finger in self._detectors if meant else ():
            finger.play(meant[0][1].instant)
        return meant

    def _leads(self, strike: Strike) -> bool:
        """Whether the finger is neither drawn along by another nor one of a fist."""
        falls = [finger.newest for finger in self._detectors]
        speeds = [fall.speed for fall in falls if abs(fall.instant - strike.instant) < TOGETHER]
        return len(speeds) < len(FINGER_STRIKES) and strike.speed >= ALONG * max(speeds, default=0.0)
