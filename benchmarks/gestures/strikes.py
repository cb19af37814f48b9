"""How punctual the strikes of the performer's hands are, drawn through bad cameras and tracked.

    python -m benchmarks strikes               # some ten minutes the first time, then a minute
    python -m benchmarks strikes --lost 0.1

Every shape of stroke is drawn and tracked (`drawn_strokes`). The truth is the peak of the braking
acceleration (`Performer.strokes`). A player gets used to a constant delay, so the median of each clip is
taken out of its errors. Beside it a naive detector strikes in the frame in which the hand falls no more. In
`MIXED` clips each stroke has another shape than the one before. No constant was chosen on any of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, product
from statistics import fmean, median
from typing import NamedTuple, TypeAlias

import click
import numpy as np

from benchmarks.gestures.drawn_strokes import MIXED, RATES, SHAPES, clips, tracked
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hands, Side
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.strike_sound import FULL_SPEED, velocity_of
from gesture2midi.gestures.strikes import LATENCY, LEAST_SPEED, REFRACTORY
from gesture2midi.performer.source import StrokeTruth

NEAR = 0.2
"""Seconds from a stroke in which a strike is taken for it; half the gap to its neighbour in a roll."""
ABOUT = 0.03
"""Seconds by which a strike comes after its stroke, roughly: which stroke of a roll it belongs to."""
SLOWER, FAST = "all, 2 and 4 a second", "all, 8 a second"


class Sent(NamedTuple):
    """A strike: when its message leaves, in seconds, and how hard it is."""

    t: float
    velocity: float


Listen: TypeAlias = Callable[[Sequence[Hands]], Iterable[tuple[Side, Sent]]]


@dataclass
class Tally:
    """What became of some strokes. errors: milliseconds. ranks: of each hand and clip."""

    strokes: int = 0
    missed: int = 0
    extra: int = 0
    errors: list[float] = field(default_factory=list)
    ranks: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)

    def add(self, truth: Sequence[StrokeTruth], found: Sequence[Sent]) -> None:
        """The strokes and the strikes of one hand in one clip."""
        left, errors, speeds = list(found), [], []
        times = [stroke.time.intended for stroke in truth]
        usual = self._usual(times, found)
        near = min([NEAR, *((b - a) / 2 for a, b in pairwise(times))])
        self.strokes += len(truth)
        for stroke in truth:
            about = stroke.time.intended + usual
            nearest = min(left, key=lambda sent: abs(sent.t - about), default=None)
            if nearest is None or abs(nearest.t - about) > near:
                self.missed += 1
                continue
            left.remove(nearest)
            errors.append(1000 * (nearest.t - stroke.time.intended))
            speeds.append((stroke.heights, nearest.velocity))
        self.extra += len(left)
        if errors:
            self.late.append(median(errors))
            self.errors += [error - median(errors) for error in errors]
        if len(speeds) > 2:
            order = np.argsort(np.argsort(np.array(speeds), axis=0), axis=0)
            self.ranks.append(float(np.corrcoef(order[:, 0], order[:, 1]).item(1)))

    @staticmethod
    def _usual(times: Sequence[float], found: Sequence[Sent]) -> float:
        """Seconds by which the strikes of this clip are late, roughly: else those of a roll are mixed up."""
        near = [min((sent.t - t for t in times), key=lambda late: abs(late - ABOUT)) for sent in found]
        return median(near) if near else 0.0

    def cells(self) -> tuple[str, ...]:
        """missed %, extra %, how late, mean absolute error and p95 after that, rank."""
        if not self.errors:
            return ("100", *"-----")
        return (
            f"{100 * self.missed / self.strokes:.1f}",
            f"{100 * self.extra / self.strokes:.1f}",
            f"{fmean(self.late):+.0f}",
            f"{fmean(map(abs, self.errors)):.1f}",
            f"{np.percentile(np.abs(self.errors), 95):.0f}",
            f"{fmean(self.ranks or [0.0]):.2f}",
        )


def strikes(flow: Sequence[Hands]) -> Iterator[tuple[Side, Sent]]:
    """What the recognizer finds, at the time at which its message leaves."""
    recognizer = Recognizer()
    for hands in flow:
        for hit in recognizer.update(hands).hits:
            if hit.kind == "strike" and hit.side != "hands":
                yield hit.side, Sent(max(hit.t, hands.t + LATENCY), hit.velocity)


def naive(flow: Sequence[Hands]) -> Iterator[tuple[Side, Sent]]:
    """A strike in the frame in which the smoothed knuckles no longer fall, after they fell fast enough."""
    before: dict[Side, tuple[float, float]] = {}
    peaks: dict[Side, float] = {}
    last: dict[Side, float] = {}
    for hands in flow:
        for hand in hands.hands:
            side = hand.side
            y = float(hand.points[[5, 9, 13, 17], 1].mean())
            palm = float(abs(hand.points[[5, 9, 17], 1].mean() - hand.points[0, 1]))
            if side in before and palm > 0:
                speed = (y - before[side][1]) / (hands.t - before[side][0]) / palm
                peaks[side] = max(peaks.get(side, 0.0), speed)
                if speed <= 0:
                    if peaks[side] >= LEAST_SPEED and hands.t - last.get(side, -1.0) > REFRACTORY:
                        yield side, Sent(hands.t + LATENCY, velocity_of(peaks[side], FULL_SPEED, 1.0))
                        last[side] = hands.t
                    peaks[side] = 0.0
            before[side] = hands.t, y


def losing(flow: Sequence[Hands], part: float, seed: int) -> list[Hands]:
    """The same without any hand in this part of the frames."""
    lost = np.random.default_rng(seed).random(len(flow)) < part
    return [replace(hands, hands=()) if gone else hands for hands, gone in zip(flow, lost, strict=True)]


def measured(ways: Sequence[Listen], lost: float) -> Iterator[tuple[tuple[int, str], list[Tally]]]:
    """For each rate and shape, and for all shapes at a pace: a tally for each way of listening."""
    names = (*SHAPES, MIXED, SLOWER, FAST)
    told = {(fps, name): [Tally() for _ in ways] for fps in (30, 60) for name in names}
    for clip in clips():
        flow = losing(tracked(clip), lost, clip.seed)
        truth = clip.performer((64, 48)).strokes
        pace = FAST if clip.rate >= max(RATES) else SLOWER
        for i, listen in enumerate(ways):
            heard = list(listen(flow))
            for side, name in product(clip.sides, (clip.shape, pace)):
                strokes = [stroke for stroke in truth if stroke.side == side]
                told[clip.fps, name][i].add(strokes, [sent for of, sent in heard if of == side])
    yield from told.items()


@click.command()
@click.option("--lost", default=0.0, type=click.FloatRange(0, 0.5), help="Lose this part of the frames.")
def main(lost: float) -> None:
    """Draw what is not drawn yet, and print the table."""
    rows = [
        (f"{fps}", shape, str(ours.strokes), *ours.cells(), *plain.cells())
        for (fps, shape), (ours, plain) in measured([strikes, naive], lost)
    ]
    one = ("missed %", "extra %", "late ms", "error ms", "p95 ms", "rank")
    headings = ("fps", "shape", "strokes", *one, *(f"naive {name}" for name in one))
    print_table(headings, rows, f"Strikes, {lost:.0%} of the frames lost", right=range(2, 15))


if __name__ == "__main__":
    main()
