"""A hand in its play area, with what sounds where; and which part of it a signal is measured at."""

from __future__ import annotations

from collections.abc import Sequence

from gesture2midi.display.poster import hand_icons
from gesture2midi.display.poster.model import Card, Line, Who
from gesture2midi.display.poster.text import (
    AREA,
    BANDS,
    FAMILY,
    FILLS,
    LINES,
    PAPER,
    RULE,
    WHO,
    Axes,
    width_of,
    write,
)
from gesture2midi.display.view import Zone
from gesture2midi.events import Side


def draw_area(
    axes: Axes,
    zones: Sequence[Zone],
    lines: Sequence[Line],
    side: Side,
    who: Who,
    box: tuple[float, float, float, float],
) -> hand_icons.Hand:
    """One hand's play area with what sounds where, and the hand before it; box: x, y, width, height."""
    x, y, width, height = box
    axes.fill_between([x, x + width], y, y + height, color=AREA, linewidth=0, zorder=0)
    axes.plot(
        [x, x + width, x + width, x, x],
        [y, y, y + height, y + height, y],
        color=RULE,
        linewidth=1.2,
        solid_joinstyle="round",
        zorder=0.9,
    )
    whole = next((zone for zone in zones if not zone.label), None)
    parts = [zone for zone in zones if zone.label]
    if whole is not None:
        for i, zone in enumerate(parts):
            _zone(axes, zone, whole, side, box, odd=i % 2 == 1, many=len(parts))
    rows = any(_is_row(zone, whole) for zone in parts if whole is not None)
    size = min(0.62 * height, 0.8 * width, 170.0)
    # Beside the names of rows, and below those of columns.
    across = x + width * (0.56 if rows else 0.5)
    hand = hand_icons.Hand(across, y + height * 0.54, size, side, hand_icons.STRETCHED)
    hand_icons.draw(axes, hand, LINES[who], FILLS[who], 1.3)
    for line in lines:
        at = y + (1 - line.height) * height
        axes.plot([x, x + width], [at, at], color=LINES[side], linewidth=1.1, dashes=(4, 3), zorder=2)
        edge = x + width - 5 if side == "right" else x + 5  # where the thumb is not
        write(axes, edge, at - 6, f"{100 * line.height:g} %", 7, LINES[side], align=side)
    name, middle = WHO.get(who, f"{who} hand"), x + width / 2
    write(axes, middle, y + height - 11, name, 8.5, LINES[who], bold=True, align="center", halo=True)
    return hand


def _is_row(zone: Zone, whole: Zone) -> bool:
    return zone.right - zone.left > 0.9 * (whole.right - whole.left)


def _zone(
    axes: Axes,
    zone: Zone,
    whole: Zone,
    side: Side,
    box: tuple[float, float, float, float],
    *,
    odd: bool,
    many: int,
) -> None:
    x, y, width, height = box
    wide, high = whole.right - whole.left, whole.bottom - whole.top
    left = x + (zone.left - whole.left) / wide * width
    right = x + (zone.right - whole.left) / wide * width
    top = y + (zone.top - whole.top) / high * height
    bottom = y + (zone.bottom - whole.top) / high * height
    inset = 1.0
    axes.fill_between(
        [left + inset, right - inset],
        top + inset / 2,
        bottom - inset / 2,
        color=BANDS[side] if not odd else PAPER,
        linewidth=0,
        zorder=0.5,
    )
    if _is_row(zone, whole):
        size = min(8.0, 0.8 * (bottom - top))
        if size >= 4.2:
            write(axes, left + 7, (top + bottom) / 2, zone.label, size, LINES[side])
        return
    columns = bottom - top > 0.9 * height
    size = min(8.5, 8.5 * (right - left - 3) / max(width_of(zone.label, 8.5), 1))
    if size >= 4.5:
        at = top + 11 if columns else top + 12
        write(axes, (left + right) / 2, at, zone.label, size, LINES[side], align="center", bold=not columns)
    elif right - left > 6:
        axes.text(
            (left + right) / 2,
            top + 6,
            zone.label,
            fontsize=min(6.5, 0.75 * (right - left)),
            color=LINES[side],
            rotation=90,
            ha="center",
            va="top",
            family=FAMILY,
        )


def anchor(hand: hand_icons.Hand, signal: str) -> tuple[float, float]:
    """The part of a hand that a signal is measured at."""
    part, _, rest = signal.partition(".")
    if part in _TIPS:
        return hand.tip(_TIPS[part])
    if part == "pinch":
        thumb, finger = hand.tip(0), hand.tip(_TIPS.get(rest, 1))
        return (thumb[0] + finger[0]) / 2, (thumb[1] + finger[1]) / 2
    if part == "curl":
        return hand.tip(_TIPS[rest])
    return hand.at(*_ANCHORS.get(part, (0.0, 0.34)))


_TIPS = {"thumb": 0, "index": 1, "middle": 2, "ring": 3, "pinky": 4}
# Apart from one another, so that their lines are.
_ANCHORS = {
    "x": (0.0, 0.26),
    "y": (0.0, 0.42),
    "depth": (0.1, 0.34),
    "roll": (0.0, 0.06),
    "yaw": (0.1, 0.14),
    "pitch": (-0.1, 0.14),
    "open": (0.03, 0.72),
    "spread": (0.1, 0.68),
}


def place(card: Card) -> tuple[bool, bool, float]:
    """Sorts those first that have a line to the hand, the highest part of it before all."""
    return card.who == "any", not card.anchor, anchor(_UPRIGHT, card.anchor)[1]


_UPRIGHT = hand_icons.Hand(0, 0, 1, "right")
