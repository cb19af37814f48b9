"""A mapping on one page, for the wall: the play area of each hand, and what each gesture plays.

A sheet of A4 across, in points (1/72 inch) from its top left corner.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import matplotlib
from matplotlib.figure import Figure

from gesture2midi.display.poster import hand_icons
from gesture2midi.display.poster.card import CARD_GAP, card_height, draw_card
from gesture2midi.display.poster.model import Card, Page, Scene
from gesture2midi.display.poster.play_area import anchor, draw_area, place
from gesture2midi.display.poster.text import (
    INK,
    LINES,
    PAPER,
    RULE,
    SOFT,
    Axes,
    any_letters,
    width_of,
    wrapped,
    write,
)
from gesture2midi.events import SIDES, Side
from gesture2midi.files import whole_file

WIDTH, HEIGHT = 842.0, 595.0
_DPI = 200
_MARGIN = 32.0
_TOP = 96.0
_GUTTER = 15.0
_TALLEST, _WIDEST, _HIGHEST = 2.1, 230.0, 400.0  # a play area, in its own widths, and points
_COLUMN = 206.0
_ACROSS = 3
_SIZES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7, 0.64, 0.58, 0.52, 0.46, 0.4)


def poster(path: Path, page: Page) -> None:
    """Write the page as .png (200 dots an inch), .pdf or .svg; the same page gives the same bytes.

    Raises:
        OutputError: the file cannot be written.
    """
    kind = path.suffix.lower().removeprefix(".")
    metadata = {"png": {"Software": None}, "pdf": {"CreationDate": None}, "svg": {"Date": None}}[kind]
    # Without a salt of ours, the names in an SVG would be others each time.
    with whole_file(path) as part, any_letters(), matplotlib.rc_context({"svg.hashsalt": "gesture2midi"}):
        sheet(page).savefig(part, format=kind, facecolor=PAPER, metadata=metadata)


def sheet(page: Page) -> Figure:
    """The page, drawn."""
    figure = Figure(figsize=(WIDTH / 72, HEIGHT / 72), dpi=_DPI, facecolor=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
    axes.axis("off")
    _head(axes, page)
    _Sheet(axes, page).draw()
    return figure


def _head(axes: Axes, page: Page) -> None:
    room = WIDTH - 2 * _MARGIN
    size = 25 * min(1.0, room / width_of(page.name, 25, bold=True))
    write(axes, _MARGIN, 44, page.name, size, INK, bold=True)
    about = wrapped(page.about, room, 10.5)[:2]
    for i, line in enumerate(about):
        write(axes, _MARGIN, 66 + 14 * i, line, 10.5, SOFT)
    write(axes, WIDTH - _MARGIN, HEIGHT - 16, f"{page.file}  ·  Gesture2MIDI", 6.5, SOFT, align="right")


class _Sheet:
    """The page below its head: cards of the left hand, play areas, cards of the right, and the rest below."""

    def __init__(self, axes: Axes, page: Page) -> None:
        self._axes = axes
        self._scenes = page.scenes
        self._several = len(page.scenes) > 1
        self._sides: dict[int, Side] = {}
        balance = {side: self._weight(side) for side in SIDES}
        # What either hand may play goes where there is room.
        for card in self._cards("any"):
            side = min(SIDES, key=balance.__getitem__)
            self._sides[id(card)] = side
            balance[side] += 1

    def _weight(self, side: Side) -> int:
        return len(self._cards(side))

    def _cards(self, *who: str) -> list[Card]:
        return [card for scene in self._scenes for card in scene.cards if card.who in who]

    def _column(self, side: Side) -> list[tuple[Scene, list[Card]]]:
        found = []
        for scene in self._scenes:
            cards = [c for c in scene.cards if c.who == side or self._sides.get(id(c)) == side]
            if cards:
                # From the fingertips down, so that lines to the hand do not cross.
                found.append((scene, sorted(cards, key=place)))
        return found

    def draw(self) -> None:
        below = [(scene, card) for scene in self._scenes for card in scene.cards if card.who in ("hands", "")]
        foot = self._foot(below)
        bottom = HEIGHT - _MARGIN - foot
        left, right = _MARGIN + _COLUMN + _GUTTER, WIDTH - _MARGIN - _COLUMN - _GUTTER
        hands = self._areas(left, right, bottom - (_GUTTER if foot else 0))
        for side, x in zip(SIDES, (_MARGIN, WIDTH - _MARGIN - _COLUMN), strict=True):
            self._side(side, x, bottom - (_GUTTER if foot else 0), hands)
        self._below(below, HEIGHT - _MARGIN - foot)

    def _side(
        self, side: Side, x: float, bottom: float, hands: dict[tuple[str, Side], hand_icons.Hand]
    ) -> None:
        column = self._column(side)
        if not column:
            return
        size = next((s for s in _SIZES if self._height(column, s) <= bottom - _TOP), _SIZES[-1])
        spare = bottom - _TOP - self._height(column, size)
        rows = sum(len(cards) for _, cards in column) + len(column) * self._several
        gap = max(0.0, min(26.0, spare / max(rows, 1)))
        # In the middle of the page, unless scenes begin at its top.
        y = _TOP if self._several else _TOP + max(0.0, spare - gap * (rows - 1)) / 2
        for scene, cards in column:
            if self._several:
                y = self._title(scene, x, y, size) + gap / 2
            heights = [card_height(card, _COLUMN, size) for card in cards]
            middles = []
            for card, height in zip(cards, heights, strict=True):
                draw_card(self._axes, card, side, x, y, _COLUMN, height, size)
                middles.append(y + height / 2)
                y += height + CARD_GAP * size + gap
            self._threads(scene, cards, middles, side, x, hands)

    def _threads(
        self,
        scene: Scene,
        cards: Sequence[Card],
        middles: Sequence[float],
        side: Side,
        x: float,
        hands: dict[tuple[str, Side], hand_icons.Hand],
    ) -> None:
        """A line from the part of the hand to each card that follows it, ending in an arrow at the card."""
        hand = hands.get((scene.name, side)) or next((h for (_, s), h in hands.items() if s == side), None)
        if hand is None:
            return
        edge = x + _COLUMN + 3 if side == "left" else x - 3
        for card, y in zip(cards, middles, strict=True):
            if not card.anchor or card.who == "any":
                continue
            ax, ay = anchor(hand, card.anchor)
            self._axes.annotate(
                "",
                xy=(edge, y),
                xytext=(ax, ay),
                arrowprops={
                    "arrowstyle": "-|>,head_length=4,head_width=2",
                    "connectionstyle": f"arc3,rad={0.12 if (y > ay) == (side == 'left') else -0.12}",
                    "color": LINES[side],
                    "linewidth": 0.9,
                    "alpha": 0.75,
                    "shrinkA": 0,
                    "shrinkB": 0,
                    "mutation_scale": 1,
                },
                zorder=6,
            )
            self._axes.plot([ax], [ay], "o", color=LINES[side], markersize=4.2, zorder=6.5)

    def _title(self, scene: Scene, x: float, y: float, size: float) -> float:
        title = f"Scene {scene.name}" if scene.name else "Always"
        write(self._axes, x, y + 6 * size, title, 9 * size, SOFT, bold=True)
        return y + 15 * size

    def _height(self, column: Sequence[tuple[Scene, Sequence[Card]]], size: float) -> float:
        titles = 15 * size * len(column) * self._several
        heights = [
            card_height(card, _COLUMN, size) + CARD_GAP * size for _, cards in column for card in cards
        ]
        return titles + sum(heights) - CARD_GAP * size

    def _areas(self, left: float, right: float, bottom: float) -> dict[tuple[str, Side], hand_icons.Hand]:
        """The play areas, a row a scene, and the hands in them."""
        shown = [scene for scene in self._scenes if scene.name] or list(self._scenes)
        shown = [scene for scene in shown if scene.zones] or shown
        distinct = {_labels(scene): scene for scene in reversed(shown)}
        shown = [scene for scene in shown if distinct[_labels(scene)] is scene][:3]
        seen = [side for side in SIDES if any(zone.side == side for s in self._scenes for zone in s.zones)]
        sides: list[Side] = seen or ["right"]
        found: dict[tuple[str, Side], hand_icons.Hand] = {}
        gap = 12.0
        room = right - left - gap * (len(sides) - 1)
        width = min(room / len(sides), _WIDEST)
        left += (room - width * len(sides)) / 2
        titled = len(shown) > 1
        height = (bottom - _TOP - (gap + 12 * titled) * (len(shown) - 1) - 12 * titled) / len(shown)
        height = min(height, _TALLEST * width, _HIGHEST)
        whole = len(shown) * height + (len(shown) - 1) * (gap + 12 * titled) + 12 * titled
        y = _TOP if self._several else _TOP + max(0.0, bottom - _TOP - whole) / 2
        for scene in shown:
            if titled:
                write(self._axes, left, y + 5, f"Scene {scene.name}", 9, SOFT, bold=True)
                y += 13
            for i, side in enumerate(sides):
                x = left + i * (width + gap)
                zones = [zone for zone in scene.zones if zone.side == side]
                lines = [line for line in scene.lines if line.side == side]
                box = (x, y, width, height)
                who = side if seen else "any"
                found[scene.name, side] = draw_area(self._axes, zones, lines, side, who, box)
            y += height + gap
        return found

    def _foot(self, below: Sequence[tuple[Scene, Card]]) -> float:
        if not below:
            return 0.0
        rows = [below[i : i + _ACROSS] for i in range(0, len(below), _ACROSS)]
        return sum(max(card_height(card, self._across, 1.0) for _, card in row) + 6 for row in rows) + 8

    @property
    def _across(self) -> float:
        return (WIDTH - 2 * _MARGIN - (_ACROSS - 1) * _GUTTER) / _ACROSS

    def _below(self, below: Sequence[tuple[Scene, Card]], y: float) -> None:
        if not below:
            return
        self._axes.plot([_MARGIN, WIDTH - _MARGIN], [y, y], color=RULE, linewidth=0.8)
        y += 8
        for i in range(0, len(below), _ACROSS):
            row = below[i : i + _ACROSS]
            height = max(card_height(card, self._across, 1.0) for _, card in row)
            for j, (scene, card) in enumerate(row):
                x = _MARGIN + j * (self._across + _GUTTER)
                where = scene.name if self._several else ""
                draw_card(self._axes, card, "", x, y, self._across, height, 1.0, where)
            y += height + 6


def _labels(scene: Scene) -> tuple[tuple[str, str], ...]:
    return tuple((zone.side, zone.label) for zone in scene.zones)
