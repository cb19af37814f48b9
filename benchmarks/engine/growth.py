"""How the engine grows with a mapping: time by controls and by voices, memory over a million frames, loading.

    python -m benchmarks growth                  # some four minutes
    python -m benchmarks growth --frames 100000

Controllers and notes are played by the virtual performer's own hands, without pictures and tracker. The last
table is a live set: its tracker works on drawn pictures as a camera delivers them, while a mapping is saved
twice a second.
"""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median

import click
import numpy as np

from benchmarks.engine.engine_cost import cost
from benchmarks.engine.grid import DRAWN
from benchmarks.pretended_camera import Beforehand, PretendedCamera, decoded
from gesture2midi import paths
from gesture2midi.cli.common import progress, say, tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Gestures
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.mapping.load import load, loads
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session import live
from gesture2midi.session.latency import machine
from gesture2midi.session.session import Session

COUNTS = (1, 10, 100, 1000)
VOICES = (0, 1, 2, 4, 8, 16)
SIGNALS = ("x", "y", "depth", "open", "pinch", "roll", "speed", "curl.index")
SAVED = ("theremin", "mixxx")
"""The first, and the one of the bundled that takes longest to load."""
ROUND = 100
"""Controllers a channel; those with a meaning of their own, from 120 on, are left out."""


def controllers(count: int) -> str:
    """A mapping of so many controllers, each on its own number and channel."""
    lines = ["name: Growth", "controls:"]
    for i in range(count):
        side, signal = ("left", "right")[i % 2], SIGNALS[i // 2 % len(SIGNALS)]
        channel, number = 1 + i // ROUND, i % ROUND
        lines.append(f"  - {{send: cc, channel: {channel}, number: {number}, from: {side}.{signal}}}")
    return "\n".join(lines) + "\n"


def notes(count: int) -> str:
    """A mapping of so many voices beside one controller: each follows a hand's height on its own channel."""
    lines = ["name: Growth", "controls:", "  - {send: cc, channel: 1, number: 20, from: left.y}"]
    for i in range(count):
        pitch = f"right.y * {0.5 + i / 32}"
        lines.append(
            f"  - {{send: note, channel: {i + 1}, pitch: {pitch}, range: C2..C7, gate: right.present}}"
        )
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--frames", "count", default=1_000_000, show_default=True, help="Of which memory is watched.")
@click.option("--seconds", default=20.0, show_default=True, help="Of each live set.")
def main(count: int, seconds: float) -> None:
    """Print the tables."""
    performer, recognizer = Performer(load_score("mixer")), Recognizer()
    times = [i / performer.fps for i in range(performer.total or 0)]
    frames = [recognizer.update(performer.truth(t)) for t in times]
    rows = []
    for n in COUNTS:
        took = cost(loads(controllers(n), Path("growth.yaml")), frames)
        rows.append((f"{n}", f"{took:.1f}", f"{took / n:.2f}"))
    print_table(("controllers", "us a frame", "us a control"), rows, right=(0, 1, 2))
    rows = [(f"{n}", f"{cost(loads(notes(n), Path('growth.yaml')), frames):.1f}") for n in VOICES]
    print_table(("voices", "us a frame"), rows, right=(0, 1))
    print_table(("frames", "blocks of memory", "more"), _memory(frames, count), right=(0, 1, 2))
    text = controllers(1000)
    loading = [_timed(lambda: loads(text, Path("growth.yaml"))) for _ in range(5)]
    click.echo(f"A mapping of 1,000 controls is loaded and checked in {median(loading):.2f} s.")
    rows = []
    for name in (None, *SAVED):
        held_up = _held_up(paths.mapping_file(name) if name else None, seconds)
        rows.append((f"{name or 'nothing'} is saved", *(f"{ms:.1f}" for ms in held_up)))
    print_table(("live", "p50 ms", "p99 ms", "worst ms"), rows, right=(1, 2, 3))
    click.echo(f"Machine: {machine()}")


def _memory(frames: Sequence[Gestures], count: int) -> list[tuple[str, ...]]:
    """Blocks that Python has allocated after a tenth of the frames, and after all of them."""
    engine, length = Engine(loads(controllers(10), Path("growth.yaml"))), frames[-1].t + 1 / 30
    found = []
    with progress() as on_progress:
        for i in range(count):
            frame = frames[i % len(frames)]
            engine.update(replace(frame, t=frame.t + length * (i // len(frames))))
            if (i + 1) % (count // 10) == 0:
                gc.collect()
                found.append((i + 1, sys.getallocatedblocks()))
                on_progress("frames", i + 1, count)
    (early, few), (late, many) = found[0], found[-1]
    return [(f"{early:,}", f"{few:,}", ""), (f"{late:,}", f"{many:,}", f"{many - few:+,}")]


def _timed(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def _held_up(path: Path | None, seconds: float) -> tuple[float, ...]:
    """Milliseconds from picture to message: p50, p99 and worst, while `path` is read anew twice a second."""
    pictures = decoded(Performer(load_score("demo"), fps=30.0), DRAWN)
    drawn, over = Beforehand(pictures, 30.0, seconds), threading.Event()
    make = tracker(None, "auto", in_step=False)
    played = load(paths.mapping_file("mixxx"))
    session = Session(PretendedCamera(drawn), make, played, NoteLedger([], say), live=True)

    def save() -> None:
        while not over.wait(0.5):
            if path is not None:
                mapping = load(path)
                session.ask(partial(session.swap, mapping))

    saving = threading.Thread(target=save)
    saving.start()
    sys.setswitchinterval(live.SWITCH)
    session.run()
    over.set()
    saving.join()
    instants = session.meter.instants[30:]
    whole = 1000 * (instants[:, -1] - instants[:, 0])
    return tuple(float(ms) for ms in np.percentile(whole, (50, 99, 100)))


if __name__ == "__main__":
    main()
