"""How many programs listen to our own MIDI port, where the system can tell: ALSA and JACK on Linux."""

from __future__ import annotations

import re
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gesture2midi.io.midi.jack_log import hush_jack
from gesture2midi.io.midi.ports import NAMES

LOOK = 1.0
"""Seconds between two looks."""
STALE = 5.0
"""Seconds after which a count is none any more: whoever is asked does not answer."""
_ALSA = Path("/proc/asound/seq/clients")
_PORT = re.compile(r'^\s+Port\s+\d+ : "')
_LONGEST = 1_000_000  # characters of the list of clients


def alsa_listeners(text: str) -> int | None:
    """Returns how many ports are connected to our own in ALSA's list of clients; None where we have none."""
    found: int | None = None
    ours = own_port = False
    for line in text.splitlines():
        if line.startswith("Client "):
            ours, own_port = f'"{NAMES["out"]}"' in line, False
        elif ours and _PORT.match(line):
            own_port = True
            found = found or 0
        elif own_port and line.strip().startswith("Connecting To:"):
            found = (found or 0) + len(line.partition(":")[2].split(","))
    return found


class Listeners:
    """Counts them on a thread of its own, from the first question on: a dead JACK server never answers.

    count: looks once; None where nobody can tell.
    clock: seconds, growing.
    """

    def __init__(
        self, count: Callable[[], int | None] | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._look = count or Counter().count
        self._clock = clock
        self._seen: tuple[int | None, float] = (None, clock())
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()

    @property
    def count(self) -> int | None:
        """How many listen; None where nobody can tell, or not yet."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="listeners", daemon=True)
            self._thread.start()
        seen, at = self._seen
        return seen if self._clock() - at < STALE else None

    def look(self) -> None:
        """Count once."""
        self._seen = self._look(), self._clock()

    def close(self) -> None:
        """Count no more. The thread is not waited for."""
        self._ended.set()

    def _run(self) -> None:
        while not self._ended.is_set():
            self.look()
            self._ended.wait(LOOK)


class Counter:
    """Asks ALSA and JACK; a JACK client is opened once, and left to the end of the process."""

    def __init__(self) -> None:
        self._jack: Any = None
        self._gone = False

    def count(self) -> int | None:
        """Returns how many are connected to our own output port; None where there is none that can tell."""
        if sys.platform != "linux":
            return None
        found = [one for one in (self._in_alsa(), self._in_jack()) if one is not None]
        return sum(found) if found else None

    def _in_alsa(self) -> int | None:
        try:
            with _ALSA.open(encoding="utf-8", errors="replace") as file:
                return alsa_listeners(file.read(_LONGEST))
        except OSError:  # ALSA has no sequencer here
            return None

    def _in_jack(self) -> int | None:
        try:
            import jack
        except (ImportError, OSError):  # there is no JACK on this machine
            return None
        try:
            if self._jack is None or self._gone:
                hush_jack()
                self._jack, self._gone = jack.Client("Gesture2MIDI-ears", no_start_server=True), False
                self._jack.set_shutdown_callback(self._on_shutdown)
            ports = self._jack.get_ports(re.escape(NAMES["out"]) + ":", is_midi=True, is_output=True)
            counts = [len(self._jack.get_all_connections(port)) for port in ports]
        except jack.JackError:
            return None
        return sum(counts) if counts else None

    def _on_shutdown(self, status: object, reason: str) -> None:
        self._gone = True
