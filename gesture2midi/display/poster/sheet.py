"""The sheet that a performance is drawn on: panels under one another that share their time axis.

All lengths are pixels, from the top left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from matplotlib.collections import LineCollection
from matplotlib.figure import Figure

from gesture2midi.display.palette import INK, LINE, MUTED, PANEL

Axes: TypeAlias = Any  # matplotlib carries no types that mypy could follow

WIDTH, HEIGHT = 1600, 1000
LEFT, RIGHT = 150, 130
_DPI = 100
_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600)
_MOST_TICKS = 14


def points(pixels: float) -> float:
    """Matplotlib counts line widths and letters in 1/72 inch."""
    return pixels * 72 / _DPI


class Sheet:
    """`seconds` is what the width of a panel stands for."""

    def __init__(self, seconds: float) -> None:
        self.figure = Figure(figsize=(WIDTH / _DPI, HEIGHT / _DPI), dpi=_DPI, facecolor=INK)
        self.seconds = max(seconds, 0.1)
        self.panels: list[Axes] = []
        step = next((s for s in _STEPS if self.seconds / s <= _MOST_TICKS), _STEPS[-1])
        self._ticks = [i * step for i in range(int(self.seconds / step + 1e-9) + 1)]

    @property
    def pen(self) -> float:
        """The width of a curve, in points; finer where a long time stands close together."""
        return points(2 if self.seconds <= 90 else 1.2)

    @property
    def pixels_a_second(self) -> float:
        return (WIDTH - LEFT - RIGHT) / self.seconds

    def text(self, x: float, y: float, text: str, size: float, colour: str, **more: Any) -> None:
        """Text with its middle at height `y`."""
        self.figure.text(
            x / WIDTH,
            1 - y / HEIGHT,
            text,
            fontsize=points(size),
            color=colour,
            family="DejaVu Sans",
            parse_math=False,
            **{"va": "center_baseline", **more},
        )

    def axes(self, x: float, y: float, width: float, height: float) -> Axes:
        """Bare axes in a box of the sheet."""
        axes = self.figure.add_axes(
            (x / WIDTH, 1 - (y + height) / HEIGHT, width / WIDTH, height / HEIGHT), facecolor=PANEL
        )
        axes.tick_params(length=0, labelbottom=False, labelleft=False)
        axes.spines[:].set_visible(False)
        return axes

    def panel(self, y: float, height: float, low: float, high: float) -> Axes:
        """Axes over the whole time, `low`..`high` upwards, with the lines of the time grid."""
        axes = self.axes(LEFT, y, WIDTH - LEFT - RIGHT, height)
        axes.set_xlim(0, self.seconds)
        axes.set_ylim(low, high)
        axes.set_xticks([])
        axes.set_yticks([])
        for t in self._ticks:
            axes.axvline(t, color=LINE, linewidth=points(1), zorder=0.5)
        self.panels.append(axes)
        return axes

    def clock(self, y: float) -> None:
        """The times below the last panel."""
        for t in self._ticks:
            self.text(LEFT + t * self.pixels_a_second, y, _clock(t, self.seconds), 13, MUTED, ha="center")


def rounded(
    axes: Axes,
    spans: Sequence[tuple[float, float, float]],
    colours: Sequence[str],
    width: float,
    scale: float,
) -> None:
    """Bars with round ends, `width` pixels high, from (start, end, height) in the axes' units.

    scale: pixels a second. A bar too short for round ends has straight ones, and at least 2 pixels.
    """
    cap, least = width / 2 / scale, 2 / scale
    for short, style in ((True, "butt"), (False, "round")):
        inset = 0.0 if short else cap
        kept = [
            (span, c)
            for span, c in zip(spans, colours, strict=True)
            if (span[1] - span[0] <= 2 * cap) == short
        ]
        axes.add_collection(
            LineCollection(
                [((a + inset, y), (max(b - inset, a + inset + least * short), y)) for (a, b, y), _ in kept],
                colors=[colour for _, colour in kept],
                linewidths=points(width),
                capstyle=style,
                zorder=3,
            ),
            autolim=False,
        )


def _clock(t: float, whole: float) -> str:
    if whole < 60:
        return f"{t:g} s"
    return f"{int(t // 60)}:{int(t % 60):02d}"
