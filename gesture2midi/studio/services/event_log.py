"""What happens to a set that nobody watches, one line an event."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timezone
from typing import Literal, TextIO, TypeAlias

from gesture2midi.errors import printable

Event: TypeAlias = Literal["ready", "notice", "unhealthy", "healthy", "mapping", "ended"]
Form: TypeAlias = Literal["text", "json"]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class EventLog:
    """Writes events; from any thread.

    form: `text`: the time in UTC, the event, what happened. `json`: an object with `time`, `event`, `text`.
    """

    def __init__(self, form: Form, stream: TextIO, now: Callable[[], datetime] = _now) -> None:
        self._form, self._stream, self._now = form, stream, now
        self._lock = threading.Lock()

    def write(self, event: Event, text: str) -> None:
        """Write a line; where nobody takes it any more, nothing happens."""
        at = self._now().isoformat(timespec="milliseconds")
        told = printable(" ".join(text.split()))
        if self._form == "json":
            line = json.dumps({"time": at, "event": event, "text": told}, ensure_ascii=False)
        else:
            line = f"{at} {event} {told}"
        with self._lock, suppress(OSError, ValueError):  # ValueError: the stream is closed
            self._stream.write(f"{line}\n")
            self._stream.flush()

    def notice(self, text: str) -> None:
        """Write what the player would be told."""
        self.write("notice", text)
