"""What a hand does, as a small drawing: the hand in its pose, with arrows for how it moves."""

from __future__ import annotations

from gesture2midi.display.poster.hand_icons import MARKS, POSES, Hand
from gesture2midi.events import Side

WIDTH, HEIGHT = 56, 46
_TALL = 34
_COLOURS = {"left": "var(--left)", "right": "var(--right)"}
_POSE_OF = {"pinch_tap": "pinch", "open": "open_hand", "strike": "fist", "clap": "open_hand"}


def signal_drawing(hand: str, signal: str) -> str:
    """Returns the SVG of a signal of this hand: left, right, any (a right one) or hands (both)."""
    sides: tuple[Side, ...] = (
        ("left", "right") if hand in ("hands", "any") else ("left" if hand == "left" else "right",)
    )
    width = WIDTH / len(sides)
    drawn = "".join(_hand(side, signal, width * (i + 0.5), len(sides)) for i, side in enumerate(sides))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" '
        f'height="{HEIGHT}" aria-hidden="true">{drawn}</svg>'
    )


def _hand(side: Side, signal: str, x: float, count: int) -> str:
    name, _, finger = signal.partition(".")
    pose = signal if signal in POSES else _POSE_OF.get(name, name)
    if name == "pinch_tap" and finger:
        pose = f"pinch.{finger}"
    fingers, turned = POSES.get(pose, POSES["open_hand"])
    size = _TALL if count == 1 else 0.62 * _TALL
    hand = Hand(x, HEIGHT * 0.5, size, side, fingers, turned)
    colour = _COLOURS[side]
    lines = []
    for i, (points, thick) in enumerate(hand.limbs()):
        line = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        fill = "none" if i else colour
        lines.append(f'<polyline points="{line}" stroke-width="{thick:.1f}" fill="{fill}"/>')
    pen = f'stroke="{colour}" stroke-linecap="round" stroke-linejoin="round"'
    arrows = "".join(_arrow(hand, *mark) for mark in MARKS.get(signal, ()))
    return f"<g {pen}>{''.join(lines)}</g>{arrows}"


def _arrow(hand: Hand, x0: float, y0: float, x1: float, y1: float, bent: float, both: bool) -> str:
    if x0 > 0 and x1 > 0 and hand.side == "left":  # on the side where its thumb is not
        x0, x1, bent = -x0, -x1, -bent
    begin = hand.x + x0 * hand.size, hand.y - y0 * hand.size
    end = hand.x + x1 * hand.size, hand.y - y1 * hand.size
    middle = (begin[0] + end[0]) / 2, (begin[1] + end[1]) / 2
    over = middle[0] - bent * (end[1] - begin[1]), middle[1] + bent * (end[0] - begin[0])
    heads = _head(over, end) + (_head(over, begin) if both else "")
    line = f"M{begin[0]:.1f} {begin[1]:.1f}Q{over[0]:.1f} {over[1]:.1f} {end[0]:.1f} {end[1]:.1f}{heads}"
    pen = 'stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{line}" fill="none" {pen}/>'


def _head(before: tuple[float, float], tip: tuple[float, float]) -> str:
    """The two strokes of an arrow's head, as part of a path."""
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = max((dx * dx + dy * dy) ** 0.5, 1e-6)
    dx, dy = 4 * dx / length, 4 * dy / length
    ends = [(tip[0] - dx + turn * dy, tip[1] - dy - turn * dx) for turn in (-0.7, 0.7)]
    return "M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}".format(*ends[0], *tip, *ends[1])
