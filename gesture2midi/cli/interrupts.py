"""Ctrl-C breaks off a command that does not play yet; a set ends by itself, however often it comes."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

STATUS = 130
"""The exit status of what Ctrl-C broke off."""


class Interrupts:
    """How often Ctrl-C came, other than the one that ends a set; the first raises `KeyboardInterrupt`."""

    def __init__(self) -> None:
        self.count = 0
        self._playing = False

    def play(self) -> None:
        """From now on Ctrl-C only counts here: notes are to end, and tables to be told."""
        self._playing = True

    def end(self) -> None:
        """The Ctrl-C that came is how this command is ended, so its status is 0."""
        self.count = 0

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
        if self.count == 1 and not self._playing:
            raise KeyboardInterrupt


@contextmanager
def counted() -> Iterator[Interrupts]:
    """Ctrl-C is counted; nothing changes on another thread than the first, which gets no signals."""
    interrupts = Interrupts()
    if threading.current_thread() is not threading.main_thread():
        yield interrupts
        return
    before = signal.signal(signal.SIGINT, interrupts)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)


def interrupts() -> Interrupts:
    """Returns those of the command that runs."""
    found = click.get_current_context().find_object(Interrupts)
    assert found is not None, "each command is invoked with them"
    return found
