"""Teaches the network of `gesture.braking` on the random strokes of `lessons`, and writes its weights.

    python benchmarks/learn_strikes.py gesture2midi/gesture/braking.npz      # some six minutes, 6 GB

It sees each frame of a run as the detector does: what was before, and what the strokes before have taught.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
from lessons import Floats, Run, film, run

from gesture2midi.gesture.braking import AGO, EDGES, LEAST_RANGE, seen
from gesture2midi.gesture.manner import AFTER, Manner
from gesture2midi.whole import whole_file

BLUR = 0.005
"""Seconds: how sharply the network is to tell one time to go from the next."""
TOLD_OFF = (0.004, 0.012, 0.02)
"""Seconds by which the strikes before were told wrongly, SD; and the part of them that was not told."""
UNTOLD = 0.05
FIRST = 4
"""Frames that are seen before anything is foretold."""
LAST = 40
"""Frames from which a manner is read."""
HIDDEN = (256, 128)
BATCH = 2048
MIDDLES: Floats = (EDGES[:-1] + EDGES[1:]) / 2


def examples(rng: np.random.Generator, runs: int) -> Iterator[tuple[Floats, Floats, Floats]]:
    """Of each run's frames that move: inputs, chance of each time to go and of none, speed by range or 0."""
    for _ in range(runs):
        one = run(rng)
        times, places = film(rng, one.heights)
        past = np.interp(times[FIRST:, None] - AGO, times, places)
        steps = np.diff(times)[FIRST - 1 :], np.diff(times)[FIRST - 2 : -1]
        inputs, spans = seen(past, np.column_stack(steps))
        wanted, speeds = _answers(one, times[FIRST:], spans)
        moving = (spans >= LEAST_RANGE) & ((speeds > 0) | (rng.random(len(spans)) < 0.5))
        manners = _manners(rng, one.brakes, times, places)[FIRST:]
        yield np.hstack((inputs, manners))[moving], wanted[moving], speeds[moving]


def _manners(rng: np.random.Generator, brakes: Floats, times: Floats, places: Floats) -> Floats:
    """What is known of the player in each frame."""
    manner, off = Manner(), rng.choice(TOLD_OFF)
    known = np.tile(manner.inputs(), (len(times), 1))
    for told in sorted(brake + rng.normal(0, off) for brake in brakes if rng.random() > UNTOLD):
        frame = int(np.searchsorted(times, told + AFTER))
        last = slice(max(0, frame - LAST), frame + 1)
        manner.learn(times[last], places[last], told)
        known[frame:] = manner.inputs()
    return known


def _answers(one: Run, times: Floats, spans: Floats) -> tuple[Floats, Floats]:
    """The chance of each time to go and of none; the speed over the range seen, or 0."""
    go = one.brakes - times[:, None]
    near = (go > EDGES[0]) & (go < EDGES[-1])
    chances = near[..., None] * np.exp(-(((MIDDLES - go[..., None]) / BLUR) ** 2) / 2)
    chances /= np.maximum(chances.sum(axis=2, keepdims=True), 1e-12)
    found = near.sum(axis=1)
    wanted = np.column_stack((chances.sum(axis=1) / np.maximum(found, 1)[:, None], found == 0))
    fastest = np.zeros(len(times))
    for speed, frames in zip(one.speeds, near.T, strict=True):
        fastest[frames] = speed
    return wanted, fastest / spans


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
@click.option("--runs", default=110_000, show_default=True, help="Of strokes, some 75 frames each.")
@click.option("--epochs", default=8, show_default=True)
def main(path: Path, runs: int, epochs: int) -> None:
    """Write the weights to PATH."""
    rows = zip(*examples(np.random.default_rng(1), runs), strict=True)
    inputs, wanted, speeds = (np.concatenate(parts, dtype=np.float32) for parts in rows)
    click.echo(f"{len(inputs)} frames, {100 * (1 - wanted[:, -1].mean()):.0f} % of them near a strike.")
    layers = learn(inputs, wanted, speeds, epochs)
    with whole_file(path) as part, part.open("wb") as file:
        np.savez(file, *(array for layer in layers for array in layer))


if __name__ == "__main__":
    main()
