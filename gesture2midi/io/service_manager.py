"""Tells systemd how a service is doing, by the protocol of sd_notify(3): datagrams of NAME=VALUE lines."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping
from contextlib import suppress


class ServiceManager:
    """Who started this program as a service; says nothing to anyone where nobody did.

    environment: has NOTIFY_SOCKET, the path of a socket (an abstract one begins with @), and for a watchdog
        WATCHDOG_USEC, with WATCHDOG_PID where that holds for one process alone.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        place = environment.get("NOTIFY_SOCKET", "")
        self._place = f"\0{place[1:]}" if place.startswith("@") else place
        told = environment.get("WATCHDOG_USEC", "")
        ours = environment.get("WATCHDOG_PID") in (None, "", str(os.getpid()))
        self.watchdog = int(told) / 1e6 if ours and told.isdecimal() and int(told) > 0 else None
        """Seconds within which it has to hear of us, or it starts the program again; None is no watchdog."""

    def ready(self, status: str) -> None:
        """Say that the program plays."""
        self._tell(f"READY=1\nSTATUS={_line(status)}")

    def status(self, text: str) -> None:
        """Say in a sentence how it is doing; `systemctl status` shows it."""
        self._tell(f"STATUS={_line(text)}")

    def alive(self) -> None:
        """Reset the watchdog."""
        if self.watchdog is not None:
            self._tell("WATCHDOG=1")

    def stopping(self) -> None:
        """Say that the program is about to end."""
        self._tell("STOPPING=1")

    def _tell(self, text: str) -> None:
        if not self._place or not hasattr(socket, "AF_UNIX"):
            return
        # One that does not listen any more does not hear that either; the music goes on.
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as told:
            told.setblocking(False)
            told.sendto(text.encode(), self._place)


def _line(text: str) -> str:
    return " ".join(text.split())
