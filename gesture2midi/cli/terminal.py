"""Whether somebody sits at the other end of a stream."""

from __future__ import annotations

import sys
from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal. On Windows `isatty` says so of NUL, too, and there nobody answers."""
    if stream is None or stream.closed or not stream.isatty():
        return False
    if sys.platform == "win32":
        import ctypes
        import msvcrt

        handle = ctypes.c_void_p(msvcrt.get_osfhandle(stream.fileno()))
        return bool(ctypes.WinDLL("kernel32").GetConsoleMode(handle, ctypes.byref(ctypes.c_ulong())))
    return True
