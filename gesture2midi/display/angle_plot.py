"""Pictures of how far joints were bent over time: a panel a finger, or a pair of joints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gesture2midi.display.palette import LINE, MUTED, TEXT
from gesture2midi.display.poster.sheet import HEIGHT, LEFT, RIGHT, WIDTH, Sheet, points
from gesture2midi.display.poster.text import any_letters
from gesture2midi.files import whole_file

_TOP, _BOTTOM, _GAP = 92, 46, 8
_LINE_HEIGHT = 17


@dataclass(frozen=True, slots=True)
class Curve:
    """A joint: its degrees at the times of its panel, NaN where it was not seen."""

    name: str
    colour: str
    degrees: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Panel:
    """Curves that are drawn together.

    within: degrees of the bottom and the top; wider where a joint goes further.
    """

    label: str
    colour: str
    within: tuple[float, float]
    times: NDArray[np.float64]
    curves: Sequence[Curve]


def plot(path: Path, title: str, what: str, panels: Sequence[Panel], seconds: float) -> None:
    """Write a PNG of 1600 x 1000 pixels; the same panels give the same bytes.

    what: the degrees are of. seconds: that the width stands for.

    Raises:
        OutputError: the file cannot be written.
    """
    sheet = Sheet(seconds)
    sheet.text(WIDTH - RIGHT, 38, what, 14, MUTED, ha="right")
    sheet.text(LEFT, 38, title if len(title) <= 60 else f"{title[:59].rstrip()}…", 24, TEXT, weight="bold")
    height = (HEIGHT - _TOP - _BOTTOM) / len(panels) - _GAP
    for place, panel in enumerate(panels):
        _draw(sheet, _TOP + place * (height + _GAP), height, panel)
    sheet.clock(HEIGHT - _BOTTOM + 20)
    with whole_file(path) as part, any_letters():
        sheet.figure.savefig(
            part, format="png", facecolor=sheet.figure.get_facecolor(), metadata={"Software": None}
        )


def _draw(sheet: Sheet, top: float, height: float, panel: Panel) -> None:
    """The curves, the label at the left, and at the right what each of them went through."""
    every = [d for curve in panel.curves for d in curve.degrees[np.isfinite(curve.degrees)]]
    low, high = min((panel.within[0], *every)), max((panel.within[1], *every))
    axes = sheet.panel(top, height, low, high)
    for degrees, y in ((high, top + 7), (low, top + height - 7)):
        sheet.text(LEFT - 14, y, f"{degrees:.0f}°", 10, MUTED, ha="right")
    axes.axhline((low + high) / 2, color=LINE, linewidth=points(1), zorder=1)
    sheet.text(LEFT - 14, top + height / 2, panel.label, 13, panel.colour, ha="right")
    middle = top + height / 2 - _LINE_HEIGHT * (len(panel.curves) - 1) / 2
    for place, curve in enumerate(panel.curves):
        axes.plot(panel.times, curve.degrees, color=curve.colour, linewidth=sheet.pen, zorder=3)
        seen = curve.degrees[np.isfinite(curve.degrees)]
        went = f"{seen.min():.0f} … {seen.max():.0f}°" if len(seen) else "not seen"
        y = middle + _LINE_HEIGHT * place
        sheet.text(WIDTH - RIGHT + 14, y, f"{curve.name} {went}".strip(), 11, curve.colour)
