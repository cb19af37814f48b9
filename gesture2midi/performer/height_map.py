"""From limbs to a height map: what the camera sees first at every pixel."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.performer.limbs import Limb

Plane = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A box of the picture, (h, w) planes. left, top: its corner in the picture.

    height: towards the camera, pixels (-inf where nothing is). cover: 0..1, how much of the pixel the hand
    fills. limb: index of the nearest limb. along: 0..1 from its a to its b.
    across: -1..1 from rim to rim, of fingertips only.
    """

    left: int
    top: int
    height: Plane
    cover: Plane
    limb: NDArray[np.uint8]
    along: Plane
    across: Plane


def surface(limbs: list[Limb], size: tuple[int, int]) -> Surface | None:
    """The nearest limb at every pixel of the hand's own box, or None where the hand is off the picture."""
    low = np.min([np.minimum(n.a[:2] - n.ra, n.b[:2] - n.rb) for n in limbs], axis=0)
    high = np.max([np.maximum(n.a[:2] + n.ra, n.b[:2] + n.rb) for n in limbs], axis=0)
    left, top = (int(v) for v in np.clip(np.floor(low) - 2, 0, size))
    right, bottom = (int(v) for v in np.clip(np.ceil(high) + 3, 0, size))
    if right - left < 2 or bottom - top < 2:
        return None
    shape = (bottom - top, right - left)
    made = Surface(
        left,
        top,
        np.full(shape, -np.inf, np.float32),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.uint8),
        np.zeros(shape, np.float32),
        np.zeros(shape, np.float32),
    )
    for index, limb in enumerate(limbs):
        _add(made, index, limb)
    return made


def _add(to: Surface, index: int, limb: Limb) -> None:
    """Sweep one limb over its own box. Its top is where a vertical ray meets the slanted cone, or the ball at
    the end that the ray passes."""
    a, b = limb.a, limb.b
    ra, rb = np.float32(limb.ra), np.float32(limb.rb)
    rows, columns = to.height.shape
    x0 = max(int(min(a[0] - ra, b[0] - rb)) - 2 - to.left, 0)
    x1 = min(int(max(a[0] + ra, b[0] + rb)) + 3 - to.left, columns)
    y0 = max(int(min(a[1] - ra, b[1] - rb)) - 2 - to.top, 0)
    y1 = min(int(max(a[1] + ra, b[1] + rb)) + 3 - to.top, rows)
    if x1 <= x0 or y1 <= y0:
        return
    x = np.arange(x0, x1, dtype=np.float32)[None, :] + np.float32(to.left + 0.5 - a[0])
    y = np.arange(y0, y1, dtype=np.float32)[:, None] + np.float32(to.top + 0.5 - a[1])
    dx, dy, dz = (np.float32(v) for v in b - a)
    flat2 = np.maximum(dx * dx + dy * dy, np.float32(1e-3))
    long2 = flat2 + dz * dz
    dot = x * dx + y * dy
    t = np.clip(dot / flat2, 0, 1)
    radius = t * (rb - ra) + ra
    d2 = (x - t * dx) ** 2 + (y - t * dy) ** 2
    cover = np.clip(radius - np.sqrt(d2) + np.float32(0.5), 0, 1)
    if limb.kind == "cuff":
        cover *= dot > 0
    height = t * dz + np.sqrt(np.maximum(radius * radius - d2, 0)) * np.sqrt(long2 / flat2)
    # Past the end that is nearer to the camera the ball there is met, not the cone. The ball at the other
    # end lies under the limb before.
    if abs(dz) > 0.1 * rb:
        beyond = dot + height * dz
        cx, cy, cz, r = (dx, dy, dz, rb) if dz > 0 else (np.float32(0), np.float32(0), np.float32(0), ra)
        ball = np.sqrt(np.maximum(r * r - (x - cx) ** 2 - (y - cy) ** 2, 0)) + cz
        np.copyto(height, ball, where=beyond > long2 if dz > 0 else beyond < 0)
    height += np.float32(a[2])

    box = (slice(y0, y1), slice(x0, x1))
    nearer = (height > to.height[box]) & (cover > 0)
    np.copyto(to.height[box], height, where=nearer)
    np.copyto(to.limb[box], np.uint8(index), where=nearer)
    np.copyto(to.along[box], t, where=nearer)
    if limb.kind == "tip":
        np.copyto(to.across[box], (x * dy - y * dx) / (np.sqrt(flat2) * radius), where=nearer)
    np.maximum(to.cover[box], cover, out=to.cover[box])


def smoothed(values: Plane, mask: Plane, sigma: float) -> Plane:
    """`values` blurred inside `mask` only, so that nothing bleeds in over its edge."""
    size = values.shape[1], values.shape[0]
    step = max(1, int(sigma / 2))  # what is blurred that much needs no more pixels than this
    small = max(1, size[0] // step), max(1, size[1] // step)
    weight = cv2.GaussianBlur(cv2.resize(mask, small, interpolation=cv2.INTER_AREA), (0, 0), sigma / step)
    sums = cv2.resize(values * mask, small, interpolation=cv2.INTER_AREA)
    blurred = cv2.GaussianBlur(sums, (0, 0), sigma / step) / np.maximum(weight, 1e-4)
    return np.asarray(cv2.resize(blurred, size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)
