"""How much a hand trembles as the camera sees it, and as it is played: what the Player page draws."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gesture2midi.events import Side
from gesture2midi.gestures.features import measure
from gesture2midi.gestures.hand_roles import PARTS
from gesture2midi.gestures.profile import Profile
from gesture2midi.session.session import Moment
from gesture2midi.tracking.one_euro import lag
from gesture2midi.tracking.pipeline import STEADY

SECONDS = 6.0
"""Of the trace."""
_MOST = 720
"""Frames: those of `SECONDS` at 120 frames per second."""
SLOW = 0.25
"""Seconds of a moving mean: what is left without it goes faster than 2 Hz, as a tremor does (4 to 12 Hz)."""
_SPEED, _FPS = 0.1, 30
"""Picture widths and frames a second of the motion whose lag is told."""


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """t: seconds from its beginning. hand, played: parts of the play area's height, about the same middle."""

    t: NDArray[np.float64]
    hand: NDArray[np.float64]
    played: NDArray[np.float64]


class Steadiness:
    """Called with each moment, on the set's thread; keeps nothing while nobody looks.

    Args:
        profile: gives whose hands these are.
    """

    def __init__(self, profile: Callable[[], Profile]) -> None:
        self._profile = profile
        self._lookers = 0
        self._of: Profile | None = None
        self._seen: deque[tuple[float, float, float]] = deque(maxlen=_MOST)
        self.places: dict[Side, tuple[float, float]] = {}
        """Where in the picture the palm of each of the player's own hands is, as in a mirror; y down."""

    def attend(self, on_left: Callable[[Callable[[], None]], Any]) -> None:
        """Somebody looks, until what `on_left` is given is called."""
        self._lookers += 1
        on_left(self._leave)

    def look(self, moment: Moment) -> None:
        """Take in where the first hand that plays is."""
        if not self._lookers:
            return
        profile, hands = self._profile(), moment.hands
        if profile is not self._of:  # its play area may be another
            self._of = profile
            self._seen.clear()
        places: dict[Side, tuple[float, float]] = {}
        for hand in hands.hands:
            features = measure(hand, hands.aspect, hands.mirror)
            parts = PARTS[profile.hands][hand.side]
            if features is None or not parts:
                continue
            x, y = features.palm
            if not places:
                reach = profile.left if hand.side == "left" else profile.right
                played = moment.gestures.signals.get(f"{parts[0]}.y", math.nan)
                self._add(hands.t, reach.area.place(*features.knuckles)[1], played)
            places[hand.side] = (x if hands.mirror else 1 - x, y)
        self.places = places

    def trace(self) -> Trace:
        """The last seconds."""
        seen = np.array(tuple(self._seen) or np.empty((0, 3)), np.float64)
        if len(seen):
            seen = seen[seen[:, 0] > seen[-1, 0] - SECONDS]
        t, hand, played = seen.T
        middle = played.mean() if len(t) else 0.0
        return Trace(t - (t[0] if len(t) else 0.0), hand - hand.mean() + middle if len(t) else hand, played)

    def _add(self, t: float, hand: float, played: float) -> None:
        if not math.isfinite(played):
            return
        if self._seen and not 0 < t - self._seen[-1][0] < 1:
            self._seen.clear()  # another source, or a hand that was away
        self._seen.append((t, hand, played))

    def _leave(self) -> None:
        self._lookers -= 1


def wobble(t: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """The standard deviation of what is faster than a moving mean of `SLOW` seconds; 0 of too few values.

    t: seconds, rising.
    """
    if len(t) < 3 or t[-1] - t[0] < 2 * SLOW:
        return 0.0
    sums = np.concatenate(([0.0], np.cumsum(values)))
    first = np.searchsorted(t, t - SLOW / 2, side="left")
    last = np.searchsorted(t, t + SLOW / 2, side="right")
    whole = (t >= t[0] + SLOW / 2) & (t <= t[-1] - SLOW / 2)
    mean = (sums[last] - sums[first]) / (last - first)
    return float((values - mean)[whole].std())


@lru_cache(maxsize=128)
def price(steady: float) -> float:
    """Seconds that a slow motion comes later at this steadiness, 0..1, than at 0."""
    late, quick = (lag(STEADY.steadier(amount), _SPEED, _FPS) for amount in (steady, 0.0))
    return late - quick
