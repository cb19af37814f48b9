"""Each message at its own time: what lies ahead of its frame waits, and does not wait for the next frame."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from heapq import heappop, heappush
from itertools import count
from threading import Condition, Thread
from typing import TypeAlias

from gesture2midi.engine.note_ledger import NoteLedger, Sink
from gesture2midi.events import (
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Panic,
    SongPosition,
    TimingClock,
    Transport,
)

_Entry: TypeAlias = tuple[float, int, Message]
"""When it is due, which of those due then, and what."""


_NOTES = (NoteOn, NoteOff)
_CLOCK = (TimingClock, Transport, SongPosition)

STILL = 0.25
"""Seconds: a frame that is later than this is not late, but its time goes on from here."""
FOLLOW = 0.02
"""How much of its lateness each frame moves the origin: two clocks drift by less."""


class Scheduler:
    """Stands between the session and its outputs; each of the two is called by one thread at a time.

    A note that is foretold may still be called off: by its own note-off, a panic, or the end of what sounds.
    It has not begun then, so nothing hangs. A clock keeps its pulses through a panic. Whatever else lies
    ahead waits for the next frame at most, which knows better.

    Args:
        live: a thread sends what waits when its instant has come. Without one it goes out before the next
            frame's messages, in order of time, and no clock is read.
    """

    def __init__(self, outputs: NoteLedger, *, live: bool) -> None:
        self._outputs = outputs
        self._live = live
        self._changed = Condition()
        self._waiting: list[_Entry] = []
        self._numbers = count()
        self._origin = math.inf
        self._thread: Thread | None = None
        self._closed = False
        self._fault: Exception | None = None

    def send(self, messages: Messages, arrived: float) -> None:
        """Send a frame's messages, and keep those that lie after it.

        arrived: by `time.perf_counter()`, when it was the frame's time.

        Raises:
            Exception: what broke off the thread that sends between frames.
        """
        with self._changed:
            if self._fault is not None:
                raise self._fault
            self._set_origin(arrived - messages.t)
            now = tuple(item for item in messages.items if item.t == messages.t)
            self._keep(lambda entry: entry[0] <= messages.t or isinstance(entry[2], (*_NOTES, *_CLOCK)))
            for item in messages.items:
                if item.t <= messages.t:
                    self._call_off(item)
            for item in messages.items:
                if item.t != messages.t:
                    heappush(self._waiting, (item.t, next(self._numbers), item))
            self._send_until(messages.t)
            self._outputs.send(replace(messages, items=now, instant=self._instant(messages.t)))
            if self._waiting:
                self._wake()

    def add(self, items: Iterable[Message]) -> None:
        """Send what belongs to no frame, each at its time; what the last frame has foretold stays."""
        with self._changed:
            for item in items:
                heappush(self._waiting, (item.t, next(self._numbers), item))
            self._wake()

    def _set_origin(self, origin: float) -> None:
        """When the music's time was 0, by the clock.

        A frame of a file can only come late, so the earliest tell best, and what waits does not tremble as
        they do.
        """
        late = origin - self._origin
        self._origin = origin if late < 0 or late > STILL else self._origin + late * FOLLOW

    def release_all(self, t: float) -> None:
        """Call off what waits and end what sounds."""
        with self._changed:
            self._waiting.clear()
            self._outputs.release_all(t)

    def exchange(self, old: Sink | None, new: Sink | None, t: float) -> None:
        """Call off what waits, end what sounds, and put one output in another's place; None is none."""
        with self._changed:
            self._waiting.clear()
            self._outputs.exchange(old, new, t)

    def panic(self, t: float) -> None:
        """Call off what waits and silence every channel."""
        with self._changed:
            self._keep(lambda entry: isinstance(entry[2], _CLOCK))
            self._outputs.panic(t)

    def close(self, t: float) -> None:
        """Call off what waits, end the thread and close the outputs."""
        with self._changed:
            self._waiting.clear()
            self._closed = True
            self._changed.notify()
        if self._thread is not None:
            self._thread.join()
        self._outputs.close(t)

    def _call_off(self, item: Message) -> None:
        if isinstance(item, Panic):
            self._keep(lambda entry: isinstance(entry[2], _CLOCK))
        elif isinstance(item, NoteOff) and self._waiting:
            about = (item.owner, item.channel, item.note)
            self._keep(lambda entry: entry[0] <= item.t or _about(entry[2]) != about)

    def _keep(self, wanted: Callable[[_Entry], bool]) -> None:
        if self._waiting:
            self._waiting[:] = sorted(filter(wanted, self._waiting))

    def _send_until(self, t: float) -> None:
        """All that is due by `t`; what is due at the same instant goes out together."""
        while self._waiting and self._waiting[0][0] <= t:
            due = self._waiting[0][0]
            items: list[Message] = []
            while self._waiting and self._waiting[0][0] == due:
                items.append(heappop(self._waiting)[2])
            self._outputs.send(Messages(due, tuple(items), instant=self._instant(due)))

    def _instant(self, t: float) -> float | None:
        return self._origin + t if self._live else None

    def _wake(self) -> None:
        if self._live and self._thread is None:
            self._thread = Thread(target=self._run, name="scheduler", daemon=True)
            self._thread.start()
        self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                if not self._waiting:
                    self._changed.wait()
                    continue
                due = self._waiting[0][0]
                left = self._origin + due - time.perf_counter()
                if left > 0:
                    self._changed.wait(left)
                    continue
                try:
                    self._send_until(due)
                except Exception as fault:  # told by the next `send`: it ends the set there
                    self._fault = fault
                    return


def _about(message: Message) -> tuple[str, int, int] | None:
    if isinstance(message, NoteOn | NoteOff):
        return message.owner, message.channel, message.note
    return None
