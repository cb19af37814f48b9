"""Every OSC address of a set as it is now: what it sends, what it takes, and the values that are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gesture2midi.events import SIDES, Gestures
from gesture2midi.gestures.signals import BODY, FACE, HEART, POSE_NAMES, Signal, full_names
from gesture2midi.io.osc.commands import SIGNAL, VERBS, Verb
from gesture2midi.io.osc.encode import address_of
from gesture2midi.io.osc.query_tree import READ, WRITE, Node
from gesture2midi.session.commands import Commands

_TYPES = {"name": "s", "switch": "i"}


def addresses(commands: Commands, gestures: Gestures | None) -> list[Node]:
    """All nodes; `gestures` are the newest. May be called from any thread."""
    return [*_sent(commands, gestures), *_own(commands), *_taken(commands)]


def _sent(commands: Commands, gestures: Gestures | None) -> Iterator[Node]:
    signals = gestures.signals if gestures is not None else {}
    taught = commands.mappings.taught
    if gestures is not None:
        frame = (gestures.index, gestures.t)
        yield Node("/g2m/frame", "if", "the frame's number and its time in seconds", READ, values=frame)
    of_hands = {name: signal for name, signal in full_names(taught).items() if not name.startswith("any.")}
    for name, signal in (of_hands | _of_the_player(commands, signals)).items():
        value = signals.get(name)
        if signal.kind == "flag" and value is not None:
            value = int(value)
        kind = "i" if signal.kind == "flag" else "f"
        yield Node(address_of(name), kind, signal.meaning, READ, (_bounds(signal),), (value,))
        if signal.kind == "hit":
            yield Node(
                address_of(f"hit.{name}"), "f", f"when it falls: {signal.meaning}", READ, (_bounds(signal),)
            )
    for side in SIDES:
        choices = ("none", *POSE_NAMES, *(signal.name for signal in taught if signal.kind == "pose"))
        pose = gestures.poses.get(side) if gestures is not None else None
        yield Node(f"/g2m/{side}/pose", "s", "the pose held now", READ, (choices,), (pose,))


def _of_the_player(commands: Commands, told: Iterable[str]) -> dict[str, Signal]:
    """Those of face, body and heart, where the mapping reads one of them or it is told."""
    used = {name.partition(".")[0] for name in (*commands.session.mapping.signals, *told)}
    return {s.name: s for s in (*FACE, *BODY, *HEART) if s.name.partition(".")[0] in used}


def _bounds(signal: Signal) -> tuple[float, float]:
    return signal.low, signal.high


def _own(commands: Commands) -> Iterator[Node]:
    for control in commands.session.mapping.everything:
        for address, types in control.osc:
            yield Node(address, types, f"{control.id} of the mapping", READ)


def _taken(commands: Commands) -> Iterator[Node]:
    mapping = commands.session.mapping
    controls = tuple(control.id for control in mapping.everything)
    choices = {
        "/g2m/scene": mapping.scene_names,
        "/g2m/mapping": commands.mappings.names,
        "/g2m/learn": controls,
        "/g2m/mute": controls,
    }
    values: dict[str, str | int] = {
        "/g2m/scene": commands.session.scene,
        "/g2m/mapping": mapping.path.stem,
        "/g2m/record": int(commands.snapshot.recording),
    }
    for verb in VERBS:
        yield _verb(verb, choices.get(verb.address), values.get(verb.address))
    for name in sorted(mapping.signals):
        if name.startswith("osc."):
            address = SIGNAL + name.removeprefix("osc.")
            yield Node(address, "f", f"the signal {name} of the mapping", WRITE, ((0.0, 1.0),))


def _verb(verb: Verb, choices: tuple[str, ...] | None, value: str | int | None) -> Node:
    """Where it has a value that is known, that can be read, too."""
    types = "".join(_TYPES[takes] for takes in verb.takes) or "I"
    ranges = tuple(choices if takes == "name" else (0, 1) for takes in verb.takes)
    access = WRITE if value is None else READ | WRITE
    return Node(verb.address, types, verb.meaning, access, ranges, None if value is None else (value,))
