"""The panels of the plot: piano roll, drums, controllers, hands and poses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from gesture2midi.display import palette
from gesture2midi.display.palette import INK, LINE, MUTED, PANEL, TEXT
from gesture2midi.display.plot_series import Bar, Curve, pose_spans
from gesture2midi.display.poster.sheet import LEFT, RIGHT, WIDTH, Axes, Sheet, points, rounded
from gesture2midi.events import SIDES, Gestures
from gesture2midi.gestures.signals import OF_HANDS
from gesture2midi.music.note_names import DRUM_CHANNEL, sound_name

_BLACK_KEYS = frozenset({1, 3, 6, 8, 10})
_KEYBOARD = 26
_LEAST_PITCHES = 17
_LETTER = 7.0  # pixels that a letter of the small size takes, to tell what fits


def _played(colour: str, velocity: int) -> str:
    """`colour`, the darker the softer; never see-through, or crossing notes would be unreadable."""
    return palette.mixed(PANEL, colour, 0.35 + 0.65 * velocity / 127)


def _dot(times: Sequence[float], most: float, scale: float) -> float:
    """How large dots at `times` can be without running into one another: 3 to `most` pixels."""
    gaps = np.diff(np.unique(times)) * scale
    return float(np.clip(0.9 * np.median(gaps), 3, most)) if len(gaps) else most


def _gutter(sheet: Sheet, y: float, text: str, colour: str = TEXT, size: float = 13) -> None:
    sheet.text(LEFT - 14, y, text, size, colour, ha="right")


def roll(sheet: Sheet, top: float, height: float, bars: Sequence[Bar]) -> None:
    """Pitch upwards beside a keyboard; colour is the channel, brightness the velocity."""
    low, high = min(bar.note for bar in bars) - 1, max(bar.note for bar in bars) + 1
    more = max(0, _LEAST_PITCHES - (high - low + 1))
    low, high = max(0, low - more // 2), min(127, high + more - more // 2)
    row = height / (high - low + 1)
    axes = sheet.panel(top, height, low - 0.5, high + 0.5)
    keys = sheet.axes(LEFT - _KEYBOARD - 4, top, _KEYBOARD, height)
    keys.set(xlim=(0, 1), ylim=(low - 0.5, high + 0.5), facecolor="#d5dae3")
    for note in range(low, high + 1):
        if note % 12 in _BLACK_KEYS:
            axes.axhspan(note - 0.5, note + 0.5, color="#131720", linewidth=0, zorder=0.2)
            keys.axhspan(note - 0.5, note + 0.5, 0, 0.62, color="#1c212b", linewidth=0, zorder=2)
        if note % 12 in (0, 5):
            keys.axhline(note - 0.5, color="#8a93a3", linewidth=points(1), zorder=1)
        if note % 12 == 0:
            axes.axhline(note - 0.5, color=LINE, linewidth=points(1), zorder=0.5)
        natural = note % 12 not in _BLACK_KEYS
        if note % 12 == 0 or (natural and row >= 14) or (note % 12 == 7 and row >= 6):
            y = top + (high - note + 0.5) * row
            sheet.text(
                LEFT - _KEYBOARD - 14, y, sound_name(note), 12, TEXT if note % 12 == 0 else MUTED, ha="right"
            )
    rounded(
        axes,
        [(bar.start, bar.end, bar.note) for bar in bars],
        [_played(palette.channel(bar.channel), bar.velocity) for bar in bars],
        max(2.5, min(16, row * 0.78)),
        sheet.pixels_a_second,
    )
    channels = sorted({bar.channel for bar in bars})
    if len(channels) > 1:
        for place, number in enumerate(channels[: int(height // 20)]):
            y = top + 10 + 20 * place
            sheet.text(WIDTH - RIGHT + 14, y, f"channel {number}", 12, palette.channel(number))


def drums(sheet: Sheet, top: float, height: float, bars: Sequence[Bar]) -> None:
    """A row a drum, a dot a blow; the harder, the larger and brighter."""
    sounds = sorted({bar.note for bar in bars})
    row = height / len(sounds)
    axes = sheet.panel(top, height, -0.5, len(sounds) - 0.5)
    for place, note in enumerate(sounds):
        if row >= 13:
            _gutter(sheet, top + (len(sounds) - place - 0.5) * row, sound_name(note, DRUM_CHANNEL))
        axes.axhline(place, color=LINE, linewidth=points(1), zorder=0.5)
    by_sound = [[bar.start for bar in bars if bar.note == note] for note in sounds]
    size = min(_dot(times, 0.7 * row, sheet.pixels_a_second) for times in by_sound)
    colour = palette.channel(DRUM_CHANNEL)
    axes.scatter(
        [bar.start for bar in bars],
        [sounds.index(bar.note) for bar in bars],
        s=[points(size * (0.5 + 0.5 * bar.velocity / 127)) ** 2 for bar in bars],
        c=[_played(colour, bar.velocity) for bar in bars],
        linewidths=0,
        zorder=3,
    )


def lane(sheet: Sheet, top: float, height: float, curve: Curve) -> None:
    """One controller: its name at the left, what it went through at the right."""
    span = curve.high - curve.low
    axes = sheet.panel(top, height, curve.low - 0.08 * span, curve.high + 0.08 * span)
    colour = palette.channel(curve.channel) if curve.channel else palette.SENT
    times = np.array((*curve.times, max(sheet.seconds, curve.times[-1])))
    values = np.array((*curve.values, curve.values[-1]))
    rest = min(max(0.0, curve.low), curve.high)
    axes.fill_between(times, rest, values, step="post", color=colour, alpha=0.16, linewidth=0, zorder=2)
    axes.step(times, values, where="post", color=colour, linewidth=sheet.pen, zorder=3)
    if curve.low < 0 < curve.high:
        axes.axhline(0, color=LINE, linewidth=points(1), zorder=1)
    _gutter(sheet, top + height / 2, _shorten(curve.label))
    least, most = _number(min(curve.values)), _number(max(curve.values))
    words = least if least == most else f"{least} … {most}"
    sheet.text(WIDTH - RIGHT + 14, top + height / 2, words, 12, MUTED)


def hands(sheet: Sheet, top: float, height: float, gestures: Sequence[Gestures], signal: str) -> Axes:
    """A signal of both hands, 0..1; a hand that is not seen leaves a gap."""
    axes = sheet.panel(top, height, -0.05, 1.05)
    times = [g.t for g in gestures]
    for side in SIDES:
        values = [g.signals[f"{side}.{signal}"] for g in gestures]
        axes.plot(times, values, color=palette.SIDES[side], linewidth=sheet.pen, zorder=3)
    return axes


def heights(sheet: Sheet, top: float, height: float, gestures: Sequence[Gestures]) -> None:
    """How high the hands were, with a dot at every blow."""
    axes = hands(sheet, top, height, gestures, "y")
    hits = [
        (h.t, g.signals["hands.height" if h.side == "hands" else f"{h.side}.y"])
        for g in gestures
        for h in g.hits
        if h.side in OF_HANDS
    ]
    size = _dot([t for t, _ in hits], 8, sheet.pixels_a_second)
    axes.scatter(
        [t for t, _ in hits],
        [y for _, y in hits],
        s=points(size) ** 2,
        c=TEXT,
        edgecolors=PANEL,
        linewidths=points(size / 6),
        zorder=4,
    )
    _gutter(sheet, top + height / 2, "height")


def across(sheet: Sheet, top: float, height: float, gestures: Sequence[Gestures]) -> None:
    """Where the hands were from left (below) to right (above)."""
    hands(sheet, top, height, gestures, "x")
    _gutter(sheet, top + height / 2, "across")


def poses(sheet: Sheet, top: float, height: float, gestures: Sequence[Gestures]) -> None:
    """A ribbon a hand: which pose it held when; a thin line where it was seen without one."""
    row = height / len(SIDES)
    axes = sheet.panel(top, height, -0.5, len(SIDES) - 0.5)
    for place, side in enumerate(reversed(SIDES)):
        _gutter(sheet, top + (len(SIDES) - place - 0.5) * row, side, palette.SIDES[side])
        spans = pose_spans([(g.t, g.poses.get(side)) for g in gestures])
        idle = [(span.start, span.end) for span in spans if span.pose == "none"]
        held = [span for span in spans if span.pose != "none"]
        quiet = palette.mixed(PANEL, palette.SIDES[side], 0.6)
        starts, ends = [a for a, _ in idle], [b for _, b in idle]
        axes.hlines([place] * len(idle), starts, ends, quiet, linewidth=points(2), zorder=2)
        rounded(
            axes,
            [(span.start, span.end, place) for span in held],
            [palette.pose(span.pose) for span in held],
            row * 0.78,
            sheet.pixels_a_second,
        )
        for span in held:
            _pose_name(axes, span.start, span.end, place, span.pose, sheet.pixels_a_second)


def _pose_name(axes: Axes, start: float, end: float, y: float, pose: str, scale: float) -> None:
    words = pose.replace("_", " ")
    if (end - start) * scale < _LETTER * len(words) + 14:
        return
    axes.text(
        (start + end) / 2,
        y,
        words,
        fontsize=points(12),
        color=INK,
        family="DejaVu Sans",
        parse_math=False,
        ha="center",
        va="center_baseline",
        zorder=4,
    )


def _shorten(label: str) -> str:
    """An OSC address is told by its end."""
    room = int((LEFT - 20) / _LETTER)
    return label if len(label) <= room else "…" + label[-(room - 1) :]


def _number(value: float) -> str:
    return f"{value:.0f}" if value.is_integer() or abs(value) >= 100 else f"{value:.2f}"
