"""Notes one after another on the lines of the beat, while a gate is open."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from gesture2midi.engine.beat import BEHIND, Beat, Grid
from gesture2midi.engine.controls import Arp, Chord, Drum, Expression, Hold, Note, Signals
from gesture2midi.engine.hysteresis import Step
from gesture2midi.engine.note_player import Press, steps_of, velocity
from gesture2midi.engine.strum import Strokes
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


def repeated(control: Note | Chord | Drum) -> Arp:
    """One that repeats what it plays: an arp whose runs are one stroke long."""
    steps: Sequence[tuple[int, ...]] = ()
    pick: Expression | None = None
    hold: Hold = "hold"
    if isinstance(control, Drum):
        hard = control.hit if control.velocity is None else control.velocity
        steps, gate = ((control.note,),), control.hit
    else:
        steps, pick = steps_of(control)
        hard, gate, hold = control.velocity, control.gate, control.mode
    return Arp(
        id=control.id,
        when=control.when,
        channel=control.channel,
        gate=gate,
        velocity=hard,
        runs=_Repeats(steps),
        pick=pick or _ALWAYS_FIRST,
        mode=hold,
        rate=control.timing.repeat,
        length=HALF,
        timing=control.timing,
    )


class ArpPart:
    """One stroke of a run on each line of its grid, said as far ahead as the beat asks."""

    def __init__(self, control: Arp, beat: Beat) -> None:
        self._control = control
        self._beat = beat
        self._grid = Grid(beat, control.rate, control.timing.swing)
        self._press = Press(control.gate, control.when, control.mode)
        self._step = Step(len(control.runs))
        self._strokes = Strokes(control.id, control.channel, control.timing)
        self._dice = random.Random(control.id)
        self._line: int | None = None
        self._struck = -math.inf
        self._played = 0
        self._last = -1

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        opened = self._press.update(t, signals)
        if not self._press.on:
            if self._line is not None:
                self.stop(t, out)
            return
        step = self._step.update(self._control.pick.value(signals)) if opened else self._step.now
        if step < 0:
            return
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
                self._stroke(max(t, at), step, signals, out)
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

    def _stroke(self, at: float, step: int, signals: Signals, out: list[Message]) -> None:
        assert self._line is not None, "it has begun"
        control, run = self._control, self._control.runs[step]
        self._struck = at
        end = at + control.length * (self._grid.time(self._line + 1) - at)
        hard = velocity(control.velocity, signals)
        self._strokes.play(at, run[self._place(len(run))], hard, signals, out, end)

    def _place(self, count: int) -> int:
        """Which stroke of a run of so many comes next; by chance never the same twice in a row."""
        if not self._control.random:
            return self._played % count
        others = [place for place in range(count) if place != self._last] or [0]
        self._last = self._dice.choice(others)
        return self._last
