"""Which of a list a hand chooses, and whether it has stayed on that."""

from __future__ import annotations

import math

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.easing import MOST, Easing
from gesture2midi.engine.hysteresis import MARGIN, Index, Step
from gesture2midi.engine.parts import Signals
from gesture2midi.gestures.signals import SEEN

GRACE = 0.12
"""Seconds for which a hand that is not seen is taken to be where it was: three frames at 30 a second, still
shorter than a sixteenth at 120 bpm (0.125)."""
WIDE = 0.4
"""How far (in steps) a hand must pass the border of a large step before the step changes."""


class Choice:
    """Which of `count` steps a value 0..1 of `pick` chooses; without a `pick` it is the first.

    whole: the value is the number of one, from 0.
    """

    __slots__ = (
        "_by_hand",
        "_change",
        "_count",
        "_margin",
        "_next",
        "_pick",
        "_since",
        "_step",
        "_whole",
        "now",
    )

    def __init__(self, count: int, pick: Expression | None, whole: bool = False) -> None:
        self._count, self._pick, self._whole = count, pick, whole
        read = pick.signals if pick is not None else frozenset[str]()
        self._by_hand = any(name.split(".")[0] in SEEN for name in read)
        self._margin = MARGIN
        self._step = self._fresh()
        self._change = 0.0
        self._since, self._next = 0.0, -1
        self.now = 0 if pick is None else -1

    def ease(self, easing: Easing) -> None:
        """Make it easier to hit, before it is first asked; where numbers choose, all stay."""
        self._change = easing.change
        if easing.large and not self._whole:
            self._count, self._margin = min(self._count, MOST), WIDE
            self._step = self._fresh()

    def of(self, t: float, signals: Signals, *, held: bool) -> int:
        """The step 0..n-1, or -1 for none. held: whether the one before sounds."""
        return 0 if self._pick is None else self.update(t, self._pick.value(signals), held=held)

    def update(self, t: float, value: float, *, held: bool) -> int:
        """The same, of the value of `pick`."""
        step = self._step.update(value)
        if not held or not self._change or step == self.now:
            self.now = self._next = step
        elif step != self._next:
            self._next, self._since = step, t
        elif t - self._since >= self._change:
            self.now = step
        return self.now

    def dwell(self, seconds: float) -> Dwell | None:
        """What tells whether a hand has stayed on one step for so long; None where no hand chooses."""
        if self._pick is None or not self._by_hand:
            return None
        return Dwell(self._pick, self._fresh(), seconds)

    def _fresh(self) -> Step | Index:
        """What no hand moves does not tremble, and is taken exactly."""
        if self._whole:
            return Index(self._count)
        return Step(self._count, self._margin if self._by_hand else 0.0)


class Dwell:
    """Whether the same of some steps has been chosen for so many seconds."""

    __slots__ = ("_now", "_pick", "_seconds", "_seen", "_since", "_step")

    def __init__(self, pick: Expression, step: Step | Index, seconds: float) -> None:
        self._pick, self._step, self._seconds = pick, step, seconds
        self._now = -1
        self._seen = self._since = -math.inf

    @property
    def signals(self) -> frozenset[str]:
        """All that it reads."""
        return self._pick.signals

    def update(self, t: float, signals: Signals) -> bool:
        """Whether the hand stays. One that is not seen does not, but goes on soon after as if it had been."""
        value = self._pick.value(signals)
        if math.isnan(value):
            if t - self._seen > GRACE:
                self._now = -1
            return False
        step = self._step.update(value)
        if step != self._now:
            self._now, self._since = step, t
        self._seen = t
        return step >= 0 and t - self._since >= self._seconds
