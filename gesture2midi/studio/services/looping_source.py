"""The source of a session: it goes on for ever, and a take can be played in between.

A file or the virtual performer begins anew at its end; a camera goes on by itself. While a take plays, what
is under it waits. What is under may be changed for another source.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from dataclasses import replace
from typing import TypeAlias

from gesture2midi.capture.camera import Camera
from gesture2midi.capture.pacing import SILENCE
from gesture2midi.errors import PlayerError
from gesture2midi.events import Frame, Hands
from gesture2midi.session.session import STALL, Source

NOBODY = (0.1, 0.3)
"""When nobody is seen, in seconds after what was played last: gates close, and no jump is a blow."""
GAP = 0.4
"""Seconds after it when the next begins."""

Item: TypeAlias = Frame | Hands


class Nothing:
    """A source that gives nothing: stands in for one that cannot be opened.

    name: of that one. fps: frames a second that it was asked for.
    """

    total = None

    def __init__(self, name: str, fps: float) -> None:
        self.name = name
        self.fps = fps
        self._closed = threading.Event()

    def frames(self) -> Iterator[None]:
        """None, until `close`."""
        while not self._closed.wait(SILENCE):
            yield None

    def close(self) -> None:
        self._closed.set()


class LoopingSource:
    """A source made of others; times and indices go on through all of them.

    Args:
        begin: opens what is played while no take is; called again where that ends.
        say: told in a sentence what cannot be played; the session goes on.
        instead: what stands in for what cannot be opened at first; it is told then.

    Raises:
        PlayerError: what `begin` raises the first time, where nothing stands in.
    """

    def __init__(
        self, begin: Callable[[], Source], say: Callable[[str], None], instead: Source | None = None
    ) -> None:
        self._begin = begin
        self._say = say
        self._under = self._opened(instead)
        self._running = self._for_ever()
        self._other: Callable[[], Source] | None = None
        self.begun: Callable[[Source], None] = lambda source: None
        """Called, on the set's thread, with each other source that is changed to."""
        self._asked: Source | None = None
        self._stopped = False
        self._closed = threading.Event()
        self._last: Item | None = None
        self._offset: float | None = None
        self._index = 0
        self.name = self._under.name
        self.total: int | None = None
        self.playing: Source | None = None
        """The take that plays now."""
        self.at: float | None = None
        """How far it is: the time of its newest frame, as the take has it; None before the first."""

    @property
    def fps(self) -> float:
        """Frames a second of what is under the takes."""
        return self._under.fps

    @property
    def rates(self) -> tuple[float, ...]:
        """Frames a second that what is under the takes offers, where that is a camera that says so."""
        return self._under.rates if isinstance(self._under, Camera) else ()

    @property
    def current(self) -> Source:
        """What is under the takes."""
        return self._under

    def play(self, take: Source) -> None:
        """Play this once, from its beginning, in place of what plays now; from any thread."""
        self._asked = take

    def stop(self) -> None:
        """End the take that plays; from any thread."""
        self._stopped = True

    def change(self, begin: Callable[[], Source]) -> None:
        """Go on with another source under the takes; from any thread. A take that plays is ended.

        begin: opens it, once what sounds has been released and the one before is closed: it may be the same
            camera. Where it cannot, that is told, and the one before begins anew.
        """
        self._other = begin

    def close(self) -> None:
        """End `frames`."""
        self._closed.set()
        self._under.close()

    def frames(self) -> Iterator[Item | None]:
        """What is played, until `close`; None where nothing has come for a while."""
        while not self._closed.is_set():
            if self._other is not None:
                yield from self._change()
            elif self._asked is not None:
                yield from self._take()
            else:
                yield from self._joined(next(self._running))

    def _take(self) -> Iterator[Item | None]:
        take, self._asked = self._asked, None
        assert take is not None
        self.playing, self.at, self._stopped, self._offset = take, None, False, None
        try:
            for item in take.frames():
                if self._stopped or self._asked or self._other or self._closed.is_set():
                    break
                yield from self._joined(item)
                self.at = self.at if item is None else item.t
        except PlayerError as error:
            self._say(str(error))
        finally:
            take.close()
            self.playing, self._offset = None, None

    def _change(self) -> Iterator[None]:
        begin, self._other = self._other, None
        assert begin is not None
        # A camera takes a second to open, and nothing may sound through that.
        for _ in range(STALL):
            yield None
        self._running.close()
        self._under.close()
        try:
            self._under, self._begin = begin(), begin
        except PlayerError as error:
            self._say(str(error))
            self._under = self._opened(Nothing(self.name, self.fps))
        self._running, self._offset = self._for_ever(), None
        self.name = self._under.name
        self.begun(self._under)

    def _opened(self, instead: Source | None) -> Source:
        try:
            return self._begin()
        except PlayerError as error:
            if instead is None:
                raise
            self._say(str(error))
            return instead

    def _for_ever(self) -> Generator[Item | None, None, None]:
        """What is under the takes, again and again."""
        while True:
            came = False
            try:
                for item in self._under.frames():
                    came = came or item is not None
                    yield item
                again = None if self._closed.is_set() else self._begin()
            except PlayerError as error:
                self._say(str(error))
                again = None
            if again is not None and came:
                self._under, self._offset = again, None
                continue
            while True:  # closed, broken or empty: to open it again would be no use
                self._closed.wait(SILENCE)
                yield None

    def _joined(self, item: Item | None) -> Iterator[Item | None]:
        """It, with a time and an index after those before; at a new beginning nobody is seen at first."""
        if item is None:
            yield None
            return
        if self._offset is None:
            self._offset = -item.t
            if self._last is not None:
                self._offset += self._last.t + GAP
                yield from self._nobody(self._last)
        self._last = replace(item, t=item.t + self._offset, index=self._index)
        self._index += 1
        yield self._last

    def _nobody(self, after: Item) -> Iterator[Hands]:
        aspect = after.image.shape[1] / after.image.shape[0] if isinstance(after, Frame) else after.aspect
        for wait in NOBODY:
            yield Hands(after.t + wait, self._index, aspect, (), after.mirror)
            self._index += 1
