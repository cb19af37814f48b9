"""By which names this program is called: any other in a `Host` is one that was turned to this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable

from gesture2midi.studio.server.address import Address

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class OwnHosts:
    """The loopback's names, and those given.

    Args:
        port: part of every `Host`.
        names: hosts besides the loopback's; any IP address is then one, too, since rebinding needs a name.
    """

    def __init__(self, port: int, names: Iterable[str] = ()) -> None:
        self._port = port
        self._names = frozenset(name.lower() for name in names)

    def __call__(self, host: str) -> bool:
        """Whether a `Host` is one of them."""
        name, colon, port = host.lower().rpartition(":")
        if not colon or port.endswith("]"):
            name, port = host.lower(), "443" if self._port == 443 else "80"
        if port != str(self._port):
            return False
        return name in LOOPBACK or name in self._names or (bool(self._names) and _is_address(name))


def names_of(address: Address) -> tuple[str, ...]:
    """Returns by which names other machines call what is served there; none where they cannot reach it."""
    own = socket.gethostname()
    return (address.host, own, f"{own}.local") if address.open_to_all else ()


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
