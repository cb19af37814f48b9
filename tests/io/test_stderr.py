"""What C libraries write to the terminal is kept from it, also where several threads want that at once."""

from __future__ import annotations

import os

import pytest

from gesture2midi.io.stderr import quiet


def test_the_last_one_who_wants_quiet_turns_the_terminal_back(capfd: pytest.CaptureFixture[str]) -> None:
    first, second = quiet(), quiet()
    os.write(2, b"before ")
    first.__enter__()
    os.write(2, b"one ")
    second.__enter__()
    first.__exit__(None, None, None)
    os.write(2, b"still one ")
    second.__exit__(None, None, None)
    os.write(2, b"after")
    assert capfd.readouterr().err == "before after"


def test_a_program_without_a_terminal_is_quiet_already(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(number: int) -> int:
        raise OSError("Bad file descriptor")

    monkeypatch.setattr(os, "dup", closed)
    with quiet():
        pass
    monkeypatch.undo()
    with quiet():
        pass
