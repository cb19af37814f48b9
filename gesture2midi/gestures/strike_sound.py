"""When a strike sounds, and how loud."""

from __future__ import annotations

from math import exp, log
from typing import Literal, TypeAlias

FULL_SPEED = 35.0
"""Palms a second (3 m/s) of a hard stroke."""
BEND = 0.85
"""The velocity from which on it rises less and less, so that strokes that are harder by half still differ."""
SETTLING = 0.01
"""Seconds after the next frame for which `auto` waits: one frame well past the instant settles it."""
SETTLED = 0.06
"""Seconds after the instant in which `exact` makes it out; nobody waits for it."""
LONGEST_DELAY = 0.08

StrikeDelay: TypeAlias = float | Literal["auto", "exact"]
"""Seconds from the instant to the sound; `auto` is a frame's step and a little; `exact` puts strikes at the
instant itself, for what is written and not heard as it is played."""


def delay_of(wanted: StrikeDelay, step: float) -> float:
    """Seconds for which a strike is waited for. step: seconds from frame to frame."""
    if wanted == "exact":
        return SETTLED
    return min(step + SETTLING, LONGEST_DELAY) if wanted == "auto" else wanted


def velocity_of(speed: float, full: float, curve: float) -> float:
    """0..1, of a fall. speed, full: palms a second, of it and of a hard one. curve: the touch's exponent."""
    part = float((max(speed, 0.0) / full) ** curve)
    return part if part < BEND else BEND + (1 - BEND) * (1 - exp((BEND - part) / (1 - BEND)))


def unbent(velocity: float) -> float:
    """The part of the full speed, to the curve's power, that has this velocity, less than 1."""
    return velocity if velocity < BEND else BEND - (1 - BEND) * log((1 - velocity) / (1 - BEND))


def speed_of(velocity: float, full: float, curve: float) -> float:
    """Palms a second of a fall that has this velocity, less than 1; see `velocity_of`."""
    return float(full * unbent(velocity) ** (1 / curve))
