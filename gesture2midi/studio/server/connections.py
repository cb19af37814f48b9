"""Connections: how many there are at once, and how long a client may keep one waiting."""

from __future__ import annotations

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from gesture2midi.studio.server.request_limits import Deadlines

MOST = 100
"""Connections at once, with those that became a WebSocket."""
_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_GRACE = 5.0
"""Seconds after the deadline of a body in which its refusal can still be read."""


class Connection(H11Protocol):
    """One connection; it is closed where the client does not go on in time.

    Among `most` connections a new client takes the place of the one whose request is incomplete for longest.
    Where every request is whole, the new client is refused.
    """

    deadlines = Deadlines()
    most = MOST

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._timer: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        self._awaited = ""
        self._since = self.loop.time()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        refused = len(self.connections) >= self.most and not self._make_room()
        super().connection_made(transport)
        if refused:
            transport.write(_BUSY)
            transport.close()
        else:
            self._await("headers", self.deadlines.headers)

    def connection_lost(self, exc: Exception | None) -> None:
        self._await("")
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._awaited and self.conn.their_state is h11.IDLE:  # the next request on this connection
            self._await("headers", self.deadlines.headers)
        super().data_received(data)
        if self.conn.their_state is h11.SEND_BODY:
            self._await("body", self.deadlines.body + _GRACE)
        elif self.conn.their_state is not h11.IDLE:
            self._await("")

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self._await("")
        super().handle_websocket_upgrade(event)

    def send_400_response(self, msg: str) -> None:
        """Tell that a request is malformed; where its beginning is being answered, that ends."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            super().send_400_response(msg)
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(self.deadlines.reading, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    @property
    def _incomplete(self) -> bool:
        """Whether no whole request of this client is being answered."""
        whole = self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)
        return not whole or self.cycle is None or self.cycle.response_complete

    def _make_room(self) -> bool:
        """Close the connection that has been incomplete for longest; returns whether there was one."""
        silent = [one for one in self.connections if isinstance(one, Connection) and one._incomplete]
        if not silent:
            return False
        longest = min(silent, key=lambda one: one._since)
        self.connections.discard(longest)
        longest.transport.abort()
        return True

    def _await(self, what: str, seconds: float = 0.0) -> None:
        """Begin to wait for a part of a request, unless that has begun; "" waits for nothing."""
        if what == self._awaited:
            return
        if self._timer is not None:
            self._timer.cancel()
        self._awaited, self._since = what, self.loop.time()
        self._timer = self.loop.call_later(seconds, self.transport.abort) if what else None


def connections(most: int = MOST, deadlines: Deadlines | None = None) -> type[Connection]:
    """Returns the class of a server's connections, as uvicorn takes it."""

    class Limited(Connection):
        pass

    Limited.most, Limited.deadlines = most, deadlines or Deadlines()
    return Limited
