"""The set that nobody watches: its watchdog, its log, and what systemd is told."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import datetime, timezone
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.studio.services.event_log import EventLog
from gesture2midi.studio.services.lookout import SETTLED, Lookout

AT = datetime(2026, 1, 2, 3, 4, 5, 678_000, tzinfo=timezone.utc)


class Manager:
    """Writes down what systemd would be told."""

    watchdog = 30.0

    def __init__(self) -> None:
        self.told: list[str] = []

    def ready(self, status: str) -> None:
        self.told.append("ready")

    def status(self, text: str) -> None:
        self.told.append(text)

    def alive(self) -> None:
        self.told.append("alive")


class Watched:
    """A set, its lookout, and what both of them have said."""

    def __init__(self) -> None:
        self.asked: list[Callable[[], None]] = []
        self.unwell: list[tuple[str, str]] = []
        self.session: Any = SimpleNamespace(mapping=SimpleNamespace(name="Drums"), ask=self.asked.append)
        self.manager: Any = Manager()
        self.written = io.StringIO()
        log = EventLog("text", self.written, lambda: AT)
        self.lookout = Lookout(self.session, lambda: self.unwell, log, self.manager, "http://here")

    def look(self, times: int = 1, *, answers: bool = True) -> None:
        for _ in range(times):
            while answers and self.asked:
                self.asked.pop()()
            self.lookout.look()

    @property
    def events(self) -> list[str]:
        return [line.split(" ", 1)[1] for line in self.written.getvalue().splitlines()]


def test_it_is_ready_when_it_has_answered_and_alive_as_long_as_it_answers() -> None:
    watched = Watched()
    watched.look(5, answers=False)
    assert watched.manager.told == []
    watched.look(3)
    assert watched.manager.told == ["ready", "alive", "alive", "alive"]
    watched.look(100, answers=False)
    assert watched.manager.told.count("alive") == 3
    assert watched.events == ["ready Drums plays; /health and /metrics are at http://here."]


def test_health_is_told_when_it_has_changed_for_good() -> None:
    watched = Watched()
    watched.look(10)
    for index in range(20):  # a camera that stumbles every other second
        watched.unwell = [("camera", "No picture.")] if index % 2 else []
        watched.look()
    assert len(watched.events) == 1
    watched.unwell = [("camera", "No picture has come for 5 s.")]
    watched.look(SETTLED)
    watched.unwell = [("camera", "No picture has come for 8 s."), ("outputs", "No output is left.")]
    watched.look(10)
    watched.unwell = []
    watched.look(10)
    assert watched.events[1:] == [
        "unhealthy No picture has come for 5 s.",
        "unhealthy No picture has come for 8 s. No output is left.",
        "healthy The set plays.",
    ]
    assert "The set plays." in watched.manager.told


def test_another_mapping_is_an_event() -> None:
    watched = Watched()
    watched.look(2)
    watched.session.mapping = SimpleNamespace(name="Theremin")
    watched.look(3)
    assert watched.events[1:] == ["mapping Theremin plays."]


@given(st.text())
def test_an_event_is_one_line_whatever_was_said(text: str) -> None:
    for form in ("text", "json"):
        written = io.StringIO()
        EventLog(form, written, lambda: AT).notice(text)  # type: ignore[arg-type]
        (line,) = written.getvalue().split("\n")[:-1]
        assert "\x1b" not in line and "\r" not in line
        if form == "json":
            told = json.loads(line)
            assert (told["time"], told["event"]) == ("2026-01-02T03:04:05.678+00:00", "notice")
        else:
            assert line.startswith("2026-01-02T03:04:05.678+00:00 notice")


def test_a_log_that_nobody_reads_any_more_ends_nothing() -> None:
    stream = io.StringIO()
    stream.close()
    EventLog("json", stream).notice("All is well.")

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    EventLog("text", Full()).notice("All is well.")
    with pytest.raises(OSError):
        Full().write("x")
