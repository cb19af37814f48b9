"""A port that is ours alone, and free again as soon as we are gone."""

from __future__ import annotations

import socket
import sys


def claim(made: socket.socket) -> None:
    """Set the options of a socket that is to be bound to a port of its own.

    On Windows SO_REUSEADDR would let two programs have one port, and without SO_EXCLUSIVEADDRUSE another
    could take it from us by that. Elsewhere it only lets a TCP port be had again at once; two sockets for
    datagrams would share theirs.
    """
    if sys.platform == "win32":
        made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    elif made.type == socket.SOCK_STREAM:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
