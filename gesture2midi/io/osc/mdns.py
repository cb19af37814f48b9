"""Tells the network by zeroconf (mDNS) that an OSCQuery server is here: `_oscjson._tcp`."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from threading import Thread

from zeroconf import Error, InterfaceChoice, IPVersion, ServiceInfo, Zeroconf

SERVICE = "_oscjson._tcp.local."


class Announcement:
    """Made known as `name` until it is closed; a second set gets the name with a number.

    Asking whether the name is free takes over a second, so that is done on a thread of its own.

    Args:
        host: an address of this computer; an announcement of 127.0.0.1 never leaves it.
        on_problem: told in a sentence that it is not announced, which still leaves its address.
    """

    def __init__(self, name: str, host: str, port: int, on_problem: Callable[[str], None]) -> None:
        self._on_problem = on_problem
        address = ipaddress.ip_address(host)
        self._addresses = _own_addresses() if address.is_unspecified else [host]
        self._everywhere = address.is_unspecified
        self._version = IPVersion.V6Only if address.version == 6 else IPVersion.V4Only
        self._info = ServiceInfo(
            SERVICE,
            f"{name}.{SERVICE}",
            port=port,
            parsed_addresses=self._addresses,
            server=f"{socket.gethostname().split('.')[0]}-{name.lower()}.local.",
        )
        self._zeroconf: Zeroconf | None = None
        self._thread = Thread(target=self._announce, name="announcement", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Say that it is gone."""
        self._thread.join()
        if self._zeroconf is not None:
            self._zeroconf.close()

    def _announce(self) -> None:
        try:
            self._zeroconf = Zeroconf(
                InterfaceChoice.All if self._everywhere else self._addresses, ip_version=self._version
            )
            self._zeroconf.register_service(self._info, allow_name_change=True)
        except (Error, OSError) as error:
            self._on_problem(
                f"OSCQuery is not announced on the network ({error}): other programs need its address."
            )


def _own_addresses() -> list[str]:
    """Those of this computer's name; nothing else is known without looking into every network card."""
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_DGRAM)
    return sorted({str(entry[4][0]) for entry in found})
