"""Films of every kind, made with PyAV: each picture differs at its corners and says which frame it is."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from gesture2midi.events import Image

TICKS = Fraction(1, 90_000)
"""Seconds; the clock of what is written."""
CORNERS = {"top left": (0, 0, 255), "top right": (0, 255, 0), "bottom left": (255, 0, 0)}
"""BGR; the bottom right corner is black."""


def picture(number: int, size: tuple[int, int] = (128, 96)) -> Image:
    """A picture of (width, height): coloured corners, and a grey middle as bright as its number times 8."""
    width, height = size
    image = np.zeros((height, width, 3), np.uint8)
    image[: height // 4, : width // 4] = CORNERS["top left"]
    image[: height // 4, -width // 4 :] = CORNERS["top right"]
    image[-height // 4 :, : width // 4] = CORNERS["bottom left"]
    image[height // 4 : -height // 4, width // 4 : -width // 4] = number * 8 % 256
    return image


def number_of(image: Image) -> int:
    """Which frame a picture is, whichever way it is turned."""
    height, width = image.shape[:2]
    return round(float(image[height * 2 // 5 : height * 3 // 5, width * 2 // 5 : width * 3 // 5].mean()) / 8)


def write_film(
    path: Path,
    times: Sequence[float],
    *,
    codec: str = "libx264",
    pixels: str = "yuv420p",
    size: tuple[int, int] = (128, 96),
    rate: int = 30,
    turned: tuple[float, bool, bool] = (0.0, False, False),
    pixel_aspect: Fraction | None = None,
    sound: float = 0.0,
    container: str | None = None,
    options: dict[str, str] | None = None,
    key_every: int = 12,
) -> Path:
    """Writes a film of `picture(0)`, `picture(1)` ... shown at these times, in seconds.

    turned: degrees anticlockwise, and whether the display matrix mirrors sideways and upside down.
    sound: seconds of silence beside the film.
    """
    with av.open(str(path), "w", format=container, options=options or {}) as out:
        stream = out.add_stream(codec, rate=rate, options={"crf": "12"} if codec.startswith("libx26") else {})
        stream.width, stream.height = size
        stream.pix_fmt = pixels
        stream.time_base = stream.codec_context.time_base = TICKS if codec != "mpeg4" else Fraction(1, rate)
        stream.gop_size = key_every
        if pixel_aspect is not None:
            stream.codec_context.sample_aspect_ratio = pixel_aspect
        if turned != (0.0, False, False):
            stream.set_display_rotation(turned[0], hflip=turned[1], vflip=turned[2])
        heard = out.add_stream("aac", rate=48_000) if sound else None
        for number, t in enumerate(times):
            frame = av.VideoFrame.from_ndarray(picture(number, size), format="bgr24")
            frame.time_base = stream.codec_context.time_base
            frame.pts = round(t / frame.time_base)
            out.mux(stream.encode(frame))
        if heard is not None:
            for n in range(int(sound * 48_000) // 1024):
                silence = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), "fltp", "stereo")
                silence.sample_rate, silence.pts = 48_000, n * 1024
                out.mux(heard.encode(silence))
            out.mux(heard.encode(None))
        out.mux(stream.encode(None))
    return path


def steadily(count: int, fps: float = 30.0, start: float = 0.0) -> list[float]:
    """So many times at a constant rate, in seconds."""
    return [start + i / fps for i in range(count)]
