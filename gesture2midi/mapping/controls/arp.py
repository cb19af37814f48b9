"""`send: arp`: notes one after another, in time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.arp_player import ArpPart
from gesture2midi.engine.controls import Area, Bands, Edge, Expression
from gesture2midi.engine.parts import Part, Stage
from gesture2midi.errors import Mistake, listed
from gesture2midi.events import Message
from gesture2midi.mapping.controls.answers import Bound, Choice, Player
from gesture2midi.mapping.controls.chord import Chords
from gesture2midi.mapping.controls.held import (
    Swung,
    by,
    by_way,
    note_pulse,
    numbered,
    picked,
    range_with_notes,
    share,
)
from gesture2midi.mapping.controls.tunable import Tunable, in_tune
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.targets import note_value, notes_name
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.schema.fields import Index, Key, MusicalKey, NoteValue, Pick, Range, Scale, Share
from gesture2midi.music import scales
from gesture2midi.music.arp_patterns import Pattern, run
from gesture2midi.music.chords import chord
from gesture2midi.music.note_names import sound_name
from gesture2midi.music.scales import ladder
from gesture2midi.music.spelling import chord_name, key_of_chord

_PATTERNS = {
    "up": "upwards",
    "down": "downwards",
    "up-down": "up and down",
    "random": "by chance",
    "as written": "as written",
}


class ArpControl(Tunable, Swung):
    order = 22
    apart = ((("pick",), ("index",)),)

    send: Literal["arp"]
    key: MusicalKey | None = None
    chords: Chords | None = None
    scale: Scale | None = None
    range: Range = Field("C4..B4", validate_default=True)
    notes: Annotated[
        list[Key] | None,
        Field(min_length=1, max_length=64, description="a list of 1 to 64 notes such as [C3, G3, E4]"),
    ] = Field(None, validate_default=True)
    pick: Pick = Field(0, validate_default=True)
    index: Index | None = None
    octave: Annotated[int, Field(ge=0, le=7, description="0 to 7")] = 3
    octaves: Annotated[int, Field(ge=1, le=4, description="1 to 4")] = Field(1, validate_default=True)
    pattern: Annotated[Pattern, Field(description="up, down, up-down, random or as written")] = "up"
    rate: NoteValue = Field("1/16", validate_default=True)
    length: Share = Field("60 %", validate_default=True)

    _has_notes = field_validator("range")(range_with_notes)

    @field_validator("notes")
    @classmethod
    def _plays_one_thing(cls, value: list[int] | None, info: ValidationInfo) -> list[int] | None:
        # What is wrong in itself is not there, and is told already.
        given = [name for name in ("chords", "scale") if info.data.get(name, "wrong") is not None]
        given += ["notes"] if value is not None else []
        if not given:
            raise Mistake("this arp control needs what it plays", "write `chords`, a `scale` or `notes`")
        if len(given) > 1:
            raise Mistake(f"an arp plays {listed(f'`{name}`' for name in given)}, not both", "take one out")
        return value

    @field_validator("octaves")
    @classmethod
    def _stays_in_midi(cls, value: int, info: ValidationInfo) -> int:
        if {"key", "chords", "scale", "range", "notes", "octave"} <= info.data.keys():
            highest = max(map(max, _source(info.data)))
            if highest + 12 * (value - 1) > 127:
                raise Mistake(f"{value} octaves from here leave the notes that MIDI has", "write fewer")
        return value

    @property
    def runs(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """What `pick` chooses from: strokes, each some MIDI notes."""
        return tuple(run(notes, self.pattern, self.octaves) for notes in _source(dict(self)))

    def held_keys(self, me: Bound) -> tuple[Sequence[Sequence[int]], Expression | None]:
        if self.index is not None:
            return (), None
        return [[note for stroke in run for note in stroke] for run in self.runs], self.pick

    def choices(self, me: Bound) -> Iterator[Choice]:
        yield from super().choices(me)
        yield from share("pick", self.pick, me) if self.index is None else ()
        yield from numbered(self.index, me, len(self.runs))

    def player(self, me: Bound) -> Player:
        gated, runs, by_chance = self.gated(me, self.timing()), self.runs, self.pattern == "random"
        rate, length, pick, whole = self.rate, self.length, self.chosen_by, self.index is not None

        def parts(stage: Stage) -> Sequence[Part]:
            how = {"rate": rate, "length": length}
            return [ArpPart(gated, runs, pick, stage.beat, **how, by_chance=by_chance, whole=whole)]

        return in_tune(parts, me.tuned)

    @property
    def chosen_by(self) -> Expression:
        """What chooses from the chords."""
        return self.pick if self.index is None else self.index

    @property
    def tuning_root(self) -> int:
        scale = self.scale or self.key
        return scale.root if scale else 0

    def notes_played(self) -> Iterable[int]:
        return (note for one in self.runs for stroke in one for note in stroke)

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        return note_pulse(me.id, t, self.sends_on(me), self.runs[0][0])

    def areas(self, me: Bound, key: scales.Scale | None) -> tuple[Area, ...]:
        names = [sound_name(run[0][0], key=key) for run in self.runs]
        return (Bands(self.chosen_by, names, self.index is not None, self.reach(me)),)

    def edges(self, me: Bound) -> Iterator[Edge]:
        yield from super().edges(me)
        yield from picked(self.chosen_by.text, me.known, "pick" if self.index is None else "index")

    def spelt_in(self) -> scales.Scale | None:
        return self.scale or self.key or key_of_chord((self.chords or [()])[0])

    def target_name(self, key: scales.Scale | None) -> str:
        return f"{self._notes(key)}, arpeggio"

    def sentence(self, speaker: Speaker) -> str:
        return f"{self._played(speaker)}{self.feel()}{self.where()}"

    def _notes(self, key: scales.Scale | None) -> str:
        if self.scale is not None:
            return notes_name(self.scale, self.range)
        return " ".join(chord_name(one, self.key or key) for one in self.chords or [tuple(self.notes or ())])

    def _played(self, speaker: Speaker) -> str:
        how = f"{_PATTERNS[self.pattern]}{f' over {self.octaves} octaves' if self.octaves > 1 else ''}"
        runs = f"note after note, {how}, one each {note_value(self.rate)}, {self.held(speaker)}"
        if self.chords is not None and self._chooses():
            chords = listed(chord_name(one, self.key or speaker.key) for one in self.chords)
            number = "" if self.index is None else ", by its number from 0"
            return f"{by_way(self.chosen_by, speaker)} picks {chords}{number}; it is played {runs}"
        return f"{self._notes(speaker.key)}, {runs}"

    def _chooses(self) -> bool:
        return len(self.chords or ()) > 1 and parser.constant(self.chosen_by) is None

    def gesture(self, speaker: Speaker) -> str:
        return (f"{by(self.chosen_by, speaker)}, " if self._chooses() else "") + self.pressed(speaker)

    def follows(self) -> list[str]:
        return [self.chosen_by.text]


def _source(data: Mapping[str, Any]) -> list[tuple[int, ...]]:
    """What an arp plays, one after another: its chords, or the one it has of a scale or of notes."""
    if data["chords"] is not None:
        return [chord(symbol, data["octave"], data["key"]).notes for symbol in data["chords"]]
    if data["notes"] is not None:
        return [tuple(data["notes"])]
    return [ladder(data["scale"], data["range"])]
