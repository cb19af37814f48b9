"""A video file, at the file's own times."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import cv2

from gesture2midi.errors import SourceError
from gesture2midi.events import Frame

# FFmpeg would complain on the player's terminal about files that the errors below explain better.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


class Video:
    """A video file, or an animated .gif, as a source.

    Args:
        path: the file.
        mirror: whether the player is to see the picture as in a mirror.
        on_problem: told when the file breaks off before its end; what stands before it is played.

    Raises:
        SourceError: there is no such file, or no picture can be read from it.
    """

    def __init__(
        self, path: Path, mirror: bool = False, on_problem: Callable[[str], None] = lambda _: None
    ) -> None:
        self.name = path.name
        self._path = path
        self._mirror = mirror
        self._on_problem = on_problem
        self._closed = False
        if not path.is_file():
            raise SourceError(f"There is no video file {path}: give the path of one that exists.")
        capture = self._open()
        fps = capture.get(cv2.CAP_PROP_FPS)
        count = capture.get(cv2.CAP_PROP_FRAME_COUNT)
        readable, _ = capture.read()
        capture.release()
        if not readable or _is_text(path):
            raise SourceError(
                f"The file {path} cannot be read as a video (it is empty, broken or something else): "
                "give a file that a video player can play."
            )
        self.fps = fps if math.isfinite(fps) and 0 < fps <= 1000 else 30.0
        self.total = int(count) if math.isfinite(count) and count > 0 else None

    def frames(self) -> Iterator[Frame]:
        capture = self._open()
        index, t, first = 0, 0.0, 0.0
        while not self._closed:
            readable, image = capture.read()
            if not readable:
                self._explain_end(index)
                break
            position = capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            if index == 0:
                first = position
            elif t < position - first:
                t = position - first
            else:  # the file's times stand still or go back
                t += 1 / self.fps
            yield Frame(t, index, image, self._mirror, time.perf_counter())
            index += 1
        capture.release()

    def close(self) -> None:
        self._closed = True

    def _open(self) -> Any:
        cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
        return cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)

    def _explain_end(self, index: int) -> None:
        # Many containers only estimate their count, so a frame or two missing means nothing.
        if self.total is not None and self.total - index > max(2, self.total * 0.02):
            self._on_problem(f"{self.name} breaks off after frame {index} of {self.total}.")


def _is_text(path: Path) -> bool:
    """FFmpeg plays a text file as a video of its letters. No video does without a zero byte."""
    with path.open("rb") as file:
        return b"\0" not in file.read(4096)
