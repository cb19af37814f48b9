"""`send: clock`: MIDI clock at the mapping's tempo, a tapped one, or one that follows a level."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import fmean, median
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema

from gesture2midi.engine.beat import LEAD, Beat
from gesture2midi.engine.controls import Expression
from gesture2midi.engine.parts import Signals
from gesture2midi.errors import Mistake
from gesture2midi.events import Hit, Message, SongPosition, TimingClock, Transport
from gesture2midi.mapping.controls.answers import Bound, Choice, Gate, Player
from gesture2midi.mapping.controls.base import MidiControl
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.schema.fields import Formula
from gesture2midi.mapping.schema.parsers import read_formula, read_trigger
from gesture2midi.music.scales import Scale

PULSES = 24
"""Of a quarter note (MIDI 1.0, System Real Time)."""
_SIXTEENTH = PULSES // 4
SLOWEST, FASTEST = 30.0, 300.0
"""Quarter notes a minute."""
TAPS = 4
"""So many last taps make a tempo."""
OUTLIER = 0.2
"""A step from tap to tap that is so much longer or shorter than the middle one, as a part of it, is none."""
STEADY = 0.3
"""Seconds that a constant tempo is said ahead, so that no dropped frame is heard in it."""
MISSED = 0.1
"""Seconds: a pulse that is later than this is left out, and the clock goes on from here."""
BEFORE = 0.002
"""Seconds from a start to its first pulse; the specification asks for one millisecond at least."""


class Tap(NamedTuple):
    """A tempo that is tapped."""

    hit: Expression


def read_tempo(value: object, info: ValidationInfo) -> Tap | Expression:
    """Reads `tap right.strike`, or an expression in quarter notes a minute."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise Mistake()
    if tapped := re.fullmatch(r"\s*tap\s+(.+)", str(value)):
        try:
            return Tap(read_trigger(tapped[1], info))
        except Mistake as mistake:
            raise Mistake(mistake.message, mistake.hint, mistake.at + tapped.start(1)) from None
    tempo = read_formula(value, info)
    always = parser.constant(tempo)
    if always is not None and not SLOWEST <= always <= FASTEST:
        raise Mistake()
    return tempo


Tempo = Annotated[
    Tap | Expression,
    PlainValidator(read_tempo),
    WithJsonSchema({"type": ["string", "number"]}),
    Field(
        description="30 to 300 quarter notes a minute such as 96, an expression that gives them such as "
        "`scale(left.y, 0, 1, 80, 160)`, or `tap` and what taps it such as `tap right.strike`"
    ),
]


class ClockControl(MidiControl):
    order = 5
    clocks = True

    send: Literal["clock"]
    tempo: Tempo | None = None
    gate: Formula | None = None

    def gates(self, me: Bound) -> Iterator[Gate]:
        if isinstance(self.tempo, Tap):
            yield Gate("tempo", [self.tempo.hit], [me.known])
        if self.gate is not None:
            yield Gate("gate", [self.gate], [me.known], held=True)

    def choices(self, me: Bound) -> Iterator[Choice]:
        if isinstance(self.tempo, Expression) and parser.constant(self.tempo) is None:
            instead = f"write one such as `scale({self.tempo.text}, 0, 1, 80, 160)`"
            yield Choice("tempo", self.tempo, me.known, SLOWEST, FASTEST, instead=instead)

    def player(self, me: Bound) -> Player:
        return lambda stage: [ClockPart(self.tempo, me.when, self.gate, stage.beat)]

    def target_name(self, key: Scale | None) -> str:
        return "MIDI clock"

    def sentence(self, speaker: Speaker) -> str:
        said = f"MIDI clock is sent {self._pace(speaker)}"
        if self.gate is not None:
            said += f"; the music program plays while {speaker.clause(self.gate.text)}"
        return said

    def _pace(self, speaker: Speaker) -> str:
        if self.tempo is None:
            return "at the tempo of the mapping"
        if isinstance(self.tempo, Tap):
            return f"at the tempo that is tapped each time {speaker.clause(self.tempo.hit.text)}"
        always = parser.constant(self.tempo)
        if always is not None:
            return f"at {always:g} quarter notes a minute"
        return f"at a tempo that follows {speaker.noun(self.tempo.text)}"

    def gesture(self, speaker: Speaker) -> str:
        if isinstance(self.tempo, Tap):
            return f"tapped when {speaker.clause(self.tempo.hit.text)}"
        if self.tempo is not None and parser.constant(self.tempo) is None:
            return speaker.noun(self.tempo.text)
        return f"while {speaker.clause(self.gate.text)}" if self.gate else "always"

    def plays_while(self) -> list[str]:
        tapped = [self.tempo.hit.text] if isinstance(self.tempo, Tap) else []
        return [*tapped, *([self.gate.text] if self.gate else [])]

    def follows(self) -> list[str]:
        return [self.tempo.text] if isinstance(self.tempo, Expression) else []

    def played_by(self) -> list[str]:
        return self.follows() or self.plays_while()


class Taps:
    """A tempo out of the times of taps."""

    def __init__(self) -> None:
        self._times: deque[float] = deque(maxlen=TAPS)

    def add(self, t: float) -> float | None:
        """Returns the tempo after a tap at time t, in quarter notes a minute; None where there is none yet.

        A pause begins anew, and what follows faster than `FASTEST` is the same tap. Steps that are far from
        the middle one are left out.
        """
        if self._times and t - self._times[-1] < 60 / FASTEST * 0.98:
            return None
        if self._times and t - self._times[-1] > 60 / SLOWEST * 1.02:
            self._times.clear()
        self._times.append(t)
        steps = [b - a for a, b in pairwise(self._times)]
        if not steps:
            return None
        middle = median(steps)
        kept = [step for step in steps if abs(step - middle) <= OUTLIER * middle]
        return max(SLOWEST, min(FASTEST, 60 / fmean(kept))) if kept else None


class ClockPart:
    """Says each pulse at its own time, some frames ahead; nothing of it drifts, for all times are absolute.

    Where frames stay away for long it stands still, and goes on with the next.
    """

    def __init__(
        self, tempo: Tap | Expression | None, when: Expression | None, gate: Expression | None, beat: Beat
    ) -> None:
        """tempo: None is that of the beat. gate: while it is true the music plays; None never says so."""
        self._hit = tempo.hit if isinstance(tempo, Tap) else None
        self._level = tempo if isinstance(tempo, Expression) else None
        self._when, self._gate, self._beat = when, gate, beat
        self._steady = tempo is None or (self._level is not None and parser.constant(self._level) is not None)
        self._step: float | None = None  # seconds from pulse to pulse, where they have a tempo of their own
        self._origin, self._count = -math.inf, 0
        self._last = -math.inf
        self._ahead: deque[float] = deque()
        self._taps, self._was, self._foretold = Taps(), True, -math.inf
        self._wanted = self._playing = False
        self._begins, self._position = math.inf, 0
        self._begun = False

    def expect(self, hits: Sequence[Hit]) -> None:
        """The hits of the frame that `update` gets next."""
        if self._hit is not None:
            mine = [hit.t for hit in hits if hit.names & self._hit.signals]
            self._foretold = max(mine, default=-math.inf)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        while self._ahead and self._ahead[0] <= t:
            self._position += self._playing and self._ahead[0] >= self._begins
            self._ahead.popleft()
        tempo = self._tempo(t, signals)
        if tempo is not None:
            self._go(60 / tempo / PULSES)
        if self._when is not None and not self._when.value(signals) > 0:
            self.stop(t, out)
            return
        wanted = self._gate is not None and self._gate.value(signals) > 0
        if self._wanted and not wanted:
            self.stop(t, out)
        if wanted and not self._wanted:
            self._wanted = True
            for pulse in self._ahead:
                self._start(t, pulse, out)
        until = self._beat.until
        if self._steady and not self._beat.led:
            until = max(until, t + STEADY)
        while (pulse := self._next(t)) <= until:
            self._last = pulse
            self._count += 1
            self._ahead.append(pulse)
            self._start(t, pulse, out)
            out.append(TimingClock(pulse))

    def stop(self, t: float, out: list[Message]) -> None:
        """What it started stops; the pulses that are on their way mean nothing after that."""
        if self._playing:
            out.append(Transport(t, "stop"))
        self._wanted = self._playing = False

    def silence(self) -> None:
        """A clock makes no sound by itself."""

    def _tempo(self, t: float, signals: Signals) -> float | None:
        """Quarter notes a minute, where this frame says so."""
        if self._hit is not None:
            struck = self._hit.value(signals) > 0
            rose, self._was = struck and not self._was, struck
            at, self._foretold = (t if math.isinf(self._foretold) else self._foretold), -math.inf
            return self._taps.add(at) if rose else None
        value = math.nan if self._level is None else self._level.value(signals)
        return None if math.isnan(value) else max(SLOWEST, min(FASTEST, value))

    def _go(self, step: float) -> None:
        """Go on from the last pulse at another tempo."""
        if step != self._step:
            self._step, self._origin, self._count = step, self._last, 0

    def _next(self, t: float) -> float:
        """When the next pulse is."""
        beat = self._beat
        step = self._step or (beat.time(1.0) - beat.time(0.0)) / PULSES
        missed = self._last + step < t - MISSED
        if self._step is None:
            after = t + LEAD if missed else self._last + step / 4
            return beat.time(math.ceil(beat.beat(after) * PULSES - 1e-6) / PULSES)
        if missed:
            self._origin, self._count = t + LEAD, -1
        return self._origin + (self._count + 1) * step

    def _start(self, t: float, pulse: float, out: list[Message]) -> None:
        """Let the music begin with this pulse, if it is wanted, and there is time enough to say so."""
        if not self._wanted or self._playing or pulse < t + LEAD:
            return
        at = pulse - BEFORE
        if self._begun:
            sixteenths = self._position // _SIXTEENTH
            self._position = sixteenths * _SIXTEENTH
            out.append(SongPosition(at, sixteenths))
            out.append(Transport(at, "continue"))
        else:
            out.append(Transport(at, "start"))
        self._playing = self._begun = True
        self._begins = pulse
