"""The tree of addresses as OSCQuery has it, and a server that only answers who may ask."""

from __future__ import annotations

import json
import math
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import ListenError
from gesture2midi.io.osc.query_server import READ, WRITE, Node, QueryServer, answer, is_ours, tree

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


@pytest.fixture
def server() -> Iterator[QueryServer]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served = QueryServer("127.0.0.1", port, lambda: NODES)
    served.start()
    yield served
    served.close()
    assert "oscquery" not in [thread.name for thread in threading.enumerate()]


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
        "OSC_PORT": server.server_port,
        "OSC_TRANSPORT": "UDP",
        "EXTENSIONS": {"ACCESS": True, "VALUE": True, "RANGE": True, "DESCRIPTION": True, "LISTEN": False},
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
