"""A MIDI port that writes what it is told into a file: for processes that a test starts."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gesture2midi.errors import OutputError, UsageError


class LoggedPort:
    name = "logged"

    def __init__(self, log: Path, fails_at: bytes = b"", period: float | None = None) -> None:
        self.period = period
        self._log = log
        self._fails_at = fails_at

    def write(self, data: Sequence[bytes]) -> None:
        for message in data:
            if message == self._fails_at:
                raise OutputError("It has been unplugged")
            self._say(message.hex())

    def close(self) -> None:
        self._say("closed")

    def _say(self, line: str) -> None:
        with self._log.open("a") as log:
            log.write(f"{line}\n")


class GonePort(LoggedPort):
    """One whose server goes while nothing is to be written."""

    def write(self, data: Sequence[bytes]) -> None:
        if not data:
            raise OutputError("Its server has gone")
        super().write(data)


def open_refused() -> LoggedPort:
    raise UsageError("There is no such port")


def open_broken() -> LoggedPort:
    raise SystemExit(3)
