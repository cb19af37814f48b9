"""How late a wait ends, as the scheduler waits: with the system's usual timer, and with the set's.

To be run on Windows, where the two differ: `python -m benchmarks timer`. Milliseconds.
"""

from __future__ import annotations

import argparse
import time
from contextlib import nullcontext
from threading import Condition

import numpy as np

from gesture2midi.io.timer import fine_timer


def late(seconds: float, times: int) -> list[float]:
    """Returns by how many ms each of so many waits of `seconds` is too long."""
    changed, found = Condition(), []
    with changed:
        for _ in range(times):
            due = time.perf_counter() + seconds
            while (left := due - time.perf_counter()) > 0:
                changed.wait(left)
            found.append((time.perf_counter() - due) * 1000)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200, help="waits of each length")
    times = parser.parse_args().times
    for name, timer in (("usual", nullcontext), ("playing", fine_timer)):
        with timer():
            for milliseconds in (1, 3, 10, 20):
                p50, p99 = np.percentile(late(milliseconds / 1000, times), (50, 99))
                print(f"{name:8} wait of {milliseconds:2} ms: p50 {p50:.2f}, p99 {p99:.2f} late")


if __name__ == "__main__":
    main()
