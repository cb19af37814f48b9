"""Hot reload: tells when a file that plays was saved."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import TypeAlias

State: TypeAlias = tuple[int, int, int] | None
"""When a file was written, its size and its number on the disk; None while there is none."""

_INTERVAL = 0.1
"""Seconds between two looks."""


class Watch:
    """Calls `changed(path)` on a thread of its own whenever one of the files was saved.

    The files are looked at by name, a few at a time. So it does not matter how an editor saves, what else
    lies in their folders, and whether a folder goes away and comes back.

    Args:
        files: asked for at each look, so that it can be others after a while.
        changed: called when a file is as it was at the look before: one that is being written is waited for.
        seen: states from before the files were read; another one counts from the first look.
        say: told in a sentence what went wrong; the watch goes on.
    """

    def __init__(
        self,
        files: Callable[[], Iterable[Path]],
        changed: Callable[[Path], object],
        *,
        seen: Mapping[Path, State] | None = None,
        say: Callable[[str], None] = print,
        interval: float = _INTERVAL,
    ) -> None:
        self._files = files
        self._changed = changed
        self._told: dict[Path, State] = dict(seen or {})
        self._last: dict[Path, State] = {}
        self._say = say
        self._interval = interval
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join(timeout=2)

    def _run(self) -> None:
        while not self._stop.wait(self._interval):
            try:
                self.look()
            except Exception as error:  # a watch that dies in silence is worse than one that complains
                self._say(
                    f"A saved mapping could not be taken in ({type(error).__name__}: {error}); "
                    "the watch goes on."
                )

    def look(self) -> None:
        """Look at the files once."""
        now = states(self._files())
        last, self._last = self._last, now
        for path, state in now.items():
            told = self._told.setdefault(path, state)
            if state is not None and state != told and state == last.get(path):
                self._told[path] = state
                self._changed(path)


def states(files: Iterable[Path]) -> dict[Path, State]:
    """Returns how these files are now."""
    return {path: _state(path) for path in files}


def _state(path: Path) -> State:
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
