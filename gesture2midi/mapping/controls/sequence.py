"""`send: sequence`: notes or chords that are listed, one step on with each hit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, ValidationInfo, WithJsonSchema, field_validator

from gesture2midi.engine.controls import Area, Expression, Spot, Timing
from gesture2midi.engine.sequence_player import SequencePart, Stepped
from gesture2midi.errors import Mistake
from gesture2midi.events import RELEASE, Message
from gesture2midi.mapping.controls.answers import Bound, Choice, Gate, Player
from gesture2midi.mapping.controls.base import MidiControl
from gesture2midi.mapping.controls.drum import as_loud
from gesture2midi.mapping.controls.held import Swung, let_go, note_pulse, share
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.targets import note_value
from gesture2midi.mapping.schema.fields import (
    Channel,
    ChordSymbol,
    MusicalKey,
    NoteValue,
    Released,
    Trigger,
    Velocity,
)
from gesture2midi.mapping.schema.parsers import MOST_NOTES, read_key
from gesture2midi.mapping.schema.quantities import read_length
from gesture2midi.music.chords import chord
from gesture2midi.music.scales import Scale
from gesture2midi.music.spelling import chord_name, key_of_chord, note_name

MOST_STEPS = 256


def read_notes(value: object) -> tuple[int, ...]:
    """A note by name or number, or a list of notes."""
    if isinstance(value, list) and not 1 <= len(value) <= MOST_NOTES:
        raise Mistake(f"a step has 1 to {MOST_NOTES} notes")
    return tuple(dict.fromkeys(map(read_key, value))) if isinstance(value, list) else (read_key(value),)


def read_until(value: object) -> float | str:
    """`next` and `held`, or a time."""
    return str(value) if value in ("next", "held") else read_length(value)


NoteStep = Annotated[
    tuple[int, ...],
    PlainValidator(read_notes),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": ["string", "integer"]},
                {"type": "array", "items": {"type": ["string", "integer"]}, "maxItems": MOST_NOTES},
            ]
        }
    ),
    Field(description="a note such as C4 or 60, or notes such as [C3, G3, E4]"),
]
Until = Annotated[
    float | str,
    PlainValidator(read_until),
    WithJsonSchema({"type": ["string", "number"]}),
    Field(description="`next`, `held`, or a time above 0 such as `300 ms`, at most 10 s"),
]


class SequenceControl(Swung, MidiControl):
    order = 25
    plays_notes = melodic = True

    send: Literal["sequence"]
    channel: Channel = 1
    key: MusicalKey | None = None
    octave: Annotated[int, Field(ge=0, le=7, description="0 to 7")] = 3
    chords: Annotated[
        list[ChordSymbol] | None,
        Field(
            min_length=1,
            max_length=MOST_STEPS,
            description=f"a list of 1 to {MOST_STEPS} chords such as [C, Am, F, G7]",
        ),
    ] = None
    notes: Annotated[
        list[NoteStep] | None,
        Field(
            min_length=1,
            max_length=MOST_STEPS,
            description=f"a list of 1 to {MOST_STEPS} notes such as [C4, E4, [C4, G4]]",
        ),
    ] = Field(None, validate_default=True)
    hit: Trigger
    back: Trigger | None = None
    first: Trigger | None = None
    at_end: Annotated[Literal["wrap", "stop"], Field(description="wrap or stop")] = "wrap"
    length: Until = "next"
    velocity: Velocity | None = None
    release_velocity: Released = RELEASE
    quantise: NoteValue | None = None

    @field_validator("notes")
    @classmethod
    def _plays_one_thing(cls, value: list[tuple[int, ...]] | None, info: ValidationInfo) -> object:
        # What is wrong in itself is not there, and is told already.
        chords = info.data.get("chords", "wrong")
        if value is None and chords is None:
            raise Mistake("this sequence control needs what it plays", "write `notes` or `chords`")
        if value is not None and chords not in (None, "wrong"):
            raise Mistake("a sequence plays `chords` or `notes`, not both", "take one out")
        return value

    @property
    def channel_of(self) -> int | None:
        return self.channel

    @property
    def written(self) -> tuple[tuple[int, ...], ...]:
        """The MIDI notes of each step."""
        if self.chords is None:
            return tuple(self.notes or ())
        return tuple(chord(symbol, self.octave, self.key).notes for symbol in self.chords)

    def timing(self) -> Timing:
        return Timing(quantise=self.quantise or 0.0, swing=self.swing, humanise=self.humanise)

    def player(self, me: Bound) -> Player:
        stepped = Stepped(
            me.id,
            self.channel,
            self.written,
            self.hit,
            self.back,
            self.first,
            me.when,
            self.velocity,
            self.length,  # type: ignore[arg-type]  # a text is `next` or `held`
            self.at_end == "wrap",
            self.timing(),
            self.release_velocity,
        )
        return lambda stage: [SequencePart(stepped, stage.beat)]

    def choices(self, me: Bound) -> Iterator[Choice]:
        return share("velocity", self.velocity, me)

    def owners(self, me: Bound) -> dict[str, tuple[Expression | None, ...]]:
        return {me.id: (self.hit, self.back, me.when)}

    def gates(self, me: Bound) -> Iterator[Gate]:
        for field, read in (("hit", self.hit), ("back", self.back), ("first", self.first)):
            if read is not None:
                yield Gate(field, [read], [me.known])

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        return note_pulse(me.id, t, self.channel, self.written[0])

    def areas(self, me: Bound, key: Scale | None) -> tuple[Area, ...]:
        return (Spot(self.hit, self._names(key)[0]),)

    def spelt_in(self) -> Scale | None:
        return self.key or (key_of_chord(self.chords[0]) if self.chords else None)

    def target_name(self, key: Scale | None) -> str:
        names = self._names(key)
        return " ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")

    def sentence(self, speaker: Speaker) -> str:
        said = (
            f"each time {speaker.clause(self.hit.text)}, it plays the next of {self.target_name(speaker.key)}"
        )
        said += as_loud(self.velocity, self.hit, speaker) + let_go(self.release_velocity, speaker)
        if self.back is not None:
            said += f"; each time {speaker.clause(self.back.text)}, the one before"
        if self.first is not None:
            said += f"; when {speaker.clause(self.first.text)}, it begins anew"
        said += "; after the last nothing comes" if self.at_end == "stop" else ""
        said += {"next": "", "held": "; each sounds as long as that"}.get(str(self.length), "")
        said += f"; each sounds for {self.length:g} s" if isinstance(self.length, float) else ""
        said += f", from the next {note_value(self.quantise)} of the beat on" if self.quantise else ""
        return f"{said}{self.feel()} (channel {self.channel})"

    def gesture(self, speaker: Speaker) -> str:
        return speaker.clause(self.hit.text)

    def plays_while(self) -> list[str]:
        return [self.hit.text]

    def _names(self, key: Scale | None) -> list[str]:
        key = self.key or key
        if self.chords is not None:
            return [chord_name(symbol, key) for symbol in self.chords]
        return ["-".join(note_name(note, key) for note in step) for step in self.notes or ()]
