"""Keeps the C libraries of sound and MIDI from writing over the player's terminal."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def quiet() -> Iterator[None]:
    """Nothing reaches file descriptor 2 meanwhile: ALSA and JACK write there when a device is missing."""
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


def hush_jack() -> None:
    """Every libjack in this process keeps quiet for good, even when its server dies later.

    There are two: the system's, and one inside python-rtmidi's wheel under a name of its own. What
    they would print goes to libc's `strlen`, which reads it and does nothing: a Python function
    would take the interpreter lock in the server's thread.
    """
    for path in _libjacks():
        ctypes.CDLL(path).jack_set_error_function(ctypes.CDLL(None).strlen)


def _libjacks() -> list[str]:
    system = ctypes.util.find_library("jack")
    found = [system] if system else []
    rtmidi = importlib.util.find_spec("rtmidi")
    if rtmidi is not None and rtmidi.origin is not None:
        installed = Path(rtmidi.origin).parents[1]
        found += [str(path) for path in sorted(installed.glob("python_rtmidi.*/libjack*.so*"))]
    return found
