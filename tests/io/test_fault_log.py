"""Faults within libraries become one sentence."""

from __future__ import annotations

import logging

import pytest

from gesture2midi.io.fault_log import WHOLE, FaultLog, faults_told


def fail(name: str, what: str = "no such thing") -> None:
    try:
        raise KeyError(what)
    except KeyError:
        logging.getLogger(name).exception("a page of text")


@pytest.mark.parametrize("name", ["asyncio", "nicegui", "uvicorn.error", "socketio.server", "zeroconf"])
def test_a_fault_is_a_sentence_and_no_traceback(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    with faults_told(said.append), faults_told(said.append):
        fail(name)
        logging.getLogger(name).warning("http://127.0.0.1/\x1b[31m not found")
    (sentence,) = said
    assert "KeyError: 'no such thing'" in sentence and "\n" not in sentence
    assert capsys.readouterr() == ("", "")
    assert not [h for h in logging.getLogger(name).handlers if isinstance(h, FaultLog)]


def test_the_same_fault_is_told_once_a_minute() -> None:
    said: list[str] = []
    now = [0.0]
    log = FaultLog(said.append, lambda: now[0])
    record = logging.LogRecord("asyncio", logging.ERROR, "", 0, "broken", None, None)
    for now[0] in (0.0, 30.0, 59.0, 61.0):
        log.emit(record)
    assert len(said) == 2


def test_all_faults_together_are_bounded() -> None:
    said: list[str] = []
    log = FaultLog(said.append, lambda: 0.0)
    for number in range(1000):
        log.emit(logging.LogRecord("asyncio", logging.ERROR, "", 0, f"broken {number}\n more", None, None))
    assert len(said) == 10


def test_they_can_be_seen_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WHOLE, "1")
    said: list[str] = []
    with faults_told(said.append):
        fail("nicegui")
    assert said == []
