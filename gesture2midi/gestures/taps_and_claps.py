"""Touches: a thumb that taps a finger, and two hands that clap."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from math import inf

from gesture2midi.gestures.play_area import clamp
from gesture2midi.gestures.signals import TAPS
from gesture2midi.gestures.velocity import LEAST_STEP, LONGEST_GAP

TOUCH = 0.36
"""Palms between two fingertips at which they touch: at rest on each other their landmarks are 0.3 apart."""
APART = 0.65
"""Palms that they must have been apart, within `QUICK` seconds."""
ALONE = 0.25
"""Palms by which the other fingers are further off: a hand that makes a fist taps nothing."""
BENT = 0.12
"""Of their length, by which the other fingers may have bent on average meanwhile: a fist bends all."""
QUICK = 0.1
STEADY = 6.0
"""Palms a second: a hand that has moved faster within `TAP_GAP` is a blur, and its fingers tap nothing."""
FULL_TAP = 8.0
"""Palms a second at which tips that close have velocity 1."""
TAP_GAP = 0.1
"""Seconds after a tap in which there is no other of that hand."""

MET = 1.6
"""Palms between two hands' palms at which they clap: seen from the front they are side by side."""
LEAST_CLAP, FULL_CLAP = 5.0, 30.0
"""Palms a second, both hands together: slower is no clap, and faster has velocity 1."""
CLAP_GAP = 0.15


class TapDetector:
    """The taps of one hand's fingers on its thumb."""

    __slots__ = ("_apart", "_blurred", "_gaps", "_last", "_reaches", "_t")

    def __init__(self) -> None:
        self._t = -inf
        self._last = self._blurred = -inf
        self._gaps = [0.0] * 4
        self._apart = [-inf] * 4
        self._reaches: deque[tuple[float, Sequence[float]]] = deque(maxlen=32)

    def update(
        self, t: float, gaps: Sequence[float], reach: Sequence[float], moving: float = 0.0
    ) -> tuple[str, float, float] | None:
        """(kind, time, velocity 0..1) of the tap that this frame shows.

        t: seconds. gaps: palms from the thumb's tip to those of index, middle, ring and little finger. reach:
        of these, see `Features`. moving: of the hand, palms a second.
        """
        dt = t - self._t
        if not LEAST_STEP < dt <= LONGEST_GAP:
            if not 0 <= dt <= LEAST_STEP:
                self._t, self._gaps, self._apart = t, list(gaps), [-inf] * 4
                self._reaches.clear()
            return None
        self._reaches.append((t, reach))
        if moving > STEADY:
            self._blurred = t
        found = None
        nearest, next_to = sorted(range(4), key=gaps.__getitem__)[:2]
        alone = gaps[next_to] - gaps[nearest] >= ALONE
        for finger, (before, gap) in enumerate(zip(self._gaps, gaps, strict=True)):
            if before >= APART:
                self._apart[finger] = self._t
            closed = (
                before > TOUCH >= gap and finger == nearest and alone and self._bent(t, dt, finger) <= BENT
            )
            if (
                closed
                and t - self._apart[finger] <= QUICK + dt
                and t - max(self._last, self._blurred) >= TAP_GAP
            ):
                at = t - dt * (TOUCH - gap) / (before - gap)
                speed = (APART - TOUCH) / max(at - self._apart[finger], 0.01)
                found = TAPS[finger], at, clamp(max(speed, (before - gap) / dt) / FULL_TAP, 0.05, 1.0)
                self._last = t
        self._t, self._gaps = t, list(gaps)
        return found

    def _bent(self, t: float, dt: float, finger: int) -> float:
        """By how much the other fingers have bent of late, on average."""
        late = [reach for at, reach in self._reaches if t - at <= QUICK + dt]
        others = [other for other in range(4) if other != finger]
        return sum(max(reach[k] for reach in late) - late[-1][k] for k in others) / len(others)


class ClapDetector:
    """Two hands that come together quickly. They hide each other as they meet, so it is foretold."""

    __slots__ = ("_armed", "_gap", "_last", "_t")

    def __init__(self) -> None:
        self._t = self._last = -inf
        self._gap = 0.0
        self._armed = False

    def update(self, t: float, gap: float) -> tuple[float, float] | None:
        """(time, velocity 0..1) of the clap, up to a frame after `t`.

        t: seconds. gap: palms between the two palms, in frames in which both are seen.
        """
        dt, before = t - self._t, self._gap
        if 0 <= dt <= LEAST_STEP:
            return None
        self._t, self._gap = t, gap
        self._armed = self._armed or gap > MET + 0.6
        if not 0 < dt <= LONGEST_GAP:
            return None
        speed = (before - gap) / dt
        if not self._armed or speed < LEAST_CLAP or gap - speed * dt > MET or t - self._last < CLAP_GAP:
            return None
        self._armed, self._last = False, t
        return t + (gap - MET) / speed, clamp(speed / FULL_CLAP, 0.0, 1.0)
