"""The tree of addresses as OSCQuery has it, and a server that only answers who may ask."""

from __future__ import annotations

import json
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from gesture2midi.errors import ListenError
from gesture2midi.io.osc.decode import OscMessage, parse
from gesture2midi.io.osc.query_server import MOST, QueryServer, is_ours
from gesture2midi.io.osc.query_tree import READ, WRITE, Node, answer, tree

NODES = (
    Node("/a/pinch", "f", "of a hand", READ, ((0.0, 1.0),), (0.25,)),
    Node("/a/pinch/ring", "f", "of a finger", READ, ((-1, 1),), (math.nan,)),
    Node("/a/mute", "si", "leave out", WRITE, (("bass", "lead"), (0, 1))),
    Node("/panic", "I", "silence", WRITE),
)
INFO = {"NAME": "us"}
PATIENCE = 60


def ask(target: str) -> tuple[int, object]:
    return answer(target, lambda: NODES, INFO)


def test_the_tree_has_every_node_where_it_belongs() -> None:
    root = tree(NODES)
    assert root["FULL_PATH"] == "/" and set(root["CONTENTS"]) == {"a", "panic"}
    pinch = root["CONTENTS"]["a"]["CONTENTS"]["pinch"]
    ring = pinch.pop("CONTENTS")["ring"]
    assert pinch == {
        "FULL_PATH": "/a/pinch",
        "ACCESS": 1,
        "DESCRIPTION": "of a hand",
        "TYPE": "f",
        "RANGE": [{"MIN": 0.0, "MAX": 1.0}],
        "VALUE": [0.25],
    }
    assert ring["VALUE"] == [None]
    mute = root["CONTENTS"]["a"]["CONTENTS"]["mute"]
    assert mute["RANGE"] == [{"VALS": ["bass", "lead"]}, {"MIN": 0, "MAX": 1}]
    assert "VALUE" not in mute
    assert "RANGE" not in root["CONTENTS"]["panic"]


def test_attributes_and_errors_are_those_of_the_proposal() -> None:
    assert ask("/?HOST_INFO") == ask("/a/pinch?HOST_INFO") == (200, INFO)
    assert ask("/a/pinch?VALUE") == (200, {"VALUE": [0.25]})
    assert ask("/a/pinch?TYPE") == (200, {"TYPE": "f"})
    assert ask("/panic?VALUE") == (204, None)
    assert ask("/panic?LISTEN") == (400, None)
    assert ask("/b") == ask("/a/pinch/ring/x") == (404, None)
    assert ask("/a/pinch/")[0] == 200


@given(st.text() | st.text("/?[]a%:#"))
def test_any_target_has_an_answer(target: str) -> None:
    assert answer(target, lambda: NODES, INFO)[0] in (200, 204, 400, 404)


@pytest.mark.parametrize(
    "host", ["127.0.0.1:9000", "[::1]:9000", "192.168.1.5", "localhost:1", "Studio:9", "studio.local"]
)
def test_programs_of_this_network_may_ask(host: str) -> None:
    assert is_ours(host, "Studio")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example:9000", "studio.evil", "", "[", "localhost.evil"]
)
def test_a_page_whose_name_was_pointed_here_may_not(host: str) -> None:
    assert not is_ours(host, "Studio")


@contextmanager
def serving(
    nodes: Callable[[], Sequence[Node]] = lambda: NODES, longest: float = 3600, interval: float = 0.005
) -> Iterator[QueryServer]:
    served = QueryServer("127.0.0.1", 0, nodes, longest=longest, interval=interval)
    served.start()
    try:
        yield served
    finally:
        served.close()
    assert "oscquery" not in [thread.name for thread in threading.enumerate()]


@pytest.fixture
def server() -> Iterator[QueryServer]:
    with serving() as served:
        yield served


def get(server: QueryServer, target: str, **headers: str) -> tuple[int, object]:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=PATIENCE)
    connection.request("GET", target, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    assert response.status >= 400 or response.headers["Content-Type"] == "application/json"
    return response.status, json.loads(body) if response.status == 200 else None


def test_it_is_served_over_http(server: QueryServer) -> None:
    assert get(server, "/") == (200, json.loads(json.dumps(tree(NODES))))
    status, info = get(server, "/?HOST_INFO")
    assert status == 200
    assert info == {
        "NAME": "Gesture2MIDI",
        "OSC_IP": "127.0.0.1",
        "OSC_PORT": 0,
        "OSC_TRANSPORT": "UDP",
        "EXTENSIONS": {"ACCESS": True, "VALUE": True, "RANGE": True, "DESCRIPTION": True, "LISTEN": True},
    }
    assert get(server, "/nothing") == (404, None)
    assert get(server, "/panic?VALUE") == (204, None)


def test_a_foreign_name_is_refused_and_so_is_a_flood(server: QueryServer) -> None:
    assert get(server, "/", Host="evil.example") == (403, None)
    assert get(server, "/")[0] == 200
    server.budget.spend(1e6)
    assert get(server, "/")[0] == 429


def test_clients_that_go_away_or_talk_nonsense_leave_it_answering(server: QueryServer, capfd) -> None:
    for sent in (b"", b"GET", b"\0" * 1000, b"POST / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n"):
        with socket.create_connection(("127.0.0.1", server.server_port), PATIENCE) as client:
            client.sendall(sent)
    assert get(server, "/")[0] == 200
    assert capfd.readouterr() == ("", "")


def test_a_port_that_is_taken_is_a_sentence(server: QueryServer) -> None:
    with pytest.raises(
        ListenError, match=r"OSCQuery cannot answer at 127\.0\.0\.1:\d+ \(.+\): give --osc-in another"
    ):
        QueryServer("127.0.0.1", server.server_port, lambda: NODES)


def test_slow_clients_keep_neither_others_nor_the_end_waiting() -> None:
    with serving() as server:
        place = ("127.0.0.1", server.server_port)
        slow = [socket.create_connection(place, PATIENCE) for _ in range(20)]
        for client in slow:
            client.sendall(b"GET / HTTP/1.1\r\nX")
        assert [get(server, "/")[0] for _ in range(5)] == [200] * 5
    for client in slow:  # the end did not wait for them, and they are closed
        client.settimeout(PATIENCE)
        assert closed(client)


def test_nobody_has_longer_than_the_limit() -> None:
    with serving(longest=0.2) as server:
        for beginning in (b"", b"GET / HTTP/1.1\r\nX"):
            client = socket.create_connection(("127.0.0.1", server.server_port), PATIENCE)
            end = time.monotonic() + PATIENCE
            try:
                client.sendall(beginning)
                while time.monotonic() < end:
                    client.sendall(b"X")
                    time.sleep(0.02)
                pytest.fail("it was let go on")
            except OSError:
                continue


def test_no_more_than_so_many_at_once() -> None:
    with serving() as server:
        clients = [
            socket.create_connection(("127.0.0.1", server.server_port), PATIENCE) for _ in range(MOST + 5)
        ]
        for client in clients[MOST:]:
            assert closed(client)
        for client in clients:
            client.close()


def closed(client: socket.socket) -> bool:
    try:
        return client.recv(100) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil"]
)
def test_a_page_from_elsewhere_neither_reads_nor_listens(server: QueryServer, origin: str) -> None:
    assert get(server, "/", Origin=origin) == (403, None)
    with pytest.raises(InvalidStatus, match="403"), listen(server, origin=origin):
        pass


def test_our_own_page_and_the_address_bar_may(server: QueryServer) -> None:
    own = f"127.0.0.1:{server.server_port}"
    assert get(server, "/", Origin=f"http://{own}")[0] == 200
    assert get(server, "/", **{"Sec-Fetch-Site": "none"})[0] == 200
    assert get(server, "/", **{"Sec-Fetch-Site": "cross-site"}) == (403, None)


@contextmanager
def listen(server: QueryServer, *addresses: str, **options: Any) -> Iterator[ClientConnection]:
    place = f"ws://127.0.0.1:{server.server_port}/"
    with connect(place, open_timeout=PATIENCE, close_timeout=0.1, proxy=None, **options) as client:
        for address in addresses:
            client.send(json.dumps({"COMMAND": "LISTEN", "DATA": address}))
        yield client


def pushed(client: ClientConnection) -> OscMessage:
    data = client.recv(PATIENCE)
    assert isinstance(data, bytes)
    (message,) = parse(data)
    return message


def test_values_are_pushed_as_they_change() -> None:
    values: dict[str, tuple[float | None, ...]] = {"/a": (0.25,), "/b": (1,), "/c": (None,)}
    nodes = lambda: [Node(address, "f", "", READ, values=now) for address, now in values.items()]  # noqa: E731
    with serving(nodes) as server, listen(server, "/a", "/c", "/none") as client:
        assert pushed(client) == OscMessage("/a", (0.25,))
        values["/a"] = (0.5,)
        assert pushed(client) == OscMessage("/a", (0.5,))
        values["/c"] = (0.75,)
        assert pushed(client) == OscMessage("/c", (0.75,))
        client.send(json.dumps({"COMMAND": "IGNORE", "DATA": "/a"}))
        client.send(json.dumps({"COMMAND": "LISTEN", "DATA": "/b"}))
        assert pushed(client) == OscMessage("/b", (1,))
        values |= {"/a": (2.0,), "/b": (3,)}
        assert pushed(client) == OscMessage("/b", (3,))


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[",
        "[" * 4000,
        "1",
        '{"COMMAND": "LISTEN"}',
        '{"COMMAND": ["LISTEN"], "DATA": {"a": 1}}',
        b"\0\xff",
    ],
)
def test_what_is_no_command_is_read_over(server: QueryServer, said: str | bytes) -> None:
    with listen(server) as client:
        client.send(said)
        client.send(json.dumps({"COMMAND": "LISTEN", "DATA": "/a/pinch"}))
        assert pushed(client) == OscMessage("/a/pinch", (0.25,))


def test_a_command_has_a_limit(server: QueryServer) -> None:
    with listen(server) as client:
        client.send("x" * 5000)
        with pytest.raises(ConnectionClosed):
            client.recv(PATIENCE)
    assert get(server, "/")[0] == 200


def test_who_listens_keeps_neither_others_nor_the_end_waiting() -> None:
    count = iter(range(10**9))
    nodes = lambda: [Node("/a", "s", "", READ, values=("x" * 60_000 + str(next(count)),))]  # noqa: E731
    with serving(nodes, longest=0.5) as server:
        # The first reads nothing: its connection is given up in the end, and the other hears on.
        slow = ExitStack()
        slow.enter_context(listen(server, "/a", max_queue=1))
        with listen(server, "/a") as other:
            assert all(other.recv(PATIENCE) for _ in range(300))
    slow.close()
