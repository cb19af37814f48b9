"""The picture of a performance: what was played, what was sent, and what the hands did."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gesture2midi.display import plot_panels
from gesture2midi.display.palette import ALERT, MUTED, SENT, TEXT
from gesture2midi.display.plot_series import Curve, Mark, bars, curves, marks
from gesture2midi.display.poster.sheet import HEIGHT, LEFT, RIGHT, WIDTH, Sheet, points
from gesture2midi.display.poster.text import any_letters
from gesture2midi.engine.messages import reading_of
from gesture2midi.events import (
    Gestures,
    Message,
    NoteOn,
    Osc,
)
from gesture2midi.files import whole_file
from gesture2midi.music.note_names import DRUM_CHANNEL

_TOP, _BOTTOM = 92, 46
_GAP = 14
_LANE_GAP = 4
_DRUM_ROW, _LONE_DRUM_ROW, _MOST_DRUMS = 26, 48, 300
_RIBBONS = 48
_MOST_LANES = 8
# How the height that is left is shared out.
_ROLL_SHARE, _LANE_SHARE, _HANDS_SHARE = 6.0, 1.0, 1.4


def plot(
    path: Path, *, title: str, messages: Sequence[Message], gestures: Sequence[Gestures], seconds: float
) -> None:
    """Write a PNG of 1600 x 1000 pixels; the same performance gives the same bytes.

    Args:
        title: what was played, and from what (`Theremin · performer`).
        messages: in the order of their times.
        gestures: one a frame, or thinned evenly; empty leaves the hands out.
        seconds: how long the performance was.

    Raises:
        OutputError: the file cannot be written.
    """
    sheet = Sheet(seconds)
    _head(sheet, title, messages, seconds)
    _body(sheet, messages, gestures, seconds)
    with whole_file(path) as part, any_letters():
        sheet.figure.savefig(
            part, format="png", facecolor=sheet.figure.get_facecolor(), metadata={"Software": None}
        )


def _head(sheet: Sheet, title: str, messages: Sequence[Message], seconds: float) -> None:
    counts = (
        (sum(isinstance(m, NoteOn) for m in messages), "note"),
        (sum(reading_of(m) is not None for m in messages), "controller message"),
        (sum(isinstance(m, Osc) for m in messages), "OSC message"),
    )
    words = [f"{int(seconds // 60)}:{int(seconds % 60):02d}"]
    if not counts[0][0] and len(messages):
        words.append("no notes")
    words += [f"{count:,} {what}{'s' * (count != 1)}" for count, what in counts if count]
    if len(words) == 1:
        words.append("nothing was sent")
    figures = "   ·   ".join(words)
    sheet.text(WIDTH - RIGHT, 38, figures, 14, MUTED, ha="right")
    # About 8 and 16 pixels a letter, at these sizes.
    room = int((WIDTH - LEFT - RIGHT - 8 * len(figures) - 40) / 16)
    shown = title if len(title) <= room else title[: room - 1].rstrip() + "…"
    sheet.text(LEFT, 38, shown, 24, TEXT, weight="bold")


def _body(sheet: Sheet, messages: Sequence[Message], gestures: Sequence[Gestures], seconds: float) -> None:
    notes = bars(messages, seconds)
    melody = [bar for bar in notes if bar.channel != DRUM_CHANNEL]
    beats = [bar for bar in notes if bar.channel == DRUM_CHANNEL]
    every = curves(messages)
    lanes = _liveliest(every)
    if not (notes or lanes or gestures):
        sheet.text(WIDTH / 2, HEIGHT / 2, "nothing was played", 18, MUTED, ha="center")
        return
    if not notes:
        sheet.text(
            WIDTH / 2, _TOP - 14, "No notes were played: these are the levels.", 14, MUTED, ha="center"
        )
    drum_row = _DRUM_ROW if melody else _LONE_DRUM_ROW
    drum_height = min(drum_row * len({bar.note for bar in beats}), _MOST_DRUMS)
    fixed = drum_height + (_RIBBONS if gestures else 0)
    sections = bool(melody) + bool(beats) + bool(lanes) + 3 * bool(gestures)
    gaps = _GAP * max(0, sections - 1) + _LANE_GAP * max(0, len(lanes) - 1)
    shares = _ROLL_SHARE * bool(melody) + _LANE_SHARE * len(lanes) + 2 * _HANDS_SHARE * bool(gestures)
    share = (HEIGHT - _TOP - _BOTTOM - fixed - gaps) / max(shares, 1)

    y = float(_TOP)
    if melody:
        plot_panels.roll(sheet, y, _ROLL_SHARE * share, melody)
        y += _ROLL_SHARE * share + _GAP
    if beats:
        plot_panels.drums(sheet, y, drum_height, beats)
        y += drum_height + _GAP
    for curve in lanes:
        plot_panels.lane(sheet, y, _LANE_SHARE * share, curve)
        y += _LANE_SHARE * share + _LANE_GAP
    if lanes:
        if len(lanes) < len(every):
            sheet.text(WIDTH - RIGHT + 14, y + 2, f"+ {len(every) - len(lanes)} more", 12, MUTED)
        y += _GAP - _LANE_GAP
    if gestures:
        for panel in (plot_panels.heights, plot_panels.across):
            panel(sheet, y, _HANDS_SHARE * share, gestures)
            y += _HANDS_SHARE * share + _GAP
        plot_panels.poses(sheet, y, _RIBBONS, gestures)
    _marks(sheet, marks(messages))
    sheet.clock(HEIGHT - _BOTTOM + 20)


def _liveliest(every: Sequence[Curve]) -> list[Curve]:
    """As many curves as there is room for, those that were sent most, in the order of first use."""
    kept = sorted(every, key=lambda curve: -len(curve.times))[:_MOST_LANES]
    return [curve for curve in every if curve in kept]


def _marks(sheet: Sheet, found: Sequence[Mark]) -> None:
    """A line through all panels at each mark; its word above, where there is room for it."""
    free = 0.0
    for mark in found:
        colour = ALERT if mark.alarm else SENT
        for panel in sheet.panels:
            panel.axvline(
                mark.t, color=colour, linewidth=points(1.5), alpha=0.8, linestyle=(0, (3, 3)), zorder=2.5
            )
        x = LEFT + mark.t * sheet.pixels_a_second
        if x >= free:
            sheet.text(x, _TOP - 14, mark.text, 12, colour)
            free = x + 7.5 * len(mark.text) + 12
