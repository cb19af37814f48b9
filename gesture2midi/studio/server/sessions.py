"""Sessions: a signed cookie says who gave the password, and until when."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from gesture2midi.studio.server.page_keys import derived

COOKIE = "gesture2midi"
LASTS = 12 * 3600.0
"""Seconds that a session lasts."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that gave the password.

    until: when the session ends, in seconds of `time.time`. over: set as soon as somebody signs out.
    """

    name: str
    until: float
    over: asyncio.Event = field(default_factory=asyncio.Event)


class Sessions:
    """Signs cookies with the program's secret and the password, so a new password ends all sessions.

    Args:
        lasts: seconds from the password to the end.
        now: the time in seconds; it must go on over a restart of the program.
    """

    def __init__(
        self, key: bytes, password: str, *, lasts: float = LASTS, now: Callable[[], float] = time.time
    ) -> None:
        self._key = derived(key, f"session {password}").encode()
        self._lasts = lasts
        self._now = now
        self._known: dict[str, Session] = {}

    def begin(self) -> str:
        """Returns the value of a new session's cookie."""
        signed = f"{secrets.token_hex(16)}.{int(self._now() + self._lasts)}"
        return f"{signed}.{derived(self._key, signed)}"

    def find(self, cookies: str) -> Session | None:
        """Returns the session that a `Cookie` header names; None without one that still lasts."""
        for part in cookies.split(";"):
            name, _, value = part.strip().partition("=")
            signed, _, mark = value.rpartition(".")
            if name != COOKIE or not hmac.compare_digest(mark.encode(), derived(self._key, signed).encode()):
                continue
            key, _, until = signed.partition(".")
            session = self._known.get(key) or Session(key, float(until))
            if not session.over.is_set() and self.left(session) > 0:
                self._forget()
                return self._known.setdefault(key, session)
        return None

    def left(self, session: Session) -> float:
        """Returns the seconds until a session ends."""
        return session.until - self._now()

    def end(self, session: Session) -> None:
        """Sign a browser out: its cookie is worth nothing any more, and its open pages end."""
        session.over.set()

    def _forget(self) -> None:
        """Drop sessions whose time is over; whoever signed out stays known until then."""
        if any(self.left(session) <= 0 for session in self._known.values()):
            self._known = {key: one for key, one in self._known.items() if self.left(one) > 0}
