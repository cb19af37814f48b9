"""Drawing in points: 480 of them make the height of a 4:3 picture, so one layout fits every size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Literal, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.display.palette import INK, bgr
from gesture2midi.events import Image

Point: TypeAlias = Sequence[float] | NDArray[np.float64]
Align: TypeAlias = Literal["left", "centre", "right"]

_ALIGN: dict[Align, float] = {"left": 0.0, "centre": 0.5, "right": 1.0}
# Of cv2's drawing calls: coordinates are given in 1/16 of a pixel, or a slow hand would seem to jump.
_SHIFT = 4


@lru_cache(maxsize=1)
def _font() -> cv2.FontFace:
    return cv2.FontFace("sans")


@lru_cache(maxsize=1024)
def _text_pixels(text: str, size: int, weight: int) -> int:
    """How many pixels wide a text is; the same names are measured for each picture."""
    return int(cv2.getTextSize((0, 0), text, (0, 0), _font(), size, weight)[2])


class Canvas:
    """Draws onto `image` in place; every length is in points, every colour `#rrggbb`."""

    def __init__(self, image: Image) -> None:
        self.image = image
        rows, columns = image.shape[:2]
        self.scale: float = min(rows / 480, columns / 640)
        self.width: float = columns / self.scale
        self.height: float = rows / self.scale

    def text_width(self, text: str, size: float, weight: int = 400) -> float:
        """How far `text` reaches, in points."""
        return _text_pixels(text, round(size * self.scale), weight) / self.scale

    def fit(self, text: str, width: float, size: float, weight: int = 400) -> str:
        """`text`, cut to `width` points with an ellipsis where it is longer."""
        if self.text_width(text, size, weight) <= width:
            return text
        while text and self.text_width(text + "…", size, weight) > width:
            text = text[:-1]
        return text.rstrip() + "…"

    def text(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: str,
        weight: int = 400,
        align: Align = "left",
    ) -> None:
        """`text` with the middle of its capitals at height `y`."""
        pixels = round(size * self.scale)
        x -= _ALIGN[align] * self.text_width(text, size, weight)
        # Rubik, OpenCV's built-in sans, has capitals of 0.7 of its size.
        origin = (round(x * self.scale), round(y * self.scale + 0.35 * pixels))
        cv2.putText(self.image, text, origin, bgr(colour), _font(), pixels, weight)

    def line(self, start: Point, end: Point, colour: str, thickness: float) -> None:
        """A line with round ends; the ends reach half a thickness beyond the two points."""
        cv2.line(
            self.image,
            self._fixed(*start),
            self._fixed(*end),
            bgr(colour),
            max(1, round(thickness * self.scale)),
            cv2.LINE_AA,
            _SHIFT,
        )

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A bar with round ends, its left end at `x` and its middle at height `y`."""
        end = max(x + width - height / 2, x + height / 2)
        self.line((x + height / 2, y), (end, y), colour, height)

    def disc(self, x: float, y: float, radius: float, colour: str, thickness: float | None = None) -> None:
        """A filled disc, or a ring of `thickness`."""
        cv2.circle(
            self.image,
            self._fixed(x, y),
            round(radius * self.scale * (1 << _SHIFT)),
            bgr(colour),
            -1 if thickness is None else max(1, round(thickness * self.scale)),
            cv2.LINE_AA,
            _SHIFT,
        )

    def ring(self, x: float, y: float, radius: float, part: float, colour: str, thickness: float) -> None:
        """`part`, 0..1, of a circle, clockwise from its top."""
        radii = (round(radius * self.scale * (1 << _SHIFT)),) * 2
        width = max(1, round(thickness * self.scale))
        end = round(360 * min(max(part, 0.0), 1.0))
        cv2.ellipse(
            self.image, self._fixed(x, y), radii, -90, 0, end, bgr(colour), width, cv2.LINE_AA, _SHIFT
        )

    def fill(self, outline: NDArray[np.float64], colour: str) -> None:
        """The convex polygon `outline`, (n, 2)."""
        fixed = np.round(outline * (self.scale * (1 << _SHIFT))).astype(np.int32)
        cv2.fillConvexPoly(self.image, fixed, bgr(colour), cv2.LINE_AA, _SHIFT)

    @contextmanager
    def see_through(self, points: NDArray[np.float64], margin: float, opacity: float) -> Iterator[None]:
        """What is drawn inside lets the picture through, within `margin` of `points`, (n, 2)."""
        low = np.floor((points.min(axis=0) - margin) * self.scale).astype(int)
        high = np.ceil((points.max(axis=0) + margin) * self.scale).astype(int)
        part = self.image[max(low[1], 0) : max(high[1], 0), max(low[0], 0) : max(high[0], 0)]
        before = part.copy()
        yield
        if part.size:
            cv2.addWeighted(part, opacity, before, 1 - opacity, 0, dst=part)

    def frost(self, x: float, y: float, width: float, height: float, radius: float = 10) -> None:
        """A panel of dark frosted glass: text on it stays readable before any background."""
        left, top = round(x * self.scale), round(y * self.scale)
        part = self.image[
            max(top, 0) : max(round((y + height) * self.scale), 0),
            max(left, 0) : max(round((x + width) * self.scale), 0),
        ]
        rows, columns = part.shape[:2]
        if rows == 0 or columns == 0:
            return
        grain = max(1, round(8 * self.scale))
        small = cv2.resize(part, (-(-columns // grain), -(-rows // grain)), interpolation=cv2.INTER_AREA)
        cv2.addWeighted(small, 0.26, np.full_like(small, bgr(INK)), 0.74, 0, dst=small)
        glass = cv2.resize(small, (columns, rows), interpolation=cv2.INTER_LINEAR)
        inside, outside = _rounded(rows, columns, max(1, round(radius * self.scale)))
        cv2.blendLinear(glass, part, inside, outside, dst=part)

    def _fixed(self, x: float, y: float) -> tuple[int, int]:
        unit = self.scale * (1 << _SHIFT)
        return round(x * unit), round(y * unit)


@lru_cache(maxsize=32)
def _rounded(rows: int, columns: int, radius: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (rows, columns) inside and outside of a rounded rectangle, smooth at its rim."""
    radius = min(radius, rows // 2, columns // 2)
    y = np.abs(np.arange(rows) - (rows - 1) / 2) - (rows / 2 - radius)
    x = np.abs(np.arange(columns) - (columns - 1) / 2) - (columns / 2 - radius)
    distance = np.hypot(np.maximum(y, 0)[:, None], np.maximum(x, 0)[None, :])
    inside = np.clip(radius + 0.5 - distance, 0, 1).astype(np.float32)
    return inside, 1 - inside
