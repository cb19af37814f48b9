"""What systemd hears, on a socket as it opens one."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from gesture2midi.io.service_manager import ServiceManager

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="there is no systemd on Windows")


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "n"))
        listener.settimeout(30)
        yield listener


def heard(listener: socket.socket) -> str:
    return listener.recv(4096).decode()


def test_each_thing_is_a_datagram(manager: socket.socket) -> None:
    told = ServiceManager({"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "30000000"})
    assert told.watchdog == 30.0
    told.ready("Drums\nplays.")
    assert heard(manager) == "READY=1\nSTATUS=Drums plays."
    told.alive()
    assert heard(manager) == "WATCHDOG=1"
    told.status("No picture.")
    assert heard(manager) == "STATUS=No picture."
    told.stopping()
    assert heard(manager) == "STOPPING=1"


@pytest.mark.skipif(sys.platform != "linux", reason="Linux alone has abstract sockets")
def test_an_abstract_socket_has_its_name_after_an_at() -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        name = f"g2m-test-{os.getpid()}"
        listener.bind(f"\0{name}")
        listener.settimeout(30)
        ServiceManager({"NOTIFY_SOCKET": f"@{name}"}).stopping()
        assert heard(listener) == "STOPPING=1"


@pytest.mark.parametrize("told", ["", "0", "-5", "soon", "1e6"])
def test_what_is_no_watchdog_is_none(told: str) -> None:
    assert ServiceManager({"WATCHDOG_USEC": told}).watchdog is None


def test_the_watchdog_of_another_process_is_not_ours() -> None:
    ours, other = str(os.getpid()), str(os.getpid() + 1)
    assert ServiceManager({"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": ours}).watchdog == 5.0
    assert ServiceManager({"WATCHDOG_USEC": "5000000", "WATCHDOG_PID": other}).watchdog is None


def test_without_anyone_or_after_they_have_gone_nothing_happens(tmp_path: Path) -> None:
    for environment in ({}, {"NOTIFY_SOCKET": str(tmp_path / "gone")}, {"NOTIFY_SOCKET": "x" * 500}):
        told = ServiceManager(environment)
        told.ready("Drums plays.")
        told.alive()
        told.stopping()
