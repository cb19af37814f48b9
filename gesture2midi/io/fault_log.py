"""Faults within libraries that serve others: one sentence on the terminal where they would print pages."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LOGGERS = ("asyncio", "engineio", "nicegui", "socketio", "uvicorn", "websockets", "zeroconf")
_AGAIN = 60.0
"""Seconds after which the same fault is told again."""
WHOLE = "GESTURE2MIDI_TRACEBACKS"
"""The variable that shows faults in full, for whoever looks for their cause."""


class FaultLog(logging.Handler):
    """Tells a fault in a sentence, the same one not again within a minute.

    say: told the sentence, from any thread.
    """

    def __init__(self, say: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        super().__init__(logging.ERROR)
        self._say = say
        self._now = now
        self._told: dict[str, float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        what = f"{type(error).__name__}: {error}" if error is not None else record.getMessage()
        text = (what.strip().splitlines() or ["unknown"])[0][:200]
        now = self._now()
        self._told = {told: t for told, t in self._told.items() if now - t < _AGAIN}
        if text not in self._told and len(self._told) < 10:
            self._told[text] = now
            self._say(
                f"What was asked for from outside met a fault of ours ({text}); {WHOLE}=1 shows it in full."
            )


def _told(logger: logging.Logger) -> bool:
    """Whether somebody tells the faults of this one already."""
    return any(isinstance(handler, FaultLog) for handler in logger.handlers)


@contextmanager
def faults_told(say: Callable[[str], None]) -> Iterator[None]:
    """The libraries tell their faults by `say` alone, and nothing else."""
    if os.environ.get(WHOLE):
        yield
        return
    log = FaultLog(say)
    loggers = [logger for name in _LOGGERS if not _told(logger := logging.getLogger(name))]
    before = [(logger, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(log)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagate in before:
            logger.removeHandler(log)
            logger.propagate = propagate
