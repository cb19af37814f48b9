"""The preview window, drawn by a process of its own.

OpenCV's window ends its whole process where the screen goes away (Qt: "The X11 connection broke"),
and on macOS wants the main thread. Neither may touch the music: the window lives in a child, gets
the newest view over a pipe, and sends keys back over another. `show` only lays the view into a slot;
a thread packs and sends it, and while the child is still drawing, newer views replace older ones.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import pickle
import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from gesture2midi.display.view import View
from gesture2midi.errors import OutputError
from gesture2midi.io.process import leave_to_the_set

TITLE = "Gesture2MIDI"
KEYS = "qpmrl"
_ESCAPE = 27
_LOOK = 0.02
"""Seconds between two looks at the keys while no picture comes."""
_PATIENCE = 2.0
"""Seconds that the child may take to end before it is made to."""


def without_windows() -> bool:
    """Whether OpenCV was built without windows, as an installer brings it; then the studio is the window."""
    import cv2

    return re.search(r"^\s*GUI:\s*NONE", cv2.getBuildInformation(), re.MULTILINE) is not None


def display_problem() -> str | None:
    """Why no window can be shown here, in a sentence; None where one can.

    OpenCV would abort the process instead of saying so, so X is asked first, as Qt will ask it.
    """
    if without_windows():
        return "This program came without the preview window: `gesture2midi studio` shows the picture."
    if not sys.platform.startswith("linux"):
        return None
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return "The preview window needs the library libxcb1: install it, or play without the window."
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connection_has_error.argtypes = [ctypes.c_void_p]
    xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)
    failed = xcb.xcb_connection_has_error(connection) != 0
    xcb.xcb_disconnect(connection)
    if not failed:
        return None
    display = os.environ.get("DISPLAY")
    where = (
        f"the display {display} does not answer" if display else "there is no display (DISPLAY is not set)"
    )
    return f"The preview window cannot open: {where}; play without the window, or set DISPLAY."


class Window:
    """Opens at once or says why not; a window that fails later costs the music nothing.

    Args:
        on_problem: told in one sentence, from another thread, if the window is lost while playing.

    Raises:
        OutputError: there is no display.
    """

    def __init__(self, on_problem: Callable[[str], None]) -> None:
        problem = display_problem()
        if problem is not None:
            raise OutputError(problem)
        self._on_problem = on_problem
        # Spawned, not forked: a fork would take the sound card's and MIDI port's threads half along.
        context = multiprocessing.get_context("spawn")
        theirs, self._views = context.Pipe(duplex=False)
        self._keys, back = context.Pipe(duplex=False)
        self._child = context.Process(target=_run, args=(theirs, back), name="preview", daemon=True)
        self._child.start()
        # Once the child alone holds the far ends, its death is seen as an end of file.
        theirs.close()
        back.close()
        self._filled = threading.Condition()
        self._newest: View | None = None
        self._closing = False
        self._gone = False
        self._sender = threading.Thread(target=self._send, name="preview", daemon=True)
        self._sender.start()

    def show(self, view: View) -> str | None:
        """Show `view` as soon as the window is free; gives a key of `KEYS` that was pressed, or None.

        Closing the window by mouse and Escape count as `q`.
        """
        with self._filled:
            self._newest = view
            self._filled.notify()
        if self._gone:
            return None
        try:
            return str(self._keys.recv()) if self._keys.poll() else None
        except (EOFError, OSError):
            self._gone = True
            return None

    def close(self) -> None:
        """Take the window away; may be called twice."""
        with self._filled:
            self._closing = True
            self._filled.notify()
        self._sender.join(_PATIENCE)
        self._child.join(_PATIENCE)
        if self._child.is_alive():
            self._child.kill()
            self._child.join()
        self._sender.join()
        self._keys.close()
        self._gone = True

    def _send(self) -> None:
        try:
            while (view := self._next()) is not None:
                self._pack(view)
        except OSError:
            self._child.join(_PATIENCE)
            if self._child.exitcode != 0 and not self._closing:
                self._on_problem("The preview window was lost (did the display go away?); the music goes on.")
        finally:
            self._views.close()

    def _pack(self, view: View) -> None:
        """Send `view`; its arrays go beside the pickle, so that a picture is never copied here."""
        if view.gestures is not None:
            # Any Mapping may be in there, and not every one can be pickled.
            view = replace(view, gestures=replace(view.gestures, signals=dict(view.gestures.signals)))
        arrays: list[pickle.PickleBuffer] = []
        packed = pickle.dumps(view, protocol=5, buffer_callback=arrays.append)
        self._views.send((packed, len(arrays)))
        for array in arrays:
            self._views.send_bytes(array.raw())

    def _next(self) -> View | None:
        """The newest view not yet sent; waits for one. None once the window is to close."""
        with self._filled:
            self._filled.wait_for(lambda: self._closing or self._newest is not None)
            view, self._newest = self._newest, None
            return None if self._closing else view


def _unpack(views: Connection) -> View:
    packed, count = views.recv()
    view: View = pickle.loads(packed, buffers=[views.recv_bytes() for _ in range(count)])
    return view


def _run(views: Connection, keys: Connection) -> None:
    """The child: draw what comes until the views end or the player closes the window."""
    leave_to_the_set()  # which ends the music, then this window
    if sys.platform.startswith("linux"):
        _prepare_qt()
    import cv2

    from gesture2midi.display.overlay import draw

    opened = False
    try:
        while True:
            if views.poll(_LOOK):
                image = draw(_unpack(views))
                if not opened:
                    cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_GUI_NORMAL)
                    cv2.resizeWindow(TITLE, image.shape[1], image.shape[0])
                    opened = True
                cv2.imshow(TITLE, image)
            if not opened:
                continue
            code = cv2.waitKey(1)
            try:
                closed = cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1
            except cv2.error:
                closed = True  # Qt has no answer, once its last window is gone
            if closed:
                keys.send("q")
                return
            key = "q" if code == _ESCAPE else chr(code & 0xFF).lower()
            if code >= 0 and key in KEYS:
                keys.send(key)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has closed the window, or is gone itself


def _prepare_qt() -> None:
    """What the Qt in OpenCV's Linux wheel needs before it is loaded."""
    # It can do nothing but X, and complains of fonts that it is never asked for.
    os.environ.update(
        QT_QPA_PLATFORM="xcb", QT_QPA_FONTDIR="/usr/share/fonts", QT_LOGGING_RULES="*.warning=false"
    )
    # The wheel brings a libX11-xcb older than the system's libX11, whose Display it then marks in the
    # wrong place, and Xlib takes events away from Qt: seen with opencv-python 5.0.0.93 on Debian 12 as
    # a window that stayed black in one start of five. The system's own, loaded first, is used instead;
    # where there is none, the wheel's has to do.
    with suppress(OSError):
        ctypes.CDLL("libX11-xcb.so.1", mode=ctypes.RTLD_GLOBAL)
