"""Ways for landmarks and palm search to share the cores: what a frame waits while a hand is missing.

    python -m studies.sharing             # a minute

One drawn hand of two allowed, 640x480. In step, the search stands before every frame's landmarks, as with
MediaPipe; beside, it has one thread or as many as the landmarks.
"""

from __future__ import annotations

import time
from contextlib import closing

import click
import numpy as np

from benchmarks.clips import FPS, drawn
from gesture2midi.cli.tables import print_table
from gesture2midi.session.latency import machine
from gesture2midi.tracking.litert_tracker import THREADS, LiteRTTracker
from gesture2midi.tracking.model_file import find_model

WAYS = {
    "in step, all threads": {"in_step": True},
    "beside, all threads": {"search_threads": THREADS},
    "beside, one thread": {"search_threads": 1},
    "beside, one thread; landmarks on one": {"search_threads": 1, "threads": 1},
}
WARM = 15


@click.command()
@click.option("--seconds", default=5.0, show_default=True)
def main(seconds: float) -> None:
    """Print what a frame waits, each way, paced at 30 and at 60 frames a second and back to back."""
    model, clip = find_model(None), drawn("medium", 1, seconds=seconds)
    rows = []
    for fps in (FPS, 2 * FPS, 0):
        for way, options in WAYS.items():
            times = []
            with closing(LiteRTTracker(model, 2, **options)) as tracker:
                due = time.perf_counter()
                for frame in clip.frames:
                    if fps:
                        due = max(due + 1 / fps, time.perf_counter())
                        time.sleep(max(0.0, due - time.perf_counter()))
                    start = time.perf_counter()
                    tracker.track(frame)
                    times.append((time.perf_counter() - start) * 1000)
            how = f"{fps} a second" if fps else "back to back"
            rows.append((how, way, *(f"{np.percentile(times[WARM:], part):.1f}" for part in (50, 95, 99))))
    print_table(("paced", "way", "p50", "p95", "p99"), rows, title="Milliseconds a frame", right=(2, 3, 4))
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()
