"""The play area: which part of the picture, and which distances, the signals 0..1 span."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

PALM = 0.087
"""Metres from the wrist to the knuckles (mean of index, middle and little finger) of a grown-up's hand."""

FOCAL = 0.75
"""Focal length of a webcam in units of the picture's longer side (67 degrees across)."""

USUAL_SIDE, LEAST_SIDE = 0.8, 0.05
"""Of the picture: the sides of the usual play area, and of the least one that a size makes."""


def clamp(value: float, low: float, high: float) -> float:
    """`value`, but not below `low` nor above `high`."""
    return low if value < low else high if value > high else value


def distance(size: float, aspect: float) -> float:
    """Metres from the camera of a palm `size` picture heights long, were it of `PALM` before `FOCAL`."""
    return FOCAL * PALM * max(aspect, 1.0) / size


@dataclass(frozen=True, slots=True)
class PlayArea:
    """The box that the hands play in.

    left, right, top, bottom: its edges in the picture as the player sees it, 0..1, y down. A margin
        all round lets the palm reach both ends while the whole hand is still in the picture.
    near, far: metres from the camera where `depth` is 1 and 0. They are right for a hand of `PALM`
        before a camera of `FOCAL`; for a child's hand or a wider lens both come out larger.
    """

    left: float = 0.1
    right: float = 0.9
    top: float = 0.1
    bottom: float = 0.9
    near: float = 0.3
    far: float = 0.9

    @property
    def size(self) -> float:
        """Of the usual area, which is 1: the geometric mean of the parts that its sides are."""
        return sqrt((self.right - self.left) * (self.bottom - self.top)) / USUAL_SIDE

    def sized(self, size: float) -> PlayArea:
        """The same middle and shape at another size, as far as the picture and the usual sides allow."""
        part = size / self.size
        width, height = (
            clamp(side * part, LEAST_SIDE, USUAL_SIDE)
            for side in (self.right - self.left, self.bottom - self.top)
        )
        return self._box((self.left + self.right) / 2, (self.top + self.bottom) / 2, width, height)

    def around(self, x: float, y: float) -> PlayArea:
        """The same size about this point (0..1, y down), or as near to it as the picture allows."""
        return self._box(x, y, min(self.right - self.left, 1.0), min(self.bottom - self.top, 1.0))

    def _box(self, x: float, y: float, width: float, height: float) -> PlayArea:
        left, top = clamp(x - width / 2, 0.0, 1.0 - width), clamp(y - height / 2, 0.0, 1.0 - height)
        return replace(
            self,
            left=round(left, 4),
            right=round(left + width, 4),
            top=round(top, 4),
            bottom=round(top + height, 4),
        )

    def place(self, x: float, y: float) -> tuple[float, float]:
        """A point of the picture (0..1, y down) in play areas, y up; outside 0..1 where it lies outside."""
        return (x - self.left) / (self.right - self.left), (self.bottom - y) / (self.bottom - self.top)

    def joined(self, other: PlayArea) -> PlayArea:
        """The box round both, in which two hands are measured against each other."""
        return PlayArea(
            min(self.left, other.left),
            max(self.right, other.right),
            min(self.top, other.top),
            max(self.bottom, other.bottom),
        )

    def depth(self, size: float, aspect: float) -> float:
        """0 at `far` .. 1 at `near`, linear in metres, of a palm `size` picture heights long."""
        return clamp((self.far - distance(size, aspect)) / (self.far - self.near), 0.0, 1.0)
