"""The paper that posters are drawn on: colours that print, and text that is measured. Points everywhere."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, TypeAlias

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

Axes: TypeAlias = Any

PAPER, INK, SOFT, RULE, AREA = "#ffffff", "#1c2430", "#5c6675", "#d5dae2", "#f6f8fa"
LINES = {"left": "#1874b3", "right": "#bf6410", "any": "#5d6470", "hands": "#7a4fa3", "": "#5d6470"}
FILLS = {"left": "#dcedf9", "right": "#fbe7d3", "any": "#e9ebef", "hands": "#ece3f5", "": "#e9ebef"}
BANDS = {"left": "#eaf4fb", "right": "#fdf3e8"}
WHO = {"any": "either hand", "hands": "both hands", "": "by itself"}
FAMILY = "DejaVu Sans"


@contextmanager
def any_letters() -> Iterator[None]:
    """A letter that the font lacks is drawn as a box, and Matplotlib writes nothing of it to the terminal."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph .* missing", UserWarning)
        yield


@lru_cache(maxsize=4096)
def width_of(text: str, size: float, bold: bool = False) -> float:
    font = FontProperties(family=FAMILY, weight="bold" if bold else "normal", size=size)
    width: float = text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]
    return width


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines of at most this width; a word that is longer is cut."""
    lines: list[str] = []
    for word in text.split():
        while width_of(word, size, bold) > width and len(word) > 1:
            cut = max(n for n in range(1, len(word)) if n == 1 or width_of(word[:n], size, bold) <= width)
            lines.append(word[:cut])
            word = word[cut:]
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    size: float,
    colour: str,
    *,
    bold: bool = False,
    align: str = "left",
    halo: bool = False,
) -> None:
    """Text with its middle at height y."""
    axes.text(
        x,
        y,
        text,
        fontsize=size,
        color=colour,
        weight="bold" if bold else "normal",
        family=FAMILY,
        ha=align,
        va="center_baseline",
        parse_math=False,
        zorder=7,
        bbox={"facecolor": PAPER, "alpha": 0.8, "linewidth": 0, "pad": 1.5} if halo else None,
    )
