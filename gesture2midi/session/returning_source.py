"""A source that comes back: opened anew where it breaks off, gives nothing, or was not there at first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator

from gesture2midi.capture.pacing import SILENCE, Newest
from gesture2midi.errors import PlayerError
from gesture2midi.events import Frame, Hands
from gesture2midi.session.session import Source

AGAIN = 2.0
"""Seconds between two tries to open it."""
SILENT = 10.0
"""Seconds without an item after which it is opened anew. A camera that is gone looks for itself every second;
this is for a driver, a network share or a pipe that no longer answers at all."""


class ReturningSource:
    """Stands for a source that need not be there yet; its `frames` end wherever it has to begin anew.

    Whoever reads it asks for `frames` again and joins the times, as `LoopingSource` does. It is opened and
    closed on a thread of its own, because both may take seconds, and None is given meanwhile.

    Args:
        begin: opens the source; has it played at its own speed, so that it gives None when nothing comes.
        name, fps: what to call it, and frames per second that it is asked for, before it is there.
        say: told in a sentence, once, why it is not there; and when it is back.
    """

    total: int | None = None

    def __init__(
        self,
        begin: Callable[[], Source],
        name: str,
        fps: float,
        say: Callable[[str], None],
        *,
        again: float = AGAIN,
        silent: float = SILENT,
    ) -> None:
        self._begin, self._say = begin, say
        self.name, self._fps = name, fps
        self._again, self._patience = again, silent
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._source: Source | None = None
        self._told = ""

    @property
    def fps(self) -> float:
        """Frames per second."""
        return self._fps if self._source is None else self._source.fps

    @property
    def current(self) -> Source | None:
        """What it stands for; None while that is not there."""
        return self._source

    def frames(self) -> Iterator[Frame | Hands | None]:
        """The items of the source, once it is there, until it ends, breaks or is silent for too long."""
        came = False
        while not (came or self._closed.is_set()):
            slot: Newest[Source] = Newest()
            threading.Thread(target=self._open, args=(slot,), name="open source", daemon=True).start()
            source = None
            while source is None and not self._closed.is_set():
                source = slot.get(SILENCE)
                if source is None:
                    yield None
            if source is not None:
                came = yield from self._items(source)

    def close(self) -> None:
        """End `frames`; a source that is being opened is closed as soon as that is done."""
        with self._lock:
            self._closed.set()
            source, self._source = self._source, None
        if source is not None:
            source.close()

    def _items(self, source: Source) -> Generator[Frame | Hands | None, None, bool]:
        """Gives whether any came; else it waits before the next try."""
        came, silent = False, 0.0
        try:
            for item in source.frames():
                if item is None:
                    silent += SILENCE
                else:
                    came, silent = True, 0.0
                    self._is_there()
                yield item
                if silent >= self._patience:
                    self._tell(f"{self.name} has given no picture for {silent:.0f} s and is opened anew.")
                    return came
        except PlayerError as error:
            self._tell(str(error))
        waited = 0.0
        while not came and waited < self._again and not self._closed.is_set():
            self._tell(f"{self.name} has no picture in it and is opened anew until it has one.")
            self._closed.wait(SILENCE)
            waited += SILENCE
            yield None
        return came

    def _open(self, slot: Newest[Source]) -> None:
        """Close the one before and open the next, however often that takes."""
        with self._lock:
            before, self._source = self._source, None
        try:
            if before is not None:
                before.close()
            while not self._closed.is_set():
                try:
                    source = self._begin()
                except PlayerError as error:
                    self._tell(str(error))
                    self._closed.wait(self._again)
                    continue
                self._hand_over(source, slot)
                return
        except Exception as error:  # a fault of ours: it belongs before whoever reads the frames
            slot.close(error)

    def _hand_over(self, source: Source, slot: Newest[Source]) -> None:
        with self._lock:
            wanted = not self._closed.is_set()
            if wanted:
                self._source = source
        if wanted:
            slot.put(source)
        else:
            source.close()

    def _tell(self, why: str) -> None:
        if why != self._told and not self._closed.is_set():
            self._told = why
            self._say(why)

    def _is_there(self) -> None:
        if self._told:
            self._told = ""
            self._say(f"{self.name} is back.")
