"""Whether a set can play, and else why not, part by part: camera, tracker, outputs, disk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi.session.checks import LEAST_RATE
from gesture2midi.studio.services.health import GONE

Part: TypeAlias = Literal["camera", "tracker", "outputs", "disk"]
LEAST_FREE = 100_000_000
"""Bytes on the disk of the takes below which a recording would soon break off."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a set cannot play."""

    part: Part
    why: str


def reasons(
    *, waiting: float, rate: float, asked: float, outputs: Sequence[str], free: int | None
) -> tuple[Reason, ...]:
    """Returns what is wrong; nothing where the set plays.

    Args:
        waiting: seconds since the last frame; infinite before the first.
        rate, asked: frames per second.
        outputs: names of those that play.
        free: bytes on the disk of the takes; None where that is not known.
    """
    found: list[Reason] = []
    if waiting > GONE:
        since = "yet" if waiting == float("inf") else f"for {waiting:.0f} s"
        found.append(Reason("camera", f"No picture has come {since}."))
    elif rate < LEAST_RATE * asked:
        found.append(Reason("tracker", f"{rate:.0f} frames per second are played, of {asked:.0f}."))
    if not outputs:
        found.append(Reason("outputs", "No output is left."))
    if free is not None and free < LEAST_FREE:
        found.append(Reason("disk", f"{free // 1_000_000} MB are free for takes."))
    return tuple(found)
