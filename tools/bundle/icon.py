"""Draws the icon: an open hand whose fingertips are five notes. One drawing as SVG, PNG, ICO and ICNS.

python -m tools.bundle.icon FOLDER
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw

SIDE = 256
"""The drawing's own units a side; its PNG are drawn larger and made smaller, for smooth edges."""

SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_FINEST = 2048

GROUND, BONE = "#101418", "#eef2f6"
TIPS = ("#ffb454", "#7ee787", "#79c0ff", "#d2a8ff", "#ff7b72")

WRIST = (128.0, 222.0)
FINGERS = (
    ((90.0, 190.0), (62.0, 158.0), (44.0, 128.0)),
    ((100.0, 136.0), (90.0, 92.0), (84.0, 56.0)),
    ((126.0, 130.0), (126.0, 80.0), (126.0, 38.0)),
    ((152.0, 136.0), (160.0, 92.0), (166.0, 54.0)),
    ((176.0, 150.0), (194.0, 116.0), (206.0, 84.0)),
)
"""Each finger's joints from its root to its tip."""

_PALM = tuple(finger[0] for finger in FINGERS)
_BONE_WIDTH, _JOINT, _TIP, _CORNER = 9.0, 7.0, 15.0, 52.0

Point = tuple[float, float]


def bones() -> Iterable[tuple[Point, Point]]:
    """Yields the ends of each line of the hand."""
    for finger in FINGERS:
        yield from pairwise((WRIST, *finger))
    yield from pairwise(_PALM[1:])


def svg() -> str:
    """Returns the drawing as SVG."""
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">',
        f'<rect width="{SIDE}" height="{SIDE}" rx="{_CORNER:g}" fill="{GROUND}"/>',
        f'<g stroke="{BONE}" stroke-width="{_BONE_WIDTH:g}" stroke-linecap="round">',
    ]
    lines += [f'<path d="M{a[0]:g} {a[1]:g}L{b[0]:g} {b[1]:g}"/>' for a, b in bones()]
    lines.append("</g>")
    for x, y, radius, colour in _dots():
        lines.append(f'<circle cx="{x:g}" cy="{y:g}" r="{radius:g}" fill="{colour}"/>')
    return "\n".join([*lines, "</svg>", ""])


def picture(side: int) -> Image.Image:
    """Returns the drawing with `side` pixels a side, its corners transparent."""
    fine = Image.new("RGBA", (_FINEST, _FINEST))
    draw = ImageDraw.Draw(fine)
    scale = _FINEST / SIDE
    draw.rounded_rectangle((0, 0, _FINEST - 1, _FINEST - 1), _CORNER * scale, GROUND)
    for a, b in bones():
        ends = [(x * scale, y * scale) for x, y in (a, b)]
        draw.line(ends, BONE, round(_BONE_WIDTH * scale))
        for x, y in ends:
            _disc(draw, x, y, _BONE_WIDTH * scale / 2, BONE)
    for x, y, radius, colour in _dots():
        _disc(draw, x * scale, y * scale, radius * scale, colour)
    return fine.resize((side, side), Image.Resampling.LANCZOS)


def _dots() -> Iterable[tuple[float, float, float, str]]:
    yield (*WRIST, _JOINT, BONE)
    for finger, colour in zip(FINGERS, TIPS, strict=True):
        for x, y in finger[:-1]:
            yield x, y, _JOINT, BONE
        yield (*finger[-1], _TIP, colour)


def _disc(draw: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), colour)


def write(folder: Path, name: str) -> None:
    """Write NAME.svg, NAME.ico, NAME.icns and NAME-SIDE.png of each of `SIZES` into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.svg").write_text(svg(), encoding="utf-8", newline="\n")
    pictures = {side: picture(side) for side in SIZES}
    for side, drawn in pictures.items():
        drawn.save(folder / f"{name}-{side}.png", optimize=True)
    largest = [side for side in SIZES if side <= 256]  # an .ico holds no larger ones
    pictures[256].save(
        folder / f"{name}.ico",
        sizes=[(side, side) for side in largest],
        append_images=[pictures[side] for side in largest[:-1]],
    )
    pictures[512].save(folder / f"{name}.icns", append_images=[pictures[side] for side in (128, 256)])


if __name__ == "__main__":
    write(Path(sys.argv[1]), "gesture2midi")
