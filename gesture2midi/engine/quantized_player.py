"""Notes and chords that do not begin just with their gesture: quantised, strummed, humanised."""

from __future__ import annotations

from gesture2midi.engine.beat import Beat, Grid
from gesture2midi.engine.choice import Choice
from gesture2midi.engine.controls import Gated
from gesture2midi.engine.easing import Easing
from gesture2midi.engine.note_player import Press, Steps
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.strum import Strokes
from gesture2midi.engine.velocity import velocity
from gesture2midi.events import Message

SHORT = 0.08
"""Seconds that a note sounds which the player has let go before its line; as a drum's."""


class TimedPart:
    """Like `notes.HeldPart`, but a beginning may wait for a line of the grid; the end does not."""

    def __init__(self, gated: Gated, steps: Steps, beat: Beat) -> None:
        self._steps = steps.notes
        self._velocity = gated.velocity
        self._when = gated.when
        timing = gated.timing
        self._beat = beat
        self._grid = Grid(beat, timing.quantise, timing.swing) if timing.quantise else None
        self._press = Press(gated)
        self._choice = Choice(len(self._steps), steps.pick, steps.whole)
        self._strokes = Strokes(gated)
        self._wanted: tuple[int, ...] = ()
        self._hard = 0
        self._said: tuple[int, ...] = ()
        self._again = False
        self._at, self._least = 0.0, SHORT
        self._line: int | None = None

    def ease(self, easing: Easing) -> None:
        self._choice.ease(easing)
        self._press.ease(easing, self._choice)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        step = self._choice.of(t, signals, held=bool(self._wanted))
        opened = self._press.update(t, signals)
        self._strokes.hear(signals)
        if self._press.on and (step >= 0 or not opened):
            again = self._press.again and bool(self._wanted)
            if (opened and self._steps[step] != self._wanted) or again:
                # What is struck again while the gate is closed is what sounds.
                self._again = self._again or again
                self._wanted = self._steps[step] if opened else self._wanted
                self._hard = velocity(self._velocity, signals)
        elif self._wanted:
            self._let_go(t, signals, out)
        if self._wanted != self._said or self._again:
            self._begin(t, signals, out)

    def stop(self, t: float, out: list[Message]) -> None:
        self._strokes.call_off(t, out)
        self._press.release()
        self._wanted = self._said = ()
        self._again = False

    def silence(self) -> None:
        self._strokes.forget()
        self._press.block()
        self._wanted = self._said = ()
        self._again = False

    def _begin(self, t: float, signals: Signals, out: list[Message]) -> None:
        """Say what is wanted, once its line is near."""
        at = t
        if self._grid is not None:
            line = self._grid.line(t, after=self._line)
            at = max(t, self._grid.time(line))
            if at > self._beat.until:
                return
            self._line = line
            self._least = min(SHORT, self._grid.time(line + 1) - at)
        self._strokes.end(t, at, out)
        self._strokes.play(t, at, self._wanted, self._hard, signals, out)
        self._said, self._at, self._again = self._wanted, at, False
        if not self._press.on:
            self._let_go(t, signals, out)

    def _let_go(self, t: float, signals: Signals, out: list[Message]) -> None:
        """The gate has closed. What waits for its line is played there all the same, if that was meant."""
        meant = self._press.seen(t) and (self._when is None or self._when.value(signals) > 0)
        if meant and not self._said:
            return
        if meant:
            self._strokes.end(t, max(t, self._at + self._least), out)
        else:
            self._strokes.call_off(t, out)
        self._wanted = self._said = ()
        self._again = False
