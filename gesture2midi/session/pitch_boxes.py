"""Which rectangles of the play area an expression chooses what in, found by asking it at points of there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from math import floor
from typing import TypeAlias

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.memories import at_first

_STEPS = 120
"""Points along an axis whose only business is a pitch."""
_LINES = 5
"""Lines each way on which a pitch of two axes is asked for, of so many points."""
_POINTS = 40
_FINE = 9
"""Halvings of the way between two points that sound different."""

Box: TypeAlias = tuple[float, float, float, float]
"""x from and to, y from and to, in the play area with y up."""


@lru_cache(maxsize=256)  # several controls often read one expression, and scenes come again
def boxes(pitch: Expression, count: int, whole: bool, of: str) -> tuple[tuple[int, Box], ...]:
    """Returns which of so many is chosen in which box of the play area; none where they are no boxes."""
    axes = {name.rpartition(".")[2] for name in pitch.signals}

    def step(x: float, y: float) -> int:
        value = at_first(pitch, {f"{of}.x": x, f"{of}.y": y, f"{of}.present": 1.0})
        if whole:
            return floor(value + 0.5) if -0.5 <= value < count - 0.5 else -1
        return min(int(max(0.0, min(1.0, value)) * count), count - 1) if value == value else -1

    columns, rows = _breaks(step, "x" in axes, "y" in axes)
    if len(columns) > count + 2 or len(rows) > count + 2:
        return ()
    found: dict[int, list[Box]] = defaultdict(list)
    for left, right in pairwise(columns):
        for low, high in pairwise(rows):
            which = step((left + right) / 2, (low + high) / 2)
            if which >= 0:
                found[which].append((left, right, low, high))
    return tuple(
        (
            which,
            (
                min(c[0] for c in cells),
                max(c[1] for c in cells),
                min(c[2] for c in cells),
                max(c[3] for c in cells),
            ),
        )
        for which, cells in sorted(found.items())
    )


def _breaks(step: Callable[[float, float], int], wide: bool, high: bool) -> tuple[list[float], list[float]]:
    """The places on each axis, ends among them, at which another one is chosen somewhere."""
    points = _POINTS if wide and high else _STEPS
    lines = [(i + 0.5) / _LINES for i in range(_LINES)] if wide and high else [0.5]
    columns = [b for y in lines for b in changes(lambda x, y=y: step(x, y), points)] if wide else []  # type: ignore[misc]
    rows = [b for x in lines for b in changes(lambda y, x=x: step(x, y), points)] if high else []  # type: ignore[misc]
    return _apart(columns), _apart(rows)


def changes(step: Callable[[float], int], points: int) -> Iterator[float]:
    """Yields where a step changes between 0 and 1.

    points: of it that are asked, so that two changes between neighbours are not seen.
    """
    places = [(i + 0.5) / points for i in range(points)]
    for (here, before), (there, after) in pairwise([(place, step(place)) for place in places]):
        if before != after:
            for _ in range(_FINE):
                middle = (here + there) / 2
                here, there = (middle, there) if step(middle) == before else (here, middle)
            yield (here + there) / 2


def _apart(places: Iterable[float]) -> list[float]:
    """0, these places in order, each once, and 1."""
    found = [0.0]
    for place in sorted(places):
        if place - found[-1] > 0.002:
            found.append(round(place, 4))
    return [*found, 1.0]
