"""Live play: the newest item wins, whatever the reader could not keep up with is dropped."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Generic, Protocol, TypeVar

from gesture2midi.events import Frame, Hands

SILENCE = 0.25
"""Seconds without an item after which a live source gives None (see `Source.frames`)."""

LATE = 0.1
"""Seconds behind its time from which on an item is stamped by the clock."""

T = TypeVar("T")


class Newest(Generic[T]):
    """A slot for one item between two threads; a newer item takes the place of one not yet taken."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._item: T | None = None
        self._closed = False
        self._error: Exception | None = None
        self._dropped = 0

    @property
    def dropped(self) -> int:
        """How many items were overwritten before anyone took them."""
        return self._dropped

    @property
    def finished(self) -> bool:
        """No item is left and none will come."""
        with self._changed:
            return self._closed and self._item is None and self._error is None

    def put(self, item: T) -> None:
        with self._changed:
            if self._item is not None:
                self._dropped += 1
            self._item = item
            self._changed.notify()

    def get(self, timeout: float) -> T | None:
        """The newest item that nobody has taken, None if none comes within `timeout` seconds.

        Raises:
            Exception: what `close` was given, once the last item has been taken.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._item is not None or self._closed, timeout)
            item, self._item = self._item, None
            if item is None and self._error is not None:
                error, self._error = self._error, None
                raise error
            return item

    def close(self, error: Exception | None = None) -> None:
        """No more items; the reader still gets the last one, then `error` if there is one."""
        with self._changed:
            self._closed = True
            self._error = error
            self._changed.notify_all()


class Timed(Protocol):
    @property
    def t(self) -> float: ...


Item = TypeVar("Item", bound=Timed)
ItemOut = TypeVar("ItemOut", bound=Timed, covariant=True)


class Playable(Protocol[ItemOut]):
    """A source or a take: timed items that are all there already."""

    @property
    def name(self) -> str: ...
    @property
    def fps(self) -> float: ...
    @property
    def total(self) -> int | None: ...
    def frames(self) -> Iterator[ItemOut | None]: ...
    def close(self) -> None: ...


class Paced(Generic[Item]):
    """Plays a file, performer or take at its own speed, as a camera would: newest item wins.

    Where the machine is too slow even to read or draw it, items are stamped by the clock: what is recorded of
    them has true times, and not those of a performance in slow motion.

    Args:
        source: what to play; it is read on a thread of its own.
        clock: seconds, growing.
        sleep: waits so many seconds; the default wakes early when `close` is called.
    """

    def __init__(
        self,
        source: Playable[Item],
        *,
        clock: Callable[[], float] = time.perf_counter,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self._source = source
        self._clock = clock
        self._stop = threading.Event()
        self._sleep = sleep or self._stop.wait
        self._thread: threading.Thread | None = None

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
        slot: Newest[Item] = Newest()
        self._thread = threading.Thread(target=self._play, args=(slot,), name="pace", daemon=True)
        self._thread.start()
        index = 0
        while not slot.finished:
            item = slot.get(SILENCE)
            if isinstance(item, Frame):
                item = replace(item, index=index, dropped=slot.dropped)
            if item is not None:
                index += 1
            elif slot.finished:
                return
            yield item

    def _play(self, slot: Newest[Item]) -> None:
        try:
            start: float | None = None
            lost = 0.0
            for item in self._source.frames():
                if item is None:
                    continue
                if start is None:
                    start = self._clock() - item.t
                early = start + item.t + lost - self._clock()
                if early > 0:
                    self._sleep(early)
                elif early < -LATE:
                    lost -= early
                if self._stop.is_set():
                    break
                slot.put(_stamped(item, lost, self._clock()))
        except Exception as error:
            slot.close(error)
        else:
            slot.close()

    def close(self) -> None:
        self._stop.set()
        self._source.close()
        if self._thread is not None:
            self._thread.join(timeout=2)


def _stamped(item: Item, lost: float, now: float) -> Item:
    """The item, so many seconds later than it says; a picture arrives now."""
    t = round(item.t + lost, 6) if lost else item.t
    if isinstance(item, Frame):
        return replace(item, t=t, arrived=now)
    return replace(item, t=t) if isinstance(item, Hands) else item
