"""Presets of controllers, each of which the player showed a hand for, and what lies between them.

Kernel ridge regression with a Gaussian radial basis on normalised features (Hastie, Tibshirani, Friedman, The
Elements of Statistical Learning, 2nd edition 2009, 5.8 and 6.7). That hands draw such maps is Fiebrink's idea
(Real-time Human Interaction with Supervised Learning Algorithms, Princeton 2011). A hand is the 21 numbers of
a taught pose, in a metric that counts a way the less, the more the examples of one preset differ along it. A
hand that is unlike all examples leaves the values where they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

import numpy as np

from gesture2midi.gestures.custom.pose_classifier import (
    COVERED,
    LEAST_REACH,
    PRIOR,
    Array,
    Points,
    blocks,
    describe,
)

MOST_PRESETS = 8
MOST_VALUES = 8
EXAMPLES = 40
"""Of each preset; more are thinned evenly."""
RIDGE = 0.1
"""The weight of the ridge: examples of one preset need not be met exactly."""
BETWEEN = 0.6
"""How far from all examples a hand may be, as a part of the way from a preset to its nearest neighbour."""
FOLLOWS = 0.05
"""Seconds: the time constant with which values are followed, also after a hand was unlike all."""


@dataclass(frozen=True, slots=True, eq=False)
class PresetMap:
    """presets: (presets, values), each 0..1. shown: of each (n, 21, 3) hands as `canonical` gives them."""

    name: str
    presets: Array
    shown: tuple[Array, ...]

    @property
    def signals(self) -> tuple[str, ...]:
        """The names of its signals: one a value, and how well the hand fits."""
        return (*(f"{self.name}.{i + 1}" for i in range(self.presets.shape[1])), f"{self.name}.match")


class MapModel:
    """A map, trained in milliseconds whenever it is read."""

    def __init__(self, one: PresetMap) -> None:
        described = [_described(hands) for hands in one.shown]
        scatter = sum((np.cov(z.T, bias=True) * len(z) for z in described if len(z) > 1), np.zeros((21, 21)))
        degrees = sum(len(z) - 1 for z in described)
        values, vectors = np.linalg.eigh(np.eye(21) + scatter / (degrees + PRIOR))
        self._metric = vectors / np.sqrt(values)
        groups = [z @ self._metric for z in described]
        means = np.array([z.mean(axis=0) for z in groups])
        apart = np.linalg.norm(means[:, None] - means[None], axis=2)
        np.fill_diagonal(apart, np.inf)
        nearest = apart.min(axis=1)
        self._width = max(float(np.median(nearest)), 1.0)
        self._shown = np.concatenate(groups)
        meant = np.repeat(one.presets, [len(z) for z in groups], axis=0)
        self._mean = meant.mean(axis=0)
        kernel = self._kernel(_distances(self._shown, self._shown))
        ridge = RIDGE * np.eye(len(kernel))
        self._weights = np.linalg.solve(kernel + ridge, meant - self._mean)
        self.held = max(LEAST_REACH, *(_spread(z) for z in groups))
        """How far from its examples a hand that holds a preset may be."""
        self.reach = max(self.held, BETWEEN * float(nearest.max())) + 1e-6

    def at(self, points: Points) -> tuple[list[float], float]:
        """Returns the values of a hand, each 0..1, and how like the examples it is, 1 to 0 for unlike."""
        z = np.array(describe(points)) @ self._metric
        far = np.sqrt(((self._shown - z) ** 2).sum(axis=1))
        found = self._mean + self._kernel(far) @ self._weights
        off = float(far.min())
        match = 1.0 if off <= self.held else max(0.0, (self.reach - off) / (self.reach - self.held))
        return [min(1.0, max(0.0, float(x))) for x in found], match

    def _kernel(self, far: Array) -> Array:
        kernel: Array = np.exp(-0.5 * (far / self._width) ** 2)
        return kernel


class MapFollower:
    """The values that one hand gives, which stay where they are while it is unlike all examples."""

    __slots__ = ("_model", "_t", "_values")

    def __init__(self, model: MapModel) -> None:
        self._model = model
        self._t = 0.0
        self._values: list[float] | None = None

    def update(self, t: float, points: Points | None) -> list[float] | None:
        """Returns the values and the match of a frame at time t; None before the hand was like any."""
        wanted, match = (None, 0.0) if points is None else self._model.at(points)
        if wanted is not None and match > 0:
            part = 1.0 if self._values is None else 1.0 - exp((self._t - t) / FOLLOWS)
            before = wanted if self._values is None else self._values
            self._values = [a + (b - a) * part for a, b in zip(before, wanted, strict=True)]
        self._t = t
        return None if self._values is None else [*self._values, match]


def cross_validate_map(one: PresetMap) -> tuple[float, ...]:
    """Returns the error of each value, 0..1: the root of its mean square.

    Each fifth of the examples, in the order shown, is judged by a map that has learnt from the rest.
    """
    squares = np.zeros(one.presets.shape[1])
    count = 0
    parts = [blocks(len(hands)) for hands in one.shown]
    for block in range(int(max(part.max() for part in parts)) + 1):
        rest = tuple(hands[part != block] for hands, part in zip(one.shown, parts, strict=True))
        if not all(len(hands) for hands in rest):
            continue
        model = MapModel(PresetMap(one.name, one.presets, rest))
        for preset, hands, part in zip(one.presets, one.shown, parts, strict=True):
            for hand in hands[part == block]:
                found, _ = model.at(hand.tolist())
                squares += (np.array(found) - preset) ** 2
                count += 1
    return tuple(np.sqrt(squares / max(count, 1)).tolist())


def _described(hands: Array) -> Array:
    return np.array([describe(hand) for hand in hands.tolist()], np.float64).reshape(len(hands), 21)


def _distances(one: Array, other: Array) -> Array:
    found: Array = np.linalg.norm(one[:, None] - other[None], axis=2)
    return found


def _spread(examples: Array) -> float:
    """How far most examples of a preset are from the nearest of another block of them."""
    part = blocks(len(examples))
    off = [
        float(np.linalg.norm(examples[part != block] - z, axis=1).min())
        for z, block in zip(examples, part, strict=True)
        if (part != block).any()
    ]
    return float(np.quantile(off, COVERED)) if off else 0.0


def thinned(hands: Array) -> Array:
    """Returns at most `EXAMPLES` of them, evenly."""
    if len(hands) <= EXAMPLES:
        return hands
    kept: Array = hands[np.linspace(0, len(hands) - 1, EXAMPLES).round().astype(int)]
    return kept


def check_presets(presets: Sequence[Sequence[float]]) -> str:
    """Returns what is wrong with presets, "" for nothing."""
    if not 2 <= len(presets) <= MOST_PRESETS:
        return f"a map has 2 to {MOST_PRESETS} presets, not {len(presets)}"
    counts = {len(preset) for preset in presets}
    if len(counts) > 1:
        return "each preset has as many values as the others"
    if not 1 <= counts.pop() <= MOST_VALUES:
        return f"a preset has 1 to {MOST_VALUES} values"
    if not all(0 <= value <= 1 for preset in presets for value in preset):
        return "each value is 0 to 1"
    return ""
