"""OSCQuery: all addresses that are sent and taken, as JSON over HTTP, so that other programs show names.

https://github.com/Vidvox/OSCQueryProposal
"""

from __future__ import annotations

import ipaddress
import json
import re
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import TCPServer
from threading import Thread
from typing import Any, TypeAlias
from urllib.parse import unquote

from gesture2midi.errors import ListenError
from gesture2midi.io.osc.rate_limit import Budget

Value: TypeAlias = float | int | str | bool | None
Json: TypeAlias = dict[str, Any]

NAME = "Gesture2MIDI"
READ, WRITE = 1, 2
_NONE = 0

_ATTRIBUTES = ("FULL_PATH", "CONTENTS", "DESCRIPTION", "ACCESS", "TYPE", "RANGE", "VALUE")
_EXTENSIONS = {"ACCESS": True, "VALUE": True, "RANGE": True, "DESCRIPTION": True, "LISTEN": False}


@dataclass(frozen=True, slots=True)
class Node:
    """One address.

    types: OSC's type tags. access: `READ` where it is sent, `WRITE` where it is taken, or both.
    ranges: of each argument, (lowest, highest), the choices there are, or None.
    values: of each argument, now; None where that is unknown, and nothing at all where it has none.
    """

    address: str
    types: str
    meaning: str
    access: int
    ranges: tuple[tuple[float, float] | Sequence[str] | None, ...] = ()
    values: tuple[Value, ...] | None = None


def tree(nodes: Sequence[Node]) -> Json:
    """The node of `/`, all others within."""
    root: Json = {"FULL_PATH": "/", "ACCESS": _NONE, "CONTENTS": {}}
    for node in nodes:
        here, path = root, ""
        for part in node.address.strip("/").split("/"):
            path += "/" + part
            here = here.setdefault("CONTENTS", {}).setdefault(part, {"FULL_PATH": path, "ACCESS": _NONE})
        here |= {"DESCRIPTION": node.meaning, "ACCESS": node.access, "TYPE": node.types}
        if any(node.ranges):
            here["RANGE"] = [_range(one) for one in node.ranges]
        if node.values is not None:
            here["VALUE"] = [None if value != value else value for value in node.values]
    return root


def _range(of: tuple[float, float] | Sequence[str] | None) -> Json | None:
    if of is None:
        return None
    if isinstance(of[0], str):
        return {"VALS": list(of)}
    return {"MIN": of[0], "MAX": of[1]}


def answer(target: str, nodes: Callable[[], Sequence[Node]], host_info: Json) -> tuple[int, Json | None]:
    """(HTTP status, what to send) for what stands after GET, as `/g2m/right/x?VALUE`."""
    path, _, query = target.partition("?")
    if query == "HOST_INFO":
        return 200, host_info
    if query and query not in _ATTRIBUTES:
        return 400, None
    node = tree(nodes())
    for part in filter(None, unquote(path).split("/")):
        node = node.get("CONTENTS", {}).get(part)
        if node is None:
            return 404, None
    if not query:
        return 200, node
    return (200, {query: node[query]}) if query in node else (204, None)


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


class QueryServer(HTTPServer):
    """Answers on a thread of its own, one request after the other.

    Args:
        host, port: those of the OSC port that it describes; for TCP the same number is another port.
        nodes: asked for at each request, on the server's thread.

    Raises:
        ListenError: the port cannot be had.
    """

    allow_reuse_address = sys.platform != "win32"

    def __init__(self, host: str, port: int, nodes: Callable[[], Sequence[Node]]) -> None:
        self.nodes = nodes
        self.own_name = socket.gethostname()
        self.budget = Budget(20.0, 100.0)
        self.host_info: Json = {
            "NAME": NAME,
            "OSC_PORT": port,
            "OSC_TRANSPORT": "UDP",
            "EXTENSIONS": _EXTENSIONS,
        }
        if not ipaddress.ip_address(host).is_unspecified:  # else it is where the client has found us
            self.host_info["OSC_IP"] = host
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            super().__init__((host, port), _Handler)
        except OSError as error:
            raise ListenError(
                f"OSCQuery cannot answer at {host}:{port} ({error.strerror}): give --osc-in another port."
            ) from error
        self._thread = Thread(target=self.serve_forever, name="oscquery", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        """Answer nobody any more."""
        if self._thread.is_alive():
            self.shutdown()
            self._thread.join()
        self.server_close()

    def server_bind(self) -> None:
        """Without asking the network for this computer's full name, which may take seconds."""
        TCPServer.server_bind(self)
        self.server_name, self.server_port = self.own_name, self.server_address[1]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is nobody's fault; ours still shows."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: QueryServer
    timeout = 2.0

    def do_GET(self) -> None:
        if not is_ours(self.headers.get("Host", "localhost"), self.server.own_name):
            self.send_error(403)
            return
        if self.server.budget.left(time.monotonic()) <= 0:
            self.send_error(429)
            return
        self.server.budget.spend(1)
        status, found = answer(self.path, self.server.nodes, self.server.host_info)
        body = b"" if found is None else json.dumps(found, allow_nan=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the terminal is the player's."""
