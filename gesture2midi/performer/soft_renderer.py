"""Shading: a height map of limbs becomes skin, nails and cloth, and is laid over the room."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.performer.appearance import Look, skin_colours
from gesture2midi.performer.height_map import Plane, Surface, smoothed, surface
from gesture2midi.performer.kinematics import Array, HandPose, Skeleton
from gesture2midi.performer.limbs import Limb, creases, limbs

Colour = NDArray[np.float32]
NAIL = (196.0, 200.0, 228.0)


class Layer(NamedTuple):
    """A box of the picture with its corner in pixels: (h, w, 4) float32 BGR times cover, and cover 0..1."""

    left: int
    top: int
    painted: Colour


def rounded(skeleton: Skeleton, pose: HandPose, size: tuple[int, int], look: Look) -> Layer | None:
    """A hand's own box of the picture, or None where the hand is off the picture."""
    parts = limbs(skeleton, pose, size)
    top = surface(parts, size)
    if top is None:
        return None
    return Layer(top.left, top.top, paint(top, parts, creases(skeleton, pose, size), look))


def paint(surface: Surface, limbs: list[Limb], lines: list[Array], look: Look) -> Colour:
    """(h, w, 4) float32 BGR times cover, and cover, of a hand for its box of the picture."""
    scale = float(np.mean([limb.rb for limb in limbs if limb.kind == "tip"]))  # a fingertip, pixels

    def table(value: Callable[[Limb], float]) -> Plane:
        """A plane that holds `value` of the limb seen at each pixel."""
        values = np.zeros(256, np.float32)
        values[: len(limbs)] = [value(limb) for limb in limbs]
        return np.asarray(cv2.LUT(surface.limb, values), dtype=np.float32)

    flesh = table(lambda n: n.kind not in ("sleeve", "cuff"))
    palm = table(lambda n: n.kind in ("palm", "arm")) * (surface.cover > 0)
    root = np.clip(1 - 2.2 * surface.along, 0, 1) * table(lambda n: n.kind == "base")
    body = palm + root * (surface.cover > 0)
    crease = _crease(surface, lines, scale) * palm
    shade, gleam = _light(surface, body, crease, look, scale)
    shade *= _folds(surface, table)
    soft = table(lambda n: min(max(0.5 + 0.9 * n.soft, 0), 1))
    # Up the arm the inside is no longer as light as the palm.
    soft *= 1 - table(lambda n: 0.7 * (n.kind == "arm")) * surface.along
    blush = table(lambda n: n.kind == "tip") * surface.along**2 * (0.5 * soft) + (0.10 + 0.9 * crease) * flesh
    nail = _nails(surface, table)
    gleam *= flesh * (1 + nail)
    # Light that went through flesh comes out red: shadows on skin are warm, never grey.
    bleed = flesh * (1 - shade) * np.float32(0.11)
    inside, outside = skin_colours(look.skin)
    planes = []
    for channel, (red, fade, temper) in enumerate(((-0.5, 0.20, -0.06), (0.0, 0.17, 0.0), (1.0, 0.02, 0.06))):
        skin = (outside[channel] + (inside[channel] - outside[channel]) * soft) * (1 - fade * blush)
        skin += nail * (NAIL[channel] - skin)
        colour = skin * flesh + np.float32(1.25 * look.sleeve[channel]) * (1 - flesh)
        colour = colour * (shade + red * bleed) + gleam
        planes.append(colour * np.float32((1 + temper * look.warmth) * look.light) * surface.cover)
    # No lens is sharper than this, and it rounds off the steps where one finger hides another.
    layer = cv2.GaussianBlur(cv2.merge([*planes, surface.cover]), (0, 0), 0.55)
    return np.asarray(layer, dtype=np.float32)


def lay(canvas: Colour, box: Layer, travel: tuple[float, float]) -> None:
    """Lay a painted box over the canvas, smeared along the way that it goes while the shutter is open."""
    left, top, layer = box
    if max(abs(travel[0]), abs(travel[1])) > 1.5:
        margin = int(max(abs(travel[0]), abs(travel[1])) / 2) + 2
        edged = cv2.copyMakeBorder(layer, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
        kernel = np.zeros((2 * margin + 1, 2 * margin + 1), np.float32)
        for part in np.linspace(-0.5, 0.5, 4 * margin):
            kernel[round(margin + part * travel[1]), round(margin + part * travel[0])] += 1
        layer = np.asarray(cv2.filter2D(edged, -1, kernel / kernel.sum()), dtype=np.float32)
        left, top = left - margin, top - margin
    height, width = canvas.shape[:2]
    x0, y0 = max(left, 0), max(top, 0)
    x1, y1 = min(left + layer.shape[1], width), min(top + layer.shape[0], height)
    layer = layer[y0 - top : y1 - top, x0 - left : x1 - left]
    under = canvas[y0:y1, x0:x1]
    *colours, cover = cv2.split(layer)
    clear = 1 - cover
    under[:] = cv2.add(cv2.multiply(under, cv2.merge((clear, clear, clear))), cv2.merge(colours))


def _light(surface: Surface, body: Plane, crease: Plane, look: Look, scale: float) -> tuple[Plane, Plane]:
    """How bright each pixel is, 1 where the light is met squarely, and the gleam added to it in greys."""
    mask = (surface.cover > 0).astype(np.float32)
    height = np.where(mask > 0, surface.height, 0).astype(np.float32)
    # One skin over the bones of the palm; the fingers keep their own roundness.
    height += body * (smoothed(height, body, 0.9 * scale) - height)
    around = smoothed(height, mask, 1.8 * scale)
    hollow = np.clip((around - height) * np.float32(0.30 / scale), 0, 0.45)
    height = np.where(mask > 0, height, around - 0.8 * scale) - crease * np.float32(0.12 * scale)
    height = cv2.GaussianBlur(height, (0, 0), max(0.7, 0.09 * scale))
    gx = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=0.125)
    gy = cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=0.125)
    facing = 1 / np.sqrt(gx * gx + gy * gy + 1)
    key = np.array((0.55 * look.side, -0.55, 1.0), np.float32)
    key /= np.linalg.norm(key)
    half = key + np.array((0, 0, 1), np.float32)
    half /= np.linalg.norm(half)
    met = np.clip((key[2] - gx * key[0] - gy * key[1]) * facing, -0.35, 1)
    shade = (0.535 + 0.565 * met) * (0.62 + 0.38 * np.sqrt(facing)) * (1 - hollow)
    gleam = np.clip((half[2] - gx * half[0] - gy * half[1]) * facing, 0, 1) ** 2
    for _ in range(3):
        gleam *= gleam
    return shade.astype(np.float32), (np.float32(24) * gleam).astype(np.float32)


def _folds(surface: Surface, table: Callable[[Callable[[Limb], float]], Plane]) -> Plane:
    """Where fingers fold at their joints skin is darker, more so on the soft side; so is a sleeve's hem."""
    deep = table(
        lambda n: (
            {"tip": 0.09, "finger": 0.09, "base": 0.04}.get(n.kind, 0) * (1.5 + n.soft)
            + 0.25 * (n.kind == "cuff")
        )
    )
    near = np.maximum(1 - surface.along * np.float32(1 / 0.14), 0)
    return np.asarray(1 - deep * near * near, dtype=np.float32)


def _nails(surface: Surface, table: Callable[[Callable[[Limb], float]], Plane]) -> Plane:
    """How much of a nail is seen, 0..0.4: on the hard side of fingertips."""
    hard = table(lambda n: 0.4 * min(max(-1.6 * n.soft, 0), 1) * (n.kind == "tip"))
    if not hard.any():
        return hard
    oval = 6 * (1 - (surface.across / 0.62) ** 2 - ((surface.along - 0.78) / 0.34) ** 2)
    return np.asarray(hard * np.clip(oval, 0, 1), dtype=np.float32)


def _crease(surface: Surface, lines: list[Array], scale: float) -> Plane:
    """The lines of the palm, 0..1."""
    drawn = np.zeros(surface.cover.shape, np.uint8)
    for line in lines:
        spots = np.rint((line - (surface.left, surface.top)) * 16).astype(np.int32)
        cv2.polylines(drawn, [spots], False, 255, max(1, round(0.12 * scale)), cv2.LINE_AA, 4)
    if not lines:
        return drawn.astype(np.float32)
    soft = cv2.GaussianBlur(drawn, (0, 0), max(0.6, 0.10 * scale))
    return np.asarray(soft * np.float32(1 / 255), dtype=np.float32)
