"""What the kinds share whose notes a tuning may move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.controls import Tuned
from gesture2midi.engine.mpe_zone import MANAGER
from gesture2midi.engine.tuned_player import BEND_RANGE, TunedPart, set_up_tuning
from gesture2midi.errors import Mistake
from gesture2midi.events import Message
from gesture2midi.mapping.controls.answers import Bound, Player
from gesture2midi.mapping.controls.base import Known
from gesture2midi.mapping.controls.held import Held
from gesture2midi.mapping.schema.fields import KeyboardFile, TuningFile
from gesture2midi.music.keyboard import Temperament, nearest_key
from gesture2midi.music.spelling import note_name

_KEYS = 128
_By: TypeAlias = Literal["bend", "mpe", "mts"]


def of_a_tuning(value: str | None, info: ValidationInfo) -> str | None:
    """A keyboard mapping, which only a tuning has."""
    if value is not None and info.data.get("tuning", "wrong") is None:
        raise Mistake("only a `tuning` has a `keyboard`", "write it, or take the keyboard out")
    return value


class Tunable(Held):
    """What the kinds share whose notes a tuning may move.

    It stands after what a kind plays, which says how a tuning can be sent.
    """

    usually_by: ClassVar[_By] = "bend"
    """How its tuning is sent if the file does not say."""

    tuning: TuningFile | None = None
    keyboard: KeyboardFile | None = None
    tuning_as: Annotated[Literal["bend", "mpe", "mts"] | None, Field(description="bend, mpe or mts")] = None

    _has_a_tuning = field_validator("keyboard")(of_a_tuning)

    @field_validator("tuning_as")
    @classmethod
    def _sends_a_tuning(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("tuning", "wrong") is None:
            raise Mistake("only a `tuning` is sent in a way of its own", "write it, or take `tuning_as` out")
        return value

    def notes_played(self) -> Iterable[int]:
        """Returns every MIDI note that it may play."""
        raise NotImplementedError

    def pitches(self, tuning: Temperament) -> dict[int, float]:
        """Returns the pitch of each note that its player may play, by the note's name for the player."""
        return {note: pitch_of(note, tuning) for note in sorted(set(self.notes_played()))}

    def in_tune(self, tuning: Temperament) -> Tuned | None:
        if not tuning.tuning.has_pitches:
            return None
        by, pitches = self.tuning_as or self.usually_by, self.pitches(tuning)
        nearest = {note: nearest_key(pitch) for note, pitch in pitches.items()}
        return Tuned(by, pitches, _distinct(pitches) if by == "mts" else nearest)

    def sends_on(self, me: Bound) -> int:
        """Returns its channel; if its notes have a channel each it is the manager's of their zone."""
        return MANAGER if me.tuned is not None and me.tuned.by == "mpe" else self.channel

    def set_up(self, me: Bound, t: float) -> tuple[Message, ...]:
        return () if me.tuned is None else set_up_tuning(self.channel, me.tuned, t)

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        if me.tuned is None or me.tuned.by != "bend":
            return {}
        return {("bend", self.channel): f"the bend of channel {self.channel}"}

    def unsettles(self, me: Bound, other: Known, line: int) -> str:
        bent = [known.tuned is not None and known.tuned.by == "bend" for known in (me, other.me)]
        if not bent[0] or bent[1] or other.kind.sends_on(other.me) != self.channel:
            return ""
        played = f"what the control in line {line} plays on channel {self.channel}"
        return f"the bends that tune this are heard on {played}"

    def where(self) -> str:
        """Returns in words the tuning, if any, and on which channel it is heard."""
        if self.tuning is None:
            return f" (channel {self.channel})"
        by = self.tuning_as or self.usually_by
        how = ", which the synth is told" if by == "mts" else ""
        return f", tuned by {self.tuning}{how}{' (MPE)' if by == 'mpe' else f' (channel {self.channel})'}"


def in_tune(player: Player, tuned: Tuned | None) -> Player:
    """Returns the player whose notes a tuning moves."""
    if tuned is None:
        return player
    return lambda stage: [
        TunedPart(part, tuned, stage.members, stage.zone.bend_range if stage.zone else BEND_RANGE)
        for part in player(stage)
    ]


def pitch_of(note: int, tuning: Temperament) -> float:
    """Returns the pitch of a MIDI note, itself one with a fraction.

    Raises:
        Mistake: it has none in this tuning.
    """
    pitch = tuning.pitch(note)
    if pitch is None:
        raise Mistake(
            f"the note {note_name(note)} has no pitch in this tuning", "take another note or keyboard"
        )
    return pitch


def _distinct(pitches: dict[int, float]) -> dict[int, int]:
    """A MIDI note for each pitch, no two the same, as near as can be: a synth tunes each note once."""
    order = sorted(pitches, key=pitches.__getitem__)
    if len(order) > _KEYS:
        message = f"{len(order)} notes are to be tuned, and the MIDI Tuning Standard has {_KEYS}"
        raise Mistake(message, "narrow the range, or write `tuning_as: mpe`")
    keys: list[int] = []
    for note in order:
        keys.append(max(nearest_key(pitches[note]), keys[-1] + 1 if keys else 0))
    for place in range(len(keys) - 1, -1, -1):
        keys[place] = min(keys[place], _KEYS - len(keys) + place)
    return dict(zip(order, keys, strict=True))
