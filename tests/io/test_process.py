"""What a process beside the set asks of its system, here and on Windows."""

from __future__ import annotations

import signal
import sys
from types import SimpleNamespace
from typing import Any

import pytest

from gesture2midi.io import process
from gesture2midi.io.process import ENDING, TERMINAL, leave_to_the_set, own_program
from gesture2midi.io.sockets import claim
from gesture2midi.io.timer import fine_timer


def test_every_signal_of_a_terminal_is_left_to_the_set(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, Any]] = []
    for number, name in enumerate(ENDING, 100):  # as on a system that has each of them
        monkeypatch.setattr(signal, name, number, raising=False)
    monkeypatch.setattr(process.signal, "signal", lambda number, what: asked.append((number, what)))
    leave_to_the_set()
    assert {number for number, _ in asked} == {getattr(signal, name) for name in TERMINAL}
    assert {what for _, what in asked} == {signal.SIG_IGN}
    leave_to_the_set(ENDING)
    assert {number for number, _ in asked} == {getattr(signal, name) for name in ENDING}


def test_a_bundle_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_program() == [sys.executable, "-m", "gesture2midi"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_program() == [sys.executable]


class Winmm:
    """Windows' multimedia library; `answer` 0 is yes."""

    def __init__(self, answer: int) -> None:
        self.answer = answer
        self.calls: list[str] = []

    def timeBeginPeriod(self, milliseconds: int) -> int:
        self.calls.append(f"begin {milliseconds}")
        return self.answer

    def timeEndPeriod(self, milliseconds: int) -> int:
        self.calls.append(f"end {milliseconds}")
        return 0


def test_the_timer_is_fine_as_long_as_a_set_plays_also_where_it_fails() -> None:
    winmm = Winmm(0)
    with pytest.raises(ZeroDivisionError), fine_timer(winmm):
        assert winmm.calls == ["begin 1"]
        raise ZeroDivisionError
    assert winmm.calls == ["begin 1", "end 1"]


def test_a_timer_that_cannot_be_made_finer_is_left_as_it_is() -> None:
    winmm = Winmm(97)
    with fine_timer(winmm):
        pass
    assert winmm.calls == ["begin 1"]


def test_on_windows_nobody_else_can_have_our_port(monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        options: list[int] = []
        made: Any = SimpleNamespace(type=kind, setsockopt=lambda level, option, value: options.append(option))  # noqa: B023
        claim(made)
        assert options == [-5]


def test_two_sockets_for_datagrams_never_share_a_port() -> None:
    import socket

    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other,
    ):
        claim(one)
        claim(other)
        one.bind(("127.0.0.1", 0))
        with pytest.raises(OSError):
            other.bind(one.getsockname())
