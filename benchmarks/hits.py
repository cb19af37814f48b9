"""How punctual the strikes of the performer's hands are, drawn through bad cameras and tracked.

    python benchmarks/hits.py               # some ten minutes the first time, then seconds

Every shape of stroke is drawn and tracked (`drummed`). The truth is when the player means the sound
(`Performer.strokes`); a message leaves at the strike's time, but never before its frame has been worked on
(`LATENCY`). Beside it a naive detector, whose strike is the frame in which the hand no longer falls. In
`MIXED` clips each stroke has another shape than the one before, so that nothing can be learnt from it.
The constants of `gesture.hits` were chosen on `CHOSEN_ON`. While the lessons of `gesture.braking` were made,
all shapes were looked at but `UNSEEN`, which came last.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import fmean, pstdev
from typing import NamedTuple

import click
import numpy as np
from drummed import MIXED, RATES, SHAPES, Clip, clips, tracked

from gesture2midi.capture.performer.player import StrokeTruth
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hands, Side
from gesture2midi.gesture.features import measure
from gesture2midi.gesture.profile import Profile
from gesture2midi.gesture.recognizer import Recognizer
from gesture2midi.gesture.strikes import FULL_SPEED, LATENCY, LEAST_SPEED, REFRACTORY, StrikeDelay

CHOSEN_ON = ("minimum-jerk", "half-sine")
UNSEEN = "lognormal"
LATENCY = 0.007
"""Seconds from a frame to the first message that it can cause."""
NEAR = 0.1
"""Seconds from a stroke in which a strike is taken for it; half the gap to its neighbour in a roll."""


class Sent(NamedTuple):
    """A strike: when its message leaves, how hard it is, and the time of the frame that announced it."""

    t: float
    velocity: float
    frame: float


class Falls(NamedTuple):
    """A hand's knuckles, unsmoothed: palms a second downwards, and the times in the middle of each step."""

    times: Floats
    speeds: Floats

    def fastest(self, start: float, end: float) -> float:
        inside = self.speeds[(self.times >= start) & (self.times <= end)]
        return float(inside.max()) if len(inside) else 0.0


@dataclass
class Tally:
    """What became of some strokes. errors: milliseconds. speeds: of each the true one, the velocity, the
    fastest that was seen before it was announced, and the fastest with hindsight."""

    strokes: int = 0
    missed: int = 0
    extra: int = 0
    errors: list[float] = field(default_factory=list)
    speeds: list[tuple[float, float, float, float]] = field(default_factory=list)

    def add(self, truth: Sequence[StrokeTruth], found: Sequence[Sent], falls: Falls) -> None:
        """The strokes and the strikes of one hand in one clip."""
        left = list(found)
        times = [stroke.time.intended for stroke in truth]
        near = min([NEAR, *((b - a) / 2 for a, b in pairwise(times))])
        self.strokes += len(truth)
        for stroke in truth:
            nearest = min(left, key=lambda sent: abs(sent.t - stroke.time.intended), default=None)
            if nearest is None or abs(nearest.t - stroke.time.intended) > near:
                self.missed += 1
                continue
            left.remove(nearest)
            self.errors.append(1000 * (nearest.t - stroke.time.intended))
            seen = falls.fastest(nearest.frame - 0.2, nearest.frame)
            after = falls.fastest(nearest.t - 0.15, nearest.t + 0.04)
            self.speeds.append((stroke.heights, nearest.velocity, seen, after))
        self.extra += len(left)

    def cells(self) -> tuple[str, ...]:
        """missed %, doubled %, mean, mean absolute, SD, Spearman."""
        return (
            f"{100 * self.missed / self.strokes:.1f}",
            f"{100 * self.extra / self.strokes:.1f}",
            f"{fmean(self.errors):+.1f}",
            f"{fmean(map(abs, self.errors)):.1f}",
            f"{pstdev(self.errors):.1f}",
            self.ranks()[0],
        )

    def ranks(self) -> tuple[str, ...]:
        """Spearman's correlation with the true speed: of velocity, of what was seen, and with hindsight."""
        order = np.array(self.speeds).argsort(axis=0).argsort(axis=0)
        return tuple(f"{rank:.2f}" for rank in np.corrcoef(order.T)[0, 1:])


def strikes(flow: Sequence[Hands], early: float = 0.0) -> Iterator[tuple[Side, Sent]]:
    """What the recognizer finds, at the time at which its message leaves. early: see `Profile`."""
    recognizer = Recognizer(Profile(early=early))
    for hands in flow:
        for hit in recognizer.update(hands).hits:
            if hit.kind == "strike" and hit.side != "hands":
                yield hit.side, Sent(max(hit.t, hands.t + LATENCY), hit.velocity, hands.t)


def knuckles(flow: Sequence[Hands], side: Side) -> tuple[Floats, Floats, float]:
    """Of a hand, unsmoothed: times, heights in the picture, down, and the height of its palm (median)."""
    found = [
        (hands.t, features.knuckles[1], features.size)
        for hands in flow
        for hand in hands.hands
        if hand.side == side and (features := measure(hand, hands.aspect, hands.mirror)) is not None
    ]
    times, heights, sizes = np.array(found).T
    return times, heights, float(np.median(sizes))


def fall(flow: Sequence[Hands], side: Side) -> Falls:
    times, heights, size = knuckles(flow, side)
    return Falls((times[1:] + times[:-1]) / 2, np.diff(heights) / np.diff(times) / size)


def naive(flow: Sequence[Hands], side: Side) -> Iterator[Sent]:
    """A strike in the frame in which the smoothed knuckles no longer fall, after they fell fast enough."""
    before: tuple[float, float] | None = None
    peak, last = 0.0, -1.0
    for hands in flow:
        for hand in hands.hands:
            if hand.side != side:
                continue
            y = float(hand.points[[5, 9, 13, 17], 1].mean())
            palm = float(abs(hand.points[[5, 9, 17], 1].mean() - hand.points[0, 1]))
            if before is not None and palm > 0:
                speed = (y - before[1]) / (hands.t - before[0]) / palm
                peak = max(peak, speed)
                if speed <= 0:
                    if peak >= LEAST_PEAK and hands.t - last > REFRACTORY:
                        yield Sent(hands.t + LATENCY, min(1.0, peak / FULL_PEAK), hands.t)
                        last = hands.t
                    peak = 0.0
            before = hands.t, y


def clipped(clip: Clip, tally: Tally, early: float = 0.0) -> None:
    """Add the clip's strokes."""
    flow = tracked(clip)
    hits = list(strikes(flow, early))
    for side in clip.sides:
        strokes = [stroke for stroke in clip.performer((64, 48)).strokes if stroke.side == side]
        tally.add(strokes, [hit for of, hit in hits if of == side], fall(flow, side))


def told_early(fps: int, shape: str) -> tuple[str, ...]:
    """A row: what `early` half of the clips ask for, and the other half without and with it."""
    ours = [clip for clip in clips() if (clip.fps, clip.shape) == (fps, shape)]
    halves = ours[: len(RATES)], ours[len(RATES) :]
    heard, plain, moved = Tally(), Tally(), Tally()
    for clip in halves[0]:
        clipped(clip, heard)
    early = min(max(round(fmean(heard.errors)) / 1000, -EARLIEST), EARLIEST)
    for clip in halves[1]:
        clipped(clip, plain)
        clipped(clip, moved, early)
    return f"{fps}", shape, f"{1000 * early:+.0f}", *plain.cells()[2:5], *moved.cells()[2:5], moved.cells()[0]


def picture(ours: dict[tuple[int, str], Tally], plain: dict[tuple[int, str], Tally], path: Path) -> None:
    """Histograms of how late the messages leave, a column for each shape."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    names, bins = list(dict.fromkeys(shape for _, shape in ours)), np.arange(-62.5, 103, 5)
    figure, axes = plt.subplots(2, len(names), figsize=(15, 4.6), sharex=True, sharey=True)
    for row, fps in zip(axes, (30, 60), strict=True):
        row[0].set_ylabel(f"{fps} frames a second\n% of the strokes")
        for plot, name in zip(row, names, strict=True):
            for tally, colour, label in ((plain, "#b8b8b8", "naive"), (ours, "#0a6fb8", "foretold")):
                one = tally[fps, name]
                shares = np.full(len(one.errors), 100 / one.strokes)
                plot.hist(np.clip(one.errors, -60, 100), bins, weights=shares, color=colour, label=label)
            plot.axvline(0, color="#222222", linewidth=0.8)
            plot.set_xticks((-50, 0, 50, 100))
            plot.spines[["top", "right"]].set_visible(False)
    for plot, name in zip(axes[0], names, strict=True):
        plot.set_title(name, fontsize=10)
    axes[0][0].legend(frameon=False, fontsize=8)
    figure.supxlabel("milliseconds after the intended instant", fontsize=10)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


@click.command()
@click.option("--picture", "path", type=click.Path(path_type=Path, dir_okay=False), help="Draw one, too.")
def main(path: Path | None) -> None:
    """Draw what is not drawn yet, and print the tables."""
    ours = {(fps, shape): Tally() for fps in (30, 60) for shape in (*SHAPES, MIXED)}
    plain = {key: Tally() for key in ours}
    paced = {(fps, rate): Tally() for fps in (30, 60) for rate in RATES}
    for clip in clips():
        flow = tracked(clip)
        truth = clip.performer((64, 48)).strokes
        hits = list(strikes(flow))
        paces = paced[clip.fps, clip.rate]
        for side in clip.sides:
            strokes = [stroke for stroke in truth if stroke.side == side]
            key = clip.fps, clip.shape
            falls, sent = fall(flow, side), [hit for of, hit in hits if of == side]
            ours[key].add(strokes, sent, falls)
            paces.add(strokes, sent, falls)
            plain[key].add(strokes, list(naive(flow, side)), falls)
    rows = []
    for (fps, shape), tally in ours.items():
        split = "chosen on" if shape in CHOSEN_ON else "unseen" if shape == UNSEEN else "held out"
        rows.append((f"{fps}", shape, split, str(tally.strokes), *tally.cells(), *plain[fps, shape].cells()))
    one = ("missed %", "doubled %", "mean ms", "abs ms", "SD ms", "rank")
    headings = ("fps", "shape", "", "strokes", *one, *(f"naive {name}" for name in one))
    print_table(
        headings, rows, "Strikes against the intended instant, departure included", right=range(3, 16)
    )
    if path is not None:
        picture(ours, plain, path)
    headings = ("fps", "shape", "early ms", *one[2:5], *(f"with it {name}" for name in (*one[2:5], one[0])))
    about = "Half of the clips, with what the other half asks for as the player's `early`"
    print_table(headings, [told_early(*key) for key in ours], about, right=range(2, 10))
    headings = ("fps", "strokes a second", "missed %", "velocity", "fastest seen by then", "with hindsight")
    ranks = [
        (f"{fps}", f"{rate:g}", tally.cells()[0], *tally.ranks()) for (fps, rate), tally in paced.items()
    ]
    print_table(headings, ranks, "Rank of the velocity by the true speed, all shapes", right=range(6))


if __name__ == "__main__":
    main()
