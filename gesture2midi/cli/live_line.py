"""The line of `run` without a window: hands, what sounds, frames per second, latency; and its keys."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import TextIO

from gesture2midi.cli.terminal import is_terminal
from gesture2midi.cli.terminal_keys import Read, has_keys, keys
from gesture2midi.display.view import View
from gesture2midi.session.commands import Commands
from gesture2midi.session.keys import actions
from gesture2midi.session.session import Moment

LOOK = 0.2
"""Seconds between two lines."""
GONE = 2.0
"""Seconds without a frame after which the line says so."""
_METERS = 3
"""Controllers that are named where no note sounds."""
_END = 2.0
"""Seconds that a terminal which takes nothing more may hold up the end."""


class LiveLine:
    """One line at the foot of a terminal; what else is said goes above it. Any thread may call.

    Args:
        stream: the terminal.
        width: gives its columns.
    """

    def __init__(self, stream: TextIO, width: Callable[[], int]) -> None:
        self._stream, self._width = stream, width
        self._lock = threading.Lock()
        self._text = ""

    def show(self, text: str) -> None:
        """Put `text` in place of the line before, cut to the terminal's width."""
        with self._lock:
            text = text[: max(0, self._width() - 1)]
            if text != self._text:
                self._stream.write(f"\r{text.ljust(len(self._text))}\r{text}")
                self._stream.flush()
                self._text = text

    def above(self, say: Callable[[str], None], text: str) -> None:
        """Have `say` say this where the line stood, and draw the line anew below."""
        with self._lock:
            self._stream.write(f"\r{'':{len(self._text)}}\r")
            self._stream.flush()
            say(text)
            self._stream.write(self._text)
            self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        self.show("")


def status(view: View | None, age: float) -> str:
    """Returns the line for a view; age: seconds since its frame, or since the beginning without one."""
    if view is None or age > GONE:
        return "no frames" if age > GONE else ""
    count = len(view.hands.hands)
    hands = "no hand" if not count else "1 hand" if count == 1 else f"{count} hands"
    names = " ".join(dict.fromkeys(view.names))
    moved = ", ".join(f"{meter.label} {meter.text}" for meter in view.meters[:_METERS] if meter.text)
    parts = [hands, names or moved or "silent", f"{view.fps:.0f} fps"]
    if view.latency_ms is not None:
        parts.append(f"{view.latency_ms:.0f} ms")
    if view.scene:
        parts.append(view.scene)
    if view.listening or view.heard:
        parts.append(f"heard: {view.heard}" if view.heard else "listening")
    if view.recording:
        parts.append("recording")
    return " | ".join(parts)


def terminal_line(*, shared: bool) -> LiveLine | None:
    """Returns the line for this terminal; None where nobody would see it, or where it would be in the way.

    shared: whether the messages are written to the standard output.
    """
    if (
        not is_terminal(sys.stderr)
        or os.environ.get("TERM") == "dumb"
        or (shared and is_terminal(sys.stdout))
    ):
        return None
    return LiveLine(sys.stderr, lambda: shutil.get_terminal_size().columns)


@contextmanager
def live_line(line: LiveLine | None, commands: Commands) -> Iterator[None]:
    """Shows the line while the set plays, and does what the keys say, on a thread of its own.

    A terminal that takes nothing more (Ctrl-S) holds up neither the music nor the end.
    """
    if line is None:
        yield
        return
    newest: tuple[View, float] | None = None
    begun = time.monotonic()
    over = threading.Event()

    def look(moment: Moment) -> None:
        nonlocal newest
        newest = commands.snapshot.view(moment, commands.session), time.monotonic()

    def text() -> str:
        view, at = newest or (None, begun)
        return status(view, time.monotonic() - at)

    commands.session.watchers.append(look)
    with ExitStack() as stack:
        read = stack.enter_context(keys()) if has_keys() else None
        thread = threading.Thread(
            target=follow, args=(over, read, line, text, actions(commands)), name="terminal", daemon=True
        )
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join(_END)
    if not thread.is_alive():
        line.clear()


def follow(
    over: threading.Event,
    read: Read | None,
    line: LiveLine,
    text: Callable[[], str],
    does: Mapping[str, Callable[[], None]],
) -> None:
    """Show `text()` every `LOOK` seconds, and do what keys say, until it is over or the terminal is gone."""
    while not over.is_set():
        try:
            pressed = read(LOOK) if read is not None else []
            if read is None:
                over.wait(LOOK)
            for key in pressed:
                if key.lower() in does:
                    does[key.lower()]()
            line.show(text())
        except (EOFError, OSError):  # the terminal was closed
            return
