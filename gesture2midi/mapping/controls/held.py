"""What the kinds share that hold notes while a gate is open, and those that play in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.arp_player import repeated
from gesture2midi.engine.controls import AT_ONCE, LEARN_LENGTH, Edge, Expression, Gated, Timing
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.engine.note_player import HeldPart, Steps
from gesture2midi.engine.quantized_player import TimedPart
from gesture2midi.errors import Mistake
from gesture2midi.events import RELEASE, Message, NoteOff, NoteOn
from gesture2midi.mapping.controls.answers import Bound, Choice, Gate, Player, Warned
from gesture2midi.mapping.controls.base import AnyControl, MidiControl
from gesture2midi.mapping.describe.dependencies import way
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.targets import note_value
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.edges import edges
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.schema.fields import (
    Channel,
    Formula,
    NoteValue,
    Released,
    Swing,
    Trigger,
    Unit,
    Velocity,
)
from gesture2midi.music import notes
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.scales import ladder

_PRESS = {"hold": "while", "toggle": "on and off when", "latch": "when"}
_LEARN_VELOCITY = 100


class Swung(AnyControl):
    """What the kinds that play in time share."""

    swing: Swing = Field("50 %", validate_default=True)
    humanise: Unit = 0.0

    def timing(self) -> Timing:
        """Returns when its strokes fall, apart from their gesture."""
        return Timing(swing=self.swing, humanise=self.humanise)

    def feel(self) -> str:
        """Returns in words how even it plays."""
        return (", swinging" if self.swing > 0.5 else "") + (", a little unevenly" if self.humanise else "")


class Timed(Swung):
    """What those share that play in time only if they are told to."""

    quantise: NoteValue | None = None
    repeat: NoteValue | None = None

    @field_validator("repeat")
    @classmethod
    def _is_not_quantised(cls, value: float | None, info: ValidationInfo) -> float | None:
        if value is not None and info.data.get("quantise") is not None:
            raise Mistake("what repeats is quantised already", "take `quantise` out")
        return value

    def timing(self) -> Timing:
        return Timing(
            swing=self.swing,
            humanise=self.humanise,
            quantise=self.quantise or 0.0,
            repeat=self.repeat or 0.0,
        )

    def in_time(self) -> str:
        """Returns in words when its notes fall."""
        said = f", from the next {note_value(self.quantise)} of the beat on" if self.quantise else ""
        said += f", again and again each {note_value(self.repeat)}" if self.repeat else ""
        return said + self.feel()


class Held(MidiControl):
    """What the kinds share whose notes sound while a gate is open."""

    melodic = plays_notes = True

    channel: Channel = 1
    gate: Formula
    velocity: Velocity = 100
    mode: Annotated[Literal["hold", "toggle", "latch"], Field(description="hold, toggle or latch")] = "hold"
    retrigger: Trigger | None = None
    release_velocity: Released = RELEASE
    lost: Annotated[Literal["release"], Field(description="`release`: a note ends with its hand")] = "release"

    @field_validator("retrigger")
    @classmethod
    def _is_struck(cls, value: Expression | None, info: ValidationInfo) -> Expression | None:
        if value is not None and info.data.get("repeat") is not None:
            raise Mistake(
                "what repeats is struck again by the beat", "take one of `retrigger` and `repeat` out"
            )
        return value

    @property
    def channel_of(self) -> int | None:
        return self.channel

    def sends_on(self, me: Bound) -> int:
        return self.channel

    def gated(self, me: Bound, timing: Timing) -> Gated:
        """Returns what the engine has to know of its gate."""
        on, gate = self.sends_on(me), self.gate
        return Gated(
            *(me.id, me.when, on, gate, self.velocity, self.mode, timing, self.retrigger),
            release=self.release_velocity,
        )

    def owners(self, me: Bound) -> dict[str, tuple[Expression | None, ...]]:
        return {me.id: (self.gate, me.when)}

    def warnings(self, me: Bound, zone: Zone | None) -> Iterator[Warned]:
        if self.sends_on(me) == DRUM_CHANNEL:
            message = f"channel {DRUM_CHANNEL} is for drums, and most synths play no melody there"
            yield Warned("channel", message, "take another channel")

    def choices(self, me: Bound) -> Iterator[Choice]:
        return share("velocity", self.velocity, me)

    def gates(self, me: Bound) -> Iterator[Gate]:
        yield Gate("gate", [self.gate], [me.known], held=True)
        if self.retrigger is not None:
            yield Gate("retrigger", [self.retrigger], [me.known])

    def plays_while(self) -> list[str]:
        return [self.gate.text]

    def held(self, speaker: Speaker) -> str:
        """Returns how the gate holds it, and how loud it is: `sounds while the hand is pinched`."""
        gate = speaker.clause(self.gate.text)
        when = {
            "hold": f"sounds while {gate}",
            "toggle": f"sounds, and is silent again, in turn each time {gate}",
            "latch": f"begins when {gate}, and sounds until the next",
        }[self.mode]
        if self.retrigger is not None:
            when += f", and is struck again each time {speaker.clause(self.retrigger.text)}"
        loud = loudness(self.velocity, speaker, given="velocity" in self.model_fields_set)
        return f"{when}{loud}{let_go(self.release_velocity, speaker)}"

    def pressed(self, speaker: Speaker) -> str:
        """Returns how the gate holds it, shortly: `while the hand is pinched`."""
        return f"{_PRESS[self.mode]} {speaker.clause(self.gate.text)}"


def numbered(index: Expression | None, me: Bound, count: int) -> Iterator[Choice]:
    """Yields what an index has to be that names one of so many."""
    if index is not None:
        yield Choice("index", index, me.known, 0, count - 1, counted=True)


def share(field: str, value: Expression | int | None, me: Bound) -> Iterator[Choice]:
    """Yields what a field has to be that takes 0 to 1, unless it is a number."""
    if isinstance(value, Expression) and parser.constant(value) is None:
        yield Choice(field, value, me.known, 0, 1, instead="take the factor out")


def picked(text: str, known: Vocabulary, field: str) -> list[Edge]:
    """Returns the edges of what picks from a list: by a level, or by a number where it is `index`."""
    return edges(text, known, field, level=field != "index")


def stepped(gated: Gated, steps: Steps) -> Player:
    """Returns the player of notes that a gate holds, or that a beat repeats."""
    if gated.timing.repeat:
        return lambda stage: [repeated(gated, steps, stage.beat)]
    if gated.timing == AT_ONCE:
        return lambda stage: [HeldPart(gated, steps)]
    return lambda stage: [TimedPart(gated, steps, stage.beat)]


def range_with_notes(value: notes.Range, info: ValidationInfo) -> notes.Range:
    """A range in which the scale, if any, has notes."""
    scale = info.data.get("scale")
    if scale is not None and not ladder(scale, value):
        raise Mistake("no note of the scale lies in this range", "widen it")
    return value


def note_pulse(owner: str, t: float, channel: int, played: Sequence[int]) -> tuple[Message, ...]:
    """Returns notes that sound for `LEARN_LENGTH`."""
    # An owner of its own: the control itself may be sounding the same note.
    whose = f"{owner} learn"
    on = [NoteOn(t, whose, channel, note, _LEARN_VELOCITY) for note in played]
    return (*on, *(NoteOff(t + LEARN_LENGTH, whose, channel, note) for note in played))


def loudness(velocity: Expression | int, speaker: Speaker, *, given: bool = True) -> str:
    """Returns how loud it is, with a comma before; nothing where a number is the default and not `given`."""
    if isinstance(velocity, int):
        return f", with velocity {velocity}" if given else ""
    always = parser.constant(velocity)
    if always is not None:
        return f", with velocity {max(1, round(127 * always))}"
    found = way(velocity)
    more = speaker.more(found) if found else ""
    return f", {more}, the louder" if more else f", as loud as {speaker.noun(velocity.text)}"


def let_go(release: Expression | int, speaker: Speaker) -> str:
    """Returns how fast its keys are let go, with a comma before; nothing where that is as usual."""
    if isinstance(release, int):
        return "" if release == RELEASE else f", and is let go with velocity {release}"
    return f", and is let go as fast as {speaker.noun(release.text)}"


def by(source: Expression, speaker: Speaker) -> str:
    """Returns the level that is followed, whatever is calculated from it."""
    noun = speaker.noun(source.text)
    found = way(source) if noun.startswith("`") else None
    return noun if found is None else speaker.noun(found.signal)


def by_way(source: Expression, speaker: Speaker) -> str:
    """Returns the level that is followed, and the expression itself where that has no words."""
    noun = speaker.noun(source.text)
    if noun.startswith("`") and (found := way(source)) is not None:
        return f"{speaker.noun(found.signal)}, by {noun},"
    return noun
