"""How long a message takes to the process that holds the MIDI port.

    python -m benchmarks port_process

Sends one note-on or note-off every five milliseconds, as a set does between two frames, to a port that only
looks at the clock, which on all systems is the same in two processes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np

from gesture2midi.events import Messages, NoteOff, NoteOn
from gesture2midi.io.midi.port_process import KeptPort


class Clocked:
    """Keeps when each message came, and writes it down at the end."""

    name = "clock"

    def __init__(self, log: Path) -> None:
        self._log = log
        self._came: list[float] = []

    def write(self, data: Sequence[bytes]) -> None:
        self._came += [time.perf_counter()] * len(data)

    def close(self) -> None:
        np.savetxt(self._log, self._came, fmt="%.9f")


@click.command()
@click.option("--count", default=4000, show_default=True)
def main(count: int) -> None:
    with TemporaryDirectory() as folder:
        log = Path(folder) / "came"
        port = KeptPort(partial(Clocked, log))
        sent, returned = np.empty(count), np.empty(count)
        for i in range(count):
            kind = NoteOff(0.0, "a", 1, 60) if i % 2 else NoteOn(0.0, "a", 1, 60, 100)
            time.sleep(0.005)
            sent[i] = time.perf_counter()
            port.send(Messages(0.0, (kind,)))
            returned[i] = time.perf_counter()
        port.close()
        came = np.loadtxt(log)[:count]
    for what, took in (("until it has come", came - sent), ("until `send` returns", returned - sent)):
        median, late, worst = 1e3 * np.percentile(took, (50, 99, 100))
        print(f"{what}: median {median:.3f} ms, p99 {late:.3f} ms, worst {worst:.3f} ms")


if __name__ == "__main__":
    main()
