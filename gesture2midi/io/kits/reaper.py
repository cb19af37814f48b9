"""A controller preset of ReaLearn for Reaper: JSON, in the format that its source calls stable.

Each control becomes a virtual control element of its own name, which main presets then read. Channels count
from 0; the types of a MIDI source are numbered as in ReaLearn's `MidiSourceType`.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    NoteOn,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
)
from gesture2midi.io.kits.kit import Kit, Named, address, file_name

VERSION = "2.13.0"
_CC, _NOTE, _BEND, _PRESSURE, _PROGRAM, _PARAMETER, _POLY = 0, 1, 3, 4, 5, 6, 7
_ENCODERS = {"twos-complement": 2, "binary-offset": 3, "signed-bit": 4}
"""As ReaLearn's `SourceCharacter` numbers them: encoders of types 1 to 3."""
_LONGEST = 16  # ASCII characters of a virtual control element's name


def kit(name: str, controls: list[Named]) -> Kit:
    """Returns the preset."""
    left_out: dict[str, str] = {}
    mappings: list[dict[str, Any]] = []
    elements: set[str] = set()
    for one in controls:
        source = _source(one)
        if source is None:
            left_out[one.name] = f"{address(one.sent)}: no source of ReaLearn hears it"
            continue
        mappings.append(
            {
                "id": str(uuid5(NAMESPACE_URL, f"gesture2midi/{name}/{one.name}")),
                "name": one.name,
                "source": source,
                "target": {"category": "virtual", "controlElementIndex": _element(one.name, elements)},
            }
        )
    preset = {"version": VERSION, "name": f"Gesture2MIDI {name}", "defaultGroup": {}, "mappings": mappings}
    text = json.dumps(preset, indent=2, ensure_ascii=False) + "\n"
    folder = "`Data/helgoboss/realearn/presets/controller` of Reaper's resources"
    where = f"the folder {folder}; choose it in ReaLearn as the preset of the controller compartment"
    return Kit({f"gesture2midi-{file_name(name)}.json": text}, where, left_out)


def _source(one: Named) -> dict[str, Any] | None:
    match one.sent:
        case ControlChange(channel=channel, number=number):
            coded = {"character": _ENCODERS[one.encoder]} if one.encoder else {}
            return {"type": _CC, "channel": channel - 1, "number": number, **coded}
        case ControlChange14(channel=channel, number=number):
            return {"type": _CC, "channel": channel - 1, "number": number, "is14Bit": True}
        case NoteOn(channel=channel, note=note):
            return {"type": _NOTE, "channel": channel - 1, "number": note}
        case PitchBend(channel=channel):
            return {"type": _BEND, "channel": channel - 1}
        case Pressure(channel=channel):
            return {"type": _PRESSURE, "channel": channel - 1}
        case PolyPressure(channel=channel, note=note):
            return {"type": _POLY, "channel": channel - 1, "number": note}
        case ProgramChange(channel=channel):
            return {"type": _PROGRAM, "channel": channel - 1}
        case Parameter(channel=channel, number=number, registered=registered, fine=fine):
            more = {"isRegistered": registered, "is14Bit": fine}
            return {"type": _PARAMETER, "channel": channel - 1, "number": number, **more}
    return None


def _element(name: str, taken: set[str]) -> str:
    """A name of a virtual control element that no other has: at most 16 ASCII characters."""
    plain = name.encode("ascii", "ignore").decode().strip() or "control"
    for number in range(1, 10_000):
        end = "" if number == 1 else f"-{number}"
        element = plain[: _LONGEST - len(end)] + end
        if element not in taken:
            taken.add(element)
            return element
    raise AssertionError("a mapping has fewer controls")
