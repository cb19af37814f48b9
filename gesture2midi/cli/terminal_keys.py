"""Single keys from the terminal, without Enter; on Linux, macOS and Windows."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from gesture2midi.cli.terminal import is_terminal
from gesture2midi.errors import PlayerError

Read = Callable[[float], list[str]]
"""Waits so many seconds at the most; the keys pressed: `up`, `down`, `enter`, `escape`, or a character."""

_NAMES = {
    **{f"\x1b{bracket}{letter}": way for bracket in "[O" for letter, way in (("A", "up"), ("B", "down"))},
    **{f"{lead}{letter}": way for lead in "\x00\xe0" for letter, way in (("H", "up"), ("P", "down"))},
    "\r": "enter",
    "\n": "enter",
    "\x1b": "escape",
}
_KEY = re.compile(r"\x1b[\[O][0-9;]*[A-Za-z~]|[\x00\xe0].|.", re.DOTALL)
_PAUSE = 0.02


def named(text: str) -> list[str]:
    """The keys in what a terminal sent; those without a name and without a letter are left out."""
    keys = [_NAMES.get(key, key) for key in _KEY.findall(text)]
    return [key for key in keys if key in _NAMES.values() or (len(key) == 1 and key.isprintable())]


def has_keys() -> bool:
    """Whether keys pressed in a terminal come to this program, and not to one before it."""
    return is_terminal(sys.stdin) and _in_front()


def _in_front() -> bool:
    """Whether we are in the foreground of the terminal; in the background a read would stop us."""
    if sys.platform == "win32":
        return True
    try:
        return os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()
    except OSError:  # a terminal that is not this session's own stops nobody who reads it
        return True


@contextmanager
def keys() -> Iterator[Read]:
    """Reads keys as they are pressed, without showing them; afterwards the terminal is as it was before.

    Raises:
        PlayerError: there is no terminal.
    """
    if not has_keys():
        raise PlayerError("Keys are needed here, and this is no terminal: start it from one.")
    if sys.platform == "win32":
        yield _windows
        return
    import termios
    import tty

    terminal = sys.stdin.fileno()
    before = termios.tcgetattr(terminal)
    tty.setcbreak(terminal)
    try:
        yield _posix
    finally:
        if _in_front():
            termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _posix(seconds: float) -> list[str]:
    if sys.platform == "win32":
        raise AssertionError("only where there is termios")
    import select
    import termios
    import tty

    terminal = sys.stdin.fileno()
    if not _in_front():
        time.sleep(seconds)
        return []
    if termios.tcgetattr(terminal)[3] & termios.ECHO:  # the shell had it meanwhile
        tty.setcbreak(terminal)
    if not select.select([terminal], [], [], seconds)[0]:
        return []
    data = os.read(terminal, 64)
    if not data:
        raise EOFError
    return named(data.decode(errors="replace"))


def _windows(seconds: float) -> list[str]:
    if sys.platform != "win32":
        raise AssertionError("only where there is msvcrt")
    import msvcrt

    until = time.monotonic() + seconds
    while not msvcrt.kbhit():
        if time.monotonic() > until:
            return []
        time.sleep(_PAUSE)
    text = ""
    while msvcrt.kbhit():
        text += msvcrt.getwch()
    return named(text)
