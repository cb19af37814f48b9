"""Hands of people who never taught: what a taught pose is told from, and what it is judged by.

Landmarks of 312 photographs of men at 1 to 4 m, numbers and no pictures, from
https://github.com/emrecandir9/custom-gesture-dataset (MIT; see NOTICE). Every second hand is learnt from, the
others judge. Both halves show the same people, so a stranger yet is taken a little more often than is told.
A hand may show the very pose that is taught. Then it says nothing against it, and is left out.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gesture2midi.gestures.custom.pose_classifier import ENDS, LEAST_REACH, NEAREST, Array, describe

Half: TypeAlias = Literal["learnt", "judging"]

ALIKE = 1.5
"""A label is the taught pose's own if the shapes of its fingers lie within `LEAST_REACH`, and not farther off
than so many times the nearest label's."""


class Records(NamedTuple):
    """hands: (n, 21, 3) canonical. labels: what each shows, or `none`. shapes: (n, 15), of `describe`."""

    hands: Array
    labels: NDArray[np.str_]
    shapes: Array


@cache
def everybody() -> Records:
    """Returns all of them."""
    with (
        (files("gesture2midi.gestures.custom") / "other_people.npz").open("rb") as file,
        np.load(file) as held,
    ):
        hands, labels = held["hands"].astype(np.float64), held["labels"]
    return Records(hands, labels, _shapes(hands))


def unlike(shown: Array, half: Half) -> Array:
    """Returns the hands of a half that do not show the pose of `shown`, (n, 21, 3) canonical."""
    hands, labels, _ = everybody()
    mine = np.arange(len(hands)) % 2 == (0 if half == "learnt" else 1)
    return np.asarray(hands[mine & ~np.isin(labels, own_labels(shown))])


def among(hands: Array) -> NDArray[np.bool_]:
    """Returns which of some hands, (n, 21, 3) canonical, are one of them."""
    people = {hand.tobytes() for hand in everybody().hands}
    return np.array([np.ascontiguousarray(hand).tobytes() in people for hand in hands], bool)


def own_labels(shown: Array) -> list[str]:
    """Returns the labels of the hands that show what `shown` shows."""
    _, labels, shapes = everybody()
    examples = _shapes(shown)
    ways = np.sqrt(((shapes[:, None] - examples[None]) ** 2).sum(axis=2))
    near = np.sort(ways, axis=1)[:, :NEAREST].mean(axis=1)
    off = {str(label): float(np.median(near[labels == label])) for label in np.unique(labels)}
    most = min(LEAST_REACH, ALIKE * min(off.values()))
    return [label for label, way in off.items() if way <= most]


def _shapes(hands: Array) -> Array:
    """Of each hand how far its wrist and fingertips are apart, whichever way it is turned."""
    return np.array([describe(hand)[:ENDS] for hand in hands.tolist()]).reshape(-1, ENDS)
