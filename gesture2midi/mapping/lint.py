"""Warnings: what a mapping may do, but hardly means to: controls that fight, scenes without a door.

A mapping with warnings plays. `check` tells them, `check --strict` refuses them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import TypeAlias

from gesture2midi.engine import controls as engine_controls
from gesture2midi.engine.controls import MAIN, Control, Mapping, Tuned
from gesture2midi.engine.portamento import CONTROL, SWITCH, TIME
from gesture2midi.mapping.expression.parser import constant
from gesture2midi.mapping.yaml.document import Document, Keys
from gesture2midi.mapping.yaml.problem import Problem
from gesture2midi.music.general_midi import DRUM_CHANNEL
from gesture2midi.music.spelling import note_name

Places: TypeAlias = dict[str, Keys]

_WORD = re.compile(r"[A-Za-z_][\w.]*")

RESERVED: dict[int, str] = {
    **dict.fromkeys((0, 32), "chooses a bank of sounds"),
    **dict.fromkeys((6, 38, 96, 97), "sets the parameter that was chosen last"),
    **dict.fromkeys((98, 99, 100, 101), "chooses a parameter"),
    **dict.fromkeys(range(120, 128), "is a command to the whole channel"),
}
"""Controllers that no hand should move, and what they do (MIDI 1.0 Detailed Specification 4.2, table 3)."""


def conflicts(document: Document, mapping: Mapping, places: Places) -> Iterator[Problem]:
    """Every warning of a mapping; `places` has the path of each control in the document by its id.

    What an included file has to be told is told of that file; how it goes with this one is told here.
    """
    own = set(places)
    places = {**{control.id: ("include",) for control in mapping.everything}, **places}
    voiced = {mapping.ports.get(c.id) for c in mapping.everything if engine_controls.needs_zone(c)}
    for control in mapping.everything:
        if control.id not in own:
            continue
        yield from _alone(document, control, places[control.id])
        if mapping.zone is not None and mapping.ports.get(control.id) in voiced:
            yield from _beside_voices(document, control, places[control.id], mapping.zone)
    for one, other in _meeting(mapping):
        if one.id in own or other.id in own or one.id.split("/")[0] != other.id.split("/")[0]:
            yield from _between(document, one, other, places)
    yield from _scenes(document, mapping)
    yield from _unused(document)


def _meeting(mapping: Mapping) -> Iterator[tuple[Control, Control]]:
    """Each two controls that can play at the same time and touch the same thing."""
    found: dict[tuple[str, str], tuple[Control, Control]] = {}
    for scene in mapping.scenes.values() or [()]:
        touching: defaultdict[tuple[object, ...], list[Control]] = defaultdict(list)
        for control in (*mapping.controls, *scene):
            for key in _touched(control):
                touching[(mapping.ports.get(control.id), *key)].append(control)
        for controls in touching.values():
            found.update(((one.id, other.id), (one, other)) for one, other in combinations(controls, 2))
    yield from found.values()


def _touched(control: Control) -> Iterable[tuple[object, ...]]:
    if isinstance(
        control, engine_controls.Drum | engine_controls.Note | engine_controls.Chord | engine_controls.Arp
    ):
        return (("notes", control.channel), *_moves(control))
    return _moves(control)


def _alone(document: Document, control: Control, keys: Keys) -> Iterator[Problem]:
    match control:
        case engine_controls.Note() | engine_controls.Chord() | engine_controls.Arp() if (
            control.channel == DRUM_CHANNEL
        ):
            message = f"channel {DRUM_CHANNEL} is for drums, and most synths play no melody there"
            yield document.warning((*keys, "channel"), message, "take another channel")
        case engine_controls.Cc() | engine_controls.Cc14() if control.number in RESERVED:
            message = f"controller {control.number} {RESERVED[control.number]}"
            hint = "send `nrpn` or `rpn`" if "parameter" in message else "take one of 20 to 31 or 102 to 119"
            yield document.warning((*keys, "number"), message, hint)


def _beside_voices(
    document: Document, control: Control, keys: Keys, zone: engine_controls.Zone
) -> Iterator[Problem]:
    """What does not go together with voices that have their channels for themselves."""
    channel = getattr(control, "channel", None)
    if channel in zone.channels:
        message = f"channel {channel} belongs to the MPE voices, who play on 2 to {zone.channels[-1]}"
        free = "" if zone.members == 15 else f"{zone.channels[-1] + 1} to 16, or "
        hint = f"take {free}1 for what all voices share, or fewer `members` under `mpe:`"
        yield document.warning((*keys, "channel"), message, hint)
    if isinstance(control, engine_controls.MpeNote) and control.glides:
        wide = control.ladder[-1] - control.ladder[0]
        if wide > zone.bend_range:
            message = f"this range spans {wide} semitones, and a voice bends by {zone.bend_range} at most"
            yield document.warning((*keys, "range"), message, "narrow it, or widen `bend_range` under `mpe:`")


def _between(document: Document, one: Control, other: Control, places: Places) -> Iterator[Problem]:
    """What is wrong between two controls that can play at the same time."""
    shared = _moves(one).keys() & _moves(other).keys()
    if any(c.when is not None and constant(c.when) == 0 for c in (one, other)):
        return
    # Two that each have their `when` take turns, as far as one can see.
    if shared and (one.when is None or other.when is None):
        what = min(_moves(other)[key] for key in shared)
        line = document.line_of(places[one.id])
        message = f"{what} is moved by the control in line {line} as well, and they will fight"
        yield document.warning(places[other.id], message, "change one of them, or give each its own `when`")
    for apart, held in ((one, other), (other, one)):
        if not isinstance(held, engine_controls.Note | engine_controls.Chord | engine_controls.Arp):
            continue
        line, channel = document.line_of(places[held.id]), held.channel
        message = ""
        if isinstance(apart, engine_controls.Drum) and apart.channel == channel:
            message = f"this drum sounds on channel {channel}, where the control in line {line} plays notes"
        elif _glides(apart, channel) and not _glides(held, channel):
            message = (
                f"while this note glides, so does what the control in line {line} plays on channel {channel}"
            )
        elif _bends(apart, channel) and not _bends(held, channel):
            message = (
                f"the bends that tune this are heard on what the control in line {line} plays on"
                f" channel {channel}"
            )
        if message:
            yield document.warning(places[apart.id], message, "give it a channel of its own")


def _glides(control: Control, channel: int) -> bool:
    return (
        isinstance(control, engine_controls.Note)
        and control.portamento is not None
        and control.channel == channel
    )


def _bends(control: Control, channel: int) -> bool:
    """Whether the notes of a control are tuned by the bend of a channel."""
    return ("bend", channel) in _moves(control) and not isinstance(control, engine_controls.Bend)


def _moves(control: Control) -> dict[tuple[object, ...], str]:
    """The things that a control moves, each as a key and in words."""
    match control:
        case (
            engine_controls.Note(channel=channel, tuned=Tuned(by="bend"))
            | engine_controls.Arp(channel=channel, tuned=Tuned(by="bend"))
        ):
            return {("bend", channel): f"the bend of channel {channel}"}
        case engine_controls.Note(channel=channel, portamento=time) if time is not None:
            own = (TIME, SWITCH, CONTROL)
            return {("cc", channel, n): f"controller {n} of channel {channel}" for n in own}
        case engine_controls.Cc(channel=channel, number=number):
            return {("cc", channel, number): f"controller {number} of channel {channel}"}
        case engine_controls.Cc14(channel=channel, number=number):
            both = (number, number + 32)
            return {("cc", channel, n): f"controller {n} of channel {channel}" for n in both}
        case engine_controls.Parameter(channel=channel, registered=registered, number=number):
            kind = "RPN" if registered else "NRPN"
            return {(kind, channel, number): f"{kind} {number} of channel {channel}"}
        case engine_controls.Bend(channel=channel):
            return {("bend", channel): f"the bend of channel {channel}"}
        case engine_controls.Pressure(channel=channel):
            return {("pressure", channel): f"the pressure of channel {channel}"}
        case engine_controls.PolyPressure(channel=channel, note=note):
            return {("key", channel, note): f"the pressure of key {note_name(note)} of channel {channel}"}
        case engine_controls.OscLevels(address=address):
            return {("osc", address): f"the address {address}"}
    return {}


def _unused(document: Document) -> Iterator[Problem]:
    """Variables that nothing reads, and parts that nothing uses."""
    used = {control.get("use") for control in _written(document)}
    for name in document.at(("parts",)) or {}:
        if name not in used:
            message = f"no control uses the part `{name}`"
            yield document.warning(("parts", name), message, "take it out, or write `use:` where it is meant")
    let = document.at(("let",)) or {}
    outside = _words({key: value for key, value in document.data.items() if key != "let"})
    for name in let:
        if name not in outside | _words([value for other, value in let.items() if other != name]):
            message = f"nothing reads the variable `{name}`"
            yield document.warning(("let", name), message, "take it out, or write it where it is meant")


def _written(document: Document) -> Iterator[dict[object, object]]:
    scenes = document.at(("scenes",)) or {}
    for where in ((), *(("scenes", name) for name in scenes)):
        yield from document.at((*where, "controls")) or ()


def _words(data: object) -> set[str]:
    return {word for text in _texts(data) for word in _WORD.findall(text)}


def _texts(data: object) -> list[str]:
    """Every text in plain data that may be an expression."""
    if isinstance(data, str):
        return [data]
    if isinstance(data, dict):
        data = [value for key, value in data.items() if key not in ("name", "about", "id")]
    return [text for inner in data for text in _texts(inner)] if isinstance(data, list) else []


def _scenes(document: Document, mapping: Mapping) -> Iterator[Problem]:
    """Scenes that nothing leads to, and scenes that lead nowhere."""
    always = {control.to for control in mapping.controls if isinstance(control, engine_controls.ToScene)}
    doors = {
        name: (always | {c.to for c in controls if isinstance(c, engine_controls.ToScene)}) - {name}
        for name, controls in {MAIN: (), **mapping.scenes}.items()
    }
    reached, new = {mapping.start}, {mapping.start}
    while new:
        new = {to for scene in new for to in doors[scene]} - reached
        reached |= new
    for name in document.at(("scenes",)) or {}:
        if name not in reached:
            message = f"nothing leads to the scene `{name}`"
            hint = f"add a control with `send: scene` and `to: {name}`, or `start: {name}`"
            yield document.warning(("scenes", name), message, hint)
        elif not doors[name] and name != mapping.start:
            message = f"nothing leads out of the scene `{name}`"
            yield document.warning(("scenes", name), message, "add a control with `send: scene` to it")
