"""Keeps C libraries from writing over the player's terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing reaches file descriptor 2 meanwhile: ALSA and JACK write there when a device is
    missing, the trackers before their log levels can be set."""
    try:
        kept = os.dup(2)
    except OSError:  # a program without a terminal may have no standard error at all
        yield
        return
    if sys.stderr is not None:
        sys.stderr.flush()
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
