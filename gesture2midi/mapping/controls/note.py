"""`send: note`: one note, or a note of a scale that a level chooses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.controls import Area, Bands, Edge, Expression
from gesture2midi.engine.note_player import Steps
from gesture2midi.engine.portamento import CONTROL, SWITCH, TIME, GlidingPart
from gesture2midi.errors import Mistake
from gesture2midi.events import Message
from gesture2midi.mapping.controls.answers import Bound, Choice, Player
from gesture2midi.mapping.controls.base import Known
from gesture2midi.mapping.controls.held import (
    Timed,
    by,
    by_way,
    note_pulse,
    numbered,
    picked,
    range_with_notes,
    share,
    stepped,
)
from gesture2midi.mapping.controls.tunable import Tunable, in_tune, pitch_of
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.targets import ladder_name, notes_name
from gesture2midi.mapping.schema.fields import Index, Pitch, Portamento, Range, Scale
from gesture2midi.music import scales
from gesture2midi.music.keyboard import Temperament
from gesture2midi.music.note_names import sound_name
from gesture2midi.music.scales import ladder
from gesture2midi.music.spelling import note_name


class NoteControl(Tunable, Timed):
    order = 20
    either = ("pitch", "index")
    apart = ((("pitch",), ("index",)),)

    send: Literal["note"]
    pitch: Pitch | None = None
    index: Index | None = None
    scale: Scale = Field("chromatic", validate_default=True)
    range: Range = Field("C3..C5", validate_default=True)
    follow: Annotated[Literal["steps", "portamento"], Field(description="steps or portamento")] = "steps"
    portamento_time: Portamento = 40

    _has_notes = field_validator("range")(range_with_notes)

    @field_validator("follow")
    @classmethod
    def _goes_somewhere(cls, value: str, info: ValidationInfo) -> str:
        if value == "portamento":
            if isinstance(info.data.get("pitch"), int):
                raise Mistake("one note has nowhere to glide to", "write an expression as its `pitch`")
            for key in ("quantise", "repeat", "humanise"):
                if info.data.get(key):
                    raise Mistake("a glide follows the hand and no beat", f"take `{key}` out")
            if info.data.get("tuning"):
                raise Mistake("a note that glides has no tuning", "send `mpe_note` with `follow: bend`")
        return value

    @field_validator("portamento_time")
    @classmethod
    def _glides(cls, value: Expression | int, info: ValidationInfo) -> Expression | int:
        if info.data.get("follow") == "steps":
            raise Mistake(
                "only `follow: portamento` has a `portamento_time`", "write it, or take the time out"
            )
        return value

    @property
    def chosen_by(self) -> Expression | int:
        """What chooses from the ladder, or the one note that it is."""
        chosen = self.index if self.pitch is None else self.pitch
        assert chosen is not None, "the model has been checked"
        return chosen

    @property
    def ladder(self) -> tuple[int, ...]:
        """The MIDI notes that `pitch` climbs, low to high, where no tuning moves them."""
        return (self.pitch,) if isinstance(self.pitch, int) else ladder(self.scale, self.range)

    @property
    def tuning_root(self) -> int:
        return self.scale.root

    def pitches(self, tuning: Temperament) -> dict[int, float]:
        """Returns the pitch of each note by its place on the ladder."""
        if isinstance(self.pitch, int):
            return {0: pitch_of(self.pitch, tuning)}
        return dict(enumerate(tuning.ladder(self.scale, self.range)))

    def sent(self, me: Bound) -> tuple[int, ...]:
        """Returns the MIDI notes that are sent for the ladder."""
        return self.ladder if me.tuned is None else tuple(me.tuned.keys.values())

    @property
    def glides(self) -> bool:
        return self.follow == "portamento"

    def choices(self, me: Bound) -> Iterator[Choice]:
        yield from super().choices(me)
        yield from share("pitch", self.pitch, me) if self.index is None else ()
        yield from numbered(self.index, me, len(self.sent(me)))

    def player(self, me: Bound) -> Player:
        chosen = self.chosen_by
        pick = None if isinstance(chosen, int) else chosen
        gated = self.gated(me, self.timing())
        notes = self.ladder if me.tuned is None else me.tuned.pitches
        steps = Steps(tuple((note,) for note in notes), pick, whole=self.index is not None)
        if self.glides:
            return lambda stage: [GlidingPart(gated, steps, self.portamento_time)]
        return in_tune(stepped(gated, steps), me.tuned)

    def held_keys(self, me: Bound) -> tuple[Sequence[Sequence[int]], Expression | None]:
        if self.index is not None:
            return (), None
        return [(note,) for note in self.sent(me)], None if isinstance(self.pitch, int) else self.pitch

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        return note_pulse(me.id, t, self.sends_on(me), self.sent(me)[:1])

    def areas(self, me: Bound, key: scales.Scale | None) -> tuple[Area, ...]:
        chosen = self.chosen_by
        if isinstance(chosen, int):
            return ()
        names = [sound_name(note, self.sends_on(me), key) for note in self.sent(me)]
        return (Bands(chosen, names, self.index is not None, self.reach(me)),)

    def edges(self, me: Bound) -> Iterator[Edge]:
        yield from super().edges(me)
        if isinstance(chosen := self.chosen_by, Expression):
            yield from picked(chosen.text, me.known, "pitch" if self.index is None else "index")

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        if not self.glides:
            return super().moves(me)
        numbers = (TIME, SWITCH, CONTROL)
        return {("cc", self.channel, n): f"controller {n} of channel {self.channel}" for n in numbers}

    def unsettles(self, me: Bound, other: Known, line: int) -> str:
        if not self.glides:
            return super().unsettles(me, other, line)
        if other.kind.sends_on(other.me) != self.channel or other.kind.glides:
            return ""
        played = f"what the control in line {line} plays on channel {self.channel}"
        return f"while this note glides, so does {played}"

    def spelt_in(self) -> scales.Scale | None:
        return self.scale

    def target_name(self, key: scales.Scale | None) -> str:
        if isinstance(self.pitch, int):
            return note_name(self.pitch, key)
        return notes_name(self.scale, self.range)

    def sentence(self, speaker: Speaker) -> str:
        return f"{self._played(speaker)}{self.in_time()}{self.where()}"

    def _played(self, speaker: Speaker) -> str:
        held = self.held(speaker)
        if isinstance(self.pitch, int):
            return f"{note_name(self.pitch, speaker.key)} {held}"
        assert isinstance(self.chosen_by, Expression), "one note is told above"
        number = "" if self.index is None else ", by its number from 0"
        picks = f"{by_way(self.chosen_by, speaker)} picks {ladder_name(self.scale, self.range)}{number}"
        return f"{picks}{self._led(speaker)}; it {held}"

    def _led(self, speaker: Speaker) -> str:
        """How the synth goes from note to note."""
        if not self.glides:
            return ""
        time = self.portamento_time
        slowly = f", as slowly as {speaker.noun(time.text)}" if isinstance(time, Expression) else ""
        return f", to which the synth glides{slowly}"

    def gesture(self, speaker: Speaker) -> str:
        chosen = self.chosen_by
        level = "" if isinstance(chosen, int) else f"{by(chosen, speaker)}, "
        return level + self.pressed(speaker)

    def follows(self) -> list[str]:
        return [self.chosen_by.text] if isinstance(self.chosen_by, Expression) else []
