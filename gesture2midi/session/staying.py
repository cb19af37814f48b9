"""How long each hand has stayed on what it plays by staying, for the ring that fills around it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gesture2midi.display.view import Plan, Zone
from gesture2midi.engine.choice import GRACE
from gesture2midi.engine.hysteresis import MARGIN
from gesture2midi.events import SIDES, Gestures, Side


@dataclass(slots=True)
class _Stay:
    zone: Zone
    since: float
    seen: float


class Staying:
    """Which zone each hand is in, and since when. It follows what is drawn, as the player does."""

    def __init__(self) -> None:
        self._stays: dict[Side, _Stay] = {}

    def update(self, plan: Plan, gestures: Gestures, seconds: float) -> dict[Side, float]:
        """Returns how much of the time is over, 0..1, for each hand that is in a zone and seen.

        seconds: after which what it stays on sounds; 0 where nothing does.
        """
        if not seconds:
            self._stays.clear()
            return {}
        found: dict[Side, float] = {}
        for side in SIDES:
            stay = self._look(side, plan, gestures)
            if stay is not None and stay.seen == gestures.t:
                found[side] = min((gestures.t - stay.since) / seconds, 1.0)
        return found

    def _look(self, side: Side, plan: Plan, gestures: Gestures) -> _Stay | None:
        t, stay = gestures.t, self._stays.get(side)
        if not gestures.signals.get(f"{side}.present"):
            if stay is not None and not 0 <= t - stay.seen <= GRACE:
                del self._stays[side]
            return stay
        if stay is not None and stay.zone in plan.zones and _holds(stay.zone, gestures, _slack(stay.zone)):
            stay.seen = t
            return stay
        zones = (zone for zone in plan.zones if zone.label and _plays(side, zone, gestures))
        zone = next((zone for zone in zones if _holds(zone, gestures, 0.0)), None)
        if zone is None:
            self._stays.pop(side, None)
            return None
        self._stays[side] = _Stay(zone, t, t)
        return self._stays[side]


def _plays(side: Side, zone: Zone, gestures: Gestures) -> bool:
    """Whether this hand plays the zone; one of `any` is played by the hand that `any` is."""
    whose = zone.of.partition(".")[0]
    signals = gestures.signals
    return whose == side or (whose == "any" and signals.get("any.x") == signals.get(f"{side}.x"))


def _holds(zone: Zone, gestures: Gestures, margin: float) -> bool:
    x, y = (gestures.signals.get(f"{zone.of}.{axis}", math.nan) for axis in "xy")
    return zone.holds(x, y, margin)


def _slack(zone: Zone) -> float:
    """How far outside a hand is still taken to be in it, as the engine's steps have it, in play areas."""
    left, right, low, high = zone.cell
    return MARGIN * min(right - left, high - low)
