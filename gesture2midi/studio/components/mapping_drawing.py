"""A small drawing of a mapping for the gallery: its hands, each in the first pose it plays with, and what
sounds where. Made of the same things as the poster (`display.poster.layout`): some kilobytes of SVG,
and not a word of
the player's in it.
"""

from __future__ import annotations

from gesture2midi.display.poster import hand_icons
from gesture2midi.display.poster.model import Page, Scene
from gesture2midi.display.view import Zone
from gesture2midi.events import SIDES, Side

WIDTH, HEIGHT = 152, 92
_GAP = 8
_COLOURS: dict[Side, str] = {"left": "#2f97d8", "right": "#dd8420"}
"""The hands' own, in a tone that is seen on dark and on light."""


def drawing(page: Page) -> str:
    """The SVG of a mapping; of several scenes the one with the most places."""
    scene = max(page.scenes, key=lambda scene: len(scene.zones), default=Scene("", "", (), (), ()))
    named = {zone.side for zone in scene.zones} or {"right"}
    sides = [side for side in SIDES if side in named]
    width = (WIDTH - _GAP * (len(sides) - 1)) / len(sides)
    drawn = [
        _area(side, [zone for zone in scene.zones if zone.side == side], _pose(page, side), i, width)
        for i, side in enumerate(sides)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}">{"".join(drawn)}</svg>'
    )


def _pose(page: Page, side: Side) -> str:
    """The pose of the first thing that this hand plays."""
    cards = [card for scene in page.scenes for card in scene.cards]
    first = next((card.pose for who in (side, "any") for card in cards if card.who == who), "")
    return first or "open_hand"


def _area(side: Side, zones: list[Zone], pose: str, place: int, width: float) -> str:
    colour, left = _COLOURS[side], place * (width + _GAP)
    whole = next((zone for zone in zones if not zone.label), None)
    parts = [zone for zone in zones if zone.label] if whole else []
    shown = [_box(left, 0, width, HEIGHT, f'fill="{colour}" fill-opacity=".1"')]
    for i, zone in enumerate(parts):
        assert whole is not None
        wide, high = width / (whole.right - whole.left), HEIGHT / (whole.bottom - whole.top)
        x, y = left + (zone.left - whole.left) * wide, (zone.top - whole.top) * high
        opacity = ".34" if i % 2 else ".16"
        size = (zone.right - zone.left) * wide, (zone.bottom - zone.top) * high
        shown.append(_box(x, y, *size, f'fill="{colour}" fill-opacity="{opacity}"'))
    fingers, turned = hand_icons.POSES[pose]
    tall = min(0.78 * HEIGHT, 0.95 * width)
    hand = hand_icons.Hand(left + width / 2, HEIGHT * 0.54, tall, side, fingers, turned)
    for i, (points, thick) in enumerate(hand.limbs()):  # the palm first
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        fill = "none" if i else colour
        shown.append(f'<polyline points="{line}" stroke-width="{thick:.1f}" fill="{fill}"/>')
    pen = f'stroke="{colour}" stroke-linecap="round" stroke-linejoin="round"'
    return f"<g {pen}>{''.join(shown)}</g>"


def _box(x: float, y: float, width: float, height: float, fill: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {place} rx="3" stroke="none" {fill}/>'
