"""Keeps JACK's own libraries quiet."""

from __future__ import annotations

import ctypes
import ctypes.util
import importlib.util
from pathlib import Path


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
