"""What ends a set from outside: Ctrl-C, a kill, a closed terminal."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from gesture2midi.io.process import ENDING
from gesture2midi.session.commands import Commands

GIVE_UP = 10.0
"""Seconds that a set may take to end after the first Ctrl-C."""


@contextmanager
def ended_by_signals(commands: Commands) -> Iterator[None]:
    """Ends the set after the current frame on Ctrl-C, a kill or a closed terminal.

    Further ones are handed to who had them before, and change nothing: notes end, and the table is told.
    A Ctrl-C after `GIVE_UP` seconds breaks off a set that has not ended by itself.
    """
    first: float | None = None
    before: dict[int, Any] = {}

    def end(number: int, frame: FrameType | None) -> None:
        nonlocal first
        now = time.monotonic()
        if first is None:
            first = now
            commands.stop()
        elif number == signal.SIGINT and now - first > GIVE_UP:
            raise KeyboardInterrupt
        elif callable(before.get(number)) and before[number] is not signal.default_int_handler:
            before[number](number, frame)

    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None:
            before[number] = signal.signal(number, end)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
