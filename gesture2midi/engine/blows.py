"""What is struck: each blow that a control hears, at the time of the hand or of the beat."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from gesture2midi.engine.beat import Beat, Grid
from gesture2midi.engine.choice import GRACE
from gesture2midi.engine.controls import Expression, Timing
from gesture2midi.engine.easing import Easing
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.strum import Human
from gesture2midi.engine.velocity import velocity
from gesture2midi.events import Hit

STAYED = 0.7
"""The force of the blow of a hand that stays, 0..1."""


class Blow(NamedTuple):
    """at: seconds. force: what the hit gives, 0..1."""

    at: float
    force: float


class Blows:
    """One blow each time `hit` rises, at the time of the gesture's hit where that is still to come, or on the
    line that it is meant for."""

    __slots__ = (
        "_exact",
        "_foretold",
        "_grid",
        "_hit",
        "_human",
        "_line",
        "_stay",
        "_struck",
        "_was",
        "_when",
    )

    def __init__(
        self, hit: Expression, when: Expression | None, timing: Timing, beat: Beat, human: Human
    ) -> None:
        self._hit, self._when, self._human = hit, when, human
        self._grid = Grid(beat, timing.quantise, timing.swing) if timing.quantise else None
        self._line: int | None = None
        self._was = True  # a pose that is still held when its scene begins is no blow
        self._foretold = self._struck = -math.inf
        self._exact = False
        self._stay: Stay | None = None

    def ease(self, easing: Easing) -> None:
        """Let a hand that stays strike, too, where its strikes have a place of their own."""
        read = self._hit.signals | (self._when.signals if self._when is not None else frozenset())
        strikes = [name for name in self._hit.signals if name.endswith(".strike")]
        if easing.dwell and strikes and any(name.endswith((".x", ".y")) for name in read):
            self._stay = Stay(self._hit, self._when, strikes, easing.dwell)

    def expect(self, hits: Sequence[Hit]) -> None:
        """The hits of the frame that `update` gets next."""
        read = self._hit.signals
        heard = [hit for hit in hits if hit.names & read]
        self._foretold = max((hit.t for hit in heard), default=-math.inf)
        self._exact = any(hit.exact for hit in heard)

    def update(self, t: float, signals: Signals) -> Blow | None:
        """Returns the blow of the frame of time t, if there is one."""
        force = self._hit.value(signals)
        struck = force > 0
        rose, self._was = struck and not self._was, struck
        if self._stay is not None and self._stay.update(t, signals) and not rose:
            rose, force = True, STAYED
        if not rose or (self._when is not None and not self._when.value(signals) > 0):
            return None
        at = self._foretold if self._exact else max(t, self._foretold)
        if self._grid is not None:
            line = self._grid.line(at)
            if line == self._line:  # two blows before one line are one
                return None
            self._line, at = line, max(at, self._grid.time(line))
        self._struck = max(self._struck, at + self._human.late())
        return Blow(self._struck, force)


class Stay:
    """True once each time that a hand has stayed for so many seconds where its strike would sound."""

    __slots__ = ("_done", "_hit", "_inside", "_seconds", "_since", "_struck", "_when")

    def __init__(
        self, hit: Expression, when: Expression | None, strikes: Sequence[str], seconds: float
    ) -> None:
        """strikes: the signals of those that `hit` reads."""
        self._hit, self._when, self._seconds = hit, when, seconds
        self._struck = dict.fromkeys(strikes, 1.0)
        self._inside = self._since = -math.inf
        self._done = False

    def update(self, t: float, signals: Signals) -> bool:
        """Whether it is now."""
        if not (
            self._hit.value({**signals, **self._struck}) > 0
            and (self._when is None or self._when.value(signals) > 0)
        ):
            return False
        if t - self._inside > GRACE:  # else it was only not seen for a moment
            self._since, self._done = t, False
        self._inside = t
        if self._done or t - self._since < self._seconds:
            return False
        self._done = True
        return True


def as_hard(source: Expression | int | None, force: float, signals: Signals) -> int:
    """Returns the velocity 1..127 of a blow. source: None takes its force; an unseen hand plays at 100."""
    if source is None:
        return max(1, min(127, round(force * 127)))
    return velocity(source, signals)
