"""In which order an arp plays its notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

Pattern: TypeAlias = Literal["up", "down", "up-down", "random", "as written"]


def run(notes: Sequence[int], pattern: Pattern, octaves: int) -> tuple[tuple[int, ...], ...]:
    """One time through the notes and their octaves above, each a stroke of its own.

    `up-down` turns at both ends without playing them twice; the order of `random` says nothing.
    """
    higher = [note + 12 * octave for octave in range(octaves) for note in notes]
    order = higher if pattern == "as written" else sorted(set(higher))
    if pattern == "down":
        order.reverse()
    elif pattern == "up-down":
        order += order[-2:0:-1]
    return tuple((note,) for note in order)
