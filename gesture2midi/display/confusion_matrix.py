"""The picture of how a taught gesture is told from the others: a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.display.canvas import Canvas
from gesture2midi.display.palette import ALERT, INK, LINE, MUTED, PANEL, SENT, TEXT, bgr, mixed
from gesture2midi.files import whole_file

_CELL, _LEFT, _TOP, _MARGIN, _LETTER = 66.0, 150.0, 128.0, 26.0, 7.0
_PIXELS = 2  # a point


def picture(
    path: Path,
    *,
    title: str,
    about: str,
    rows: Sequence[str],
    columns: Sequence[str],
    counts: NDArray[np.int64],
) -> None:
    """Write a PNG: each row is what was shown, each column what it was taken for.

    Args:
        title: the gesture's name.
        about: how it was judged, in a line.
        rows, columns: their names; a row whose name is no column's belongs in the last column.
        counts: (rows, columns).

    Raises:
        OutputError: the file cannot be written.
    """
    cell = min(max(_CELL, 10 + _LETTER * max(map(len, columns))), 2 * _CELL)
    left = min(max(_LEFT, 44 + 8.5 * max(map(len, rows))), 2 * _LEFT)
    width = max(left + len(columns) * cell + _MARGIN, 460.0)
    height = _TOP + len(rows) * _CELL + 2 * _MARGIN
    image = np.full((round(height * _PIXELS), round(width * _PIXELS), 3), bgr(INK), np.uint8)
    canvas = Canvas(image)
    # A canvas counts in points of a 480 high picture; here a point is always as large.
    canvas.scale = _PIXELS
    canvas.text(canvas.fit(title, width - 2 * _MARGIN, 24, 700), _MARGIN, 34, 24, TEXT, 700)
    canvas.text(canvas.fit(about, width - 2 * _MARGIN, 13), _MARGIN, 62, 13, MUTED)
    canvas.text("shown", left - 14, _TOP - 22, 12, MUTED, align="right")
    for i, name in enumerate(columns):
        x = left + (i + 0.5) * cell
        canvas.text(canvas.fit(name, cell - 6, 12), x, _TOP - 22, 12, TEXT, align="centre")
    for j, name in enumerate(rows):
        y = _TOP + (j + 0.5) * _CELL
        total = int(counts[j].sum())
        canvas.text(canvas.fit(name, left - _MARGIN - 14, 14), left - 14, y - 8, 14, TEXT, align="right")
        canvas.text(f"{total}", left - 14, y + 12, 12, MUTED, align="right")
        right = columns.index(name) if name in columns else len(columns) - 1
        for i in range(len(columns)):
            x, y = left + i * cell, _TOP + j * _CELL
            _cell(canvas, x, y, cell - 3, int(counts[j, i]), total, right == i)
    canvas.text("taken for (columns)   ·   per cent of a row", left, height - _MARGIN, 12, MUTED)
    done, data = cv2.imencode(".png", image)
    assert done, "a picture in memory can be made a PNG"
    with whole_file(path) as part:
        part.write_bytes(data.tobytes())


def _cell(canvas: Canvas, x: float, y: float, width: float, count: int, total: int, right: bool) -> None:
    share = count / total if total else 0.0
    colour = mixed(PANEL, SENT if right else ALERT, share**0.5 * 0.85) if count else PANEL
    box = np.array([(x, y), (x + width, y), (x + width, y + _CELL - 3), (x, y + _CELL - 3)])
    canvas.fill(box, colour)
    if right:
        for start, end in zip(box, np.roll(box, -1, axis=0), strict=True):
            canvas.line(start, end, mixed(LINE, SENT, 0.6), 1)
    if count:
        ink = INK if share > 0.35 else TEXT
        middle = x + width / 2
        shown = "100" if count == total else f"{100 * share:.1f}"
        canvas.text(shown, middle, y + _CELL / 2 - 8, 17, ink, 600, align="centre")
        canvas.text(f"{count}", middle, y + _CELL / 2 + 14, 11, ink, align="centre")
