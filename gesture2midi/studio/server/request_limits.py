"""How much of a request is read, and for how long it may come in."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Message, Receive

HEADERS = 16 * 1024
"""Bytes of a request's first line and headers."""
BODY = 1_000_000
"""Bytes of a request's body; a mapping has some thousand."""
LOGIN = 4 * 1024
"""Bytes of the body of a login."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds that a client has: for the headers, a body, the body of a login, and to read an answer on."""

    headers: float = 10.0
    body: float = 30.0
    login: float = 5.0
    reading: float = 60.0


class Refused(Exception):
    """A request is refused: `why` is the key of its sentence, `status` the HTTP status."""

    def __init__(self, why: str, status: int) -> None:
        super().__init__(why)
        self.why, self.status = why, status


class LimitedBody:
    """Receives a request's body, which has at most so many bytes and comes in within so many seconds.

    `failure` is why it was broken off: an application may make something else of the error.

    Raises:
        Refused: its length is told, and is too much; so does each call as soon as a limit is reached.
    """

    def __init__(self, receive: Receive, headers: Headers, most: int, seconds: float) -> None:
        self._receive = receive
        self._left = most
        self._end = time.monotonic() + seconds
        self._whole = False
        self.gone = False
        self.failure: Refused | None = None
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdecimal() and len(length) < 16 and int(length) <= most):
            raise Refused("large", 413)

    async def __call__(self) -> Message:
        if self.failure is not None:
            raise self.failure
        if self._whole:  # what comes now is that the client went away
            return self._noted(await self._receive())
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._end - time.monotonic()))
        except (asyncio.TimeoutError, TimeoutError):
            self.failure = Refused("slow", 408)
            raise self.failure from None
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            self.failure = Refused("large", 413)
            raise self.failure
        self._whole = not message.get("more_body", False)
        return self._noted(message)

    def _noted(self, message: Message) -> Message:
        self.gone = self.gone or message["type"] == "http.disconnect"
        return message

    async def read(self) -> bytes:
        """Returns the whole body.

        Raises:
            Refused: it reaches a limit, or the client went away.
        """
        body = b""
        while not self._whole:
            body += (await self()).get("body", b"")
        if self.gone:
            raise Refused("slow", 408)
        return body


def headers_are_too_large(headers: Headers, target: bytes) -> bool:
    """Tells whether the first line and the headers have more than `HEADERS` bytes."""
    return len(target) + sum(len(name) + len(value) + 4 for name, value in headers.raw) > HEADERS
