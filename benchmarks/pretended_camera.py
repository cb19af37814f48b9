"""A camera that is pretended: frames that were decoded or drawn beforehand arrive as a camera's do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from gesture2midi.capture.pacing import Paced
from gesture2midi.capture.source import Source
from gesture2midi.events import Frame, Image


class Beforehand:
    """Pictures that are there already, over and over, each at its time by its own count.

    Args:
        pictures: at least one.
        fps: frames a second. seconds: how long it goes on.
    """

    name = "pretended camera"

    def __init__(self, pictures: Sequence[Image], fps: float, seconds: float) -> None:
        self._pictures = pictures
        self.fps = fps
        self.total = round(fps * seconds)

    def frames(self) -> Iterator[Frame]:
        for i in range(self.total):
            yield Frame(i / self.fps, i, self._pictures[i % len(self._pictures)], True, 0.0)

    def close(self) -> None:
        """Nothing is open."""


class PretendedCamera(Paced[Frame]):
    """The same as a camera delivers them: their time is when they arrive, and the newest wins."""

    def frames(self) -> Iterator[Frame | None]:
        first: float | None = None
        for frame in super().frames():
            if frame is None:
                yield None
                continue
            first = frame.arrived if first is None else first
            yield Frame(frame.arrived - first, frame.index, frame.image, True, frame.arrived, frame.dropped)


def decoded(source: Source, count: int) -> list[Image]:
    """Returns the first pictures of a source, which is closed."""
    try:
        frames = (frame for frame in source.frames() if frame is not None)
        return [frame.image for frame in islice(frames, count)]
    finally:
        source.close()
