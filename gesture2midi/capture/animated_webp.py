"""An animated WebP file as a source: FFmpeg decodes none, OpenCV does.

The container is described at https://developers.google.com/speed/webp/docs/riff_container.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from gesture2midi.errors import SourceError
from gesture2midi.events import Frame
from gesture2midi.files import reason

_MOST_BYTES = 256 * 2**20
_AT_ONCE, _MEMORY = 32, 128 * 2**20
"""Pictures and bytes that are decoded at a time; each such part is decoded from the first picture on."""
_SHORTEST = 0.011
"""Seconds; browsers show a picture that is to be shorter for a tenth of a second."""
_HEAD = 12
_SIZE = (24, 27)
"""Where the width and the height of the whole stand, each less one."""
_EXTENDED, _FRAME, _ANIMATED = b"VP8X", b"ANMF", 0x02


def is_animated_webp(path: Path) -> bool:
    """Returns whether a file is a WebP with more than one picture."""
    try:
        with path.open("rb") as file:
            begin = file.read(_HEAD + 9)
    except OSError:
        return False
    known = begin[:4] == b"RIFF" and begin[8:16] == b"WEBP" + _EXTENDED
    return known and len(begin) > _HEAD + 8 and bool(begin[_HEAD + 8] & _ANIMATED)


class AnimatedWebp:
    """The pictures of an animated WebP, each at its own time.

    Args:
        path: the file, of 256 MB at the most.
        mirror: whether the player is to see the picture as in a mirror.

    Raises:
        SourceError: it cannot be read, or is broken.
    """

    def __init__(self, path: Path, mirror: bool = False) -> None:
        self.name = path.name
        self._path = path
        self._mirror = mirror
        self._closed = False
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        data = self._bytes()
        lengths = _lengths(data)
        if not lengths or not self._decoded(np.frombuffer(data, np.uint8), 0, 1):
            raise self._broken()
        width, height = (1 + int.from_bytes(data[at : at + 3], "little") for at in _SIZE)
        self._at_once = max(1, min(_AT_ONCE, _MEMORY // (4 * width * height)))
        self._times = [0.0, *np.cumsum(lengths).tolist()]
        self.total: int | None = len(lengths)
        self.fps = min(1 / float(np.median(lengths)), 1000.0)

    def frames(self) -> Iterator[Frame]:
        data = np.frombuffer(self._bytes(), np.uint8)
        for first in range(0, self.total or 0, self._at_once):
            some = self._decoded(data, first, self._at_once)
            if not some:
                raise self._broken()
            for index, image in enumerate(some, first):
                if self._closed:
                    return
                yield Frame(self._times[index], index, image, self._mirror, time.perf_counter())

    def close(self) -> None:
        self._closed = True

    @staticmethod
    def _decoded(data: npt.NDArray[np.uint8], first: int, count: int) -> Sequence[npt.NDArray[np.uint8]]:
        """So many pictures from one on, without their alpha; none where they are broken."""
        try:
            fine, found = cv2.imdecodeanimation(data, start=first, count=count)
        except cv2.error:
            return ()
        pictures = found.frames if fine else ()
        return [np.ascontiguousarray(one[:, :, :3], np.uint8) for one in pictures]

    def _bytes(self) -> bytes:
        try:
            if self._path.stat().st_size > _MOST_BYTES:
                raise SourceError(f"The file {self._path} is too large: an animation has 256 MB at the most.")
            return self._path.read_bytes()
        except OSError as error:
            raise SourceError(
                f"The file {self._path} cannot be opened: {reason(error, self._path)}."
            ) from error

    def _broken(self) -> SourceError:
        return SourceError(f"The animation {self._path} is broken: give one that a browser can show.")


def _lengths(data: bytes) -> list[float]:
    """Seconds that each picture is shown, as the chunks of the file say."""
    found, at = [], _HEAD
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if data[at : at + 4] == _FRAME and at + 24 <= len(data):
            seconds = int.from_bytes(data[at + 20 : at + 23], "little") / 1000
            found.append(seconds if seconds >= _SHORTEST else 0.1)
        at += 8 + size + size % 2
    return found
