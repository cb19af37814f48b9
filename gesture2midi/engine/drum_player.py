"""The part of `drum`: a sound of a set length."""

from __future__ import annotations

import math
from collections.abc import Sequence

from gesture2midi.engine.beat import Beat
from gesture2midi.engine.blows import Blows, as_hard
from gesture2midi.engine.controls import Expression, Timing
from gesture2midi.engine.easing import Easing
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.strum import Human
from gesture2midi.engine.velocity import release, release_at_stop
from gesture2midi.events import Hit, Message, NoteOff, NoteOn


class DrumPart:
    """A sound at each blow; the note-off follows `length` seconds later."""

    def __init__(
        self,
        owner: str,
        channel: int,
        note: int,
        hit: Expression,
        when: Expression | None,
        velocity: Expression | int | None,
        release: Expression | int,
        length: float,
        timing: Timing,
        beat: Beat,
    ) -> None:
        """velocity: None takes the value of `hit`."""
        self._owner, self._channel, self._note = owner, channel, note
        self._velocity, self._length = velocity, length
        self._release, self._soft = release, release_at_stop(release)
        self._human = Human(owner, timing.humanise)
        self._blows = Blows(hit, when, timing, beat, self._human)
        self._ends = math.inf

    def ease(self, easing: Easing) -> None:
        self._blows.ease(easing)

    def expect(self, hits: Sequence[Hit]) -> None:
        """The hits of the frame that `update` gets next."""
        self._blows.expect(hits)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        blow = self._blows.update(t, signals)
        if self._ends <= t or (blow is not None and self._ends < math.inf):
            self.stop(self._ends if blow is None else min(blow.at, self._ends), out)
        if blow is not None:
            hard = self._human.hard(as_hard(self._velocity, blow.force, signals))
            out.append(NoteOn(blow.at, self._owner, self._channel, self._note, hard))
            self._ends, self._soft = blow.at + self._length, release(self._release, signals)

    def stop(self, t: float, out: list[Message]) -> None:
        if self._ends < math.inf:
            out.append(NoteOff(t, self._owner, self._channel, self._note, velocity=self._soft))
            self._ends = math.inf

    def silence(self) -> None:
        self._ends = math.inf
