"""OSCQuery: all addresses that are sent and taken, as JSON over HTTP, and values as they change by WebSocket.

https://github.com/Vidvox/OSCQueryProposal
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
import logging
import re
import socket
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from threading import Thread

from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from gesture2midi.errors import ListenError
from gesture2midi.io.osc.encode import encode
from gesture2midi.io.osc.query_tree import Json, Node, Value, answer
from gesture2midi.io.osc.rate_limit import Budget
from gesture2midi.io.sockets import claim

NAME = "Gesture2MIDI"
_EXTENSIONS = {"ACCESS": True, "VALUE": True, "RANGE": True, "DESCRIPTION": True, "LISTEN": True}
LONGEST = 2.0
"""Seconds that a client has for its request and our answer, and to take a value that it listens to."""
MOST = 100
"""Connections at once."""
_INTERVAL = 0.05
"""Seconds between two looks at the values that somebody listens to."""
_COMMAND = 4096
"""Bytes of a command by WebSocket."""


def is_ours(host: str, own_name: str) -> bool:
    """Whether a Host header is one that a program on this network uses.

    A web page whose name was pointed at this computer (DNS rebinding) brings that name along.
    """
    name = re.sub(r":\d+$", "", host).lower()
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return name in ("localhost", own_name.lower(), f"{own_name.lower()}.local")
    return True


def is_own_page(headers: Headers) -> bool:
    """Whether no web page from elsewhere asks: a browser says where a page is from, a program does not."""
    origins = headers.get_all("Origin")
    if any(origin.partition("://")[2].lower() != headers.get("Host", "").lower() for origin in origins):
        return False
    return all(site in ("none", "same-origin") for site in headers.get_all("Sec-Fetch-Site"))


@dataclass(slots=True, eq=False)
class _Listener:
    """A client that listens: the addresses, each with the values that it was sent last."""

    sent: dict[str, tuple[Value, ...] | None] = field(default_factory=dict)

    def obey(self, message: str | bytes, known: Callable[[], Sequence[Node]]) -> None:
        """Do what a message asks for; what is no command of OSCQuery is read over."""
        try:
            asked = json.loads(message)
        except (ValueError, RecursionError):
            return
        command, address = (
            (asked.get("COMMAND"), asked.get("DATA")) if isinstance(asked, dict) else (None, None)
        )
        if command == "LISTEN" and any(node.address == address for node in known()):
            self.sent.setdefault(str(address), None)
        elif command == "IGNORE":
            self.sent.pop(str(address), None)

    def due(self, nodes: Sequence[Node]) -> list[bytes]:
        """Returns the OSC messages of what has changed and is known."""
        found = []
        for node in nodes:
            if node.address not in self.sent or node.values is None or node.values == self.sent[node.address]:
                continue
            values = tuple(value for value in node.values if value is not None)
            packet = encode(node.address, values) if len(values) == len(node.values) else None
            if packet is not None:  # None stands for a level of a hand that is not seen
                self.sent[node.address] = node.values
                found.append(packet)
        return found


class QueryServer:
    """Answers on a thread of its own; no client waits for another.

    Args:
        host, port: those of the OSC port that it describes; for TCP the same number is another port.
        nodes: asked for at each request, on the server's thread.
        longest: seconds that a client has for its request and our answer.
        interval: seconds between two looks at the values that somebody listens to.

    Raises:
        ListenError: the port cannot be had.
    """

    def __init__(
        self,
        host: str,
        port: int,
        nodes: Callable[[], Sequence[Node]],
        *,
        longest: float = LONGEST,
        interval: float = _INTERVAL,
    ) -> None:
        self.nodes = nodes
        self.own_name = socket.gethostname()
        self.budget = Budget(20.0, 100.0)
        self._longest, self._interval = longest, interval
        self.host_info: Json = {
            "NAME": NAME,
            "OSC_PORT": port,
            "OSC_TRANSPORT": "UDP",
            "EXTENSIONS": _EXTENSIONS,
        }
        if not ipaddress.ip_address(host).is_unspecified:  # else it is where the client has found us
            self.host_info["OSC_IP"] = host
        try:
            self._socket = _bound(host, port)
        except OSError as error:
            raise ListenError(
                f"OSCQuery cannot answer at {host}:{port} ({error.strerror}): give --osc-in another port."
            ) from error
        self.server_port: int = self._socket.getsockname()[1]
        self._open: set[ServerConnection] = set()
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()
        self._thread = Thread(target=self._run, name="oscquery", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more, at once."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._ending.set)
            self._thread.join()
        self._socket.close()
        self._loop.close()

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())

    async def _serve(self) -> None:
        quiet = logging.getLogger("gesture2midi.oscquery")
        quiet.disabled = True  # a client that went away or talked nonsense is nobody's fault
        async with serve(
            self._talk,
            sock=self._socket,
            create_connection=_counted(self._open),
            process_request=self._answer,
            open_timeout=self._longest,
            close_timeout=self._longest,
            max_size=_COMMAND,
            max_queue=4,
            compression=None,
            server_header=None,
            logger=quiet,
        ):
            await self._ending.wait()
            for connection in (*self._open,):  # nobody is waited for
                connection.transport.abort()

    def _answer(self, connection: ServerConnection, request: Request) -> Response | None:
        """What a request gets; None lets a WebSocket begin."""
        hosts = request.headers.get_all("Host")
        if len(hosts) > 1 or not is_ours((hosts or ["localhost"])[0], self.own_name):
            return _response(403)
        if not is_own_page(request.headers):
            return _response(403)
        if self.budget.left(time.monotonic()) <= 0:
            return _response(429)
        self.budget.spend(1)
        if request.headers.get("Upgrade", "").lower() == "websocket":
            return None
        return _response(*answer(request.path, self.nodes, self.host_info))

    async def _talk(self, client: ServerConnection) -> None:
        """Send a client what it listens to, until it goes."""
        listener = _Listener()
        pushing = asyncio.ensure_future(self._push(client, listener))
        try:
            async for message in client:
                listener.obey(message, self.nodes)
        except ConnectionClosed:
            return
        finally:
            pushing.cancel()

    async def _push(self, client: ServerConnection, listener: _Listener) -> None:
        while True:
            if listener.sent:
                for packet in listener.due(self.nodes()):
                    try:
                        await asyncio.wait_for(client.send(packet), self._longest)
                    except (asyncio.TimeoutError, TimeoutError, ConnectionClosed):
                        client.transport.abort()
                        return
            await asyncio.sleep(self._interval)


def _counted(connections: set[ServerConnection]) -> type[ServerConnection]:
    """A class of connections that are in this set while they last; a full set takes no more."""

    class Counted(ServerConnection):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            super().connection_made(transport)
            if len(connections) >= MOST:
                self.transport.abort()
            connections.add(self)

        def connection_lost(self, exc: Exception | None) -> None:
            connections.discard(self)
            super().connection_lost(exc)

    return Counted


def _response(status: int, found: Json | None = None) -> Response:
    body = b"" if found is None else json.dumps(found, allow_nan=False).encode()
    headers = Headers(
        [
            ("Date", formatdate(usegmt=True)),
            ("Connection", "close"),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
        ]
    )
    return Response(status, HTTPStatus(status).phrase, headers, body)


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens there."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        claim(made)
        made.bind((host, port))
        made.listen(MOST)
    except OSError:
        made.close()
        raise
    return made
