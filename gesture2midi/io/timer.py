"""A system clock that is fine enough to play by."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def fine_timer(winmm: Any = None) -> Iterator[None]:
    """Waits end within a millisecond meanwhile.

    Windows ends a wait at the next tick of its timer, 15.6 ms apart, unless a program asks for finer ones.
    Other systems do so by themselves.

    winmm: Windows' multimedia library; None takes the system's, where there is one.
    """
    if winmm is None and sys.platform == "win32":
        import ctypes

        winmm = ctypes.WinDLL("winmm")
    raised = winmm is not None and winmm.timeBeginPeriod(1) == 0
    try:
        yield
    finally:
        if raised:
            winmm.timeEndPeriod(1)
