"""The live picture as JPEGs: drawn once for all who look, and only while somebody does.

The set's thread lays a view into a slot and goes on. A thread of this module draws the newest one; each
browser is sent the newest picture whenever it has taken the one before, so a slow one misses some and delays
nobody.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import suppress

from gesture2midi.capture.pacing import Newest
from gesture2midi.display.view import View

BOUNDARY = "picture"
MEDIA_TYPE = f"multipart/x-mixed-replace; boundary={BOUNDARY}"
QUALITY = 80
"""Of 100: about 30 kB a picture of 640x480."""
_LOOK = 0.5
"""Seconds between two looks whether this is to end."""


def behind_the_music() -> None:
    """Have this thread, and those it starts, wait for the set's: its calls are short, but there are many."""
    if sys.platform == "linux":  # elsewhere a thread has no priority of its own that may be lowered so
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)


class Pictures:
    """Give it views from any thread; `stream` them from any asyncio loop."""

    def __init__(self) -> None:
        self._views: Newest[View] = Newest()
        self._lookers: set[_Looker] = set()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="pictures", daemon=True)
        self._thread.start()

    @property
    def watched(self) -> bool:
        """Whether anybody looks."""
        return bool(self._lookers)

    def show(self, view: View) -> None:
        """Draw this one next, if anybody looks."""
        if self._lookers:
            self._views.put(view)

    async def stream(self) -> AsyncIterator[bytes]:
        """The parts of a `MEDIA_TYPE` answer, until `close`."""
        looker = _Looker(asyncio.get_running_loop())
        self._lookers.add(looker)
        try:
            yield f"--{BOUNDARY}\r\n".encode()
            while (jpeg := await looker.newest()) is not None:
                # The boundary behind the picture: a browser shows it when it has seen its end.
                head = f"Content-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                yield head.encode() + jpeg + f"\r\n--{BOUNDARY}\r\n".encode()
        finally:
            self._lookers.discard(looker)

    def close(self) -> None:
        """End every stream; may be called twice."""
        self._closing = True
        self._views.close()
        self._thread.join()

    def _run(self) -> None:
        import cv2

        from gesture2midi.display.overlay import draw_hands

        behind_the_music()
        while not self._closing:
            view = self._views.get(_LOOK)
            if view is not None:
                _, jpeg = cv2.imencode(".jpg", draw_hands(view), (cv2.IMWRITE_JPEG_QUALITY, QUALITY))
                self._hand_out(jpeg.tobytes())
        self._hand_out(None)

    def _hand_out(self, jpeg: bytes | None) -> None:
        for looker in tuple(self._lookers):
            looker.put(jpeg)


class _Looker:
    """A slot for one picture from the drawing thread to one browser's stream."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._filled = asyncio.Event()
        self._jpeg: bytes | None = None

    def put(self, jpeg: bytes | None) -> None:
        with suppress(RuntimeError):  # the loop has ended, and its stream with it
            self._loop.call_soon_threadsafe(self._fill, jpeg)

    async def newest(self) -> bytes | None:
        """The newest picture not yet given; waits for one. None at the end."""
        await self._filled.wait()
        self._filled.clear()
        return self._jpeg

    def _fill(self, jpeg: bytes | None) -> None:
        self._jpeg = jpeg
        self._filled.set()
