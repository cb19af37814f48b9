"""A real port: what comes is handed on, and a flood costs neither memory nor the set."""

from __future__ import annotations

import gc
import random
import socket
import struct
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from gesture2midi.errors import ListenError
from gesture2midi.io.osc.decode import OscMessage
from gesture2midi.io.osc.server import UdpListener

PATIENCE = 60


def until(arrived: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not arrived():
        assert time.monotonic() < end
        time.sleep(0.005)


@contextmanager
def listening() -> Iterator[tuple[UdpListener, list[OscMessage], socket.socket]]:
    found: list[OscMessage] = []
    listener = UdpListener("127.0.0.1", 0, lambda message, sender: found.append(message))
    listener.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.connect(("127.0.0.1", listener.port))
        yield listener, found, sender
    listener.close()


def test_messages_are_handed_on_in_order_and_rubbish_is_counted() -> None:
    with listening() as (listener, found, sender):
        sender.send(b"/a\0\0")
        sender.send(b"rubbish")
        sender.send(b"/b\0\0,i\0\0\0\0\0\7")
        until(lambda: len(found) == 2)
        assert found == [OscMessage("/a", ()), OscMessage("/b", (7,))]
        assert listener.ignored == 1


def test_a_sender_is_answered_at_its_own_port() -> None:
    listener = UdpListener("127.0.0.1", 0, lambda message, sender: listener.answer(b"/ok\0,\0\0\0", sender))
    listener.start()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.settimeout(PATIENCE)
        sender.sendto(b"/a\0\0", ("127.0.0.1", listener.port))
        data, answered_by = sender.recvfrom(100)
    listener.close()
    assert data == b"/ok\0,\0\0\0" and answered_by[1] == listener.port


def test_a_sender_that_is_gone_is_no_fault() -> None:
    listener = UdpListener("127.0.0.1", 0, lambda message, sender: None)
    for _ in range(3):
        listener.answer(b"/ok\0", ("127.0.0.1", 9))
    listener.answer(b"/ok\0", ("255.255.255.255", 9))
    assert listener.unanswered == 1
    listener.close()


def test_closing_ends_the_thread_and_frees_the_port() -> None:
    with listening() as (listener, _, _):
        port = listener.port
    assert "osc in" not in [thread.name for thread in threading.enumerate()]
    again = UdpListener("127.0.0.1", port, lambda message, sender: None)
    again.close()


def test_a_port_that_is_taken_and_a_host_that_is_not_ours_are_sentences() -> None:
    listener = UdpListener("localhost", 0, lambda message, sender: None)
    with pytest.raises(ListenError, match=rf"at 127\.0\.0\.1:{listener.port} \(.+\): take another place"):
        UdpListener("127.0.0.1", listener.port, lambda message, sender: None)
    listener.close()
    with pytest.raises(ListenError, match=r"take an address of this machine"):
        UdpListener("no-such-host.invalid", 9000, lambda message, sender: None)
    with pytest.raises(ListenError, match=r"at 192\.0\.2\.1:9000"):
        UdpListener("192.0.2.1", 9000, lambda message, sender: None)


def flood() -> list[bytes]:
    """Datagrams of every bad kind: random, cut, huge, nested, of many messages."""
    chance = random.Random(7)
    nested = b"/a\0\0"
    for _ in range(100):
        nested = b"#bundle\0" + bytes(8) + struct.pack(">i", len(nested)) + nested
    return [
        *(chance.randbytes(chance.randrange(200)) for _ in range(50)),
        b"/g2m/scene\0\0,s\0\0",
        nested,
        b"/" + bytes(9000),
        b"#bundle\0" + bytes(8) + (struct.pack(">i", 4) + b"/a\0\0") * 1000,
    ]


def test_a_flood_of_rubbish_hands_on_nothing_and_takes_no_memory() -> None:
    with listening() as (listener, found, sender):
        datagrams = flood()

        def send(count: int) -> None:
            for i in range(count):
                sender.send(datagrams[i % len(datagrams)])

        send(500)
        until(lambda: listener.ignored > 0)
        gc.collect()
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        send(20_000)
        sender.send(b"/end")
        until(lambda: sender.send(b"/end\0\0\0\0") > 0 and len(found) > 0)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert {message.address for message in found} == {"/end"}
        assert grown < 200_000
        assert listener.ignored < 20_000
