"""What a process beside the set asks of its system: which signals are not its own, and when it may run."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable

TERMINAL = ("SIGINT", "SIGHUP", "SIGBREAK")
"""Sent to every process of a terminal: Ctrl-C, its end, and on Windows Ctrl-Break and a closed console."""
ENDING = (*TERMINAL, "SIGTERM")
"""What asks a set to end. Not every system has each of them."""
_BELOW_NORMAL = 0x4000
"""Windows' `BELOW_NORMAL_PRIORITY_CLASS`."""


def leave_to_the_set(names: Iterable[str] = TERMINAL) -> None:
    """Ignore signals that come to this process because it shares the set's terminal; the set ends it."""
    for name in names:
        number = getattr(signal, name, None)
        if number is not None:
            signal.signal(number, signal.SIG_IGN)


def leave_the_console() -> None:
    """On Windows a process of a closed console is ended, whatever it ignores; so have none."""
    if sys.platform == "win32":
        import ctypes

        ctypes.WinDLL("kernel32").FreeConsole()


def run_when_idle() -> None:
    """Give this process the processor when the set does not want it."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _BELOW_NORMAL)
    else:
        os.nice(15)


def own_program() -> list[str]:
    """Returns how this program is started: by its interpreter, or as the bundle that it is."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "gesture2midi"]
