"""A UDP port that is heard on a thread of its own, and for OSC never faster than one can play."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Callable
from threading import Thread
from typing import TypeAlias

from gesture2midi.errors import ListenError
from gesture2midi.io.osc.decode import Malformed, OscMessage, parse
from gesture2midi.io.osc.rate_limit import Budget
from gesture2midi.io.sockets import claim

Sender: TypeAlias = tuple[object, ...]
"""Host and port of who has sent something, as the system gives them."""

PER_SECOND = 2000.0
"""Messages that are read; ten sensors say a hundred values a second each."""
_BURST = 500.0
_LONGEST = 65_535  # of a datagram
_PAUSE = 0.02


class UdpPort:
    """Hands on every datagram that comes, until it is closed; `unanswered` counts answers that were not sent.

    `host` and `port` are the address that was found for what was asked for.

    Args:
        on_data: called on the port's own thread; it must not raise.

    Raises:
        ListenError: the port cannot be had.
    """

    host: str
    port: int

    def __init__(self, host: str, port: int, on_data: Callable[[bytes, Sender], None]) -> None:
        self.unanswered = 0
        self._on_data = on_data
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_DGRAM)
            # "localhost" is often ::1 first, but most programs send to 127.0.0.1 alone.
            family, kind, protocol, _, address = min(found, key=lambda f: f[0] != socket.AF_INET)
            self._socket = socket.socket(family, kind, protocol)
        except (OSError, UnicodeError) as error:
            raise ListenError(
                f"OSC cannot be listened for at {host}: take an address of this machine, or leave it out."
            ) from error
        try:
            claim(self._socket)
            self._socket.bind(address)
        except OSError as error:
            self._socket.close()
            raise ListenError(
                f"OSC cannot be listened for at {host}:{port} ({error.strerror}): take another place."
            ) from error
        self.host, self.port = self._socket.getsockname()[:2]
        self._socket.setblocking(False)
        self._wake, self._woken = socket.socketpair()
        self._thread = Thread(target=self._run, name="osc in", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def answer(self, data: bytes, sender: Sender) -> None:
        """Send a datagram from this port; one that the system does not take is lost."""
        try:
            self._socket.sendto(data, sender)
        except OSError:
            self.unanswered += 1

    def close(self) -> None:
        """Hand nothing on any more."""
        self._wake.close()
        if self._thread.is_alive():
            self._thread.join()
        self._woken.close()
        self._socket.close()

    def _run(self) -> None:
        while self._woken not in select.select([self._socket, self._woken], [], [])[0]:
            try:
                data, sender = self._socket.recvfrom(_LONGEST)
            except OSError:  # an answer before found nobody: Windows tells it here
                continue
            self._on_data(data, sender)


class UdpListener(UdpPort):
    """Hands on every OSC message that comes.

    What comes faster waits in the system, which throws away what it has no room for. `ignored` counts the
    datagrams that were no OSC.

    Args:
        on_message: called on the listener's thread; it must not raise.

    Raises:
        ListenError: the port cannot be had.
    """

    def __init__(self, host: str, port: int, on_message: Callable[[OscMessage, Sender], None]) -> None:
        super().__init__(host, port, self._hear)
        self.ignored = 0
        self._on_message = on_message
        self._budget = Budget(PER_SECOND, _BURST)

    def _hear(self, data: bytes, sender: Sender) -> None:
        try:
            messages = parse(data)
        except Malformed:
            self.ignored += 1
            messages = []
        for message in messages:
            self._on_message(message, sender)
        # A datagram costs, and so does each message in it.
        self._budget.spend(1 + len(messages))
        while self._budget.left(time.monotonic()) <= 0:
            if select.select([self._woken], [], [], _PAUSE)[0]:
                return
