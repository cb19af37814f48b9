"""The film for a phone, 9:16: the picture at the top, what sounds in large letters, the controllers below."""

from __future__ import annotations

import cv2
import numpy as np

from gesture2midi.display.canvas import Canvas
from gesture2midi.display.overlay import draw_hands
from gesture2midi.display.palette import INK, LINE, MUTED, SENT, TEXT, bgr, channel
from gesture2midi.display.view import Meter, View
from gesture2midi.events import Image
from gesture2midi.music.note_names import DRUM_CHANNEL

WIDTH, HEIGHT = 1080, 1920
"""Pixels of the film."""
_EDGE = 36.0  # all further lengths are points of the canvas, which is 640 wide
_HEAD = 104.0
_NOTE, _NOTE_ROOM = 92.0, 170.0
_METER_ROW = 58.0
_KEYS, _KEYS_HEIGHT = (36, 96), 110.0
"""The keyboard at the foot: its lowest and highest note, C2 and C7."""
_BLACK = (1, 3, 6, 8, 10)


def draw_vertical(view: View) -> Image:
    """Returns a new (1920, 1080, 3) uint8 BGR image with all that `overlay.draw` shows of a view."""
    image = np.full((HEIGHT, WIDTH, 3), bgr(INK), np.uint8)
    canvas = Canvas(image)
    picture = draw_hands(view)
    rows = min(round(picture.shape[0] * WIDTH / picture.shape[1]), HEIGHT // 2)
    top = round(_HEAD * canvas.scale)
    image[top : top + rows] = _filling(picture, WIDTH, rows)
    _title(canvas, view)
    y = _HEAD + rows / canvas.scale
    _names(canvas, view, y + _NOTE_ROOM / 2)
    floor = canvas.height - _EDGE - _KEYS_HEIGHT
    _meters(canvas, view.meters, y + _NOTE_ROOM, floor - 20)
    _keyboard(canvas, view, floor)
    return image


def _filling(picture: Image, width: int, height: int) -> Image:
    """The picture as large as it takes to fill this size; what reaches beyond is cut off evenly."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    size = max(width, round(columns * scale)), max(height, round(rows * scale))
    large = cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    left, top = (size[0] - width) // 2, (size[1] - height) // 2
    return np.asarray(large[top : top + height, left : left + width], np.uint8)


def _title(canvas: Canvas, view: View) -> None:
    room = canvas.width - 2 * _EDGE
    canvas.text(canvas.fit(view.mapping, room, 34, 700), _EDGE, 42, 34, TEXT, 700)
    if view.scene:
        canvas.text(canvas.fit(view.scene, room, 20, 500), _EDGE, 80, 20, SENT, 500)


def _names(canvas: Canvas, view: View, y: float) -> None:
    """The notes that sound, as large as they fit; drums by their names."""
    names = list(dict.fromkeys(view.names))
    if not names:
        return
    text, room = "  ".join(names), canvas.width - 2 * _EDGE
    size = _NOTE * min(1.0, room / max(canvas.text_width(text, _NOTE, 700), 1.0))
    colour = SENT if view.sounding[0][0] == DRUM_CHANNEL else channel(view.sounding[0][0])
    canvas.text(
        canvas.fit(text, room, max(size, 30), 700), canvas.width / 2, y, max(size, 30), colour, 700, "centre"
    )


def _meters(canvas: Canvas, meters: tuple[Meter, ...], top: float, floor: float) -> None:
    """The controllers by their names, one below the other, as many as there is room for."""
    width = canvas.width - 2 * _EDGE
    for row, meter in enumerate(meters[: max(0, int((floor - top) // _METER_ROW))]):
        y = top + row * _METER_ROW
        canvas.text(meter.text, _EDGE + width, y + 14, 20, TEXT, 600, "right")
        room = width - canvas.text_width(meter.text, 20, 600) - 16
        canvas.text(canvas.fit(meter.label, room, 20), _EDGE, y + 14, 20, MUTED)
        canvas.bar(_EDGE, y + 38, width, 8, LINE)
        low, high = sorted((min(max(meter.value, 0.0), 1.0), meter.middle))
        if high > low:
            canvas.bar(_EDGE + low * (width - 8), y + 38, (high - low) * (width - 8) + 8, 8, SENT)


def _keyboard(canvas: Canvas, view: View, top: float) -> None:
    """Five octaves; a key that sounds has the colour of its channel."""
    low, high = _KEYS
    lit = {note: channel(number) for number, note in view.sounding if number != DRUM_CHANNEL}
    whites = [note for note in range(low, high + 1) if note % 12 not in _BLACK]
    width = (canvas.width - 2 * _EDGE) / len(whites)
    left = {note: _EDGE + i * width for i, note in enumerate(whites)}
    for note, x in left.items():
        _key(canvas, x + 0.7, top, width - 1.4, _KEYS_HEIGHT, lit.get(note, TEXT))
    for note in range(low, high + 1):
        if note % 12 in _BLACK:
            x = left[note - 1] + 0.68 * width
            _key(canvas, x, top, 0.64 * width, 0.62 * _KEYS_HEIGHT, lit.get(note, INK))


def _key(canvas: Canvas, x: float, y: float, width: float, height: float, colour: str) -> None:
    corners = ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
    canvas.fill(np.array(corners), colour)
