"""Work in a process of its own, so that the music never waits for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, TypeAlias, TypeVar

from gesture2midi.io.process import leave_to_the_set, run_when_idle

Tell: TypeAlias = Callable[[object], None]
Given = TypeVar("Given")


class Worker:
    """A process that does `work(given, tell)`, when nothing else wants the processor.

    work: a function of a module, which the process imports.
    """

    def __init__(self, work: Callable[[Given, Tell], None], given: Given) -> None:
        context = multiprocessing.get_context("spawn")
        self._news, theirs = context.Pipe(duplex=False)
        self._child = context.Process(target=_run, args=(work, given, theirs), name="beside", daemon=True)
        self._child.start()
        theirs.close()
        self.ended = False
        """Whether it has ended, and all that it told was `heard`."""

    def heard(self) -> list[Any]:
        """What it told since this was asked last."""
        found: list[Any] = []
        try:
            while not self.ended and self._news.poll():
                found.append(self._news.recv())
        except EOFError:
            self._child.join()
            self.ended = True
        return found

    def kill(self) -> None:
        """End it at once, with the programs that it started. May be called at any time."""
        if hasattr(os, "killpg") and self._child.is_alive() and self._child.pid is not None:
            with suppress(ProcessLookupError):  # it has not come as far as to have a group
                os.killpg(self._child.pid, signal.SIGKILL)
        self._child.kill()
        self._child.join()
        self._news.close()
        self.ended = True


def _run(work: Callable[[Given, Tell], None], given: Given, news: Connection) -> None:
    """The child; in the end the pipe closes."""
    leave_to_the_set()
    if hasattr(os, "setsid"):
        os.setsid()  # so that whatever it starts ends with it
    run_when_idle()
    with suppress(BrokenPipeError):  # the set is gone, and nobody waits for this
        work(given, news.send)
