"""The pages in a window of their own, without a browser: a process beside the set, and each ends the other.

A process, because a window wants the main thread, which is the set's, and a screen that goes away may take
the process down that draws on it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.util import find_spec
from types import TracebackType

from gesture2midi.errors import UsageError
from gesture2midi.io.process import own_program
from gesture2midi.paths import to_add

_SIZE = (1280, 860)
_PATIENCE = 5.0
"""Seconds that the window may take to close."""
_SHOWN = "The window is shown."
"""A line by which the process tells so."""


def check() -> None:
    """See whether a window can be had, as far as that can be told before.

    Raises:
        UsageError: there is no pywebview, or no display.
    """
    if find_spec("webview") is None:
        raise UsageError(
            f"The window needs pywebview: {to_add('gesture2midi[window]', 'leave --window out')}."
        )
    screens = ("DISPLAY", "WAYLAND_DISPLAY")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        raise UsageError(
            "There is no display for a window (DISPLAY is not set): leave --window out, and open the page "
            "in a browser."
        )


class Window:
    """Shows a page from `with` on, until its end or until the player closes it.

    closed: called in that case, from a thread of this class.
    say: told where the window is lost otherwise; the set goes on.
    """

    def __init__(self, url: str, closed: Callable[[], None], say: Callable[[str], None]) -> None:
        self._url, self._closed, self._say = url, closed, say
        self._shown = self._leaving = False
        self._last = ""
        self._process = subprocess.Popen(
            [*own_program(), "page-window", url],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,  # Ctrl-C is for the set alone
        )
        self._thread = threading.Thread(target=self._wait, name="window", daemon=True)

    def __enter__(self) -> Window:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it.

        Raises:
            UsageError: it was never to be seen.
        """
        self._leaving = True
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        self._thread.join(_PATIENCE)
        if self._thread.is_alive():
            self._process.kill()
            self._thread.join(_PATIENCE)
        elif self._process.returncode and not self._shown and error is None:
            raise UsageError(
                f"The window cannot be opened ({self._last or 'it ended at once'}): on Linux pywebview needs "
                "Qt's web engine, or GTK with WebKit. Without --window, the page opens in a browser."
            )

    def _wait(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._shown = self._shown or line.strip() == _SHOWN
            self._last = line.strip() or self._last
        if self._process.wait() and self._shown and not self._leaving:
            self._say(f"The window has gone ({self._last}); the set goes on at {self._url}.")
        elif not self._leaving:
            self._closed()


def show(url: str) -> None:
    """Show a page until it is closed, or until standard input ends; the work of the process."""
    import webview

    webview.settings["ALLOW_DOWNLOADS"] = True  # takes and mappings are saved by that
    width, height = _SIZE
    window = webview.create_window("Gesture2MIDI", url, width=width, height=height)
    window.events.shown += lambda: print(_SHOWN, flush=True)

    def leave() -> None:
        while os.read(0, 1024):  # so it ends with the set, also where that is killed
            pass
        window.destroy()

    threading.Thread(target=leave, daemon=True).start()
    webview.start()
