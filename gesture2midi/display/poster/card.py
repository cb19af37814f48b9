"""A card of a poster: the sign of a gesture, what it plays, and by what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from matplotlib.patches import FancyBboxPatch

from gesture2midi.display.poster import hand_icons
from gesture2midi.display.poster.model import Card
from gesture2midi.display.poster.text import FILLS, INK, LINES, PAPER, SOFT, WHO, Axes, wrapped, write
from gesture2midi.events import Side

CARD_GAP = 7.0
_SIGN = 34.0
_TITLE, _WORDS = 10.2, 8.4
_LINE, _PAD = 1.28, 5.0


def _card_lines(card: Card, width: float, size: float) -> tuple[list[str], list[str]]:
    room = width - (_SIGN + 14) * size - 8 * size - (_SIGN * 0.95 * size if card.other is not None else 0)
    said = f"{WHO[card.who]}: {card.gesture}" if card.who in WHO and card.who != "hands" else card.gesture
    title = room - 22 * size if card.channel else room
    return wrapped(card.target, title, _TITLE * size, bold=True), wrapped(said, room, _WORDS * size)


def card_height(card: Card, width: float, size: float) -> float:
    title, words = _card_lines(card, width, size)
    text = (len(title) * _TITLE + len(words) * _WORDS) * _LINE * size
    return max(text, _SIGN * size) + 2 * _PAD * size


def draw_card(
    axes: Axes,
    card: Card,
    side: Side | Literal[""],
    x: float,
    y: float,
    width: float,
    height: float,
    size: float,
    where: str = "",
) -> None:
    line, fill = LINES[card.who], FILLS[card.who]
    axes.add_patch(
        FancyBboxPatch(
            (x + 3, y + 3),
            width - 6,
            height - 6,
            boxstyle="round,pad=3,rounding_size=5",
            facecolor=PAPER,
            edgecolor=line,
            linewidth=0.8,
            zorder=1,
        )
    )
    drawn: Side = "left" if (card.who == "left" or (side == "left" and card.who != "right")) else "right"
    if card.who == "hands":
        drawn = "left"
    middle = x + (_SIGN / 2 + 9) * size
    _sign(axes, card.pose, card.marks, drawn, middle, y + height / 2, size, line, fill)
    text = middle + (_SIGN / 2 + 7) * size
    if card.other is not None:
        _sign(axes, card.other, (), "right", middle + _SIGN * 0.95 * size, y + height / 2, size, line, fill)
        text += _SIGN * 0.95 * size
    title, words = _card_lines(card, width, size)
    tall = (len(title) * _TITLE + len(words) * _WORDS) * _LINE * size
    at = y + (height - tall) / 2
    for lines, points, colour in ((title, _TITLE, INK), (words, _WORDS, SOFT)):
        step = points * _LINE * size
        for said in lines:
            write(axes, text, at + step / 2, said, points * size, colour, bold=lines is title)
            at += step
    tag = " · ".join(filter(None, (where, f"ch {card.channel}" if card.channel else "")))
    write(axes, x + width - 8, y + 9, tag, 6.8 * size, line, align="right")


def _sign(
    axes: Axes,
    pose: str,
    moves: Sequence[str],
    side: Side,
    x: float,
    y: float,
    size: float,
    line: str,
    fill: str,
) -> None:
    fingers, turned = hand_icons.POSES.get(pose, hand_icons.POSES["open_hand"])
    tall = _SIGN * (0.74 if moves else 0.86) * size
    # Arrows stand beside a sign or below it, and what is drawn as a whole is in the middle.
    dx = (-0.08 if side == "right" else 0.08) * tall if set(moves) & _BESIDE else 0.0
    dy = (-0.08 if set(moves) & _BELOW else 0.12 if "roll" in moves else 0.06) * tall
    hand = hand_icons.Hand(x + dx, y + dy, tall, side, fingers, turned)
    hand_icons.draw(axes, hand, line, fill, 0.9)
    hand_icons.marks(axes, hand, moves, line, 1.0)


_BESIDE = {"y", "strike", "swipe_up", "swipe_down", "pitch"}
_BELOW = {"x", "swipe_left", "swipe_right", "circle", "yaw", "depth"}
