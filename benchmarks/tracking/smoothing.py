"""What smoothing leaves of the jitter, and how late it makes the hands.

    python -m benchmarks smoothing                      # the virtual performer's poses
    python -m benchmarks smoothing clip.mp4             # a film of one hand that holds still now and then

At rest: the calmest tenth of all half seconds, as the tracker sees them. Moving: the same landmarks
carried across the picture at a steady speed, so that the truth is known and the jitter is real; what
blur does to the tracker is not in it. Last, what a player's `steady` leaves of a tremor.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from gesture2midi.capture.open_source import open_source
from gesture2midi.cli.common import progress, say
from gesture2midi.cli.tables import print_table
from gesture2midi.tracking.mediapipe_tracker import MediaPipeTracker
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.one_euro import OneEuro, lag
from gesture2midi.tracking.pipeline import STEADY

Array = NDArray[np.float64]
CALM = 0.5
"""Seconds of a span in which a hand may be at rest."""
SPEEDS = (0.1, 1.0)
"""Picture widths a second."""
TREMOR = 5.0, 0.01
"""Hz, and picture widths each way: 1 cm of a hand 75 cm from the camera."""
FPS = 30


def raw(name: str) -> tuple[Array, Array]:
    """(n,) seconds and (n, 21, 2) x and y in the picture (0..1) of the first hand, wherever one is seen."""
    source = open_source(name, realtime=False, on_problem=say)
    with progress() as on_progress:
        model = find_model(None, on_progress=on_progress)
    with closing(MediaPipeTracker(model, 1)) as tracker:
        seen = [hands for frame in source.frames() if frame and (hands := tracker.track(frame)).hands]
    points = [hands.hands[0].points[:, :2] for hands in seen]
    return np.array([hands.t for hands in seen]), np.array(points, np.float64)


def one_euro(t: Array, points: Array) -> Array:
    smooth = OneEuro(STEADY)
    return np.array([smooth(now, at) for at, now in zip(t, points, strict=True)])


def moving_average(t: Array, points: Array) -> Array:
    """Of five frames, or of as many as there are yet."""
    return np.array([points[max(0, i - 4) : i + 1].mean(axis=0) for i in range(len(t))])


FILTERS: dict[str, Callable[[Array, Array], Array]] = {
    "none": lambda t, points: points,
    f"One Euro {STEADY.cutoff:g}, {STEADY.beta:g}, {STEADY.speed_cutoff:g}": one_euro,
    "moving average of 5 frames": moving_average,
}


def calm_spans(t: Array, points: Array) -> list[slice]:
    """The tenth of all spans without a gap in which the landmarks go least far."""
    length = max(5, round(CALM / float(np.median(np.diff(t)))))
    spans = [slice(i, i + length) for i in range(length, len(t) - length + 1, length)]
    whole = [span for span in spans if np.ptp(t[span]) < 1.1 * CALM]
    ways = [float(np.ptp(points[span], axis=0).mean()) for span in whole]
    return [whole[i] for i in np.argsort(ways)[: max(1, len(whole) // 10)]]


def jitter(points: Array) -> float:
    """SD of the white noise with the same second differences: a slow movement is no jitter."""
    return float(np.sqrt(np.mean(np.diff(points, 2, axis=0) ** 2) / 6))


def tremor(steady: float) -> tuple[float, float, float]:
    """What is left of a tremor (1 is all), and milliseconds of lag at each of `SPEEDS`."""
    t = np.arange(10 * FPS) / FPS
    hertz, width = TREMOR

    def smoothed(values: Array) -> Array:
        smooth = OneEuro(STEADY.steadier(steady))
        return np.array([smooth(value, at) for at, value in zip(t, values[:, None], strict=True)])[:, 0]

    trembling = width * np.sin(2 * np.pi * hertz * t)
    left = smoothed(trembling)[FPS:].std() / trembling[FPS:].std()
    slow, fast = (1000 * lag(STEADY.steadier(steady), speed, FPS) for speed in SPEEDS)
    return float(left), float(slow), float(fast)


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
def main(names: tuple[str, ...]) -> None:
    """Print the table for each SOURCE (default: the virtual performer's poses)."""
    for name in names or ("performer:poses",):
        t, points = raw(name)
        spans = calm_spans(t, points)
        rows = []
        for title, smooth in FILTERS.items():
            smoothed = smooth(t, points)
            still = [1e5 * jitter(smoothed[span]) for span in spans]
            lags = []
            for speed in SPEEDS:
                carried = points + speed * t[:, None, None] * (1.0, 0.0)
                behind = (carried - smooth(t, carried))[..., 0]
                lags.append(1000 * np.mean([behind[span] for span in spans]) / speed)
            rows.append((title, f"{np.median(still):.1f}", *(f"{lag:.1f}" for lag in lags)))
        headings = ("filter", "jitter at rest", *(f"lag at {speed:g} widths/s, ms" for speed in SPEEDS))
        title = f"{Path(name).name}: jitter in 1/100,000 of the picture, median of {len(spans)} spans"
        print_table(headings, rows, title, right=(1, 2, 3))
    calmed = [
        (f"{steady:g}", *(f"{figure:.2f}" for figure in tremor(steady))) for steady in (0, 0.25, 0.5, 1)
    ]
    headings = ("steady", "left of a tremor", *(f"lag at {speed:g} widths/s, ms" for speed in SPEEDS))
    title = f"A tremor of {TREMOR[0]:g} Hz, {TREMOR[1]:g} picture widths each way, at {FPS} frames a second"
    print_table(headings, calmed, title, right=(1, 2, 3))


if __name__ == "__main__":
    main()
