"""How strikes are heard in simulated heights: rolls, ghost notes, wind-ups, rebounds, lost and wild frames.

    python -m benchmarks simulated_strokes               # some two minutes
    python -m benchmarks simulated_strokes --chosen      # the shapes that constants may be chosen on
    python -m benchmarks simulated_strokes --picture docs/images/strikes.png

Nothing is drawn: the course of the knuckles is a formula. It is seen as a camera and a tracker show it: as
the mean over the exposure, with noise, a flutter that passes slowly and lost frames. A fall's speed follows a
beta density or a half sine, or it hits something. The shapes that are reported are not those that are chosen
on. The last table has a hand that rests and that the tracker sees elsewhere for a frame or more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, product
from math import pi
from pathlib import Path
from statistics import fmean, median
from typing import NamedTuple, TypeAlias

import click
import numpy as np
from numpy.typing import NDArray

from gesture2midi.cli.tables import print_table
from gesture2midi.gestures.profile import TOUCHES
from gesture2midi.gestures.strike_sound import (
    FULL_SPEED,
    StrikeDelay,
    delay_of,
    velocity_of,
)
from gesture2midi.gestures.strikes import LATENCY, Strike, StrikeDetector

Floats: TypeAlias = NDArray[np.float64]
Rng: TypeAlias = np.random.Generator
Frames: TypeAlias = list[tuple[float, float | None]]
"""Seconds, and palms down, or None where the hand is not seen."""

GRID = 2000
"""Points a second of a true course."""
SIZE = 0.14
"""Palm, picture heights."""
NOISE, FLUTTER, FLUTTER_TIME = 0.012, 0.02, 0.12
"""Palms: SD of what differs from frame to frame, and of what passes within so many seconds."""
EXPOSED = (0.008, 0.025)
"""Seconds of an exposure, from .. to."""
NEAR = 0.15
"""Seconds around a stroke, less its usual delay, in which a strike is taken for it."""
DELAYS = (0, 10, 20, 30, 40, 50, 60)
"""Milliseconds, for the picture."""


class Shape(NamedTuple):
    """A fall: its speed as a beta density of a and b, or a half sine, or a throw onto something hard."""

    name: str
    a: float
    b: float


CHOSEN = (Shape("beta", 3, 3), Shape("beta", 3.5, 2.6), Shape("hit", 2, 0.2))
REPORTED = (
    Shape("beta", 2.6, 3.4),
    Shape("beta", 4, 3),
    Shape("beta", 2.4, 2.2),
    Shape("sine", 0, 0),
    Shape("hit", 1.6, 0.28),
)


class Stroke(NamedTuple):
    """at: seconds, when it begins. down: seconds of its fall. way: palms. back: seconds of its way back."""

    at: float
    down: float
    way: float
    back: float


class Truth(NamedTuple):
    """brake: seconds, the peak of what brakes the fall. speed: the greatest, palms a second."""

    brake: float
    speed: float


@dataclass
class Course:
    """A hand's true height, palms down, at `GRID` points a second, with its strokes."""

    y: Floats
    truth: list[Truth] = field(default_factory=list)


Case: TypeAlias = Callable[[Rng, Shape], Course]


def fall(shape: Shape, part: Floats) -> Floats:
    """How far down it is, 0..1, at these parts of its time."""
    u = np.clip(part, 0, 1)
    if shape.name == "sine":
        return np.asarray((1 - np.cos(pi * u)) / 2)
    if shape.name == "hit":  # it speeds up as a power, and is stopped in the last part
        grid = np.linspace(0, 1, 801)
        speed = np.minimum(grid, 1 - shape.b) ** shape.a
        speed *= np.clip((1 - grid) / shape.b, 0, 1) ** 1.5
    else:
        grid = np.linspace(0, 1, 801)
        speed = grid ** (shape.a - 1) * (1 - grid) ** (shape.b - 1)
    way = np.concatenate([[0.0], np.cumsum((speed[1:] + speed[:-1]) / 2)])
    return np.interp(u, grid, way / way[-1])


def smooth(part: Floats) -> Floats:
    """0..1 -> 0..1 by the minimum jerk."""
    u = np.clip(part, 0, 1)
    return np.asarray(u**3 * (10 - 15 * u + 6 * u**2))


def played(shape: Shape, strokes: Sequence[Stroke]) -> Course:
    """The course of these strokes, each there and back."""
    t = np.arange(0, strokes[-1].at + 1.2, 1 / GRID)
    y = np.zeros_like(t)
    for s in strokes:
        y += s.way * (fall(shape, (t - s.at) / s.down) - smooth((t - s.at - s.down) / s.back))
    return Course(y, [truth(y, s.at, s.at + s.down) for s in strokes])


def truth(y: Floats, begin: float, end: float) -> Truth:
    """What a fall between these seconds really was."""
    speed = np.gradient(y, 1 / GRID)
    first, last = int(begin * GRID), int(end * GRID) + 1
    top = first + int(np.argmax(speed[first:last]))
    late = max(last, top + int(0.02 * GRID))
    brake = top + int(np.argmin(np.gradient(speed[top:late], 1 / GRID)))
    return Truth(brake / GRID, float(speed[top]))


def seen(rng: Rng, y: Floats, fps: int, lost: float) -> Frames:
    """(seconds, palms down or None) in each frame."""
    exposed, phase = rng.uniform(*EXPOSED), rng.uniform(0, 1)
    exposed = min(exposed, 0.8 / fps)
    frames: Frames = []
    flutter, keeps = 0.0, float(np.exp(-1 / fps / FLUTTER_TIME))
    for i in range(int(len(y) / GRID * fps) - 1):
        t = (i + phase) / fps
        first, last = int((t - exposed / 2) * GRID), int((t + exposed / 2) * GRID) + 1
        flutter = keeps * flutter + float(rng.normal(0, FLUTTER * (1 - keeps**2) ** 0.5))
        at = float(y[max(first, 0) : max(last, 1)].mean()) + flutter + float(rng.normal(0, NOISE))
        frames.append((t, None if rng.random() < lost else at))
    return frames


def heard(frames: Frames, fps: int, wanted: StrikeDelay = "auto") -> list[Strike]:
    """What the detector makes of it with this delay."""
    detector, found, step = StrikeDetector(), [], 1 / fps
    delay = delay_of(wanted, step)
    for t, y in frames:
        if y is None:
            strike = detector.miss(t, step, delay)
        else:
            strike = detector.update(t, 0.4 + SIZE * y, SIZE, 1.0, step, delay)
        found += [strike] if strike else []
    return found


def naive(frames: Frames, fps: int) -> list[Strike]:
    """A strike in the frame in which the hand no longer falls, after 4.5 palms a second or more."""
    found: list[Strike] = []
    before, peak, last = None, 0.0, -1.0
    for t, y in frames:
        if y is None:
            continue
        if before is not None:
            speed = (y - before[1]) / (t - before[0])
            peak = max(peak, speed)
            if speed <= 0:
                if peak >= 4.5 and t - last > 0.07:
                    found.append(Strike(t + LATENCY, peak, t))
                    last = t
                peak = 0.0
        before = t, y
    return found


def _timed(gaps: Sequence[float], ways: Sequence[float], downs: Sequence[float]) -> list[Stroke]:
    at, strokes = 0.6, []
    for gap, way, down in zip(gaps, ways, downs, strict=True):
        back = min(1.4 * down, max(gap - down, 0.04))
        strokes.append(Stroke(at, down, way, back))
        at += gap
    return strokes


def alone(rng: Rng, shape: Shape) -> Course:
    """Strokes of 0.6 to 2.4 palms, one or two a second."""
    n = 20
    ways = rng.uniform(0.6, 2.4, n)
    return played(shape, _timed(rng.uniform(0.5, 1.0, n), ways, rng.uniform(0.1, 0.17, n)))


def roll(rng: Rng, shape: Shape, rate: float, least: float, most: float) -> Course:
    """Twenty strokes at a rate with a player's unevenness, from least to most palms deep."""
    n = 20
    gaps = np.maximum(rng.normal(1 / rate, 0.04 / rate, n), 0.115)
    way = rng.uniform(least, most)
    ways = way * np.clip(rng.normal(1, 0.15, n), 0.6, 1.4)
    return played(shape, _timed(gaps, ways, np.full(n, rng.uniform(0.4, 0.52) / rate)))


def ghosts(rng: Rng, shape: Shape) -> Course:
    """Accents with two or three ghost notes between them."""
    gaps = rng.normal(0.25, 0.012, 28)
    loud = np.arange(28) % rng.integers(3, 5) == 0
    ways = np.where(loud, rng.uniform(1.4, 2.2, 28), rng.uniform(0.4, 0.7, 28))
    return played(shape, _timed(gaps, ways, rng.uniform(0.09, 0.12, 28)))


def swing(rng: Rng, shape: Shape) -> Course:
    """Long and short: 2 to 1, the short one lighter."""
    gaps = np.where(np.arange(24) % 2 == 0, 0.4, 0.2) * rng.normal(1, 0.03, 24)
    ways = np.where(np.arange(24) % 2 == 0, rng.uniform(1.2, 1.8, 24), rng.uniform(0.6, 1.0, 24))
    return played(shape, _timed(gaps, ways, rng.uniform(0.085, 0.11, 24)))


def wind_ups(rng: Rng, shape: Shape) -> Course:
    """A lift before each stroke."""
    t = np.arange(0, 21, 1 / GRID)
    y, strokes, at = np.zeros_like(t), [], 0.6
    while at < 19:
        lift, up, down = rng.uniform(0.6, 1.6), rng.uniform(0.16, 0.3), rng.uniform(0.09, 0.14)
        way = lift + rng.uniform(0.3, 1.3)
        y -= lift * smooth((t - at) / up)
        begin = at + up + rng.uniform(-0.01, 0.06)
        y += way * fall(shape, (t - begin) / down)
        y -= (way - lift) * smooth((t - begin - down - 0.02) / rng.uniform(0.2, 0.35))
        strokes.append((begin, begin + down))
        at = begin + down + rng.uniform(0.4, 0.7)
    return Course(y, [truth(y, *s) for s in strokes])


def rebounds(rng: Rng, shape: Shape) -> Course:
    """Strokes on something that throws the hand back with up to 0.6 of its speed, again and again."""
    t = np.arange(0, 21, 1 / GRID)
    y, strokes, at = np.zeros_like(t), [], 0.6
    while at < 19:
        down, way, back = rng.uniform(0.1, 0.14), rng.uniform(1.0, 2.0), rng.uniform(0.2, 0.6)
        y += way * fall(shape, (t - at) / down)
        speed = way / down * 1.9 * back
        slows, begin = way / down**2 * 2 * rng.uniform(0.75, 1.5), at + down
        while speed > 0.5:
            lasts = 2 * speed / slows
            s = np.clip(t - begin, 0, lasts)
            y -= speed * s - slows * s * s / 2
            begin, speed = begin + lasts, speed * back
        y -= way * smooth((t - begin - 0.1) / 0.3)
        strokes.append((at, at + down))
        at = begin + 0.1 + 0.3 + rng.uniform(0.1, 0.4)
    return Course(y, [truth(y, *s) for s in strokes])


def calm(rng: Rng, shape: Shape) -> Course:
    """Lowered, reaching and waving hands, and hands that talk: no stroke."""
    t = np.arange(0, 40, 1 / GRID)
    y, at = np.zeros_like(t), 0.6
    while at < 37:
        seconds, way = rng.uniform(0.4, 1.2), rng.uniform(0.8, 2.5)
        seconds = max(seconds, way / 3.0)
        match rng.integers(3):
            case 0:
                y += way * smooth((t - at) / seconds) - way * smooth((t - at - seconds - 0.5) / 0.7)
            case 1:
                waved = (t > at) & (t < at + 2)
                y += (
                    waved
                    * 0.4
                    * np.sin(2 * pi * rng.uniform(0.7, 1.6) * (t - at))
                    * np.sin(pi * (t - at) / 2)
                )
            case _:
                for part in rng.uniform(0, 1.5, 4):
                    y += rng.uniform(0.2, 0.6) * np.exp(-(((t - at - part) / rng.uniform(0.1, 0.25)) ** 2))
        at += seconds + 1.5
    return Course(y)


CASES: dict[str, Case] = {
    "alone": alone,
    "4 a second": lambda rng, shape: roll(rng, shape, 4, 0.6, 1.4),
    "8 a second, 5 cm and more": lambda rng, shape: roll(rng, shape, 8, 0.5, 1.0),
    "8 a second, 1 to 3 cm": lambda rng, shape: roll(rng, shape, 8, 0.15, 0.35),
    "ghost notes": ghosts,
    "swing": swing,
    "wind-ups": wind_ups,
    "rebounds": rebounds,
    "lowering, reaching, waving, talking": calm,
}


@dataclass
class Tally:
    """What became of the strokes of some clips. errors: milliseconds, each clip's median taken out."""

    strokes: int = 0
    missed: int = 0
    extra: int = 0
    seconds: float = 0.0
    errors: list[float] = field(default_factory=list)
    ranks: list[float] = field(default_factory=list)

    def add(self, course: Course, found: Sequence[Strike]) -> None:
        """One clip."""
        strokes = course.truth
        self.seconds += len(course.y) / GRID
        late = [min((f.t - s.brake for s in strokes), key=lambda d: abs(d - 0.04)) for f in found if strokes]
        usual = median(late) if late else 0.0
        near = min([NEAR, *((b.brake - a.brake) / 2 for a, b in pairwise(strokes))])
        left, errors, speeds = list(found), [], []
        for stroke in strokes:
            nearest = min(left, key=lambda f: abs(f.t - usual - stroke.brake), default=None)
            if nearest is None or abs(nearest.t - usual - stroke.brake) > near:
                self.missed += 1
                continue
            left.remove(nearest)
            errors.append(1000 * (nearest.t - stroke.brake))
            loud = round(127 * velocity_of(nearest.speed, FULL_SPEED, TOUCHES["medium"]))
            speeds.append((stroke.speed, loud))
        self.strokes += len(strokes)
        self.extra += len(left)
        self.errors += [e - median(errors) for e in errors]
        if len(speeds) > 2:
            self.ranks.append(spearman(np.array(speeds, float)))

    def cells(self) -> tuple[str, ...]:
        """missed %, extra % (or a minute), mean error, p95, rank."""
        if not self.strokes:
            return ("", f"{60 * self.extra / self.seconds:.1f} a minute", "", "", "")
        errors = np.abs(self.errors or [0.0])
        return (
            f"{100 * self.missed / self.strokes:.1f}",
            f"{100 * self.extra / self.strokes:.1f}",
            f"{errors.mean():.1f}",
            f"{np.percentile(errors, 95):.0f}",
            f"{fmean(self.ranks or [0.0]):.2f}",
        )


def spearman(pairs: Floats) -> float:
    """Spearman's rank correlation of the two columns; ties share their mean rank."""
    ranks = []
    for column in pairs.T:
        _, inverse, counts = np.unique(column, return_inverse=True, return_counts=True)
        ranks.append((np.cumsum(counts) - (counts - 1) / 2)[inverse])
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def clips(
    shapes: Sequence[Shape], fps: int, lost: float, seeds: int = 3
) -> Iterator[tuple[str, Course, Frames]]:
    """(case, course, frames) of every case, shape and seed; the same ones each time."""
    for number, (name, case) in enumerate(CASES.items()):
        for k, shape in enumerate(shapes):
            for seed in range(seeds):
                rng = np.random.default_rng([number, k, seed, fps, round(1000 * lost)])
                course = case(rng, shape)
                yield name, course, seen(rng, course.y, fps, lost)


def wild(fps: int, frames: int, off: float, seed: int) -> tuple[int, int]:
    """(strikes, times) of a resting hand that is seen `off` palms away for some frames, again and again."""
    rng = np.random.default_rng([fps, frames, round(100 * abs(off)), off > 0, seed])
    flow = seen(rng, 0.2 * np.sin(np.arange(0, 20, 1 / GRID)), fps, 0.0)
    often, first = 0, fps
    while first < len(flow) - frames - 4:
        away = off * rng.uniform(0.8, 1.2)
        for i in range(first, first + frames):
            t, y = flow[i]
            flow[i] = t, (y or 0.0) + away * float(rng.uniform(0.93, 1.07))
        often += 1
        first += int(fps * rng.uniform(0.8, 1.2))
    return len(heard(flow, fps)), often


def flams(shapes: Sequence[Shape], fps: int) -> tuple[int, int, Floats]:
    """(flams, those of which a stroke is missed, errors of the way from stroke to stroke in milliseconds).

    One hand strikes lightly, the other 25 to 60 ms later and harder; both are seen in the same frames' noise.
    """
    count = missed = 0
    errors = []
    for k, shape in enumerate(shapes):
        for seed in range(3):
            rng = np.random.default_rng([fps, k, seed])
            light = [Stroke(0.6 + 0.8 * i, 0.12, float(rng.uniform(0.5, 0.9)), 0.17) for i in range(15)]
            hard = [s._replace(at=s.at + rng.uniform(0.025, 0.06), way=s.way * 1.8) for s in light]
            found = []
            for strokes in (light, hard):
                course = played(shape, strokes)
                struck = heard(seen(rng, course.y, fps, 0.0), fps)
                near = [
                    min(struck, key=lambda f: abs(f.t - s.brake - 0.04), default=None) for s in course.truth
                ]
                found.append(
                    [(s.brake, f.t if f else np.inf) for s, f in zip(course.truth, near, strict=True)]
                )
            for (one, first), (other, second) in zip(*found, strict=True):
                count += 1
                if max(abs(first - one), abs(second - other)) > NEAR:
                    missed += 1
                else:
                    errors.append(1000 * ((second - first) - (other - one)))
    return count, missed, np.array(errors)


def flam_row(shapes: Sequence[Shape], fps: int) -> tuple[str, ...]:
    """fps, flams, missed, mean error and p95 in milliseconds."""
    count, missed, errors = flams(shapes, fps)
    off = np.abs(errors)
    return f"{fps}", f"{count}", f"{missed}", f"{off.mean():.1f}", f"{np.percentile(off, 95):.0f}"


def picture(shapes: Sequence[Shape], path: Path) -> None:
    """The mean error and p95 against the delay, at both rates, of a third of the clips; no frame is lost."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, plot = plt.subplots(figsize=(7, 3.6))
    for fps, colour in ((30, "#c2571a"), (60, "#0a6fb8")):
        tallies = [Tally() for _ in DELAYS]
        for _, course, frames in clips(shapes, fps, 0.0, seeds=1):
            for tally, delay in zip(tallies, DELAYS, strict=True):
                tally.add(course, heard(frames, fps, delay / 1000))
        errors = [np.abs(tally.errors) for tally in tallies]
        plot.plot(DELAYS, [e.mean() for e in errors], "o-", color=colour, label=f"{fps} a second: mean")
        high = [np.percentile(e, 95) for e in errors]
        plot.plot(DELAYS, high, "o:", color=colour, label=f"{fps} a second: 95 of 100 below")
    plot.set_xlabel("strike delay, milliseconds")
    plot.set_ylabel("error, milliseconds")
    plot.set_ylim(0)
    plot.spines[["top", "right"]].set_visible(False)
    plot.legend(frameon=False, fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


@click.command()
@click.option("--chosen", is_flag=True, help="The shapes that constants may be chosen on.")
@click.option("--picture", "path", type=click.Path(path_type=Path, dir_okay=False), help="Draw one instead.")
def main(chosen: bool, path: Path | None) -> None:
    """Print the tables."""
    shapes = CHOSEN if chosen else REPORTED
    if path is not None:
        picture(shapes, path)
        return
    for lost in (0.0, 0.1):
        told = {(fps, name): (Tally(), Tally()) for fps in (30, 60) for name in CASES}
        for fps in (30, 60):
            for name, course, frames in clips(shapes, fps, lost):
                for tally, listen in zip(told[fps, name], (heard, naive), strict=True):
                    tally.add(course, listen(frames, fps))
        one = ("missed %", "extra %", "error ms", "p95 ms", "rank")
        headings = ("fps", "played", "strokes", *one, *(f"naive {name}" for name in one))
        rows = [
            (f"{fps}", name, str(ours.strokes), *ours.cells(), *plain.cells())
            for (fps, name), (ours, plain) in told.items()
        ]
        print_table(headings, rows, f"Simulated strokes, {lost:.0%} of the frames lost", right=range(2, 13))
    headings = ("fps", "flams", "missed", "error ms", "p95 ms")
    flam_rows = [flam_row(shapes, fps) for fps in (30, 60)]
    print_table(headings, flam_rows, "Flams of two hands: how far apart their strokes sound", right=range(5))
    offs = (0.2, 0.4, 0.8, 1.5)
    rows = []
    for fps, frames in product((30, 60), (1, 2, 3)):
        cells = []
        for off in offs:
            struck = [wild(fps, frames, side * off, seed) for side in (-1, 1) for seed in (4, 5)]
            cells.append(f"{100 * sum(s for s, _ in struck) / sum(n for _, n in struck):.0f}")
        rows.append((f"{fps}", f"{frames}", *cells))
    headings = ("fps", "frames", *(f"{off:g} palms" for off in offs))
    print_table(headings, rows, "Of 100 times that a resting hand is seen elsewhere: strikes", right=range(6))


if __name__ == "__main__":
    main()
