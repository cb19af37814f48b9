"""Warnings: what a mapping may do, but hardly means to: controls that fight, scenes without a door.

A mapping with warnings plays. `check` tells them, `check --strict` refuses them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TypeAlias

from gesture2midi.engine.controls import Control
from gesture2midi.engine.mapping import MAIN
from gesture2midi.engine.mapping import Mapping as Playable
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.mapping.controls.base import Known
from gesture2midi.mapping.expression.parser import constant
from gesture2midi.mapping.reasoning.gates import GateChecks
from gesture2midi.mapping.yaml.document import Document, Keys
from gesture2midi.mapping.yaml.problem import Problem

Places: TypeAlias = dict[str, Keys]
Controls: TypeAlias = Mapping[str, Known]

_WORD = re.compile(r"[A-Za-z_][\w.]*")


def conflicts(document: Document, mapping: Playable, controls: Controls, places: Places) -> Iterator[Problem]:
    """Every warning of a mapping.

    controls: those that are played, by their ids. places: the path of each of its own in the document.

    What an included file has to be told is told of that file; how it goes with this one is told here.
    """
    own = set(places)
    places = {**{name: ("include",) for name in controls}, **places}
    gates = GateChecks()
    voiced = {mapping.ports.get(control.id) for control in mapping.everything if control.voiced}
    for control in mapping.everything:
        if control.id in own:
            zone = mapping.zone if mapping.ports.get(control.id) in voiced else None
            yield from _alone(document, controls[control.id], places[control.id], zone, gates)
            if control.doors and not mapping.scenes:
                message = "this mapping has no scenes, so this leads nowhere"
                yield document.warning(places[control.id], message, "write some under `scenes:`")
    for one, other in _meeting(mapping, controls):
        if one.id in own or other.id in own or one.id.split("/")[0] != other.id.split("/")[0]:
            yield from _between(document, controls[one.id], controls[other.id], places, gates)
    yield from _scenes(document, mapping)
    yield from _unused(document)


def _meeting(mapping: Playable, known: Controls) -> Iterator[tuple[Control, Control]]:
    """Each two controls that can play at the same time and touch the same thing."""
    found: dict[tuple[str, str], tuple[Control, Control]] = {}
    for scene in mapping.scenes.values() or [()]:
        touching: defaultdict[tuple[object, ...], list[Control]] = defaultdict(list)
        for control in (*mapping.controls, *scene):
            for key in _touched(known[control.id]):
                touching[(mapping.ports.get(control.id), *key)].append(control)
        for controls in touching.values():
            found.update(((one.id, other.id), (one, other)) for one, other in combinations(controls, 2))
    yield from found.values()


def _touched(control: Known) -> Iterable[tuple[object, ...]]:
    kind, me = control
    notes = [("notes", kind.sends_on(me))] if kind.plays_notes else []
    return (*notes, *kind.moves(me))


def _alone(
    document: Document, control: Known, keys: Keys, zone: Zone | None, gates: GateChecks
) -> Iterator[Problem]:
    """What one control hardly means; `zone` is that of the MPE voices on its port."""
    kind, me = control
    for field, message, hint in gates.alone(control):
        yield document.warning((*keys, field), message, hint)
    for field, message, hint in kind.warnings(me, zone):
        yield document.warning((*keys, field), message, hint)
    channel = kind.sends_on(me)
    if zone is not None and channel in zone.channels:
        message = f"channel {channel} belongs to the MPE voices, who play on 2 to {zone.channels[-1]}"
        free = "" if zone.members == 15 else f"{zone.channels[-1] + 1} to 16, or "
        hint = f"take {free}1 for what all voices share, or fewer `members` under `mpe:`"
        yield document.warning((*keys, "channel"), message, hint)


def _between(
    document: Document, one: Known, other: Known, places: Places, gates: GateChecks
) -> Iterator[Problem]:
    """What is wrong between two controls that can play at the same time."""
    if any(me.when is not None and constant(me.when) == 0 for _, me in (one, other)):
        return
    told = [*_fights(document, one, other, places), *_unsettled(document, one, other, places)]
    sounds = one.kind.sounds_at(one.me)
    if sounds is not None and sounds == other.kind.sounds_at(other.me) and _text(one) == _text(other):
        line = document.line_of(places[one.me.id])
        message = f"the control in line {line} sounds the same at the same hit"
        told.append(document.warning(places[other.me.id], message, "take one out, or give it another"))
    yield from told
    if not told and (key := gates.together(one, other)):
        line, channel = document.line_of(places[one.me.id]), one.kind.sends_on(one.me)
        message = f"the control in line {line} can hold {key} of channel {channel} at the same time"
        hint = "give one of them another gate or key"
        yield document.warning((*places[other.me.id], "gate"), message, hint)


def _text(control: Known) -> str:
    return control.me.when.text if control.me.when is not None else ""


def _fights(document: Document, one: Known, other: Known, places: Places) -> Iterator[Problem]:
    moved = other.kind.moves(other.me)
    shared = one.kind.moves(one.me).keys() & moved.keys()
    # Two that each have their `when` take turns, as far as one can see.
    if shared and (one.me.when is None or other.me.when is None):
        what = min(moved[key] for key in shared)
        line = document.line_of(places[one.me.id])
        message = f"{what} is moved by the control in line {line} as well, and they will fight"
        hint = "change one of them, or give each its own `when`"
        yield document.warning(places[other.me.id], message, hint)


def _unsettled(document: Document, one: Known, other: Known, places: Places) -> Iterator[Problem]:
    for apart, held in ((one, other), (other, one)):
        line = document.line_of(places[held.me.id])
        message = apart.kind.unsettles(apart.me, held, line) if held.kind.melodic else ""
        if message:
            yield document.warning(places[apart.me.id], message, "give it a channel of its own")


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


def _scenes(document: Document, mapping: Playable) -> Iterator[Problem]:
    """Scenes that nothing leads to, and scenes that lead nowhere."""
    everywhere = tuple(mapping.scenes)
    doors = {
        name: {to for c in (*mapping.controls, *own) for door in c.doors for to in door.scenes or everywhere}
        - {name}
        for name, own in {MAIN: (), **mapping.scenes}.items()
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
