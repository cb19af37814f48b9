"""Whether a set can play, and else why not, part by part: camera, tracker, outputs, disk."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi import paths
from gesture2midi.session.checks import LEAST_RATE
from gesture2midi.studio.services.health import GONE
from gesture2midi.studio.services.hub import Hub

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


def reasons_of(hub: Hub) -> tuple[Reason, ...]:
    """Returns what is wrong with the set that plays now."""
    rate = hub.commands.session.meter.rate
    return reasons(waiting=hub.waiting(), rate=rate, asked=hub.asked, outputs=hub.outputs, free=_free())


def _free() -> int | None:
    """Bytes on the disk of the takes, or of the folder above them that there is."""
    for folder in (paths.takes(), *paths.takes().parents):
        try:
            return shutil.disk_usage(folder).free
        except OSError:
            continue
    return None
