"""How fast the palm moves, from its positions at the frames' own times."""

from __future__ import annotations

from math import exp, hypot, isfinite

from gesture2midi.gestures.play_area import clamp

SETTLING = 0.03
"""Seconds: time constant of the low-pass on the speed. One frame's difference alone is too rough."""
FASTEST = 8.0
"""Play areas a second; `gestures.signals` gives this as the bound of `speed`, `vx` and `vy`."""
LEAST_STEP = 1e-4
"""Seconds: two frames closer than this are the same moment."""
LONGEST_GAP = 0.25
"""Seconds between two frames beyond which the way between them says nothing: the hand has left."""
ENTERING = 0.25
"""Seconds in which a hand that has come into view means nothing by how it moves: it comes to its place."""


class Motion:
    """Filtered speed of one hand. It starts at 0, and does so anew when time goes back."""

    __slots__ = ("_t", "_vx", "_vy", "_x", "_y")

    def __init__(self) -> None:
        self._t: float | None = None
        self._x = self._y = self._vx = self._vy = 0.0

    def update(self, t: float, x: float, y: float) -> tuple[float, float, float]:
        """(speed, vx, vy) in play areas a second. t: seconds. x, y: play areas, not clamped.

        A time that is no number, or the same as before, changes nothing.
        """
        if isfinite(t):
            if self._t is None or t < self._t:
                self._vx = self._vy = 0.0
                self._t, self._x, self._y = t, x, y
            elif t - self._t >= LEAST_STEP:
                dt = t - self._t
                blend = 1 - exp(-dt / SETTLING)
                self._vx += ((x - self._x) / dt - self._vx) * blend
                self._vy += ((y - self._y) / dt - self._vy) * blend
                self._t, self._x, self._y = t, x, y
        return (
            clamp(hypot(self._vx, self._vy), 0.0, FASTEST),
            clamp(self._vx, -FASTEST, FASTEST),
            clamp(self._vy, -FASTEST, FASTEST),
        )
