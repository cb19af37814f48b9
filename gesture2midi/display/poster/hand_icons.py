"""A hand as a sign: in outline, in any pose, with arrows for how it moves. For paper, not for the film."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians, sin
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Side

Axes: TypeAlias = Any
Outline: TypeAlias = NDArray[np.float64]

# Of a right hand with its palm to the viewer, fingers up, its height 1, its wrist in the origin: where each
# finger begins, how long it is, and how far it leans to the right, in degrees. The thumb comes first.
_FINGERS = (
    (-0.16, 0.24, 0.34, -48),
    (-0.145, 0.50, 0.38, -9),
    (-0.03, 0.54, 0.44, -1),
    (0.08, 0.52, 0.39, 6),
    (0.175, 0.45, 0.29, 15),
)
_PALM = ((-0.10, 0.10), (-0.13, 0.47), (0.16, 0.45), (0.10, 0.10), (-0.10, 0.10))
_LIMB, _PALM_LIMB = 0.105, 0.16  # how thick, in heights
_CURLED = 0.28  # what is left of a finger's length

STRETCHED = (1.0, 1.0, 1.0, 1.0, 1.0)
POSES: Mapping[str, tuple[Sequence[float], float]] = {
    "open_hand": (STRETCHED, 0),
    "fist": ((0, 0, 0, 0, 0), 0),
    "point": ((0, 1, 0, 0, 0), 0),
    "victory": ((0, 1, 1, 0, 0), 0),
    "three": ((0, 1, 1, 1, 0), 0),
    "four": ((0, 1, 1, 1, 1), 0),
    "thumb_up": ((1, 0, 0, 0, 0), 48),
    "thumb_down": ((1, 0, 0, 0, 0), -132),
    "ok": ((2, 2, 1, 1, 1), 0),
    "rock": ((0, 1, 0, 0, 1), 0),
    "call": ((1, 0, 0, 0, 1), 0),
    "pinch": ((2, 2, 0.75, 0.7, 0.65), 0),
    "pinch.middle": ((2, 1, 2, 1, 1), 0),
    "pinch.ring": ((2, 1, 1, 2, 1), 0),
    "pinch.pinky": ((2, 1, 1, 1, 2), 0),
}
"""Pose -> how far each finger is stretched, and how far the hand is turned, in degrees. 2 is a fingertip that
touches the thumb's."""
_MEET = (-0.27, 0.62)  # where thumb and index finger touch; the others do further in


@dataclass(frozen=True, slots=True)
class Hand:
    """Where a hand is drawn: the middle of its palm, its height, in points of the sheet (y down)."""

    x: float
    y: float
    size: float
    side: Side
    fingers: Sequence[float] = STRETCHED
    turned: float = 0.0

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A point of the sign, by the sign's own measures."""
        angle = radians(self.turned)
        y -= 0.36
        x, y = x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle)
        return self.x + x * self.size * (1 if self.side == "right" else -1), self.y - y * self.size

    def limbs(self) -> list[tuple[Outline, float]]:
        """The lines that make the hand, and how thick each is."""
        palm = np.array([self.at(*point) for point in _PALM])
        found = [(palm, _PALM_LIMB * self.size)]
        for index, stretched in enumerate(self.fingers):
            found.append((np.array(self._finger(index, stretched)), _LIMB * self.size))
        return found

    def _finger(self, index: int, stretched: float) -> list[tuple[float, float]]:
        x, y, length, lean = _FINGERS[index]
        if stretched > 1:
            meets = next(i for i in range(1, 5) if self.fingers[i] > 1)
            bow = (x - 0.13, y + 0.12) if index == 0 else (x - 0.03, y + 0.22)
            meet = (_MEET[0] + 0.07 * (meets - 1), _MEET[1] - 0.04 * (meets - 1))
            return [self.at(x, y), self.at(*bow), self.at(*meet)]
        length *= _CURLED + (1 - _CURLED) * stretched
        tip = (x + length * sin(radians(lean)), y + length * cos(radians(lean)))
        if index == 0 and stretched < 0.5:
            tip = (x + 0.2, y + 0.16)  # across the palm
        return [self.at(x, y), self.at(*tip)]

    def tip(self, index: int) -> tuple[float, float]:
        return self._finger(index, self.fingers[index])[-1]


def draw(axes: Axes, hand: Hand, line: str, fill: str, pen: float, zorder: float = 3) -> None:
    """The hand with an outline of `pen` points around all of its limbs together."""
    limbs = hand.limbs()
    for widen, colour, level in ((2 * pen, line, zorder), (0.0, fill, zorder + 0.1)):
        for points, thick in limbs:
            axes.plot(
                points[:, 0],
                points[:, 1],
                color=colour,
                linewidth=thick + widen,
                solid_capstyle="round",
                solid_joinstyle="round",
                zorder=level,
            )
        palm = limbs[0][0]
        axes.fill(palm[:, 0], palm[:, 1], color=colour, linewidth=0, zorder=level)
    # The fingers that are curled, and the thumb across, would be lost in the palm.
    for index in (*range(1, 5), 0):
        if hand.fingers[index] < 0.5:
            points = np.array(hand._finger(index, hand.fingers[index]))
            thick = _LIMB * hand.size
            for widen, colour in ((1.4 * pen, line), (0.0, fill)):
                axes.plot(
                    points[:, 0],
                    points[:, 1],
                    color=colour,
                    linewidth=thick + widen,
                    solid_capstyle="round",
                    zorder=zorder + 0.2,
                )


# Arrows beside a sign, in heights of the hand from the middle of its palm, y up: from, to, bent.
MARKS: Mapping[str, tuple[tuple[float, float, float, float, float, bool], ...]] = {
    "y": ((0.48, -0.42, 0.48, 0.5, 0, True),),
    "x": ((-0.42, -0.56, 0.42, -0.56, 0, True),),
    "depth": ((-0.46, -0.56, 0.46, -0.3, 0, True),),
    "strike": ((0.5, 0.5, 0.5, -0.45, 0, False),),
    "swipe_down": ((0.5, 0.5, 0.5, -0.45, 0, False),),
    "swipe_up": ((0.5, -0.45, 0.5, 0.5, 0, False),),
    "swipe_left": ((0.42, -0.56, -0.42, -0.56, 0, False),),
    "swipe_right": ((-0.42, -0.56, 0.42, -0.56, 0, False),),
    "circle": ((-0.4, -0.48, 0.42, -0.42, 0.75, False),),
    "roll": ((-0.36, 0.6, 0.44, 0.56, -0.35, True),),
    "yaw": ((-0.38, -0.5, 0.38, -0.5, 0.4, True),),
    "pitch": ((0.5, -0.3, 0.5, 0.5, 0.4, True),),
}


def marks(axes: Axes, hand: Hand, names: Sequence[str], colour: str, pen: float) -> None:
    """How the hand moves: arrows beside it, as in the picture and not turned with it."""
    for name in names:
        head = f"head_length={pen * 2.4:g},head_width={pen * 1.3:g}"
        for x0, y0, x1, y1, bent, both in MARKS.get(name, ()):
            if x0 > 0 and x1 > 0 and hand.side == "left":  # on the side where its thumb is not
                x0, x1, bent = -x0, -x1, -bent
            axes.annotate(
                "",
                xy=(hand.x + x1 * hand.size, hand.y - y1 * hand.size),
                xytext=(hand.x + x0 * hand.size, hand.y - y0 * hand.size),
                arrowprops={
                    "arrowstyle": f"{'<|-|>' if both else '-|>'},{head}",
                    "connectionstyle": f"arc3,rad={bent:g}",
                    "color": colour,
                    "linewidth": pen,
                    "shrinkA": 0,
                    "shrinkB": 0,
                    "mutation_scale": 1,
                },
                zorder=5,
            )
