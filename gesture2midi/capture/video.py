"""A video file as a player shows it: upright, with square pixels, each frame at its own time."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame

from gesture2midi.capture.film import Film
from gesture2midi.capture.orientation import Matrix, display_matrix, oriented
from gesture2midi.errors import SourceError
from gesture2midi.events import Frame, Image

_FAR_BACK = 1.0
"""Seconds; times that go back by more begin anew, by less they are a mistake of one frame."""
_FAR_AHEAD = 10.0
"""Seconds; a longer gap in a stream whose clock may jump is a jump (FFmpeg's -dts_delta_threshold)."""


class Video:
    """A video file, or an animated .gif, as a source.

    Args:
        path: the file.
        mirror: whether the player is to see the picture as in a mirror.
        on_problem: told when the file breaks off before its end, or has damaged frames; all else is played.

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
        if not os.path.isfile(path):
            raise SourceError(f"There is no video file {path}: give the path of one that exists.")
        with Film(path) as film:
            survey = film.survey()
        self.fps, self.total = survey.fps, survey.total
        with Film(path) as film:
            if next(film.frames(), None) is None:
                raise film.undecoded()

    def frames(self) -> Iterator[Frame]:
        with Film(self._path) as film:
            clock = Clock(1 / self.fps, jumps=film.reset_allowed)
            shown = _Shown(film.pixel_aspect)
            for index, (told, decoded) in enumerate(film.frames()):
                if self._closed:
                    return
                yield Frame(clock.at(told), index, shown.image(decoded), self._mirror, time.perf_counter())
            if self._closed:
                return
            if film.end is not None and film.missing() > 2 / self.fps + 0.1:
                self._on_problem(
                    f"{self.name} breaks off after {film.reached:.1f} of {film.end:.1f} seconds."
                )
            elif film.damaged:
                self._on_problem(f"{self.name} is damaged: {film.damaged} of its frames cannot be seen.")

    def close(self) -> None:
        self._closed = True


class Clock:
    """Times of frames from 0 on that always grow, whatever a file says.

    Args:
        step: seconds from frame to frame, for those without a time of their own.
        jumps: whether the file's clock may be set forward in the middle.
    """

    def __init__(self, step: float, *, jumps: bool = False) -> None:
        self._step, self._jumps = step, jumps
        self._first: float | None = None
        self._last = 0.0

    def at(self, told: float | None) -> float:
        """Returns when the next frame is, in seconds from the first; `told` is what the file says."""
        if self._first is None:
            self._first = told or 0.0
            return self._last
        following = self._last + self._step
        t = following if told is None else told - self._first
        ahead = t - self._last
        if told is not None and (ahead < -_FAR_BACK or (self._jumps and ahead > _FAR_AHEAD)):
            self._first = told - following
        self._last = t if ahead > 0 and not (self._jumps and ahead > _FAR_AHEAD) else following
        return self._last


class _Shown:
    """Makes of a decoded frame the picture that a player shows.

    The display matrix is that of the last frame that had one.
    """

    def __init__(self, pixel_aspect: float) -> None:
        self._pixel_aspect = pixel_aspect
        self._matrix: Matrix | None = None

    def image(self, frame: VideoFrame) -> Image:
        told = frame.side_data.get("DISPLAYMATRIX")
        if isinstance(told, SideData):
            self._matrix = display_matrix(bytes(told))
        width = max(1, round(frame.width * self._pixel_aspect))
        image = np.asarray(frame.to_ndarray(format="bgr24", width=width, interpolation="BICUBIC"), np.uint8)
        return image if self._matrix is None else oriented(image, self._matrix)
