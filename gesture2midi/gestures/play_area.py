"""The play area: which part of the picture, and which distances, the signals 0..1 span."""

from __future__ import annotations

from dataclasses import dataclass

PALM = 0.087
"""Metres from the wrist to the knuckles (mean of index, middle and little finger) of a grown-up's hand."""

FOCAL = 0.75
"""Focal length of a webcam in units of the picture's longer side (67 degrees across)."""


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
