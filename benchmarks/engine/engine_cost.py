"""What the engine costs: microseconds a frame and a control, for each bundled mapping.

    python -m benchmarks engine_cost                 # the score `mixer`: both hands move all the time
    python -m benchmarks engine_cost demo

The virtual performer's own hands are played, so that neither pictures nor the tracker are in it. Of each
frame the best of several runs counts, as anything else on the machine only adds to it.
"""

from __future__ import annotations

import gc
import time
from dataclasses import replace
from statistics import fmean

import click

from gesture2midi import paths
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.hand_dependencies import unheard
from gesture2midi.engine.mapping import Mapping
from gesture2midi.events import Gestures
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.mapping.load import load
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session.latency import machine

RUNS = 30


@click.command()
@click.argument("score", default="mixer")
def main(score: str) -> None:
    """Print the table for the hands of a bundled SCORE."""
    performer, recognizer = Performer(load_score(score)), Recognizer()
    times = [i / performer.fps for i in range(performer.total or 0)]
    frames = [recognizer.update(performer.truth(t)) for t in times]
    rows = []
    for name in paths.bundled_mappings():
        mapping = load(paths.mapping_file(name))
        controls, frame = _controls(mapping), cost(mapping, frames)
        rows.append((name, f"{controls}", f"{frame:.1f}", f"{frame / controls:.2f}"))
    print_table(("mapping", "controls", "us a frame", "us a control"), rows, right=(1, 2, 3))
    click.echo(f"Machine: {machine()}")


def _controls(mapping: Mapping) -> int:
    """How many play at once, each voice counted; a scene beside the top level."""
    always, scene = mapping.controls, mapping.scenes.get(mapping.start, ())
    return sum(len(c.owners) or 1 for c in (*always, *scene))


def cost(mapping: Mapping, frames: list[Gestures]) -> float:
    """Microseconds a frame; of what it would hear from other programs it hears nothing."""
    frames = [replace(frame, signals={**frame.signals, **unheard(mapping)}) for frame in frames]
    best = [float("inf")] * len(frames)
    for _ in range(RUNS):
        engine = Engine(mapping)
        gc.collect()
        for i, frame in enumerate(frames):
            start = time.perf_counter()
            engine.update(frame)
            best[i] = min(best[i], time.perf_counter() - start)
    return fmean(best) * 1e6


if __name__ == "__main__":
    main()
