"""Teaches the network of `gesture.braking` on random strokes, and writes its weights.

    python benchmarks/learn_strikes.py gesture2midi/gesture/braking.npz      # some ten minutes

A stroke here is a fall and a way back, each with a speed of u^a (1-u)^b, so of any skew and sharpness, mostly
rippled, with or without a lift before and a rest between. Three in ten are swings, braked until they turn
and going back as they came, as on a spring. Runs of them are alone or repeated, even or uneven, up to 8.3
a second; others are slow, or quick only upwards. None has a shape of `capture.performer.strokes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
from numpy.typing import NDArray

from gesture2midi.gesture.braking import EDGES, LEAST_RANGE, seen
from gesture2midi.gesture.hits import LEAST_PEAK
from gesture2midi.gesture.manner import AFTER, Manner
from gesture2midi.whole import whole_file

Floats = NDArray[np.floating]
STEP = 0.002
"""Seconds between two places of a path."""
BLUR = 0.005
"""Seconds: how sharply the network is to tell one time to go from the next."""
TOLD_OFF = (0.004, 0.012, 0.02)
"""Seconds by which the strikes before were told wrongly, SD; and the part of them that was not told."""
UNTOLD = 0.05
SWINGS = 0.3
"""The part of the players who swing."""
RIPPLED = 0.6
"""The part of all other movements whose speed is rippled, by `RIPPLE` in its logarithm."""
RIPPLE: Floats = 0.3 / np.arange(1, 4)
HIDDEN = (96, 64)
BATCH = 1024
MIDDLES: Floats = (EDGES[:-1] + EDGES[1:]) / 2


class Run(NamedTuple):
    """heights: palms, down, `STEP` apart. brakes, speeds: of its strikes, seconds and palms a second."""

    heights: Floats
    brakes: Floats
    speeds: Floats


def _between(rng: np.random.Generator, low: float, high: float) -> float:
    """Evenly spread in its logarithm."""
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def _rippled(rng: np.random.Generator) -> Floats:
    """How much of each cosine is in the logarithm of a movement's speed."""
    return RIPPLE * rng.normal(size=len(RIPPLE)) * (rng.random() < RIPPLED)


def _bell(seconds: float, rise: float, fall: float, ripples: Floats | None = None) -> Floats:
    """The speed of a movement, with the sum 1."""
    count = max(3, int(seconds / STEP))
    u = (np.arange(count) + 0.5) / count
    speed = u**rise * (1 - u) ** fall
    if ripples is not None:
        speed *= np.exp(ripples @ np.cos(np.pi * np.outer(np.arange(1, 1 + len(ripples)), u)))
    return np.asarray(speed / speed.sum())


def _add(speed: Floats, at: int, part: Floats) -> None:
    if at >= 0:
        speed[at : at + len(part)] += part[: max(0, len(speed) - at)]


def run(rng: np.random.Generator) -> Run:
    """Up to eight strokes of one player, or some slow movement."""
    slow = rng.random() < 0.3
    lifted_first = slow and rng.random() < 0.5
    period = float(rng.uniform(1, 2.5)) if slow else _between(rng, 0.12, 0.8)
    count = int(rng.integers(1, 4 if slow else 9))
    down = float(rng.uniform(0.4, 1.2)) if slow else _between(rng, 0.07, 0.26)
    up = float(rng.uniform(0.35, 1.2)) if slow and not lifted_first else _between(rng, 0.08, 0.4)
    rest = float(rng.uniform(0, 0.1)) if rng.random() < 0.4 else 0.0
    fill = float(rng.uniform(0.6, 1)) if rng.random() < 0.7 else 1.0
    if swings := not slow and rng.random() < SWINGS:
        up, rest, fill = down * _between(rng, 0.8, 1.25), 0.0, 1.0
    pace = min(1.0, 0.94 * fill * period / (down + up + rest))
    if swings:
        turn = _between(rng, 0.6, 1)
        falling = _bell(down * pace, _between(rng, 0.8, 4), turn)
        rising = _bell(up * pace, turn, _between(rng, 0.8, 4))
    else:
        falling = _bell(down * pace, _between(rng, 0.8, 4), _between(rng, 0.5, 4), _rippled(rng))
        rising = _bell(up * pace, _between(rng, 0.4, 4), _between(rng, 0.8, 4), _rippled(rng))
    lift = float(rng.uniform(0, 0.2)) if rng.random() < 0.5 else 0.0
    lifting = _bell(0.8 * down * pace, 1.5, 1.5)
    wait, loudest, uneven = int(rest * pace / STEP), rng.uniform(12, 26), rng.uniform(0, 0.08)
    gaps = np.maximum(period * (1 + uneven * rng.normal(size=count)), (down + up + rest) * pace * 1.001)
    starts = ((rng.uniform(0.35, 0.7) + np.cumsum(gaps) - gaps[0]) / STEP).astype(int)
    speed = np.zeros(starts[-1] + int((gaps[-1] + 0.5) / STEP))
    marks = []
    free = 0
    for start in starts.tolist():
        fastest = float(rng.uniform(0.5, 9)) if slow else loudest * float(rng.uniform(0.3, 1))
        way = fastest / falling.max()
        lifted = lift if start - len(lifting) > free else 0.0
        _add(speed, start - len(lifting), -lifted * way * lifting)
        if lifted_first:
            _add(speed, start, -way * rising)
            _add(speed, start + len(rising) + wait, way * falling)
            continue
        _add(speed, start, way * falling)
        free = start + len(falling) + wait + len(rising)
        over = 1.12 if rng.random() < 0.2 else 1.0
        _add(speed, start + len(falling) + wait, -over * (1 - lifted) * way * rising)
        if fastest >= LEAST_PEAK and not slow:
            marks.append(start)
    around = np.exp(-((np.arange(-12, 13) * STEP / rng.uniform(0.002, 0.007)) ** 2) / 2)
    speed = np.convolve(speed, around / around.sum(), "same")
    heights = np.cumsum(speed) * STEP + _drift(rng, len(speed))
    tops = [start + int(np.argmax(speed[start : start + len(falling) + 3])) for start in marks]
    brakes = [top + _brake(speed[top : top + len(falling) + 30]) for top in tops]
    return Run(heights, np.array(brakes) * STEP, speed[tops])


def _brake(speed: Floats) -> int:
    """Where a fall is braked most, from where it is at its fastest to where it turns."""
    still = speed[2:] <= 0.02 * speed[0]
    turn = 2 + (int(np.argmax(still)) if still.any() else 0)
    return int(np.argmin(np.gradient(speed)[: max(turn, 3)]))


def _drift(rng: np.random.Generator, count: int) -> Floats:
    """Slow movement beside the strokes."""
    t, way = np.arange(count) * STEP, np.zeros(count)
    if rng.random() < 0.5:
        for _ in range(2):
            way += rng.normal(0, 0.25) * np.sin(2 * np.pi * (rng.uniform(0.1, 1.2) * t + rng.random()))
    return way


def film(rng: np.random.Generator, heights: Floats) -> tuple[Floats, Floats]:
    """The times and heights that a camera gives: blurred, noisy, with lost frames and unsteady times."""
    fps = float(rng.choice([30.0, 60.0, rng.uniform(24, 65)]))
    t = np.arange(len(heights)) * STEP
    at = np.arange(rng.uniform(0, 1 / fps), t[-1], 1 / fps)
    if rng.random() < 0.3:
        at = at[rng.random(len(at)) > 0.1]
    exposed = rng.uniform(0, 0.9) / fps * np.array((-0.4, -0.2, 0, 0.2, 0.4))
    places = np.mean([np.interp(at + off, t, heights) for off in exposed], axis=0)
    noise = rng.normal(0, _between(rng, 0.004, 0.04), len(at))
    late = rng.uniform(-0.25, 0.25, len(at)) / fps if rng.random() < 0.15 else 0.0
    return at + late, places + noise


def examples(rng: np.random.Generator, runs: int) -> Iterator[tuple[Floats, Floats, float]]:
    """(inputs, the chance of each time to go and of none, speed over range or 0) of frames that move."""
    for _ in range(runs):
        heights, brakes, speeds = run(rng)
        times, places = film(rng, heights)
        manner, off = Manner(), rng.choice(TOLD_OFF)
        told = [brake + rng.normal(0, off) for brake in brakes if rng.random() > UNTOLD]
        for i in range(4, len(times)):
            first = max(0, i - 40)
            while told and times[i] >= told[0] + AFTER:
                manner.learn(times[first : i + 1], places[first : i + 1], told.pop(0))
            inputs, span = seen(times[first : i + 1], places[first : i + 1])
            go = brakes - times[i]
            near = np.flatnonzero((go > EDGES[0]) & (go < EDGES[-1]))
            if span < LEAST_RANGE or (not len(near) and rng.random() < 0.5):
                continue
            wanted = np.zeros(len(EDGES))
            wanted[-1] = not len(near)
            for each in near:
                chances = np.exp(-(((MIDDLES - go[each]) / BLUR) ** 2) / 2)
                wanted[:-1] += chances / chances.sum() / len(near)
            speed = float(speeds[near[-1]] / span) if len(near) else 0.0
            yield np.append(inputs, manner.inputs()), wanted, speed


def learn(inputs: Floats, wanted: Floats, speeds: Floats, epochs: int) -> list[list[Floats]]:
    """Weights and biases by Adam (Kingma and Ba 2015): cross entropy, and a Huber loss of the speed's log."""
    rng = np.random.default_rng(0)
    sizes = (inputs.shape[1], *HIDDEN, wanted.shape[1] + 1)
    layers: list[list[Floats]] = [
        [rng.normal(0, (2 / a) ** 0.5, (a, b)).astype(np.float32), np.zeros(b, np.float32)]
        for a, b in pairwise(sizes)
    ]
    means = [[np.zeros_like(array) for array in layer] for layer in layers]
    squares = [[np.zeros_like(array) for array in layer] for layer in layers]
    total, done = len(inputs) // BATCH * epochs, 0
    for epoch in range(epochs):
        order, loss = rng.permutation(len(inputs)), 0.0
        for start in range(0, len(inputs) - BATCH + 1, BATCH):
            chosen = order[start : start + BATCH]
            felt = [inputs[chosen]]
            for weights, bias in layers[:-1]:
                felt.append(np.maximum(felt[-1] @ weights + bias, 0))
            answer = felt[-1] @ layers[-1][0] + layers[-1][1]
            chances = np.exp(answer[:, :-1] - answer[:, :-1].max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
            loss -= float((wanted[chosen] * np.log(chances + 1e-9)).sum())
            true = speeds[chosen]
            off = np.where(true > 0, answer[:, -1] - np.log(np.maximum(true, 1e-3)), 0)
            slope = np.column_stack((chances - wanted[chosen], 0.5 * np.clip(off, -1, 1))) / BATCH
            done += 1
            rate = 3e-3 * 0.5 * (1 + np.cos(np.pi * done / total))
            for depth in reversed(range(len(layers))):
                slopes = felt[depth].T @ slope, slope.sum(axis=0)
                slope = (slope @ layers[depth][0].T) * (felt[depth] > 0)
                for k, each in enumerate(slopes):
                    mean, square = means[depth][k], squares[depth][k]
                    mean += 0.1 * (each - mean)
                    square += 0.001 * (each * each - square)
                    way = mean / (1 - 0.9**done) / (np.sqrt(square / (1 - 0.999**done)) + 1e-8)
                    layers[depth][k] -= np.float32(rate) * way.astype(np.float32)
        click.echo(f"{epoch + 1} of {epochs}: {loss / len(inputs):.4f}")
    return layers


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--runs", default=24_000, show_default=True, help="Of strokes, some 50 frames each.")
@click.option("--epochs", default=16, show_default=True)
def main(path: Path, runs: int, epochs: int) -> None:
    """Write the weights to PATH."""
    columns = zip(*examples(np.random.default_rng(1), runs), strict=True)
    inputs, wanted, speeds = (np.array(column, np.float32) for column in columns)
    click.echo(f"{len(inputs)} frames, {100 * (1 - wanted[:, -1].mean()):.0f} % of them near a strike.")
    layers = learn(inputs, wanted, speeds, epochs)
    with whole_file(path) as part, part.open("wb") as file:
        np.savez(file, *(array for layer in layers for array in layer))


if __name__ == "__main__":
    main()
