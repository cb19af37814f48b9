"""Answers at an address, on a thread beside the set."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from urllib.parse import urlunsplit

import uvicorn
from starlette.types import ASGIApp

from gesture2midi.errors import OutputError
from gesture2midi.io.fault_log import faults_told
from gesture2midi.io.sockets import claim
from gesture2midi.studio.server import request_limits
from gesture2midi.studio.server.address import Address
from gesture2midi.studio.server.connections import connections
from gesture2midi.studio.services.picture_stream import behind_the_music

_SEND_BUFFER = 128 * 1024
"""Bytes that wait for a slow browser: some four pictures, not seconds of them."""
_PATIENCE = 1
"""Seconds that open streams may take to end."""


def listen(address: Address, what: str = "The studio") -> socket.socket:
    """A socket at that address, for what is called so.

    Raises:
        OutputError: another program has it, or it is none of this machine's.
    """
    try:
        family, kind, number, _, place = socket.getaddrinfo(
            address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, number)
        try:
            claim(listener)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
            listener.bind(place)
            listener.listen(64)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise OutputError(
            f"{what} cannot be opened at {address.host} port {address.port} ({error.strerror or error}): "
            "name another with --http-port."
        ) from error
    return listener


class Serving:
    """Answers from `with` on to its end; `url` is where.

    Args:
        say: told in a sentence what goes wrong, from any thread.
        close: called at the end, or where it does not start; streams of answers end then.
        what: what is served, at the beginning of a sentence.

    Raises:
        OutputError: it cannot be served (a certificate that is none, a thread that does not start).
    """

    def __init__(
        self,
        application: ASGIApp,
        address: Address,
        listener: socket.socket,
        say: Callable[[str], None],
        close: Callable[[], None],
        what: str = "The studio's pages",
    ) -> None:
        self.url = url(address, listener.getsockname()[1])
        config = uvicorn.Config(
            application,
            loop="asyncio",
            http=connections(),
            h11_max_incomplete_event_size=request_limits.HEADERS,
            ws="websockets-sansio",
            ws_max_size=request_limits.BODY,
            log_config=None,
            log_level="error",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_PATIENCE,
            ssl_certfile=address.certificate,
            ssl_keyfile=address.key,
        )
        try:
            config.load()
        except (OSError, ValueError) as error:
            raise OutputError(f"The certificate {address.certificate} cannot be used: {error}.") from error
        self._fault = ""
        self._say, self._close, self._what = say, close, what
        self._listener = listener
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="studio", daemon=True)

    def __enter__(self) -> Serving:
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.01)
        if not self._server.started:
            self._close()
            raise OutputError(f"{self._what} cannot be served: {self._fault or 'the server did not start'}.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._close()
        self._thread.join()
        self._listener.close()

    def _run(self) -> None:
        behind_the_music()
        with faults_told(self._say):
            try:
                asyncio.run(self._server.serve(sockets=[self._listener]))
            except (Exception, SystemExit) as error:  # a thread has nobody else to tell
                self._fault = f"{type(error).__name__}: {error}"
                if self._server.started:
                    self._say(f"{self._what} have ended ({self._fault}); the set goes on.")


def url(address: Address, port: int) -> str:
    """Where a browser finds the pages: of a host that stands for all of this machine's, one that it has."""
    host = address.host
    if host in ("0.0.0.0", "::"):
        host = socket.gethostname() if address.certificate else own_address() or socket.gethostname()
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return urlunsplit(("https" if address.certificate else "http", place, "", "", ""))


def own_address() -> str | None:
    """Returns this machine's address in its network; None without a network. Nothing is sent for that."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # a documentation address: only the route to it is looked up
            return str(probe.getsockname()[0])
        except OSError:
            return None
