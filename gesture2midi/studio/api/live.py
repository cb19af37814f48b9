"""Signals and messages as they come, for whoever listens by WebSocket."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from gesture2midi.engine.messages import line
from gesture2midi.session.session import Moment

FASTEST = 60.0
"""Times per second."""
LISTENERS = 16
_WAITING = 2000
"""Messages that wait for a listener; of more the oldest are left out, and their number is told."""


class Stream:
    """A watcher of a session that others listen to."""

    def __init__(self) -> None:
        self._moment: Moment | None = None
        self._listeners: list[_Listener] = []

    def look(self, moment: Moment) -> None:
        """Take in a frame; called on the set's thread."""
        self._moment = moment
        for listener in self._listeners:
            listener.add(moment)

    async def serve(self, socket: WebSocket, rate: float) -> None:
        """Tell a listener what has changed, `rate` times a second, until it goes.

        The first object has all signals. A signal that is unknown is null.
        """
        if len(self._listeners) >= LISTENERS:
            await socket.close(1013, f"There are {LISTENERS} listeners already.")
            return
        await socket.accept()
        listener = _Listener()
        self._listeners.append(listener)
        gone = asyncio.ensure_future(_until_gone(socket))
        try:
            while not gone.done():
                if self._moment is not None and (news := listener.news(self._moment)) is not None:
                    await socket.send_json(news)
                await asyncio.wait({gone}, timeout=1 / rate)
        except (WebSocketDisconnect, RuntimeError):  # it went while it was told something
            return
        finally:
            self._listeners.remove(listener)
            gone.cancel()


class _Listener:
    def __init__(self) -> None:
        self._told: dict[str, float | None] = {}
        self._index = -1
        self._messages: deque[str] = deque(maxlen=_WAITING)
        self._left_out = 0

    def add(self, moment: Moment) -> None:
        for item in moment.messages.items:
            self._left_out += len(self._messages) == _WAITING
            self._messages.append(line(item))

    def news(self, moment: Moment) -> dict[str, Any] | None:
        """What has changed since the last time; None without a new frame."""
        if moment.hands.index == self._index:
            return None
        self._index = moment.hands.index
        now = {name: _said(value) for name, value in moment.gestures.signals.items()}
        changed = {n: v for n, v in now.items() if n not in self._told or self._told[n] != v}
        self._told = now
        messages = [self._messages.popleft() for _ in range(len(self._messages))]
        left_out, self._left_out = self._left_out, 0
        news: dict[str, Any] = {"t": round(moment.hands.t, 4), "signals": changed, "messages": messages}
        return news | ({"left_out": left_out} if left_out else {})


def _said(value: float) -> float | None:
    return round(float(value), 5) if math.isfinite(value) else None


async def _until_gone(socket: WebSocket) -> None:
    """What a listener says is not heard."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass
