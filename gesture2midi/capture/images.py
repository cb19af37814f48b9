"""A folder of pictures as a source."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from gesture2midi.errors import SourceError
from gesture2midi.events import Frame, Image

SUFFIXES = frozenset({".bmp", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"})


class Pictures:
    """The pictures of a folder in natural order (2.png before 10.png), each at its own size.

    Args:
        folder: only its own pictures count, not those of folders inside it.
        fps: how many of them make a second.
        mirror: whether the player is to see them as in a mirror.

    Raises:
        SourceError: the folder is missing or holds no picture.
    """

    def __init__(self, folder: Path, fps: float = 30, mirror: bool = False) -> None:
        if not folder.is_dir():
            raise SourceError(f"There is no folder {folder}: give the path of one with pictures in it.")
        self._paths = sorted(
            (path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and path.name[0] != "."),
            key=lambda path: natural(path.name),
        )
        if not self._paths:
            raise SourceError(f"No pictures (.png, .jpg ...) in {folder}: give a folder that holds some.")
        self.name = folder.resolve().name
        self.fps = float(fps)
        self.total = len(self._paths)
        self._mirror = mirror
        self._closed = False

    def frames(self) -> Iterator[Frame]:
        """Raises:
        SourceError: a picture cannot be read; it names the file.
        """
        for index, path in enumerate(self._paths):
            if self._closed:
                return
            yield Frame(index / self.fps, index, _read(path), self._mirror, time.perf_counter())

    def close(self) -> None:
        self._closed = True


def natural(name: str) -> list[str | int]:
    """A sort key that counts: `hand2` before `hand10`. Every second part is a number."""
    parts = re.split(r"([0-9]+)", name.lower())
    return [int(part) if i % 2 else part for i, part in enumerate(parts)]


def _read(path: Path) -> Image:
    # `cv2.imread` cannot open a path outside the code page on Windows.
    # What OpenCV would say of a broken one, the sentence below says better.
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    try:
        image = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    except (OSError, cv2.error):
        image = None
    if image is None:
        raise SourceError(f"The picture {path} cannot be read: mend it or take it out of the folder.")
    return np.asarray(image, np.uint8)
