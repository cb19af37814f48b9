"""Notes one after another on the lines of the beat, while a gate is open."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from gesture2midi.engine.beat import BEHIND, Beat, Grid
from gesture2midi.engine.choice import Choice
from gesture2midi.engine.controls import Expression, Gated
from gesture2midi.engine.easing import Easing
from gesture2midi.engine.note_player import Press, Steps
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.strum import Strokes
from gesture2midi.engine.velocity import velocity
from gesture2midi.events import Message

HALF = 0.5
"""How much of the way to the next line a repeated note sounds."""

_ALWAYS_FIRST = Expression("0", lambda signals: 0.0, frozenset())


class _Repeats(Sequence[tuple[tuple[int, ...], ...]]):
    """Each step of a control as a run of one stroke."""

    def __init__(self, steps: Sequence[tuple[int, ...]]) -> None:
        self._steps = steps

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, step: int) -> tuple[tuple[int, ...], ...]:  # type: ignore[override]  # never sliced
        return (self._steps[step],)


def repeated(gated: Gated, steps: Steps, beat: Beat) -> ArpPart:
    """The part of a control that repeats what it plays: its runs are one stroke long."""
    pick = steps.pick or _ALWAYS_FIRST
    runs, rate = _Repeats(steps.notes), gated.timing.repeat
    return ArpPart(gated, runs, pick, beat, rate=rate, length=HALF, whole=steps.whole)


class ArpPart:
    """One stroke of a run on each line of its grid, said as far ahead as the beat asks."""

    def __init__(
        self,
        gated: Gated,
        runs: Sequence[tuple[tuple[int, ...], ...]],
        pick: Expression,
        beat: Beat,
        *,
        rate: float,
        length: float,
        by_chance: bool = False,
        whole: bool = False,
    ) -> None:
        """`pick` (0..1) chooses one of `runs`: strokes, one on each line of the beat, each some MIDI notes.

        whole: `pick` is the number of one, from 0.
        rate: quarter notes from stroke to stroke; length: how much of that one sounds, 0..1.
        by_chance: the strokes come in no order.
        """
        self._runs = runs
        self._length, self._by_chance = length, by_chance
        self._velocity = gated.velocity
        self._beat = beat
        self._grid = Grid(beat, rate, gated.timing.swing)
        self._press = Press(gated)
        self._choice = Choice(len(runs), pick, whole)
        self._strokes = Strokes(gated)
        self._dice = random.Random(gated.owner)
        self._line: int | None = None
        self._struck = -math.inf
        self._played = 0
        self._last = -1

    def ease(self, easing: Easing) -> None:
        self._choice.ease(easing)
        self._press.ease(easing, self._choice)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        opened = self._press.update(t, signals)
        self._strokes.hear(signals)
        if not self._press.on:
            if self._line is not None:
                self.stop(t, out)
            return
        held = self._line is not None
        step = self._choice.of(t, signals, held=held) if opened else self._choice.now
        if step < 0:
            return
        if self._press.again:
            self._played = 0
        first = self._grid.line(t)
        if self._line is None:
            self._line, self._played, self._struck = first, 0, -math.inf
        elif not first <= self._line < first + BEHIND:
            # Lines that went by unplayed (frames were late) are passed over, so the run keeps its place.
            self._played += max(0, first - self._line)
            self._line = first
        while (at := self._grid.time(self._line)) <= self._beat.until:
            # Where a clock has jumped, this line may have been played under another number.
            if at - self._struck > (self._grid.time(self._line + 1) - at) / 8:
                self._stroke(t, max(t, at), step, signals, out)
            self._line += 1
            self._played += 1

    def stop(self, t: float, out: list[Message]) -> None:
        self._strokes.call_off(t, out)
        self._press.release()
        self._line = None

    def silence(self) -> None:
        self._strokes.forget()
        self._press.block()
        self._line = None

    def _stroke(self, t: float, at: float, step: int, signals: Signals, out: list[Message]) -> None:
        assert self._line is not None, "it has begun"
        run = self._runs[step]
        self._struck = at
        end = at + self._length * (self._grid.time(self._line + 1) - at)
        hard = velocity(self._velocity, signals)
        self._strokes.play(t, at, run[self._place(len(run))], hard, signals, out, end)

    def _place(self, count: int) -> int:
        """Which stroke of a run of so many comes next; by chance never the same twice in a row."""
        if not self._by_chance:
            return self._played % count
        others = [place for place in range(count) if place != self._last] or [0]
        self._last = self._dice.choice(others)
        return self._last
