"""How a performance looks: skin, sleeve, light, room and camera noise, all drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Image

# Skin from light to dark, sRGB as (palm, back of the hand): the palm varies far less than the back.
SKINS = (
    ((238, 196, 178), (232, 188, 166)),
    ((232, 184, 160), (219, 168, 140)),
    ((222, 172, 144), (198, 146, 114)),
    ((208, 156, 128), (168, 118, 88)),
    ((190, 138, 112), (128, 86, 62)),
    ((172, 122, 100), (92, 60, 44)),
)
SLEEVES = ((58, 74, 102), (96, 52, 58), (52, 84, 76), (70, 66, 78), (132, 122, 108), (40, 44, 52))
WALLS = ((176, 178, 176), (146, 158, 168), (188, 178, 162), (120, 132, 138), (158, 150, 160), (196, 196, 192))


@dataclass(frozen=True, slots=True)
class Look:
    """Colours are (blue, green, red) 0..255.

    skin: 0 light .. 1 dark. light: exposure, 1 is normal. side: where the light comes from, -1 the
    picture's left .. 1 its right. warmth: -1 cold .. 1 warm. noise: standard deviation of the sensor's
    noise, grey levels. shutter: exposure time in seconds, 0 for no motion blur.
    """

    seed: int
    skin: float
    light: float
    side: float
    warmth: float
    noise: float
    shutter: float
    sleeve: tuple[float, float, float]
    wall: tuple[float, float, float]


def look(
    seed: int,
    *,
    skin: float | None = None,
    light: float | None = None,
    warmth: float | None = None,
    noise: float | None = None,
    shutter: float | None = None,
) -> Look:
    """The look that `seed` draws, with what is named taken as it is."""
    rng = np.random.default_rng(seed)
    drawn = rng.random(8)
    tone = float(drawn[0]) if skin is None else skin
    return Look(
        seed,
        tone,
        float(0.88 + 0.24 * drawn[1]) if light is None else light,
        float(2 * drawn[2] - 1),
        float(1.2 * drawn[3] - 0.6) if warmth is None else warmth,
        float(1.5 + 2.5 * drawn[4]) if noise is None else noise,
        1 / 120 if shutter is None else shutter,
        _bgr(SLEEVES[int(drawn[5] * len(SLEEVES))]),
        _bgr(WALLS[int(drawn[6] * len(WALLS))]),
    )


def skin_colours(tone: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Palm and back of the hand as BGR 0..255."""
    place = tone * (len(SKINS) - 1)
    table = np.array(SKINS, np.float32)[:, :, ::-1]
    lower = min(int(place), len(SKINS) - 2)
    mixed = table[lower] + (table[lower + 1] - table[lower]) * np.float32(place - lower)
    return mixed[0], mixed[1]


def room(look: Look, size: tuple[int, int]) -> NDArray[np.float32]:
    """The background: a wall lit from one side, a few things far out of focus. (h, w, 3) float32 BGR."""
    width, height = size
    rng = np.random.default_rng((look.seed, 1))
    small = (160, max(2, round(160 * height / width)))  # all of it is out of focus: no more pixels needed
    y, x = np.mgrid[0 : small[1], 0 : small[0]].astype(np.float32)
    x, y = x / small[0], y / small[1]
    lit = 0.86 + 0.22 * (x - 0.5) * look.side - 0.20 * (y - 0.35) - 0.35 * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    picture = np.array(look.wall, np.float32) * lit[..., None]
    # A window, a shelf, a plant: rectangles and discs that the blur turns into a lived-in room.
    for _ in range(5):
        at, extent = rng.random(2), 0.06 + 0.22 * rng.random(2)
        tint = np.array(look.wall) * (0.45 + 0.8 * rng.random()) + rng.normal(0, 14, 3)
        corner = ((at - extent / 2) * small).astype(int)
        far = ((at + extent / 2) * small).astype(int)
        colour = tuple(float(v) for v in tint)
        cv2.rectangle(picture, corner.tolist(), far.tolist(), colour, -1)
    for _ in range(4):
        centre = (rng.random(2) * small * (1, 0.7)).astype(int)
        glow = np.array(look.wall) * 1.15 + np.array((-10, 8, 22)) * rng.random()
        cv2.circle(picture, centre.tolist(), int(3 + 5 * rng.random()), tuple(float(v) for v in glow), -1)
    picture = cv2.GaussianBlur(picture, (0, 0), 6)
    picture = cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC)
    return np.asarray(picture * np.float32(look.light), dtype=np.float32)


def grain(look: Look, size: tuple[int, int]) -> NDArray[np.int16]:
    """Sensor noise with room to spare: each picture takes another window of it, see `noisy`."""
    rng = np.random.default_rng((look.seed, 2))
    width, height = size
    fine = rng.normal(0, look.noise, (height + 64, width + 64, 3)).astype(np.float32)
    # A camera's noise is mostly in brightness and is smeared a little by its own filters.
    fine = 0.4 * fine + 0.75 * fine.mean(axis=2, keepdims=True) * np.float32(np.sqrt(3))
    return np.asarray(np.rint(cv2.GaussianBlur(fine, (0, 0), 0.5) * 1.4), dtype=np.int16)


def noisy(picture: NDArray[np.float32], grain: NDArray[np.int16], seed: int, index: int) -> Image:
    """The picture as 8-bit with the noise of frame `index`: the same frame always has the same noise."""
    height, width = picture.shape[:2]
    rng = np.random.default_rng((seed, 3, index))
    y, x = (int(v) for v in rng.integers(0, 64, 2))
    window = grain[y : y + height, x : x + width]
    return np.asarray(cv2.add(picture, window, dtype=cv2.CV_8U), dtype=np.uint8)


def _bgr(rgb: tuple[int, int, int]) -> tuple[float, float, float]:
    return (float(rgb[2]), float(rgb[1]), float(rgb[0]))
