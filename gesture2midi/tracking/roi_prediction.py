"""Where a hand went since the frame before: guessed from its motion, then seen by what it looks like.

Motion alone overshoots where a hand turns and lags where it starts. So the middle of the hand, as it was,
is looked for around the guess, in a coarse picture: a template match, which costs a fiftieth of the
landmarks (J. P. Lewis, "Fast Normalized Cross-Correlation", 1995; OpenCV's `TM_CCOEFF_NORMED`).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from gesture2midi.events import Image
from gesture2midi.tracking.roi import SAMPLE, Floats, Region, matrix

LEAD = 0.8
"""How much of its last motion a hand is guessed to move on by."""

TURN_LEAD = 0.5
"""How much of its last turn it is taken to turn on by."""

FRESH = 0.25
"""Seconds after which what a hand did says nothing of what it does."""

CELLS = 16
"""Width of the template."""

PART = 0.25
"""Half the template's width, as a part of the region: the palm and the roots of the fingers."""

REACH = 0.5
"""How far around the guess the hand is looked for, as a part of the region: about a hand's length."""

FAR = 0.2
"""What the end of that reach costs in likeness, -1..1; it grows with the square of the distance."""

ALIKE = 0.5
"""Below this the hand does not look like itself, and the guess stands."""

REST = 0.06
"""Ways shorter than this part of the region are not followed: the landmark model does not mind them, and a
region that keeps its place from frame to frame gives steadier landmarks."""

_MARGIN = math.ceil(REACH * CELLS / (2 * PART))
_ALONG = np.arange(-_MARGIN, _MARGIN + 1, dtype=np.float32) / _MARGIN
_COST: Floats = np.asarray(FAR * (_ALONG[:, None] ** 2 + _ALONG**2), np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A hand where it was seen last, at time `t`: how it looked, and how it moved and turned, per second."""

    region: Region
    t: float
    template: Image
    dx: float = 0.0
    dy: float = 0.0
    turning: float = 0.0

    def seen(self, image: Image, region: Region, t: float) -> Course:
        """The course with one more place on it."""
        dt, was = t - self.t, self.region
        if not 0 < dt <= FRESH:
            return begin(image, region, t)
        return Course(
            region,
            t,
            _coarse(image, region, CELLS),
            (region.x - was.x) / dt,
            (region.y - was.y) / dt,
            math.remainder(region.turn - was.turn, math.tau) / dt,
        )

    def at(self, image: Image, t: float) -> Region:
        """The region of this later picture in which the hand is."""
        dt = t - self.t
        if not 0 < dt <= FRESH:
            return self.region
        x, y = self._way(image, LEAD * dt * self.dx, LEAD * dt * self.dy)
        if math.hypot(x, y) < REST * self.region.size:
            return self.region
        turn = self.region.turn + TURN_LEAD * dt * self.turning
        return replace(self.region, x=self.region.x + x, y=self.region.y + y, turn=turn)

    def _way(self, image: Image, x: float, y: float) -> tuple[float, float]:
        """How far the hand has gone: about (x, y) pixels, and where it looks most like itself there."""
        here = self.region
        around = _coarse(image, replace(here, x=here.x + x, y=here.y + y), CELLS + 2 * _MARGIN)
        alike = cv2.matchTemplate(around, self.template, cv2.TM_CCOEFF_NORMED) - _COST
        _, best, _, (column, row) = cv2.minMaxLoc(alike)
        if not best >= ALIKE:
            return x, y
        cell = 2 * PART * here.size / CELLS
        across, down = (column - _MARGIN) * cell, (row - _MARGIN) * cell
        cos, sin = math.cos(here.turn), math.sin(here.turn)
        return x + across * cos - down * sin, y + across * sin + down * cos


def begin(image: Image, region: Region, t: float) -> Course:
    """The course of a hand seen for the first time."""
    return Course(region, t, _coarse(image, region, CELLS))


def _coarse(image: Image, region: Region, cells: int) -> Image:
    """(cells, cells) grey, about the region's middle, as coarse as the template and turned like the hand."""
    to_picture = matrix(replace(region, size=2 * PART * region.size * cells / CELLS), cells)
    around = cv2.warpAffine(image, to_picture, (cells, cells), flags=SAMPLE, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(around, cv2.COLOR_BGR2GRAY), np.uint8)
