"""Sends over a pipe that would block, as those of Windows do, without waiting for it."""

from __future__ import annotations

import errno
from multiprocessing.connection import Connection
from queue import Full, Queue
from threading import Thread

MOST = 1024
"""Packets that may wait: seconds of the densest playing. More means that nobody reads."""


class Unblocked:
    """Sends packets in order from a thread of its own, which ends with an empty one."""

    def __init__(self, pipe: Connection, most: int = MOST) -> None:
        self._pipe = pipe
        self._waiting: Queue[bytes] = Queue(most)
        self._lost: OSError | None = None
        self._thread = Thread(target=self._run, name="MIDI pipe", daemon=True)
        self._thread.start()

    def send(self, packet: bytes) -> None:
        """Take a packet to be sent.

        Raises:
            OSError: the other end has gone, or has not read for so long that there is no room.
        """
        if self._lost is not None:
            raise self._lost
        try:
            self._waiting.put_nowait(packet)
        except Full:
            raise BlockingIOError(errno.EAGAIN, "the other end does not read") from None

    def _run(self) -> None:
        packet = None
        while packet != b"":
            packet = self._waiting.get()
            try:
                self._pipe.send_bytes(packet)
            except (
                OSError,
                TypeError,
            ) as error:  # TypeError: it is closed while written to
                self._lost = error if isinstance(error, OSError) else OSError("the pipe is closed")
                return
