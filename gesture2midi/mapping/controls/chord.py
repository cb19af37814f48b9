"""`send: chord`: one of a list of chords."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from typing import Annotated, Literal, TypeAlias

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.controls import Area, Bands, Direction, Edge, Expression, Timing
from gesture2midi.engine.note_player import Steps
from gesture2midi.engine.parts import Part, Stage
from gesture2midi.errors import Mistake, listed
from gesture2midi.events import Message
from gesture2midi.mapping.controls.answers import Bound, Choice, Player
from gesture2midi.mapping.controls.held import Timed, by, by_way, note_pulse, numbered, picked, share, stepped
from gesture2midi.mapping.controls.tunable import Tunable, in_tune
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.schema.fields import ChordSymbol, Index, MusicalKey, Pick, Strum
from gesture2midi.music.chords import Chord, chord
from gesture2midi.music.scales import Scale
from gesture2midi.music.spelling import chord_name, key_of_chord
from gesture2midi.music.voicing import Smooth, voicings

Voicing: TypeAlias = Literal["as written", "smooth"]
Chords: TypeAlias = Annotated[
    list[ChordSymbol],
    Field(min_length=1, max_length=32, description="a list of 1 to 32 chords such as [C, Am, F, G7]"),
]


class ChordControl(Tunable, Timed):
    order = 21
    apart = ((("pick",), ("index",)),)
    usually_by = "mpe"
    chordal = True

    send: Literal["chord"]
    key: MusicalKey | None = None
    chords: Chords
    pick: Pick = Field(0, validate_default=True)
    index: Index | None = None
    octave: Annotated[int, Field(ge=0, le=7, description="0 to 7")] = 3
    inversion: Annotated[int, Field(ge=0, le=3, description="0 to 3")] = 0
    voicing: Annotated[Voicing, Field(description="as written or smooth")] = "as written"
    strum: Strum | None = None
    direction: Annotated[Direction, Field(description="up, down or alternate")] = "up"

    @field_validator("tuning_as")
    @classmethod
    def _has_channels(cls, value: str | None) -> str | None:
        if value == "bend":
            hint = "write `mpe`, or `mts` for a synth that knows it"
            raise Mistake("the notes of a chord need a bend each, and a channel has one", hint)
        return value

    @field_validator("voicing")
    @classmethod
    def _turns_once(cls, value: str, info: ValidationInfo) -> str:
        if value == "smooth" and info.data.get("inversion"):
            raise Mistake("`smooth` chooses the inversions itself", "take `inversion` out")
        return value

    def timing(self) -> Timing:
        return replace(super().timing(), strum=self.strum, direction=self.direction)

    @property
    def chosen_by(self) -> Expression:
        """What chooses from the chords."""
        return self.pick if self.index is None else self.index

    def _steps(self, notes: Sequence[tuple[int, ...]]) -> Steps:
        return Steps(notes, self.chosen_by, whole=self.index is not None)

    @property
    def written(self) -> tuple[tuple[int, ...], ...]:
        """The MIDI notes of each chord, lowest first."""
        return tuple(one.notes for one in self._chords())

    def _chords(self) -> list[Chord]:
        return [chord(symbol, self.octave, self.key, self.inversion) for symbol in self.chords]

    def _ways(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """The ways to play each chord, where they lead into each other smoothly."""
        smooth = self._chords() if self.voicing == "smooth" else ()
        return tuple(voicings(one, self.octave) for one in smooth)

    @property
    def tuning_root(self) -> int:
        return self.key.root if self.key else 0

    def notes_played(self) -> Iterable[int]:
        return (note for notes in (*self.written, *chain(*self._ways())) for note in notes)

    def held_keys(self, me: Bound) -> tuple[Sequence[Sequence[int]], Expression | None]:
        # One that leads smoothly may be played in several ways, and which is not known.
        if self.index is not None:
            return (), None
        return [() for _ in self.chords] if self._ways() else self.written, self.pick

    def choices(self, me: Bound) -> Iterator[Choice]:
        yield from super().choices(me)
        yield from share("pick", self.pick, me) if self.index is None else ()
        yield from numbered(self.index, me, len(self.chords))

    def player(self, me: Bound) -> Player:
        gated, written, ways = self.gated(me, self.timing()), self.written, self._ways()
        if not ways:
            return in_tune(stepped(gated, self._steps(written)), me.tuned)

        def smooth(stage: Stage) -> Sequence[Part]:
            # What leads smoothly remembers the chord before, which is each part's own.
            return stepped(gated, self._steps(Smooth(written, ways)))(stage)

        return in_tune(smooth, me.tuned)

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        return note_pulse(me.id, t, self.sends_on(me), self.written[0])

    def areas(self, me: Bound, key: Scale | None) -> tuple[Area, ...]:
        return (
            Bands(self.chosen_by, self._names(None), self.index is not None, self.reach(me), listed=True),
        )

    def edges(self, me: Bound) -> Iterator[Edge]:
        yield from super().edges(me)
        yield from picked(self.chosen_by.text, me.known, "pick" if self.index is None else "index")

    def spelt_in(self) -> Scale | None:
        return self.key or key_of_chord(self.chords[0])

    def target_name(self, key: Scale | None) -> str:
        return " ".join(self._names(key))

    def sentence(self, speaker: Speaker) -> str:
        return f"{self._played(speaker)}{self._strummed(speaker)}{self.in_time()}{self.where()}"

    def _names(self, key: Scale | None) -> list[str]:
        return [chord_name(symbol, self.key or key) for symbol in self.chords]

    def _played(self, speaker: Speaker) -> str:
        held, chords = self.held(speaker), self._names(speaker.key)
        if self.index is not None:
            return f"{by_way(self.index, speaker)} picks {listed(chords)}, by its number from 0; it {held}"
        if parser.constant(self.pick) is not None or len(chords) == 1:
            place = min(len(chords) - 1, int((parser.constant(self.pick) or 0) * len(chords)))
            return f"the chord {chords[place]} {held}"
        return f"{speaker.noun(self.pick.text)} picks {listed(chords)}; it {held}"

    def _strummed(self, speaker: Speaker) -> str:
        if self.strum is None:
            return ", as near as can be to the chord before" * (self.voicing == "smooth")
        always = parser.constant(self.strum)
        way = {"up": "upwards", "down": "downwards", "alternate": "up and down in turn"}[self.direction]
        noun = speaker.noun(self.strum.text)
        time = f"in {always:g} s" if always is not None else f"in as many seconds as {noun}"
        return f", strummed {way} {time}"

    def gesture(self, speaker: Speaker) -> str:
        several = len(self.chords) > 1 and parser.constant(self.chosen_by) is None
        return (f"{by(self.chosen_by, speaker)}, " if several else "") + self.pressed(speaker)

    def follows(self) -> list[str]:
        return [self.chosen_by.text]
