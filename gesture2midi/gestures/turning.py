"""Turning points of an angle: where it has gone one way and comes back. Nods and shakes of the head are made
of them."""

from __future__ import annotations

from typing import NamedTuple

BACK = 3.0
"""Degrees that the angle must come back for its farthest value to have been a turning point: more than the
landmarks of a still head tremble."""

STANDING = 0.3
"""Seconds after which an angle that goes no further stands where it is."""


class Swing(NamedTuple):
    """From one turning point to the next. degrees: signed. seconds: how long it took."""

    degrees: float
    seconds: float


class TurningPoints:
    """Finds the swings of an angle, each as soon as it has turned back; a slow drift is none."""

    def __init__(self) -> None:
        self._way = 0
        self._from: tuple[float, float] | None = None
        self._farthest = (0.0, 0.0)

    @property
    def standing(self) -> bool:
        """Whether the angle goes neither way."""
        return self._way == 0

    def update(self, t: float, degrees: float) -> Swing | None:
        """The swing that has ended with this angle, at `t` seconds; None while it goes on."""
        if self._from is None:
            self._stand(t, degrees)
        elif self._way == 0:
            self._begin(self._from, t, degrees)
        elif (degrees - self._farthest[1]) * self._way > 0:
            self._farthest = t, degrees
        elif abs(degrees - self._farthest[1]) >= BACK:
            (began, first), (ended, last) = self._from, self._farthest
            self._from, self._farthest, self._way = self._farthest, (t, degrees), -self._way
            return Swing(last - first, ended - began)
        elif t - self._farthest[0] > STANDING:
            self._stand(t, degrees)
        return None

    def _begin(self, stood: tuple[float, float], t: float, degrees: float) -> None:
        """The swing has begun where it last stood."""
        way = degrees - stood[1]
        if abs(way) >= BACK:
            self._way, self._farthest = (1 if way > 0 else -1), (t, degrees)
        elif abs(way) < BACK / 3 or t - stood[0] > STANDING:
            self._stand(t, degrees)

    def _stand(self, t: float, degrees: float) -> None:
        self._way, self._from = 0, (t, degrees)
