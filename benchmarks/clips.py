"""The moving pictures that benchmarks run on: drawn ones with their truth, and films of real hands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from gesture2midi.capture.video import Video
from gesture2midi.events import Frame, Hands, Image, Side
from gesture2midi.performer.clips import Speed, clip
from gesture2midi.performer.source import Performer, Style

FILMS = Path(__file__).parents[2] / "shared" / "data" / "videos"
PHOTOS = FILMS.parent / "photos"
FPS = 30


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames at 30 a second; truth: the true hands of each, or None where nobody knows."""

    name: str
    frames: tuple[Frame, ...]
    truth: tuple[Hands, ...] | None = None


def drawn(
    speed: Speed,
    seed: int,
    sides: tuple[Side, ...] = ("right",),
    *,
    style: Style = "rounded",
    size: tuple[int, int] = (640, 480),
    seconds: float = 5.0,
    hurry: int = 1,
) -> Clip:
    """The virtual performer, `hurry` times as fast as the clip's own speed."""
    score = clip(speed, seed, seconds=seconds * hurry, sides=sides)
    performer = Performer(score, size, FPS / hurry, mirror=False, style=style)
    frames = list(performer.frames())
    truth = tuple(performer.truth(frame.t) for frame in frames)
    faster = f"{hurry} times " if hurry > 1 else ""
    name = f"{faster}{speed}, {style}, {len(sides)} drawn" if sides else "nobody"
    return Clip(name, tuple(replace(frame, t=frame.t / hurry) for frame in frames), truth)


def films(size: tuple[int, int], count: int) -> list[Clip]:
    """The first `count` frames of every film, scaled into `size`; none where they are not here."""
    found = []
    for path in sorted(FILMS.glob("*.mp4")):
        video = Video(path, False, lambda problem: None)
        frames = [
            Frame(i / FPS, i, _fitted(frame.image, size), False, 0.0)
            for i, frame in enumerate(islice(video.frames(), count))
        ]
        video.close()
        found.append(Clip(path.stem, tuple(frames)))
    return found


def _fitted(image: Image, size: tuple[int, int]) -> Image:
    """The whole picture in the middle of `size`, black beside it."""
    height, width = image.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    wide, high = round(width * scale), round(height * scale)
    left, top = (size[0] - wide) // 2, (size[1] - high) // 2
    fitted = np.zeros((size[1], size[0], 3), np.uint8)
    fitted[top : top + high, left : left + wide] = cv2.resize(
        image, (wide, high), interpolation=cv2.INTER_AREA
    )
    return fitted
