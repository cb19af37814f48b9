"""A clock that would come back to where clocks are listened for is refused, and the reason told."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from gesture2midi.engine.controls import Control
from gesture2midi.io.midi.routing import OfPort
from gesture2midi.session.live import clocks_that_return


def control(clocks: bool, name: str = "clock-1") -> Control:
    return Control(name, None, 5, frozenset(), lambda stage: (), clocks=clocks)


def sink(name: str, port: str = "") -> Any:
    return OfPort(SimpleNamespace(name=name, close=lambda: None, send=lambda messages: None), port)


@pytest.mark.parametrize(
    ("one", "ports", "goes_to", "heard", "returns"),
    [
        (control(True), {}, [sink("Bus 1")], "Bus 1", True),
        (control(True), {}, [sink("Bus 1")], "Bus 2", False),
        (control(True), {}, [sink("Bus 1")], None, False),
        (control(False), {}, [sink("Bus 1")], "Bus 1", False),
        (control(True), {"clock-1": "drums"}, [sink("Bus 1"), sink("Bus 2", "drums")], "Bus 1", False),
        (control(True), {"clock-1": "drums"}, [sink("Bus 1"), sink("Bus 2", "drums")], "Bus 2", True),
    ],
)
def test_only_the_port_that_it_feeds_counts(one, ports, goes_to, heard, returns) -> None:
    mapping: Any = SimpleNamespace(everything=(one,), ports=ports)
    assert clocks_that_return(mapping, goes_to, heard) == ([one.id] if returns else [])
