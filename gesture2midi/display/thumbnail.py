"""A performance at a glance: a strip of notes over curves, as an SVG that may be stretched."""

from __future__ import annotations

from collections.abc import Sequence

from gesture2midi.display import palette
from gesture2midi.display.plot_series import Bar, Curve, bars, curves
from gesture2midi.events import Message
from gesture2midi.music.note_names import DRUM_CHANNEL

WIDTH, HEIGHT = 1000, 64
"""Of the drawing; what is drawn stands on whole units, so the file stays small however much was played."""
SILENT = 'data-notes="0"'
"""Stands in the drawing where no note sounded, so that a page can say so in its language."""
_EDGE = 5
_SHORTEST = 2
_OCTAVE = 12
_MOST_CURVES = 4
_DRUMS_SHARE = 0.35


def thumbnail(messages: Sequence[Message], seconds: float) -> str:
    """The picture of `seconds` from time 0 on.

    Notes lie as high as they sound, drums below them in rows of their own; the liveliest controllers are
    thin lines behind. Colours are the channels', on no ground.
    """
    scale = WIDTH / max(seconds, 1e-3)
    notes = bars(messages, seconds)
    melody = [bar for bar in notes if bar.channel != DRUM_CHANNEL]
    beats = [bar for bar in notes if bar.channel == DRUM_CHANNEL]
    floor = HEIGHT - _EDGE
    split = floor - (floor - _EDGE) * _DRUMS_SHARE if melody and beats else _EDGE if beats else floor
    liveliest = sorted(curves(messages), key=lambda curve: -len(curve.times))[:_MOST_CURVES]
    paths = [_line(curve, scale) for curve in liveliest]
    if melody:
        low, high = min(bar.note for bar in melody), max(bar.note for bar in melody)
        spare = max(0, _OCTAVE - (high - low)) / 2
        paths += _rows(melody, low - spare, high + spare, _EDGE, split, scale)
    if beats:
        drums = sorted({bar.note for bar in beats})
        rows = [Bar(b.start, b.end, b.channel, drums.index(b.note), b.velocity) for b in beats]
        paths += _rows(rows, 0, len(drums) - 1, split, floor, scale)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" '
        f'fill="none"{"" if notes else f" {SILENT}"}>{"".join(paths)}</svg>'
    )


def _rows(
    notes: Sequence[Bar], low: float, high: float, top: float, bottom: float, scale: float
) -> list[str]:
    """A path for each channel, with a stroke for each note: the row of `low` at the bottom."""
    row = (bottom - top) / (high - low + 1)
    strokes: dict[int, dict[str, None]] = {}
    for bar in notes:
        x = min(round(bar.start * scale), WIDTH - _SHORTEST)
        width = max(_SHORTEST, min(round(bar.end * scale), WIDTH) - x)
        y = round(bottom - (bar.note - low + 0.5) * row, 1)
        strokes.setdefault(bar.channel, {})[f"M{x} {y:g}h{width}"] = None
    thick = max(1.5, min(row * 0.8, 7.0))
    return [
        f'<path stroke="{palette.channel(channel)}" stroke-width="{thick:.1f}" d="{"".join(found)}"/>'
        for channel, found in sorted(strokes.items())
    ]


def _line(curve: Curve, scale: float) -> str:
    """The last value at each unit of the width, held until the next."""
    span = (curve.high - curve.low) or 1.0
    room = HEIGHT - 2 * _EDGE
    at = {
        min(round(t * scale), WIDTH): round(HEIGHT - _EDGE - room * (value - curve.low) / span)
        for t, value in zip(curve.times, curve.values, strict=True)
    }
    (x, y), *rest = sorted(at.items())
    d = f"M{x} {y}" + "".join(f"H{x}V{y}" for x, y in rest) + f"H{WIDTH}"
    colour = palette.channel(curve.channel or 1)
    return f'<path stroke="{colour}" stroke-opacity=".4" vector-effect="non-scaling-stroke" d="{d}"/>'
