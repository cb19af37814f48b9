"""How punctual any strike could be: what the camera's pictures leave open before the message has to go.

    python benchmarks/bounds.py             # some minutes, after benchmarks/hits.py has drawn its clips

A hand's knuckles are seen in each picture with the tracker's noise, and a message that is to leave at the
intended instant can follow only from pictures that are `LATENCY` older. From these:

- A repeated stroke, of which all is known but when it comes, how hard, and where the hand rests; its time
  within `UNEVEN` of the rhythm. The least SD is Cramer and Rao's bound with that prior (van Trees 1968).
- A first stroke of a known shape, with any time and pace: the same bound.
- A first stroke whose shape is not known: two strokes that look the same for long, and are braked at other
  times (Le Cam 1973). Whatever is done, half the time in which they cannot be told apart is lost on average.

The tracker's noise is measured on the clips, as what is left of its knuckles' heights when the truth, as
late as fits best, is taken away. The same recognizer is given the true landmarks of the same frames, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from math import erfc, sqrt
from statistics import fmean, median

import click
import numpy as np
from drummed import RATES, SHAPES, Clip, clips, tracked
from hits import LATENCY, NEAR, Tally, fall, knuckles, strikes

from gesture2midi.capture.performer.camera import CAMERAS, shots
from gesture2midi.capture.performer.strokes import FULL_SPEED, Stroke, StrokeShape, depth, played
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hands, Side
from gesture2midi.gesture.braking import AGO, Floats
from gesture2midi.gesture.hits import FULL_PEAK

PALM = FULL_SPEED / FULL_PEAK
"""Metres."""
UNEVEN = 0.04
"""SD of the time between two strokes, as part of it: the performer's."""
LOUD, LOUDNESS = 0.7, 0.17
"""Velocity, mean and SD: evenly spread from 0.4 to 1."""
PACES, PACE = np.linspace(0.6, 1.6, 11), 0.3
"""How much slower than its own pace a stroke may be, and the SD of its logarithm."""
SHIFTS: Floats = np.arange(-0.08, 0.0801, 0.004)
SPEEDS: Floats = np.linspace(0.4, 1.0, 13)
PHASES = (np.arange(6) + 0.5) / 6
_GRID: Floats = np.arange(-0.3, 0.45, 0.0005)


@cache
def _course(shape: StrokeShape) -> Floats:
    """Palms down over `_GRID`, seconds from the intended instant, at its own pace and velocity 1."""
    strokes = (Stroke(0.0, 1.0, shape),)
    intended = played(strokes, 0).intended
    return np.array([depth(strokes, 0, float(t) + intended) for t in _GRID]) / PALM


def course(shape: StrokeShape, t: Floats, velocity: float, pace: float) -> Floats:
    """Palms down, `t` seconds after the intended instant."""
    return velocity * pace * np.interp(t / pace, _GRID, _course(shape))


def pace(shape: StrokeShape, rate: float) -> float:
    """The part of its own time that a stroke has in an even roll."""
    roll = tuple(Stroke(i / rate, 1.0, shape) for i in range(3))
    return played(roll, 1).depth / played(roll[:1], 0).depth


def frames(fps: float, phase: float, until: float = -LATENCY) -> Floats:
    """Seconds from the intended instant of each picture that a message can follow from."""
    return np.asarray(until - (phase + np.arange(AGO[-1] * fps)) / fps)


def spread(shape: StrokeShape, rate: float, fps: float, noise: float, known: bool) -> float:
    """The least SD in milliseconds. noise: SD, palms. known: whether it repeats strokes before."""
    own, least = pace(shape, rate), []
    anywhere = min(NEAR, 0.5 / rate) / sqrt(3)
    prior = [UNEVEN / rate if known else anywhere, LOUDNESS, np.inf, 1e-6 if known else PACE * own]
    for phase in PHASES:
        t = frames(fps, phase)

        def seen(off: float, loud: float, rest: float, pace: float, t: Floats = t) -> Floats:
            return course(shape, t - off, loud, pace) + rest

        here = np.array((0.0, LOUD, 0.0, own))
        slopes = [(seen(*(here + step)) - seen(*(here - step))) / 2e-3 for step in 1e-3 * np.eye(4)]
        told = np.array(slopes) @ np.array(slopes).T / noise**2 + np.diag(1 / np.square(prior))
        least.append(float(np.linalg.inv(told)[0, 0]))
    return 1000 * sqrt(fmean(least))


def doubt(shape: StrokeShape, rate: float, fps: float, noise: float) -> tuple[float, str]:
    """The least mean absolute error in milliseconds of a stroke and its double together, and the double."""
    own, found = pace(shape, rate), [(0.0, shape)]
    for other in SHAPES:
        for stretch in PACES if other != shape else ():
            lost = np.zeros((len(SHIFTS), len(SPEEDS)))
            for phase in PHASES[::2]:
                # The pictures until the later of the two instants, and how sure they have made it by each.
                t = frames(fps, phase, float(SHIFTS[-1]))[::-1]
                here = course(shape, t, LOUD, own)
                there = np.array([course(other, t - off, 1.0, stretch * own) for off in SHIFTS])
                off = there[:, None] * SPEEDS[:, None] - here
                apart = np.sqrt(np.cumsum(off**2, axis=2)) / noise
                same = np.vectorize(erfc)(apart / 2 / sqrt(2))
                for i, shift in enumerate(SHIFTS):
                    ends = np.clip(np.append(t + LATENCY, np.inf), min(0.0, shift), max(0.0, shift))
                    lost[i] += same[i] @ np.diff(ends)
            found.append((1000 * float(lost.max()) / 2 / len(PHASES[::2]), other))
    return max(found)


def truth(clip: Clip) -> Iterator[Hands]:
    """The true landmarks of a clip's frames, at the times that the camera says."""
    performer = clip.performer()
    for index, shot in enumerate(
        shots(replace(CAMERAS[clip.camera], seed=clip.seed), clip.fps, performer.total)
    ):
        yield replace(performer.truth(shot.at), t=shot.stamp, index=index)


def noise(flow: Sequence[Hands], true: Sequence[Hands], side: Side) -> tuple[float, float]:
    """(SD in palms, how late in milliseconds) of a hand's knuckles."""
    t, places, size = knuckles(flow, side)
    at, right, _ = knuckles(true, side)
    moving = (t > 0.9) & (t < at[-1] - 0.7)
    best = (np.inf, 0.0)
    for late in np.arange(-10, 31) / 1000:
        there = np.interp(t - late, at, right)
        basis = np.column_stack((there, np.ones(len(t))))[moving]
        left = places[moving] - basis @ np.linalg.lstsq(basis, places[moving], rcond=None)[0]
        best = min(best, (float(left.std()) / size, 1000 * float(late)))
    return best


def measured(clip: Clip, found: Tally, given: Tally) -> Iterator[tuple[float, float]]:
    """(noise in palms, how late in milliseconds) of each hand; and what becomes of its strokes, as tracked
    and from the true landmarks of the same frames."""
    flow, true = tracked(clip), list(truth(clip))
    strokes = clip.performer((64, 48)).strokes
    for side in clip.sides:
        for tally, frames in ((found, flow), (given, true)):
            sent = [hit for of, hit in strikes(frames) if of == side]
            tally.add([stroke for stroke in strokes if stroke.side == side], sent, fall(frames, side))
        yield noise(flow, true, side)


def total(firsts: Sequence[float], repeats: Sequence[float]) -> float:
    """The least SD over a table's strokes, of whom one of each run is a first one."""
    counts = RATES.values()
    squares = (a * a + (n - 1) * b * b for a, b, n in zip(firsts, repeats, counts, strict=True))
    return sqrt(sum(squares) / sum(counts))


@click.command()
def main() -> None:
    """Print what the tracker adds, and what no detector can know."""
    found = {(fps, shape): Tally() for fps in (30, 60) for shape in SHAPES}
    given = {key: Tally() for key in found}
    seen: dict[str, list[tuple[float, float]]] = {camera: [] for camera in CAMERAS}
    for clip in clips():
        if key := next((key for key in found if key == (clip.fps, clip.shape)), None):
            seen[clip.camera] += measured(clip, found[key], given[key])
    rows = [
        (camera, str(len(of)), f"{median(palms):.4f}", f"{median(late):.0f}")
        for camera, of in seen.items()
        for palms, late in (zip(*of, strict=True),)
    ]
    headings = ("camera", "hands", "noise, palms", "late, ms")
    print_table(headings, rows, "The tracker's knuckles, median of the clips", right=(1, 2, 3))
    usual = median(palms for of in seen.values() for palms, _ in of)
    table = []
    for (fps, shape), tally in found.items():
        first, repeat = (
            [spread(shape, rate, fps, usual, known) for rate in RATES] for known in (False, True)
        )
        least, double = doubt(shape, 2.0, fps, usual)
        ways = (cells for one in (tally, given[fps, shape]) for cells in one.cells()[3:5])
        lists = (" ".join(f"{each:.1f}" for each in of) for of in (repeat, first))
        cells = (
            *ways,
            *lists,
            f"{total(first, repeat):.1f}",
            f"{least:.1f}",
            double if least else "no other",
        )
        table.append((f"{fps}", shape, *cells))
    one = ("tracked: abs", "SD", "true landmarks: abs", "SD")
    least_of = (
        f"least SD: repeated, {' '.join(f'{rate:g}' for rate in RATES)} a second",
        "first ones",
        "all",
    )
    headings = ("fps", "shape", *one, *least_of, "shape unknown: least abs", "beside")
    about = f"Milliseconds from the intended instant, and the least of any detector (noise {usual:.3f} palms)"
    print_table(headings, table, about, right=range(2, 10))


if __name__ == "__main__":
    main()
