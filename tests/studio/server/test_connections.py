"""Clients that are slow, silent, too many or malformed, on real sockets."""

from __future__ import annotations

import http.client
import socket
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from gesture2midi.studio.server import request_limits
from gesture2midi.studio.server.connections import connections
from gesture2midi.studio.server.guard import Guard
from gesture2midi.studio.server.login import Login
from gesture2midi.studio.server.request_limits import Deadlines

KEY, PASSWORD = b"a key", "late show"
PATIENCE = 60.0
QUICK = Deadlines(headers=0.2, body=0.2, login=0.2, reading=0.2)
NEVER = Deadlines(headers=3600, body=3600, login=3600, reading=3600)


async def echo(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"{len(await request.body())} bytes")


async def much(request: Request) -> PlainTextResponse:
    return PlainTextResponse("x" * 30_000_000)


@contextmanager
def serving(deadlines: Deadlines, *, most: int = 100, password: str | None = None) -> Iterator[int]:
    """A server with the studio's limits; gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    app = Starlette(routes=[Route("/", echo, methods=["GET", "POST"]), Route("/much", much)])
    login = None if password is None else Login(password, held=0.01)
    guard = Guard(app, port=port, key=KEY, password=password, login=login, deadlines=deadlines)
    config = uvicorn.Config(
        guard,
        http=connections(most, deadlines),
        h11_max_incomplete_event_size=request_limits.HEADERS,
        log_config=None,
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: server.run([listener]), daemon=True)
    thread.start()
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        listener.close()
        assert not thread.is_alive()


def connect(port: int, said: bytes = b"") -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    client.sendall(said)
    return client


def heard(client: socket.socket, end: bytes | None = None) -> bytes:
    """All that comes until the server closes, or until `end` has come."""
    found = b""
    try:
        while (end is None or end not in found) and (data := client.recv(65536)):
            found += data
    except ConnectionResetError:
        return found
    return found


def drip(client: socket.socket, byte: bytes) -> None:
    """Send a byte now and then, until the server has closed."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            client.sendall(byte)
        except OSError:
            return
        time.sleep(0.02)
    pytest.fail("the server let it go on")


def get(port: int, path: str = "/") -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    client.request("GET", path)
    status = client.getresponse().status
    client.close()
    return status


def log_in(port: int, password: str) -> int:
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    client.request("POST", "/login", urllib.parse.urlencode({"password": password}))
    status = client.getresponse().status
    client.close()
    return status


def post(port: int, path: str = "/", length: int = 100, said: str = "x") -> bytes:
    """The beginning of a request with a body."""
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n\r\n{said}".encode()
    )


@pytest.mark.parametrize("said", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nX-A: "])
def test_who_does_not_finish_the_headers_is_closed(said: bytes) -> None:
    with serving(QUICK) as port:
        assert heard(connect(port, said)) == b""


def test_headers_that_drip_do_not_move_the_deadline() -> None:
    with serving(QUICK) as port:
        drip(connect(port, b"GET / HTTP/1.1\r\nX-A: "), b"x")


def test_the_next_request_on_a_connection_has_a_deadline_as_well() -> None:
    with serving(QUICK) as port:
        answer = b""
        while b"0 bytes" not in answer:  # on a busy machine even this client may be late
            client = connect(port, f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
            answer = heard(client, b"0 bytes")
        drip(client, b"G")


def test_who_does_not_finish_the_body_is_told_and_closed() -> None:
    with serving(replace(NEVER, body=0.2)) as port:
        assert heard(connect(port, post(port))).startswith(b"HTTP/1.1 408")


def test_a_slow_login_is_told_and_keeps_nobody_out() -> None:
    with serving(NEVER, password=PASSWORD) as port:
        slow = [connect(port, post(port, "/login", said="pass")) for _ in range(20)]
        assert log_in(port, "guess") == 401
        assert log_in(port, PASSWORD) == 303
        for client in slow:
            client.close()
    with serving(replace(NEVER, login=0.2), password=PASSWORD) as port:
        assert heard(connect(port, post(port, "/login", said="pass"))).startswith(b"HTTP/1.1 408")


@pytest.mark.parametrize("said", [b"", b"GET / HTTP/1.1\r\nX-A: "])
def test_silent_clients_make_room(said: bytes) -> None:
    with serving(NEVER, most=10) as port:
        silent = [connect(port, said) for _ in range(30)]
        assert get(port) == 200
        assert heard(silent[0]) == b""
        for client in silent:
            client.close()


def test_requests_without_their_body_make_room() -> None:
    with serving(NEVER, most=10) as port:
        slow = [connect(port, post(port)) for _ in range(30)]
        assert get(port) == 200
        for client in slow:
            client.close()


def test_who_does_not_read_the_answer_is_closed() -> None:
    with serving(replace(NEVER, reading=0.2)) as port:
        client = connect(port, f"GET /much HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n".encode())
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:  # nothing is read; once the server has closed, writing fails
            try:
                client.sendall(b"\r\n")
            except OSError:
                break
            time.sleep(0.02)
        else:
            pytest.fail("the server waits for it")
        assert len(heard(client)) < 30_000_000


@pytest.mark.parametrize("chunk", [100, 60_000])
def test_an_upload_in_pieces_that_is_too_large_is_told_so(chunk: int) -> None:
    with serving(NEVER) as port:
        client = connect(
            port, f"POST / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        )
        piece = f"{chunk:x}\r\n{'x' * chunk}\r\n".encode()
        for _ in range(request_limits.BODY // chunk + 2):
            client.sendall(piece)
        assert client.recv(65536).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "said",
    [
        b"GET / HTTP/1.1\r\n" + b"X-A: y\r\n" * 10_000 + b"\r\n",
        b"GET /" + b"y" * 40_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ],
)
def test_headers_beyond_the_limit_are_refused(said: bytes) -> None:
    with serving(NEVER) as port:
        client = connect(port)
        try:
            client.sendall(said)
        except OSError:
            return
        assert heard(client)[9:12] in (b"400", b"431", b"")  # nothing where the system has reset it


@pytest.mark.parametrize(
    "said",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0" * 5000,
        b"GET /\x1b[31m HTTP/1.1\r\n\r\n",
        b"GET /\xff\xfe HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffffffff\r\n",
        b"GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\n",
    ],
)
def test_what_is_no_request_leaves_the_next_alone(said: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with serving(NEVER) as port:
        client = connect(port, said)
        client.shutdown(socket.SHUT_WR)
        heard(client)
        assert get(port) == 200
    assert not [record for record in caplog.records if record.exc_info]
