"""Announced on this computer alone, and found there by another zeroconf."""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from zeroconf import Zeroconf

from gesture2midi.io.osc.mdns import SERVICE, Announcement, loopback_socket

PATIENCE = 60
NAME = f"Gesture2MIDI-test-{os.getpid()}"


def test_it_is_found_by_its_name_and_its_port() -> None:
    problems: list[str] = []
    announced = Announcement(NAME, "127.0.0.1", 9000, problems.append)
    browser = Zeroconf(interfaces=["127.0.0.1"])
    try:
        info, end = None, time.monotonic() + PATIENCE
        while info is None and not problems and time.monotonic() < end:
            info = browser.get_service_info(SERVICE, f"{NAME}.{SERVICE}", timeout=1000)
    finally:
        announced.close()
        browser.close()
    if problems:
        pytest.skip(problems[0])
    assert info is not None
    assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], 9000)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc says what is listened to on Linux alone")
def test_nothing_of_it_is_open_to_others() -> None:
    others = own_sockets()
    problems: list[str] = []
    announced = Announcement(NAME, "127.0.0.1", 9000, problems.append)
    try:
        end = time.monotonic() + PATIENCE
        while len(found := own_sockets() - others) < 2 and not problems and time.monotonic() < end:
            time.sleep(0.01)
        announced._thread.join()
        found = own_sockets() - others
    finally:
        announced.close()
    if problems:
        pytest.skip(problems[0])
    assert {address for address, _ in found} == {"127.0.0.1", "224.0.0.251"}


def own_sockets() -> set[tuple[str, str]]:
    """The addresses of this process's UDP sockets on port 5353, each with its inode."""
    own = set()
    for handle in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            own.add(str(handle.readlink()))
    found = set()
    for line in Path("/proc/net/udp").read_text(encoding="ascii").splitlines()[1:]:
        fields = line.split()
        address, port = fields[1].split(":")
        if int(port, 16) == 5353 and f"socket:[{fields[9]}]" in own:
            found.add((socket.inet_ntoa(bytes.fromhex(address)[::-1]), fields[9]))
    return found


@pytest.mark.skipif(sys.platform == "win32", reason="there the socket is bound to the loopback's own address")
def test_a_datagram_to_an_address_is_not_heard() -> None:
    try:
        heard = loopback_socket()
    except OSError as error:
        pytest.skip(f"no multicast on the loopback: {error}")
    with heard, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        heard.settimeout(PATIENCE)
        sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton("127.0.0.1"))
        sender.sendto(b"to an address", ("127.0.0.1", 5353))
        sender.sendto(b"to the group", ("224.0.0.251", 5353))
        while (data := heard.recv(9000)) not in (b"to an address", b"to the group"):
            pass  # somebody else's mDNS
        assert data == b"to the group"


def test_an_address_of_others_is_a_sentence() -> None:
    problems: list[str] = []
    Announcement(NAME, "192.0.2.1", 9000, problems.append).close()
    assert len(problems) == 1 and problems[0].startswith("OSCQuery is not announced on the network (")
