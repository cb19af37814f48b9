"""Announced on this computer alone, and found there by another zeroconf."""

from __future__ import annotations

import time

import pytest
from zeroconf import Zeroconf

from gesture2midi.io.osc.mdns import SERVICE, Announcement

PATIENCE = 60


def test_it_is_found_by_its_name_and_its_port() -> None:
    problems: list[str] = []
    announced = Announcement("Gesture2MIDI-test", "127.0.0.1", 9000, problems.append)
    browser = Zeroconf(interfaces=["127.0.0.1"])
    try:
        info, end = None, time.monotonic() + PATIENCE
        while info is None and not problems and time.monotonic() < end:
            info = browser.get_service_info(SERVICE, f"Gesture2MIDI-test.{SERVICE}", timeout=1000)
    finally:
        announced.close()
        browser.close()
    if problems:
        pytest.skip(problems[0])
    assert info is not None
    assert (info.parsed_addresses(), info.port) == (["127.0.0.1"], 9000)


def test_an_address_of_others_is_a_sentence() -> None:
    problems: list[str] = []
    Announcement("Gesture2MIDI-test", "192.0.2.1", 9000, problems.append).close()
    assert len(problems) == 1 and problems[0].startswith("OSCQuery is not announced on the network (")
