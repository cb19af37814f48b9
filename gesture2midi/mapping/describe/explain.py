"""A mapping in plain sentences: what each hand does, scene by scene."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gesture2midi.engine.controls import Expression
from gesture2midi.errors import listed
from gesture2midi.gestures.signals import OF_PLAYER
from gesture2midi.mapping.controls.base import AnyControl
from gesture2midi.mapping.describe import scene_actions
from gesture2midi.mapping.describe.dependencies import asked, bounds, names
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.keys import main_key
from gesture2midi.mapping.load import LoadedMapping, Taught, load_file
from gesture2midi.music.scales import Scale

_WHO = {
    "left": "Left hand",
    "right": "Right hand",
    "any": "Either hand",
    "hands": "Both hands",
    "face": "Face",
    "body": "Body",
    "heart": "Heart",
    "voice": "Voice",
    "": "By itself",
}
# One sees the hand that it is about: `while the hand is pinched` is `while pinched`.
_SHORT = re.compile(r"(^|while |when |, )(?:the (?:hand|finger) (is |)|its( ))")


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
    return explained(load_file(path, taught))


def explained(file: LoadedMapping) -> Explanation:
    """A mapping in sentences; what it includes comes after its own.

    Raises:
        MappingError: it cannot be played.
    """
    mapping = file.playable()
    return Explanation(mapping.name, mapping.about, mapping.start, tuple(_parts(file)))


def _parts(file: LoadedMapping, prefix: str = "") -> Iterator[Part]:
    model = file.model
    assert model is not None, "it can be played"
    own, key = {name: str(value) for name, value in model.let.items()}, main_key(model)

    def told(controls: Sequence[AnyControl], *at: str) -> tuple[Told, ...]:
        return tuple(
            tell(control, prefix + file.ids[(*at, "controls", i)], own, key)
            for i, control in enumerate(controls)
        )

    heard = () if model.listen is None or prefix else (_listens(model.listen, own, key),)
    if model.controls or heard:
        yield Part("", f"From {file.path.name}" if prefix else "", told(model.controls), heard)
    for name, scene in model.scenes.items():
        notes = [
            f"As it {what} it sends {listed(map(scene_actions.done, actions), 'and')}"
            for what, actions in (("begins", scene.enter), ("ends", scene.exit))
            if actions
        ]
        yield Part(name, scene.about or "", told(scene.controls, "scenes", name), tuple(notes))
    for other in file.included:
        yield from _parts(other, f"{prefix}{other.path.stem}/")


def _listens(gate: Expression, own: dict[str, str], key: Scale | None) -> str:
    constant = parser.constant(gate)
    if constant is not None:
        return f"It {'always' if constant > 0 else 'never'} listens for spoken commands"
    while_ = Speaker("", own, key).clause(gate.text)
    return f"It listens for spoken commands while {while_}"


def tell(control: AnyControl, name: str, own: dict[str, str], key: Scale | None) -> Told:
    """One control; `own` has the expressions of `let` by name, `key` spells what has no own key."""
    who = _who(control.played_by(), own)
    speaker = Speaker("finger" if control.by_fingers else who, own, key)
    said, gesture = control.said(speaker), control.gesture(speaker)
    if control.when is not None and not control.momentary:
        only = f", only while {speaker.clause(control.when.text)}"
        said, gesture = said + only, gesture + only
    if control.mute is not None:
        muted = parser.constant(control.mute)
        if muted is None:
            said += f"; silent while {speaker.clause(control.mute.text)}"
        elif muted > 0:
            said += " (it is muted)"
    when, follows = (
        tuple(signal for text in texts for signal in asked(text, own))
        for texts in (control.plays_while(), control.follows())
    )
    conditions = [*control.plays_while(), *([control.when.text] if control.when else [])]
    within = {signal: ends for text in conditions for signal, ends in bounds(text, own).items()}
    short = _SHORT.sub(lambda found: found[1] + ("it " if found[1] and found[2] == "" else ""), gesture)
    target, channel = control.target(key), control.channel_of
    return Told(name, _WHO[who], target, channel, said, short, when, follows, within)


def _who(texts: Iterable[str], own: dict[str, str]) -> str:
    seen = {name.partition(".")[0] for text in texts for name in names(text, own)} & {*_WHO}
    hands = seen - OF_PLAYER or seen
    return hands.pop() if len(hands) == 1 else "hands" if hands else ""
