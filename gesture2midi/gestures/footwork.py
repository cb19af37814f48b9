"""Steps and jumps, from the heights of ankles, shoulders and hips. Lengths are in widths of the shoulders."""

from __future__ import annotations

from gesture2midi.gestures.play_area import clamp

LIFTED, SET = 0.2, 0.1
"""By how much one ankle must be above the other for its foot to be lifted, and for it to be down again."""
RISEN, LANDED = 0.25, 0.1
"""By how much the body must be above where it stands to be in the air, and to have landed."""
LONGEST = 0.8
"""Seconds: what stays up for longer stands there."""
FULL = 1.0
"""A foot lifted so far, and a jump so high, is of velocity 1."""
SETTLE = 1.0
"""Seconds: time constant of where the body stands."""


class Steps:
    """Finds steps: a foot is lifted and set down, or the other one is lifted."""

    def __init__(self) -> None:
        self._foot = 0
        self._highest = 0.0

    def update(self, above: float | None) -> float | None:
        """The velocity (0..1) of a step that ends with this look.

        above: the left ankle above the right one; below 0 the other way; None where they are not in view.
        """
        if above is None:
            self._foot = 0
            return None
        step = None
        if self._foot and above * self._foot < SET:
            step, self._foot = clamp(self._highest / FULL, 0.05, 1.0), 0
        if not self._foot and abs(above) >= LIFTED:
            self._foot, self._highest = (1 if above > 0 else -1), 0.0
        self._highest = max(self._highest, above * self._foot)
        return step


class Jumps:
    """Finds jumps: the shoulders, and the hips where they are in view, rise and come back."""

    def __init__(self) -> None:
        self._t = 0.0
        self._stands: tuple[float, float | None] | None = None
        self._since: float | None = None
        self._highest = 0.0

    def update(self, t: float, shoulders: float, hips: float | None, width: float) -> float | None:
        """The velocity (0..1) of a jump that ends with this look.

        t: seconds. shoulders, hips: their y in the picture, downwards. width: of the shoulders, likewise.
        """
        dt, self._t = t - self._t, t
        if self._stands is None or dt <= 0:
            self._stand(shoulders, hips)
            return None
        before, hips_before = self._stands
        rise = (before - shoulders) / width
        if hips is not None and hips_before is not None:
            rise = min(rise, (hips_before - hips) / width)
        if self._since is not None:
            self._highest = max(self._highest, rise)
            if t - self._since > LONGEST:
                self._stand(shoulders, hips)
            elif rise < LANDED:
                self._since = None
                return clamp(self._highest / FULL, 0.05, 1.0)
        elif rise >= RISEN:
            self._since, self._highest = t, rise
        else:
            weight = dt / (dt + SETTLE)
            if hips is not None and hips_before is not None:
                hips = hips_before + weight * (hips - hips_before)
            self._stands = before + weight * (shoulders - before), hips
        return None

    def _stand(self, shoulders: float, hips: float | None) -> None:
        self._stands, self._since = (shoulders, hips), None
