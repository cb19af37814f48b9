"""How the virtual performer's drum strokes are found, and what recognising gestures costs.

    python benchmarks/strikes.py             # a minute or two

Once from the true landmarks, and once from the drawn pictures through the tracker that players use.
"""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean, median, pstdev
from time import perf_counter

import click

from gesture2midi.capture.performer.player import Performer
from gesture2midi.capture.performer.score import load_score
from gesture2midi.cli.group import tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hands
from gesture2midi.gesture.recognizer import Recognizer
from gesture2midi.meter import machine

NEAR = 0.15
"""Seconds from a stroke's lowest point in which a strike is taken for it."""


def strikes(how: str, performer: Performer, flow: Iterable[Hands]) -> tuple[str, ...]:
    """A row of the table: the performer's strokes against the strikes found, each taken once."""
    recognizer = Recognizer()
    found = [(hit, hands.t) for hands in flow for hit in recognizer.update(hands).hits]
    pairs = []
    for true in performer.hits:
        near = [(abs(h.t - true.t), i) for i, (h, _) in enumerate(found) if h.side == true.side]
        if near and min(near)[0] <= NEAR:
            pairs.append((true, *found.pop(min(near)[1])))
    offsets = [1000 * (hit.t - true.t) for true, hit, _ in pairs]
    known = fmean(1000 * (t - true.t) for true, _, t in pairs)
    ratios = [hit.velocity / true.velocity for true, hit, _ in pairs]
    times = (f"{fmean(offsets):+.1f}", f"{pstdev(offsets):.1f}", f"{known:+.1f}")
    velocity = f"{fmean(ratios):.2f} ({min(ratios):.2f} .. {max(ratios):.2f})"
    counts = (f"{len(pairs)} of {len(performer.hits)}", str(len(found)))
    return how, f"{performer.fps:g}", *counts, *times, velocity


def cost(flow: Iterable[Hands]) -> float:
    """Milliseconds a hand a frame, median over the frames with both hands."""
    recognizer, times = Recognizer(), []
    for hands in flow:
        start = perf_counter()
        recognizer.update(hands)
        times.append((perf_counter() - start) * 1000 / 2 if len(hands.hands) == 2 else None)
    return median(time for time in times if time is not None)


@click.command()
def main() -> None:
    """Print the table and the cost."""
    rows = []
    with tracker(None)(2) as steady:
        for fps in (30, 60):
            performer = Performer(load_score("drums"), fps=fps)
            truth = [performer.truth(i / fps) for i in range(performer.total)]
            rows.append(strikes("true", performer, truth))
            steady.reset()
            rows.append(strikes("tracked", performer, map(steady.track, performer.frames())))
    title = "Strikes of the performer's `drums`: time, and when it is known, against the lowest point"
    headings = ("landmarks", "fps", "found", "extra", "mean ms", "SD ms", "known ms", "velocity found / true")
    print_table(headings, rows, title, right=(1, 2, 3, 4, 5, 6))
    click.echo(f"Cost: {cost(truth):.3f} ms a hand a frame (median). Machine: {machine()}")


if __name__ == "__main__":
    main()
