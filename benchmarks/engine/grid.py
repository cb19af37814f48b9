"""How near to the lines of their grid notes depart, in a live set with a tracker at work.

    python -m benchmarks grid                   # half a minute each: a camera, then a file at its own speed
    python -m benchmarks grid --tracker mediapipe --seconds 60

The performer's pictures are drawn beforehand and delivered as a camera or a video would be; the session, the
tracker, the engine, the scheduler's thread and the outputs are those of `run`. A sink notes when each note
reaches it. Time is counted from the middle of all departures: a delay of the whole grid is the set's latency
(benchmarks/engine/latency.py), and an offset of DAW against camera is nobody's groove.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean, median

import click

from benchmarks.pretended_camera import Beforehand, PretendedCamera, decoded
from gesture2midi.capture.pacing import Paced
from gesture2midi.cli.common import say, tracker, tracker_option
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Messages, NoteOn
from gesture2midi.mapping.load import loads
from gesture2midi.performer.score import load_score
from gesture2midi.performer.source import Performer
from gesture2midi.session.latency import machine
from gesture2midi.session.session import Session

TEMPO = 112
MAPPING = f"""
name: Grid
tempo: {TEMPO}
controls:
  - {{id: arp, send: arp, chords: [C, Am], pick: right.x, rate: 1/16, gate: 1}}
  - {{id: repeat, send: drum, sound: closed hat, hit: 1, repeat: 1/8, velocity: 90}}
  - {{id: quantise, send: note, channel: 2, pitch: right.y, range: C3..C6, gate: 1, quantise: 1/16}}
"""
STEPS = {"arp": 0.25, "repeat": 0.5, "quantise": 0.25}
"""Quarter notes from line to line."""
DRAWN = 120


class Noted:
    """A sink that notes when each note departs: (control, its time, seconds by the clock)."""

    name = "noted"

    def __init__(self) -> None:
        self.notes: list[tuple[str, float, float]] = []

    def send(self, messages: Messages) -> None:
        now = time.perf_counter()
        self.notes += [(item.owner, item.t, now) for item in messages.items if isinstance(item, NoteOn)]

    def close(self) -> None:
        pass


@click.command()
@click.option("--seconds", default=30.0, show_default=True)
@click.option("--fps", default=30.0, show_default=True)
@tracker_option
def main(seconds: float, fps: float, tracker_kind: str) -> None:
    """Print how far departures are from the grid, for each source and control."""
    pictures = decoded(Performer(load_score("demo"), fps=fps), DRAWN)
    drawn = Beforehand(pictures, fps, seconds)
    make = tracker(None, tracker_kind, in_step=False)
    mapping = loads(MAPPING, Path("grid.yaml"))
    rows = []
    for source in (PretendedCamera(drawn), Paced(drawn)):
        noted = Noted()
        Session(source, make, mapping, NoteLedger([noted], say), live=True).run()
        rows += _rows("a camera" if isinstance(source, PretendedCamera) else "a file", noted, seconds)
    headings = ("source", "control", "notes", "of", "mean ms", "p50 ms", "p99 ms", "worst ms")
    print_table(headings, rows, right=(2, 3, 4, 5, 6, 7))
    click.echo(f"Machine: {machine()}")


def _rows(source: str, noted: Noted, seconds: float) -> Iterator[tuple[str, ...]]:
    begin = median(departed - t for _, t, departed in noted.notes)
    for control, step in STEPS.items():
        apart = step * 60 / TEMPO
        off = sorted(
            abs(departed - begin - round(t / apart) * apart) * 1000
            for owner, t, departed in noted.notes
            if owner == control and t > 1  # the first frames wait for the tracker to start
        )
        lines = int(seconds / apart) - int(1 / apart)
        figures = (fmean(off), median(off), off[int(len(off) * 0.99)], off[-1])
        yield source, control, f"{len(off)}", f"{lines}", *(f"{figure:.2f}" for figure in figures)


if __name__ == "__main__":
    main()
