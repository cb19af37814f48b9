"""Notes that are listed, one step on with each blow: a melody by tapping alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gesture2midi.engine.beat import Beat
from gesture2midi.engine.blows import Blow, Blows, as_hard
from gesture2midi.engine.choice import GRACE
from gesture2midi.engine.controls import Expression, Timing
from gesture2midi.engine.lookahead import Ahead
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.strum import Human
from gesture2midi.engine.trigger_player import Edge
from gesture2midi.engine.velocity import release, release_at_stop
from gesture2midi.events import Hit, Message
from gesture2midi.gestures.signals import SEEN


@dataclass(frozen=True, slots=True, eq=False)
class Stepped:
    """What a sequence is played by.

    on, back: one step on, one step back. first: the next step is the first again.
    length: seconds that a step sounds, `next` until the next one, `held` as long as its hit is true.
    wrap: after the last step comes the first; else nothing does.
    release: the velocity of its note-offs; a constant is 0..127, an expression gives 0..1.
    """

    owner: str
    channel: int
    steps: Sequence[tuple[int, ...]]
    on: Expression
    back: Expression | None
    first: Expression | None
    when: Expression | None
    velocity: Expression | int | None
    length: float | Literal["next", "held"]
    wrap: bool
    timing: Timing
    release: Expression | int


class SequencePart:
    """One of the steps sounds, if any; it ends with the hand that struck it."""

    def __init__(self, stepped: Stepped, beat: Beat) -> None:
        self._it = stepped
        self._human = Human(stepped.owner, stepped.timing.humanise)
        self._notes = Ahead(stepped.owner, stepped.channel)
        ways = [(1, stepped.on), (-1, stepped.back)]
        self._ways = tuple(
            (way, hit, Blows(hit, stepped.when, stepped.timing, beat, self._human))
            for way, hit in ways
            if hit is not None
        )
        self._first = Edge()
        self._place = -1
        self._held: Expression | None = None
        self._presence: tuple[str, ...] = ()
        self._seen = -math.inf

    def expect(self, hits: Sequence[Hit]) -> None:
        """The hits of the frame that `update` gets next."""
        for _, _, blows in self._ways:
            blows.expect(hits)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        if self._it.first is not None and self._first.rises(self._it.first.value(signals) > 0):
            self._place = -1
        struck = [(way, hit, blows.update(t, signals)) for way, hit, blows in self._ways]
        # One step a frame: where both ways are struck at once, it is on.
        for way, hit, blow in struck:
            if blow is not None:
                self._step(way, hit, blow, t, signals, out)
                break
        if self._held is not None and not self._goes_on(self._held, t, signals):
            self._held = None
            self._notes.release = release(self._it.release, signals)
            self._notes.end(t, t, out)

    def stop(self, t: float, out: list[Message]) -> None:
        self._notes.release = release_at_stop(self._it.release)
        self._notes.call_off(t, out)
        self._held = None

    def silence(self) -> None:
        self._notes.forget()
        self._held = None

    def _goes_on(self, hit: Expression, t: float, signals: Signals) -> bool:
        """Whether what sounds until something happens still does."""
        if all([signals[name] > 0 for name in self._presence]):
            self._seen = t
        elif t - self._seen > GRACE:
            return False
        when = self._it.when
        if when is not None and not when.value(signals) > 0:
            return False
        return self._it.length == "next" or hit.value(signals) > 0 or self._seen < t

    def _step(
        self, way: int, hit: Expression, blow: Blow, t: float, signals: Signals, out: list[Message]
    ) -> None:
        place, count = self._place + way, len(self._it.steps)
        if self._it.wrap:
            # Back from before the first is the last.
            place = count - 1 if self._place < 0 and way < 0 else place % count
        elif not 0 <= place < count:
            return
        self._place = place
        length = self._it.length
        hard = self._human.hard(as_hard(self._it.velocity, blow.force, signals))
        end = blow.at + length if isinstance(length, float) else math.inf
        self._notes.release = release(self._it.release, signals)
        self._notes.end(t, blow.at, out)
        for note in self._it.steps[place]:
            self._notes.strike(t, blow.at, note, hard, out, end)
        if end == math.inf:
            self._held, self._seen = hit, t
            hands = {name.split(".")[0] for name in hit.signals} & SEEN
            self._presence = tuple(sorted(f"{hand}.present" for hand in hands))
