"""The password: wrong guesses cost time, and only the address that they come from."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto

from starlette.types import Receive

FREE = 20
"""Wrong guesses of an address after which each further guess waits."""
HELD = 1.0
"""Seconds that the answer to a wrong guess takes."""
LONGEST = 60.0
"""Seconds that a guess waits at the most."""
FORGIVEN = 3600.0
"""Seconds without a wrong guess after which an address begins anew."""
_IN_LINE = 4
"""Guesses of one address that may wait at once."""
_ADDRESSES = 4096
"""Addresses that are remembered; beyond that the one that has been quiet for longest is forgotten."""


class Verdict(Enum):
    """What became of a guess: `BUSY` was not looked at, `GONE` is a browser that did not wait."""

    RIGHT = auto()
    WRONG = auto()
    BUSY = auto()
    GONE = auto()


@dataclass(slots=True)
class _Address:
    failed: int = 0
    last: float = 0.0
    in_line: int = 0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def penalty(self, held: float) -> float:
        """Seconds after the last wrong guess in which no guess is looked at."""
        return 0.0 if self.failed < FREE else min(LONGEST, held * 2.0 ** min(self.failed - FREE + 1, 10))


class Login:
    """Judges guesses of the password.

    The first `FREE` wrong guesses of an address are looked at when they come, and only their answers wait.
    After those, an address gets one guess at a time, and each waits for twice as long as the one before.

    Args:
        held: seconds that the answer to a wrong guess takes; the penalties grow from there.
        now: the time in seconds.
    """

    def __init__(
        self, password: str, *, held: float = HELD, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._password = password.encode("utf-8", "surrogateescape")
        self._held = held
        self._now = now
        self._addresses: dict[str, _Address] = {}

    async def judge(self, guess: str, host: str, receive: Receive) -> Verdict:
        """Returns what a guess is, after the wait that the address has earned.

        host: the address that the guess comes from, as the system writes it.
        receive: tells when the browser has gone; the request's body has been read.
        """
        address = self._address(host)
        if address.failed < FREE:
            if self._right(guess):
                return Verdict.RIGHT
            self._fail(address)
            return Verdict.GONE if await _left(receive, self._held) else Verdict.WRONG
        if address.in_line >= _IN_LINE:
            return Verdict.BUSY
        address.in_line += 1
        try:
            async with address.turn:
                wait = address.last + address.penalty(self._held) - self._now()
                if await _left(receive, max(0.0, wait)):
                    return Verdict.GONE
                if self._right(guess):
                    return Verdict.RIGHT
                self._fail(address)
                return Verdict.WRONG
        finally:
            address.in_line -= 1

    def wait(self, host: str) -> float:
        """Returns the seconds until a guess from an address is looked at."""
        address = self._address(host)
        return max(0.0, address.last + address.penalty(self._held) - self._now())

    def _right(self, guess: str) -> bool:
        return hmac.compare_digest(guess.encode("utf-8", "surrogateescape"), self._password)

    def _fail(self, address: _Address) -> None:
        address.failed += 1
        address.last = self._now()

    def _address(self, host: str) -> _Address:
        name = _network(host)
        found = self._addresses.pop(name, None)
        if found is None or (not found.in_line and self._now() - found.last > FORGIVEN):
            found = _Address()
        self._addresses[name] = found  # the newest stands last
        while len(self._addresses) > _ADDRESSES:
            del self._addresses[next(iter(self._addresses))]
        return found


def _network(host: str) -> str:
    """Returns what counts as one address: of IPv6 the first half, for a machine picks the second at will."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if address.version == 4:
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


async def _left(receive: Receive, seconds: float) -> bool:
    """Wait; returns whether the browser went away meanwhile."""
    gone = asyncio.ensure_future(receive())
    try:
        done, _ = await asyncio.wait({gone}, timeout=seconds)
    finally:
        gone.cancel()
    return bool(done)
