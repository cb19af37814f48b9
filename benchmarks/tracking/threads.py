"""Whether a frame is tracked sooner where threads are held to cores, in pairs before a pretended camera.

    python -m benchmarks threads                    # two minutes; Linux, two cores or more
    python -m benchmarks threads --seconds 300

A film that was decoded beforehand comes as from a camera, 1280x720, two hands allowed, through tracker,
recognizer and `theremin`. In blocks of a second in turn all threads are free, or the playing thread is held
to one core and the tracker's own (the networks' workers and the search) to the others. Whoever wants a figure
has nothing else running: what the machine does besides is printed with it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from benchmarks.clips import FILMS
from benchmarks.pretended_camera import Beforehand, PretendedCamera, decoded
from gesture2midi import paths
from gesture2midi.capture.video import Video
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.engine import Engine
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.mapping.load import load
from gesture2midi.session.latency import machine
from gesture2midi.tracking.litert_tracker import LiteRTTracker
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import SteadyTracker

FILM = "dex_human_hand.mp4"
PICTURES = 150
FPS = 30
WARM = 2.0
"""Seconds at the beginning that do not count."""
SETTLED = 5
"""Frames at the beginning of a block that do not count."""


def threads() -> set[int]:
    """Returns the ids of the threads of this process."""
    return {int(name) for name in os.listdir("/proc/self/task")}


def hold(held: bool, cores: Sequence[int], workers: set[int]) -> None:
    """Hold this thread to the first core and the workers to the others, or let them go."""
    player, others = ({cores[0]}, set(cores[1:])) if held else (set(cores), set(cores))
    os.sched_setaffinity(0, player)
    for worker in workers:
        os.sched_setaffinity(worker, others)


def measured(model: Path, seconds: float) -> tuple[list[float], list[float]]:
    """Returns the milliseconds from arrival to messages of each frame, free and held."""
    cores = sorted(os.sched_getaffinity(0))
    pictures = decoded(Video(FILMS / FILM), PICTURES)
    engine, recognizer = Engine(load(paths.mapping_file("theremin"))), Recognizer()
    before = threads()
    raw = LiteRTTracker(model, 2)
    workers = threads() - before
    tracker, times = SteadyTracker(raw), ([], [])
    block, since = -1, 0
    camera = PretendedCamera(Beforehand(pictures, FPS, WARM + seconds))
    try:
        for frame in camera.frames():
            if frame is None:
                continue
            if int(frame.t) != block:
                block, since = int(frame.t), 0
                hold(block % 2 == 1, cores, workers)
            engine.update(recognizer.update(tracker.track(frame)))
            since += 1
            if frame.t > WARM and since > SETTLED:
                times[block % 2].append(1000 * (time.perf_counter() - frame.arrived))
    finally:
        hold(False, cores, workers)
        camera.close()
        raw.close()
    return times


@click.command()
@click.option("--seconds", default=120.0, show_default=True)
def main(seconds: float) -> None:
    """Print both, and what else the machine did."""
    if not hasattr(os, "sched_setaffinity") or len(os.sched_getaffinity(0)) < 2:
        raise click.ClickException("Threads can be held to cores on Linux alone, with two cores or more.")
    load_before = os.getloadavg()[0]
    free, held = measured(find_model(None), seconds)
    rows = [
        (name, f"{len(each)}", *(f"{np.percentile(each, part):.2f}" for part in (50, 90, 95, 99)))
        for name, each in (("free", free), ("held", held))
    ]
    print_table(("threads", "frames", "p50 ms", "p90", "p95", "p99"), rows, right=range(1, 6))
    click.echo(f"Load at the beginning: {load_before:.1f}. Machine: {machine()}")


if __name__ == "__main__":
    main()
