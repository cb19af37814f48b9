"""`send: mpe_note`: voices with a channel each, played by hands or fingers, each bent by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.controls import Area, Bands, Control, Edge, Expression, Voice
from gesture2midi.engine.mpe_player import RatedVoice, VoicePart
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.engine.parts import Part, Stage
from gesture2midi.errors import Mistake
from gesture2midi.events import RELEASE
from gesture2midi.mapping.controls.answers import Bound, Choice, Gate, Warned
from gesture2midi.mapping.controls.base import MidiControl
from gesture2midi.mapping.controls.held import let_go, loudness, note_pulse, picked, range_with_notes
from gesture2midi.mapping.controls.tunable import of_a_tuning
from gesture2midi.mapping.describe.dependencies import Way, way
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.phrases import HANDS
from gesture2midi.mapping.describe.targets import ladder_name, notes_name
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.names import BUILT_IN
from gesture2midi.mapping.schema.fields import KeyboardFile, Range, Rate, Scale, Seconds, TuningFile, Unit
from gesture2midi.mapping.schema.voice_fields import (
    VoiceAmount,
    VoiceBend,
    VoiceFormula,
    VoiceIndex,
    VoicePitch,
    VoiceRelease,
    Voices,
    VoiceVelocity,
)
from gesture2midi.mapping.voices import PLAYERS, Player
from gesture2midi.music import scales
from gesture2midi.music.keyboard import Temperament, nearest_key
from gesture2midi.music.note_names import sound_name
from gesture2midi.music.scales import ladder

_FIRST_MEMBER = 2
"""The first member channel of the MPE zone."""


class MpeNoteControl(MidiControl):
    """`voices` stands before what is read for each voice, which may name `hand` and `finger`."""

    order = 23
    voiced = True
    either = ("pitch", "index")
    apart = ((("pitch",), ("index",)),)

    send: Literal["mpe_note"]
    voices: Voices = "right hand"
    pitch: VoicePitch | None = None
    index: VoiceIndex | None = None
    tuning: TuningFile | None = None
    keyboard: KeyboardFile | None = None
    scale: Scale = Field("chromatic", validate_default=True)
    range: Range = Field("C3..C5", validate_default=True)
    gate: VoiceFormula
    velocity: VoiceVelocity = 100
    release_velocity: VoiceRelease = RELEASE
    follow: Annotated[Literal["steps", "bend"], Field(description="steps or bend")] = "steps"
    magnet: Unit = 0.0
    bend: VoiceBend | None = None
    slide: VoiceAmount | None = None
    pressure: VoiceAmount | None = None
    smooth: Seconds = Field(0, validate_default=True)
    rate: Rate | None = None

    _has_notes = field_validator("range")(range_with_notes)

    _has_a_tuning = field_validator("keyboard")(of_a_tuning)

    @field_validator("follow")
    @classmethod
    def _goes_between(cls, value: str, info: ValidationInfo) -> str:
        if value == "bend" and info.data.get("index") is not None:
            raise Mistake("an index names one note, and nothing between two", "write `pitch` in its place")
        return value

    @field_validator("magnet")
    @classmethod
    def _glides(cls, value: float, info: ValidationInfo) -> float:
        if value > 0 and info.data.get("follow") == "steps":
            raise Mistake("only `follow: bend` has a `magnet`", "write it, or take the magnet out")
        return value

    def ladder(self, tuning: Temperament | None) -> tuple[float, ...]:
        """Returns the notes that `pitch` climbs, with a fraction where the tuning puts them elsewhere."""
        return (tuning.ladder(self.scale, self.range) if tuning else ()) or ladder(self.scale, self.range)

    def bind(self, me: Bound) -> Control:
        """Returns the control as the engine plays it; each voice reads the expressions for itself."""
        tones = self.ladder(me.tuning)
        keys = tuple(map(nearest_key, tones))
        voices = [self._voice(me, player) for player in PLAYERS[self.voices]]
        magnet, rate = self.magnet if self.follow == "bend" else None, self.rate

        def parts(stage: Stage) -> list[Part]:
            when, smooth = me.when, self.smooth
            if rate is None:
                return [VoicePart(v, when, tones, stage, magnet=magnet, smooth=smooth) for v in voices]
            return [
                RatedVoice(v, when, tones, stage, magnet=magnet, smooth=smooth, rate=rate) for v in voices
            ]

        def areas(key: scales.Scale | None) -> tuple[Area, ...]:
            names, reach = [sound_name(note, key=key) for note in keys], self.reach(me)
            return tuple(Bands(voice.pitch, names, self.index is not None, reach) for voice in voices)

        control = super().bind(me)
        read = [part for voice in voices for part in _read(voice)]
        return replace(
            control,
            parts=parts,
            signals=control.signals.union(*(part.signals for part in read)),
            memories=tuple(dict.fromkeys((*control.memories, *(m for part in read for m in part.memories)))),
            owners={voice.owner: (voice.gate, me.when) for voice in voices},
            pulse=lambda t: note_pulse(me.id, t, _FIRST_MEMBER, keys[:1]),
            areas=areas,
        )

    def _voice(self, me: Bound, player: Player) -> Voice:
        own = player.vocabulary(me.known)

        def read(text: str) -> Expression:
            return parser.parse(text, own)

        def seven(given: int | str) -> Expression | int:
            return given if isinstance(given, int) else read(given)

        return Voice(
            owner=f"{me.id} {player.name}",
            gate=read(self.gate),
            velocity=seven(self.velocity),
            pitch=read(self.chosen_by),
            bend=read(self.bend) if self.bend else None,
            slide=None if self.slide is None else seven(self.slide),
            pressure=None if self.pressure is None else seven(self.pressure),
            whole=self.index is not None,
            release=seven(self.release_velocity),
        )

    def edges(self, me: Bound) -> Iterator[Edge]:
        yield from super().edges(me)
        for player in PLAYERS[self.voices]:
            field = "pitch" if self.index is None else "index"
            yield from picked(self.chosen_by, player.vocabulary(me.known), field)

    def gates(self, me: Bound) -> Iterator[Gate]:
        known = [player.vocabulary(me.known) for player in PLAYERS[self.voices]]
        yield Gate("gate", [parser.parse(self.gate, own) for own in known], known, held=True)

    @property
    def chosen_by(self) -> str:
        """What chooses the note of a voice."""
        chosen = self.index if self.pitch is None else self.pitch
        assert chosen is not None, "the model has been checked"
        return chosen

    def choices(self, me: Bound) -> Iterator[Choice]:
        if self.index is not None:
            last = len(self.ladder(me.tuning)) - 1
            for known in (player.vocabulary(me.known) for player in PLAYERS[self.voices]):
                yield Choice("index", parser.parse(self.index, known), known, 0, last, counted=True)

    def warnings(self, me: Bound, zone: Zone | None) -> Iterator[Warned]:
        notes = [nearest_key(tone) for tone in self.ladder(me.tuning)]
        wide = notes[-1] - notes[0]
        if zone is not None and self.follow == "bend" and wide > zone.bend_range:
            message = f"this range spans {wide} semitones, and a voice bends by {zone.bend_range} at most"
            yield Warned("range", message, "narrow it, or widen `bend_range` under `mpe:`")
        bend = self._voice(me, PLAYERS[self.voices][0]).bend
        always = None if bend is None else parser.constant(bend)
        if zone is not None and always is not None and abs(always) > zone.bend_range:
            message = f"a voice bends by {zone.bend_range} semitones at most, and this is {always:g}"
            yield Warned("bend", message, "write less, or widen `bend_range` under `mpe:`")

    @property
    def tuning_root(self) -> int:
        return self.scale.root

    def in_tune(self, tuning: Temperament) -> None:
        """Raises a Mistake where the tuning has no note in the range: each voice tunes its notes itself."""
        tuning.ladder(self.scale, self.range)

    def spelt_in(self) -> scales.Scale | None:
        return self.scale

    def target_name(self, key: scales.Scale | None) -> str:
        return f"{notes_name(self.scale, self.range)}, MPE"

    def sentence(self, speaker: Speaker) -> str:
        player = PLAYERS[self.voices][0]
        many = len(PLAYERS[self.voices]) > 1
        whose = f"each finger of {HANDS[player.side]}" if self.voices == f"{player.side} fingers" else ""
        several = {"all fingers": "each finger", "both hands": "each hand"}
        whose = whose or several.get(self.voices, "the hand")
        glides = ", glides from note to note" if self.follow == "bend" else ""
        drawn = f" and is drawn to them by {self.magnet:g}" if self.magnet else ""
        said = f"{whose} is a voice{' of its own' * many}{glides}{drawn}: "
        number = "" if self.index is None else ", by its number from 0"
        said += f"{speaker.noun(self.chosen_by)} picks {ladder_name(self.scale, self.range)}{number}; "
        said += f"it sounds while {speaker.clause(self.gate)}"
        said += self._loudness(speaker, player)
        soft, own = self.release_velocity, player.vocabulary(BUILT_IN)
        said += let_go(soft if isinstance(soft, int) else parser.parse(soft, own), speaker)
        told = ((self.bend, "bends it"), (self.slide, "is its colour"), (self.pressure, "is its swell"))
        for text, what in told:
            said += "" if text is None else f"; {_source(text, speaker, player)} {what}"
        return said + " (MPE)"

    def _loudness(self, speaker: Speaker, player: Player) -> str:
        if isinstance(self.velocity, int):
            return loudness(self.velocity, speaker, given="velocity" in self.model_fields_set)
        found = _back(way(parser.parse(self.velocity, player.vocabulary(BUILT_IN))), player)
        more = speaker.more(found) if found else ""
        return f", {more}, the louder" if more else f", as loud as {speaker.noun(self.velocity)}"

    def gesture(self, speaker: Speaker) -> str:
        said = f"{speaker.noun(self.chosen_by)}, while {speaker.clause(self.gate)}"
        for text, what in ((self.bend, "bend"), (self.slide, "colour"), (self.pressure, "swell")):
            said += f"; {what} by {speaker.noun(text)}" if isinstance(text, str) else ""
        return said

    def plays_while(self) -> list[str]:
        return [self.gate]

    def follows(self) -> list[str]:
        return [self.chosen_by]

    def played_by(self) -> list[str]:
        players = PLAYERS[self.voices]
        return [f"{players[0].side}.y", f"{players[-1].side}.y"]

    @property
    def by_fingers(self) -> bool:
        return self.voices.endswith("fingers")


def _read(voice: Voice) -> list[Expression]:
    """The expressions that a voice reads."""
    read = (
        *(voice.gate, voice.velocity, voice.pitch, voice.bend),
        *(voice.slide, voice.pressure, voice.release),
    )
    return [part for part in read if isinstance(part, Expression)]


def _source(text: str | int, speaker: Speaker, player: Player) -> str:
    if isinstance(text, int):
        return str(text)
    noun = speaker.noun(text)
    if noun.startswith("`"):
        found = _back(way(parser.parse(text, player.vocabulary(BUILT_IN))), player)
        if found is not None:
            return f"{speaker.noun(found.signal)}, by {noun},"
    return noun


def _back(found: Way | None, player: Player) -> Way | None:
    """A voice's own name for what its first player reads."""
    if found is None:
        return None
    own = {signal: name for name, signal in player.finger.items()}
    hand, _, rest = found.signal.partition(".")
    return found._replace(
        signal=own.get(found.signal) or (f"hand.{rest}" if hand == player.side else found.signal)
    )
