"""Tells the network by zeroconf (mDNS) that an OSCQuery server is here: `_oscjson._tcp`."""

from __future__ import annotations

import ipaddress
import socket
import sys
from collections.abc import Callable
from threading import Thread

from zeroconf import Error, InterfaceChoice, IPVersion, ServiceInfo, Zeroconf
from zeroconf._engine import AsyncEngine

SERVICE = "_oscjson._tcp.local."
_LOOPBACK, _GROUP, _PORT = "127.0.0.1", "224.0.0.251", 5353
_IP_MULTICAST_ALL = 49
"""Linux: whether a socket hears groups that others have joined; Python has no name for it."""


class Announcement:
    """Made known as `name` until it is closed; a second set gets the name with a number.

    Asking whether the name is free takes over a second, so that is done on a thread of its own.

    Args:
        host: an address of this computer. What is announced of 127.0.0.1 never leaves it, and nothing from
            elsewhere is heard then.
        on_problem: told in a sentence that it is not announced, which still leaves its address.
    """

    def __init__(self, name: str, host: str, port: int, on_problem: Callable[[str], None]) -> None:
        self._on_problem = on_problem
        address = ipaddress.ip_address(host)
        self._addresses = _own_addresses() if address.is_unspecified else [host]
        self._everywhere = address.is_unspecified
        self._local = address.is_loopback
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
            if self._local:
                self._zeroconf = _OnLoopback([_LOOPBACK], ip_version=IPVersion.V4Only)
            else:
                self._zeroconf = Zeroconf(
                    InterfaceChoice.All if self._everywhere else self._addresses, ip_version=self._version
                )
            self._zeroconf.register_service(self._info, allow_name_change=True)
        except (Error, OSError) as error:
            self._on_problem(
                f"OSCQuery is not announced on the network ({error}): other programs need its address."
            )


class _OnLoopback(Zeroconf):
    """Hears what comes over the loopback, and nothing else.

    zeroconf's own socket hears all that is sent to port 5353 from anywhere, whatever interfaces it is told.
    """

    def start(self) -> None:
        open_to_all = self.engine._listen_socket
        if open_to_all is not None:
            open_to_all.close()
        self.engine = AsyncEngine(self, loopback_socket(), self.engine._respond_sockets)
        super().start()


def loopback_socket() -> socket.socket:
    """A socket that hears the group of mDNS on the loopback alone.

    Raises:
        OSError: there is no multicast on the loopback.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform != "win32":
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        if sys.platform == "linux":
            made.setsockopt(socket.IPPROTO_IP, _IP_MULTICAST_ALL, 0)
        # Bound to the group, it takes nothing that is sent to an address; Windows binds to addresses only.
        made.bind((_LOOPBACK if sys.platform == "win32" else _GROUP, _PORT))
        member = socket.inet_aton(_GROUP) + socket.inet_aton(_LOOPBACK)
        made.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
    except OSError:
        made.close()
        raise
    return made


def _own_addresses() -> list[str]:
    """Those of this computer's name; nothing else is known without looking into every network card."""
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET, socket.SOCK_DGRAM)
    return sorted({str(entry[4][0]) for entry in found})
