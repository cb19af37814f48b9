"""Draws where a mapping sounds what: zones of the play area, bars of levels, the sounds of fingertips."""

from __future__ import annotations

import numpy as np

from gesture2midi.display.canvas import Canvas
from gesture2midi.display.palette import INK, LINE, MUTED, TEXT
from gesture2midi.display.palette import SIDES as SIDE_COLOURS
from gesture2midi.display.view import Bar, View, Zone
from gesture2midi.events import SIDES, Side

_LABEL = 11.0  # this and all further lengths are points of the canvas
_PILL = 16.0
_LEAST = 12.0
_GLASS = 0.26
_FILLED = 0.55
_TIPS = {"thumb": 4, "index": 8, "middle": 12, "ring": 16, "pinky": 20}
"""The landmark of each fingertip, of MediaPipe's 21."""


def draw_zones(canvas: Canvas, view: View, top: float) -> None:
    """What lies behind the hands; no name is written above the height `top`."""
    for side in SIDES:
        mine = [zone for zone in view.plan.zones if zone.side == side]
        if mine:
            whole = next((zone for zone in mine if not zone.label), mine[0])
            _zones(canvas, view, side, whole, [zone for zone in mine if zone.label], top)
    for side in SIDES:
        _bars(canvas, view, [bar for bar in view.plan.bars if bar.side == side])


def draw_tips(canvas: Canvas, view: View) -> None:
    """What each finger strikes, beyond its tip."""
    for hand in view.hands.hands:
        for tip in view.plan.tips:
            if tip.side != hand.side:
                continue
            end = hand.points[_TIPS[tip.finger], :2].astype(np.float64)
            knuckle = hand.points[_TIPS[tip.finger] - 3, :2].astype(np.float64)
            size = np.array((canvas.width, canvas.height))
            way = (end - knuckle) * size
            x, y = end * size + way / max(float(np.hypot(*way)), 1.0) * 20
            sounds = tip.control in view.playing
            _pill(canvas, tip.label, float(x), float(y), SIDE_COLOURS[hand.side] if sounds else INK, sounds)


def sounding(view: View, zone: Zone) -> bool:
    """Whether what sounds now of its control is this zone: where the hand is."""
    return zone.control in view.playing and _inside(view, zone)


def _inside(view: View, zone: Zone) -> bool:
    signals = view.gestures.signals if view.gestures is not None else {}
    x, y = (signals.get(f"{zone.of}.{axis}", float("nan")) for axis in "xy")
    return zone.holds(x, y)


def _zones(canvas: Canvas, view: View, side: Side, whole: Zone, parts: list[Zone], top: float) -> None:
    colour = SIDE_COLOURS[side]
    if parts:
        with canvas.see_through(_corners(canvas, whole), 1, _GLASS):
            for zone in parts:
                canvas.fill(_corners(canvas, zone), INK)
    for zone in parts:
        if sounding(view, zone):
            with canvas.see_through(_corners(canvas, zone), 1, _FILLED):
                canvas.fill(_corners(canvas, zone), colour)
    with canvas.see_through(_corners(canvas, whole), 2, 0.55):
        for zone in (whole, *parts):
            _outline(canvas, zone, colour, 1.2)
    outside = _beside(canvas, view, side)
    for zone in parts:
        _label(canvas, view, zone, whole, top, outside)


def _corners(canvas: Canvas, zone: Zone) -> np.typing.NDArray[np.float64]:
    left, right = zone.left * canvas.width, zone.right * canvas.width
    top, bottom = zone.top * canvas.height, zone.bottom * canvas.height
    return np.array(((left, top), (right, top), (right, bottom), (left, bottom)))


def _outline(canvas: Canvas, zone: Zone, colour: str, thickness: float) -> None:
    corners = _corners(canvas, zone)
    for start, end in zip(corners, (*corners[1:], corners[0]), strict=True):
        canvas.line(start, end, colour, thickness)


def _beside(canvas: Canvas, view: View, side: Side) -> bool:
    """Whether the names of rows have room between the play area and the bars beside it."""
    rows = [zone for zone in view.plan.zones if zone.side == side and zone.label]
    if not rows:
        return True
    widest = max(canvas.text_width(zone.label, _LABEL, 600) for zone in rows) + 16
    bars = [bar.box[0] for bar in view.plan.bars if bar.side == side and not bar.lying]
    if side == "right":
        end = min([1.0, *(x - 0.008 for x in bars)])
        return (end - max(zone.right for zone in rows)) * canvas.width > widest
    begin = max([0.0, *(x + 0.008 for x in bars)])
    return (min(zone.left for zone in rows) - begin) * canvas.width > widest


def _label(canvas: Canvas, view: View, zone: Zone, whole: Zone, top: float, outside: bool) -> None:
    """Beside a row and above a column where there is room for it, else in a corner: never in the middle."""
    height = (zone.bottom - zone.top) * canvas.height
    width = canvas.text_width(zone.label, _LABEL, 600) + 12
    row = zone.right - zone.left > 0.9 * (whole.right - whole.left)
    if height < _LEAST or (not row and width > (zone.right - zone.left) * canvas.width + 2):
        return
    left, right = zone.left * canvas.width, zone.right * canvas.width
    middle = (left + right) / 2
    upper = zone.top * canvas.height
    if row:
        x = right + 3 if outside else right - width - 3
        if zone.side == "left":
            x = left - 3 - width if outside else left + 3
        x, y = x + width / 2, upper + height / 2
    elif upper - _PILL - 2 > top and _free_above(view, zone):
        x, y = middle, upper - _PILL / 2 - 2
    else:
        x, y = middle, max(upper, top) + min(height / 2, _PILL / 2 + 3)
    lit = sounding(view, zone)
    colour = SIDE_COLOURS[zone.side] if _inside(view, zone) else MUTED
    _pill(
        canvas, zone.label, x, y, SIDE_COLOURS[zone.side] if lit else INK, lit, colour, min(_PILL, height - 2)
    )


def _free_above(view: View, zone: Zone) -> bool:
    """Whether no other zone of this hand ends where this one begins."""
    middle = (zone.left + zone.right) / 2
    others = (one for one in view.plan.zones if one.side == zone.side and one.label and one != zone)
    return not any(
        one.left <= middle <= one.right and one.top < zone.top - 0.005 <= one.bottom for one in others
    )


def _pill(
    canvas: Canvas,
    text: str,
    x: float,
    y: float,
    ground: str,
    lit: bool,
    colour: str = TEXT,
    high: float = _PILL,
) -> None:
    """Words on a ground of their own, their middle at (x, y)."""
    width = canvas.text_width(text, _LABEL, 600) + 12
    canvas.bar(x - width / 2 + 1, y, width - 2, high, ground)
    canvas.text(text, x, y, _LABEL, INK if lit else colour, 600, "centre")


def _bars(canvas: Canvas, view: View, bars: list[Bar]) -> None:
    signals = view.gestures.signals if view.gestures is not None else {}
    size = np.array((canvas.width, canvas.height))
    for place, bar in enumerate(bars):
        colour = SIDE_COLOURS[bar.side]
        start, end = (np.array(bar.at(value)) * size for value in (bar.low, bar.high))
        canvas.line(start, end, INK, 8)
        value = signals.get(bar.signal, float("nan"))
        if value == value:
            rest = min(max(0.0, bar.low), bar.high)
            canvas.line(np.array(bar.at(rest)) * size, np.array(bar.at(value)) * size, colour, 5)
        ends = bar.ends or ()
        for mark in (*ends, *bar.marks):
            x, y = np.array(bar.at(mark)) * size
            across = (0.0, 6.0) if bar.lying else (6.0, 0.0)
            canvas.line((x - across[0], y - across[1]), (x + across[0], y + across[1]), TEXT, 2)
        _bar_label(canvas, view, bar, place, colour if value == value else LINE)


def _bar_label(canvas: Canvas, view: View, bar: Bar, place: int, colour: str) -> None:
    """What of the hand it is, beside its upper end, one below the other."""
    words = bar.signal.partition(".")[2].replace(".", " ").replace("_", " ")
    width = canvas.text_width(words, _LABEL, 600) + 12
    if bar.lying:
        x, y = bar.box[0] * canvas.width, bar.box[1] * canvas.height
        x = x + width / 2 + 4 if bar.side == "left" else bar.box[2] * canvas.width - width / 2 - 4
    else:
        y = bar.box[1] * canvas.height + 10 + 18 * place
        # Within the play area, for beside it are the bars, and further in where the names of rows are there.
        rows = [zone for zone in view.plan.zones if zone.side == bar.side and zone.label]
        names = 0.0 if _beside(canvas, view, bar.side) or not rows else 40.0
        x = 0.1 * canvas.width + 6 + names + width / 2
        x = x if bar.side == "left" else canvas.width - x
    x = min(max(x, width / 2 + 2), canvas.width - width / 2 - 2)
    _pill(canvas, words, x, y, INK, False, TEXT if colour != LINE else MUTED)
