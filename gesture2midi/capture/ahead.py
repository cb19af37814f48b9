"""A source that is read ahead on a thread of its own: decoding and tracking share the cores."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import Generic

from gesture2midi.capture.pacing import Item, Playable
from gesture2midi.events import Frame

MOST = 4
"""Items that wait at the most; a picture of 3840x2160 has 25 MB."""


class Ahead(Generic[Item]):
    """Hands on what a file or the performer has, item by item and in order; nothing is left out.

    A picture arrives when it is handed on, for until then nobody waited for it.
    """

    def __init__(self, source: Playable[Item], most: int = MOST) -> None:
        self._source = source
        self._most = most
        self._changed = threading.Condition()
        self._waiting: deque[Item | None] = deque()
        self._ended = self._closed = False
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._read, name="read ahead", daemon=True)

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def fps(self) -> float:
        return self._source.fps

    @property
    def total(self) -> int | None:
        return self._source.total

    def frames(self) -> Iterator[Item | None]:
        self._thread.start()
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._ended or self._closed)
                if self._closed or not self._waiting:
                    break
                item = self._waiting.popleft()
                self._changed.notify()
            yield replace(item, arrived=time.perf_counter()) if isinstance(item, Frame) else item
        if self._error is not None and not self._closed:
            raise self._error

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._source.close()
        if self._thread.is_alive():
            self._thread.join()

    def _read(self) -> None:
        try:
            for item in self._source.frames():
                with self._changed:
                    self._changed.wait_for(lambda: len(self._waiting) < self._most or self._closed)
                    if self._closed:
                        return
                    self._waiting.append(item)
                    self._changed.notify()
        except Exception as error:  # raised where the items are read
            self._error = error
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify()
