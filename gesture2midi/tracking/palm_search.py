"""Looks for hands that are not tracked yet: in step with the frames, or beside them on its own thread."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Condition, Thread
from typing import NamedTuple, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from gesture2midi.errors import ModelError
from gesture2midi.events import Image
from gesture2midi.tracking import palm_detection
from gesture2midi.tracking.closer_views import CloserViews
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

PRESENT = 0.5
"""Below this the landmark model says that there is no hand (`min_hand_presence_confidence`)."""
SURE = 0.9
"""The same for a hand that was found in an enlarged part. Of 228 small hands the model holds 193 for one
there, 190 of them this surely; of 27 pictures without a hand it held a star on a flag for one, 0.8 sure."""


class Candidate(NamedTuple):
    """A region that may hold a hand, and how sure the landmark model must be (0..1) for it to be one."""

    region: Region
    presence: float


class Thumbnail(NamedTuple):
    """What the palm model looks at, (2, 3) from its pixels to the picture's, and what its candidates need."""

    image: Image
    to_picture: NDArray[np.float64]
    presence: float


class Search(Protocol):
    """Where hands may be. `before` and `after` stand around the landmarks of a frame that lacks hands."""

    def before(self, image: Image, t: float) -> list[Candidate]:
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

    def thumbnail(self, image: Image, part: NDArray[np.float64] | None = None) -> Thumbnail:
        """Of the whole picture, or of a part that is given by (2, 3), as in `closer_views`."""
        height, width = image.shape[:2]
        to_picture = palm_detection.letterbox(width, height) if part is None else part
        presence = PRESENT if part is None else SURE
        return Thumbnail(self._network.crop(image, to_picture).copy(), to_picture, presence)

    def find(self, thumbnail: Thumbnail) -> list[Candidate]:
        boxes, logits = self._network.run(thumbnail.image)
        regions = palm_detection.read(boxes, logits[:, 0], thumbnail.to_picture)
        return [Candidate(region, thumbnail.presence) for region in regions]


class InStep:
    """Searches a picture that lacks a hand before its landmarks, as MediaPipe does: the same frames give the
    same hands, whatever the machine has to do besides.

    Without a hand every picture is searched, and parts of it more closely once none was seen for a while.
    Every picture is searched, too, where a hand was just lost, for it moves fast. Beside a hand that is
    tracked, another that may come in is searched `every` so many seconds by the pictures' own times; 0 is in
    every picture.
    """

    def __init__(self, finder: PalmFinder, every: float = EVERY) -> None:
        self._finder = finder
        self._every = every - _ROUNDED
        self._closer = CloserViews()
        self._searched = self._lost = -math.inf
        self._tracked = 0

    def before(self, image: Image, t: float) -> list[Candidate]:
        rests = self._tracked > 0 and not 0 <= t - self._lost < SOUGHT
        if rests and 0 <= t - self._searched < self._every:
            return []
        self._searched = t
        part = self._closer.next(image.shape[1], image.shape[0], t)
        found = self._finder.find(self._finder.thumbnail(image))
        return found if part is None else found + self._finder.find(self._finder.thumbnail(image, part))

    def after(self, image: Image, t: float, tracked: Sequence[Region], lacking: bool) -> None:
        self._closer.saw(t, len(tracked))
        if len(tracked) < self._tracked:
            self._lost = t
        self._tracked = len(tracked)

    def forget(self) -> None:
        self._closer.forget()
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
        self._closer = CloserViews()
        self._wanted: tuple[Thumbnail, ...] | None = None
        self._found: list[Candidate] | ModelError = []
        self._rested = 0.0
        self._round = 0
        self._busy = False
        self._open = True
        self._thread = Thread(target=self._work, name="palm search", daemon=True)
        self._thread.start()

    def before(self, image: Image, t: float) -> list[Candidate]:
        with self._news:
            found, self._found = self._found, []
        if isinstance(found, ModelError):
            self._stillness.forget()
            raise found
        return found

    def after(self, image: Image, t: float, tracked: Sequence[Region], lacking: bool) -> None:
        self._closer.saw(t, len(tracked))
        if not lacking or (tracked and self._clock() < self._rested):
            return
        thumbnail = self._finder.thumbnail(image)
        hidden = [_box(region, thumbnail.to_picture) for region in tracked]
        if self._stillness.moved(thumbnail.image, hidden):
            part = self._closer.next(image.shape[1], image.shape[0], t)
            closer = () if part is None else (self._finder.thumbnail(image, part),)
            with self._news:
                self._wanted = thumbnail, *closer
                self._news.notify_all()

    def forget(self) -> None:
        self._closer.forget()
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
            thumbnails, begun_in = task
            begun = self._clock()
            found: list[Candidate] | ModelError
            try:
                found = [candidate for one in thumbnails for candidate in self._finder.find(one)]
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

    def _next(self) -> tuple[tuple[Thumbnail, ...], int] | None:
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
