"""Keeps C libraries from writing over the player's terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_quiet = 0
"""How many want it now; the first turns descriptor 2 away, the last turns it back."""
_kept: int | None = None


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing reaches file descriptor 2 meanwhile: ALSA and JACK write there when a device is
    missing, the trackers before their log levels can be set. Several threads may want it at once."""
    _turn(1)
    try:
        yield
    finally:
        _turn(-1)


def _turn(more: int) -> None:
    global _quiet, _kept
    with _lock:
        _quiet += more
        if more > 0 and _quiet == 1:
            try:
                _kept = os.dup(2)
            except OSError:  # a program without a terminal may have no standard error at all
                return
            if sys.stderr is not None:
                sys.stderr.flush()
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), 2)
        elif _quiet == 0 and _kept is not None:
            os.dup2(_kept, 2)
            os.close(_kept)
            _kept = None
