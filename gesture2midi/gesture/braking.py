"""When a falling hand will be braked most: a forecast from the way that its knuckles have come.

A network of two hidden layers sees the last half second of heights and the player's manner, and
gives the chance of each time to go, and how fast the stroke will have been at its fastest.
`benchmarks/learn_strikes.py` has taught it on random strokes: of any skew and sharpness, swung, or driven by
any forces, alone and repeated, even and uneven, with and without a lift or a rest at the lowest point, at 24
to 65 frames a second with blur, noise and lost frames; and on movement that is no stroke. So it knows no
stroke's shape by itself, and reads a roll's next stroke from those before it.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np

from gesture2midi.gesture.manner import Floats, Manner

AGO: Floats = np.concatenate((np.arange(13) / 60, 0.2 + np.arange(1, 10) / 30))
"""Seconds before the newest frame at which the heights are read, between frames where need be."""
EDGES: Floats = np.arange(-0.065, 0.1151, 0.01)
"""The borders of the times to go that are told apart, seconds after the newest frame."""
LEAST_RANGE = 0.15
"""Palms (about 1.3 cm) in half a second: a hand that moves less is at rest."""


class Forecast(NamedTuple):
    """chances: of the brake between each two of `EDGES`; the rest to 1 is that of no brake there. speed: at
    the stroke's fastest, palms a second, if there is one."""

    chances: Floats
    speed: float


def forecast(times: Floats, heights: Floats, manner: Manner) -> Forecast | None:
    """What follows from the way so far; None for a hand at rest.

    times: seconds, rising, three at least. heights: of the knuckles, palms, down.
    manner: of the strokes before.
    """
    steps = np.array((times[-1] - times[-2], times[-2] - times[-3]))
    way, span = seen(np.interp(times[-1] - AGO, times, heights), steps)
    if span < LEAST_RANGE:
        return None
    inputs = np.concatenate((way, manner.inputs()), dtype=np.float32)
    *hidden, (weights, bias) = _layers()
    for rows, shift in hidden:
        inputs = np.maximum(inputs @ rows + shift, 0)
    answer = inputs @ weights + bias
    chances = np.exp(answer[:-1] - answer[:-1].max())
    chances /= chances.sum()
    return Forecast(chances[:-1], float(span * np.exp(min(answer[-1], 10.0))))


def seen(past: Floats, steps: Floats) -> tuple[Floats, Floats]:
    """The network's inputs but the manner, and the palms from highest to lowest; of one frame or of many.

    past: heights at `AGO`, palms, down, [..., len(AGO)].
    steps: seconds between the last two frames, and between the two before, [..., 2].
    """
    now, low = past[..., :1], past.min(axis=-1, keepdims=True)
    span = np.maximum(past.max(axis=-1, keepdims=True) - low, 1e-3)
    parts = ((past[..., 1:] - now) / span, np.log(span), steps * 30 - 0.7, (now - low) / span)
    return np.concatenate(parts, axis=-1), span[..., 0]


@cache
def _layers() -> tuple[tuple[Floats, Floats], ...]:
    with (files("gesture2midi.gesture") / "braking.npz").open("rb") as file:
        held = np.load(file)
        arrays = [held[name] for name in held.files]
    return tuple(zip(arrays[::2], arrays[1::2], strict=True))
