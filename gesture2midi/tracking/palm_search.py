"""Looks for hands that are not tracked yet: in step with the frames, or beside them on its own thread."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.errors import ModelError
from gesture2midi.events import Image
from gesture2midi.tracking import palm_detection
from gesture2midi.tracking.inference import Network
from gesture2midi.tracking.model_file import DETECTOR
from gesture2midi.tracking.motion_gate import Box, Stillness
from gesture2midi.tracking.roi import Region

EVERY = 0.1
"""Seconds of film between two searches for a second hand that may come in."""
SOUGHT = 0.25
"""Seconds for which a lost hand is searched in every picture."""
_ROUNDED = 0.001
"""Seconds by which the times of frames may be rounded."""

Thumbnail = tuple[Image, NDArray[np.float64]]


class Search(Protocol):
    """Where hands may be. `before` and `after` stand around the landmarks of a frame that lacks hands."""

    def before(self, image: Image, t: float) -> list[Region]:
        """Regions in which this picture may hold a hand, the surest first; `t` is its time in seconds."""
        ...

    def after(self, image: Image, t: float, tracked: Sequence[Region], lacking: bool) -> None:
        """This picture was looked at; those in it are `tracked`, and it may still be `lacking` hands."""
        ...

    def forget(self) -> None:
        """Nothing of the pictures so far holds for the next one."""
        ...

    def close(self) -> None:
        """Free what it holds."""
        ...


class PalmFinder:
    """The palm model, in two halves: a thumbnail is quickly made, a search takes its time."""

    def __init__(self, model: Path, threads: int) -> None:
        shapes = ((1, 2016, 18), (1, 2016, 1))
        self._network = Network(model, DETECTOR, shapes, threads, cv2.BORDER_CONSTANT)

    def thumbnail(self, image: Image) -> Thumbnail:
        height, width = image.shape[:2]
        to_picture = palm_detection.letterbox(width, height)
        return self._network.crop(image, to_picture).copy(), to_picture

    def find(self, thumbnail: Thumbnail) -> list[Region]:
        picture, to_picture = thumbnail
        boxes, logits = self._network.run(picture)
        return palm_detection.read(boxes, logits[:, 0], to_picture)


class InStep:
    """Searches a picture that lacks a hand before its landmarks, as MediaPipe does: the same frames give the
    same hands, whatever the machine has to do besides.

    Without a hand every picture is searched, and so it is where one was just lost, for it moves fast. Beside
    a hand that is tracked, another that may come in is searched `every` so many seconds by the pictures' own
    times; 0 is in every picture.
    """

    def __init__(self, finder: PalmFinder, every: float = EVERY) -> None:
        self._finder = finder
        self._every = every - _ROUNDED
        self._searched = self._lost = -math.inf
        self._tracked = 0

    def before(self, image: Image, t: float) -> list[Region]:
        rests = self._tracked > 0 and not 0 <= t - self._lost < SOUGHT
        if rests and 0 <= t - self._searched < self._every:
            return []
        self._searched = t
        return self._finder.find(self._finder.thumbnail(image))

    def after(self, image: Image, t: float, tracked: Sequence[Region], lacking: bool) -> None:
        if len(tracked) < self._tracked:
            self._lost = t
        self._tracked = len(tracked)

    def forget(self) -> None:
        self._searched = self._lost = -math.inf
        self._tracked = 0

    def close(self) -> None:
        """Nothing to free."""


class Beside:
    """Searches on its own thread, in the time between two frames' landmarks; what it finds joins at the
    next frame.

    Pictures in which nothing moves besides the tracked hands are mostly passed over. It reads a clock, for
    this is the one place in the stage whose work is not part of a frame: while a hand is played it
    searches for half of the time at most.
    """

    def __init__(self, finder: PalmFinder, clock: Callable[[], float] = time.perf_counter) -> None:
        self._finder = finder
        self._clock = clock
        self._news = Condition()
        self._stillness = Stillness()
        self._wanted: Thumbnail | None = None
        self._found: list[Region] | ModelError = []
        self._rested = 0.0
        self._round = 0
        self._busy = False
        self._open = True
        self._thread = Thread(target=self._work, name="palm search", daemon=True)
        self._thread.start()

    def before(self, image: Image, t: float) -> list[Region]:
        with self._news:
            found, self._found = self._found, []
        if isinstance(found, ModelError):
            self._stillness.forget()
            raise found
        return found

    def after(self, image: Image, t: float, tracked: Sequence[Region], lacking: bool) -> None:
        if not lacking or (tracked and self._clock() < self._rested):
            return
        thumbnail = self._finder.thumbnail(image)
        if self._stillness.moved(thumbnail[0], [_box(region, thumbnail[1]) for region in tracked]):
            with self._news:
                self._wanted = thumbnail
                self._news.notify_all()

    def forget(self) -> None:
        self._stillness.forget()
        with self._news:
            self._wanted, self._found = None, []
            self._round += 1

    def settle(self) -> None:
        """Wait until what was asked for so far has been searched."""
        with self._news:
            self._news.wait_for(lambda: self._wanted is None and not self._busy)

    def close(self) -> None:
        with self._news:
            self._open = False
            self._news.notify_all()
        self._thread.join()

    def _work(self) -> None:
        while task := self._next():
            thumbnail, begun_in = task
            begun = self._clock()
            found: list[Region] | ModelError
            try:
                found = self._finder.find(thumbnail)
            except ModelError as error:
                found = error
            with self._news:
                # What was found in pictures that no longer count is not told.
                if begun_in == self._round:
                    self._found = found
                ended = self._clock()
                self._rested = ended + (ended - begun)
                self._busy = False
                self._news.notify_all()

    def _next(self) -> tuple[Thumbnail, int] | None:
        with self._news:
            self._news.wait_for(lambda: self._wanted is not None or not self._open)
            wanted, self._wanted = self._wanted, None
            self._busy = wanted is not None
            return (wanted, self._round) if wanted is not None and self._open else None


def _box(region: Region, to_picture: NDArray[np.float64]) -> Box:
    """The part of a thumbnail that a region lies in."""
    scale, half = to_picture[0, 0], region.size / 2
    x, y = region.x - to_picture[0, 2], region.y - to_picture[1, 2]
    left, top, right, bottom = ((at + by) / scale for by in (-half, half) for at in (x, y))
    return int(left), int(top), int(right) + 1, int(bottom) + 1
