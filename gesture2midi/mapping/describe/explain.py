"""A mapping in plain sentences: what each hand does, scene by scene."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture2midi.engine.controls import MAIN
from gesture2midi.errors import listed
from gesture2midi.mapping.describe import sentences, summary
from gesture2midi.mapping.describe.dependencies import asked, bounds, names
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.note_sentences import by_fingers
from gesture2midi.mapping.describe.targets import target
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.keys import main_key
from gesture2midi.mapping.load import Taught, Written, written
from gesture2midi.mapping.schema import controllers, kinds
from gesture2midi.mapping.schema import notes as schema_notes
from gesture2midi.mapping.voices import PLAYERS
from gesture2midi.music.scales import Scale

_WHO = {
    "left": "Left hand",
    "right": "Right hand",
    "any": "Either hand",
    "hands": "Both hands",
    "": "By itself",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One control.

    who: `Left hand`, `Both hands` ... target: what it moves or plays, in a word or two. channel: of MIDI.
    sentence: all of it, beginning small and without a full stop. gesture: by what, shortly.
    when, follows: the signals that it takes to make it play, and those that it follows, by their full names.
    bounds: within which values of a signal it plays.
    """

    id: str
    who: str
    target: str
    channel: int | None
    sentence: str
    gesture: str
    when: tuple[str, ...]
    follows: tuple[str, ...]
    bounds: Mapping[str, tuple[float, float]]

    def __str__(self) -> str:
        return f"{self.who}: {self.sentence}."


@dataclass(frozen=True, slots=True)
class Part:
    """What plays in a scene, or always where `scene` is empty, or in a file that is included.

    notes: what happens as the scene begins and ends.
    """

    scene: str
    about: str
    controls: tuple[Told, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    name: str
    about: str
    start: str
    parts: tuple[Part, ...]


def explain(path: Path, taught: Taught = ()) -> Explanation:
    """A mapping file in sentences; what it includes comes after its own.

    Raises:
        MappingError: it cannot be played.
    """
    file = written(path, taught)
    return Explanation(file.model.name, file.model.about or "", file.model.start or MAIN, tuple(_parts(file)))


def _parts(file: Written, prefix: str = "") -> Iterator[Part]:
    model = file.model
    own, key = {name: str(value) for name, value in model.let.items()}, main_key(model)

    def told(controls: Sequence[kinds.Control], *at: str) -> tuple[Told, ...]:
        return tuple(
            tell(control, prefix + file.ids[(*at, "controls", i)], own, key)
            for i, control in enumerate(controls)
        )

    if model.controls:
        yield Part("", f"From {file.path.name}" if prefix else "", told(model.controls))
    for name, scene in model.scenes.items():
        notes = [
            f"As it {what} it sends {listed(map(sentences.action, actions), 'and')}"
            for what, actions in (("begins", scene.enter), ("ends", scene.exit))
            if actions
        ]
        yield Part(name, scene.about or "", told(scene.controls, "scenes", name), tuple(notes))
    for other in file.included:
        yield from _parts(other, f"{prefix}{other.path.stem}/")


def tell(control: kinds.Control, name: str, own: dict[str, str], key: Scale | None) -> Told:
    """One control; `own` has the expressions of `let` by name, `key` spells what has no own key."""
    who = _who(_main(control), own)
    speaker = Speaker("finger" if by_fingers(control) else who, own, key)
    said = sentences.said(control, speaker)
    if control.when is not None and not isinstance(control, sentences.Moment):
        said += f", only while {speaker.clause(control.when.text)}"
    if control.mute is not None:
        muted = parser.constant(control.mute)
        if muted is None:
            said += f"; silent while {speaker.clause(control.mute.text)}"
        elif muted > 0:
            said += " (it is muted)"
    when, follows = (
        tuple(signal for text in texts for signal in asked(text, own)) for texts in summary.signals(control)
    )
    channel: int | None = getattr(control, "channel", None)
    short = summary.gesture(control, speaker)
    conditions = [*summary.signals(control)[0], *([control.when.text] if control.when else [])]
    within = {signal: ends for text in conditions for signal, ends in bounds(text, own).items()}
    return Told(name, _WHO[who], target(control, key), channel, said, short, when, follows, within)


def _main(control: kinds.Control) -> list[str]:
    """The expressions that say whose control it is."""
    match control:
        case schema_notes.MpeNoteControl():
            return [f"{PLAYERS[control.voices][0].side}.y", f"{PLAYERS[control.voices][-1].side}.y"]
        case schema_notes.NoteControl() | schema_notes.ChordControl() | schema_notes.ArpControl():
            return [control.gate.text]
        case schema_notes.DrumControl():
            return [control.hit.text]
        case controllers.OscControl():
            return [source.text for source in control.from_]
        case controllers.Followed():
            return [control.from_.text]
    return [control.when.text] if control.when else []


def _who(texts: Iterable[str], own: dict[str, str]) -> str:
    hands = {name.partition(".")[0] for text in texts for name in names(text, own)} & {*_WHO}
    return hands.pop() if len(hands) == 1 else "hands" if hands else ""
