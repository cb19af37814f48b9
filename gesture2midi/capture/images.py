"""A folder of pictures as a source."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np

from gesture2midi.errors import SourceError
from gesture2midi.events import Frame, Image
from gesture2midi.files import real

SUFFIXES = frozenset({".avif", ".bmp", ".jfif", ".jpeg", ".jpg", ".png", ".ppm", ".tif", ".tiff", ".webp"})
_NAMED = 5
"""Files that a sentence names at the most."""


class Pictures:
    """The pictures of a folder in natural order (2.png before 10.png), each at its own size.

    Args:
        folder: only its own pictures count, not those of folders inside it.
        fps: how many of them make a second.
        mirror: whether the player is to see them as in a mirror.
        on_problem: told which files are left out, and why.

    Raises:
        SourceError: the folder is missing or holds no picture.
    """

    def __init__(
        self,
        folder: Path,
        fps: float = 30,
        mirror: bool = False,
        on_problem: Callable[[str], None] = lambda _: None,
    ) -> None:
        if not os.path.isdir(folder):
            raise SourceError(f"There is no folder {folder}: give the path of one with pictures in it.")
        try:
            found = sorted(folder.iterdir(), key=lambda path: natural(path.name))
        except OSError as error:
            raise SourceError(f"The folder {folder} cannot be read: {error.strerror}.") from error
        why = {path: _unread(path) for path in found if path.name[0] != "."}
        self._paths = [path for path, reason in why.items() if not reason]
        left_out = _left_out(folder, why)
        if not self._paths:
            also = f" {left_out}" if left_out else ""
            raise SourceError(
                f"No pictures (.png, .jpg ...) in {folder}: give a folder that holds some.{also}"
            )
        if left_out:
            on_problem(left_out)
        self.name = real(folder).name
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


def _unread(path: Path) -> str:
    """Why a file of the folder is no picture to play; "" where it is one."""
    suffix = path.suffix.lower()
    if not os.path.isfile(path):
        return "no file"
    if suffix in {".heic", ".heif"} or (suffix == ".avif" and not cv2.haveImageReader(str(path))):
        return f"{suffix[1:].upper()} cannot be read here: convert it to JPEG"
    return "" if suffix in SUFFIXES else "no picture"


def _left_out(folder: Path, why: dict[Path, str]) -> str:
    """The sentence that names what is left out, by its reason; "" where nothing is."""
    parts = []
    for reason in dict.fromkeys(filter(None, why.values())):
        names = [path.name for path, other in why.items() if other == reason]
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        parts.append(f"{', '.join(names[:_NAMED])}{more} ({reason})")
    return f"Left out of {folder}: {'; '.join(parts)}." if parts else ""


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
