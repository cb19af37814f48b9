"""A MIDI binding map of Ardour: XML, as its manual has it under "Generic MIDI Binding Maps".

Channels count from 1. Volume (CC 7) and panorama (CC 10) move the strip that is selected, all others the
parameters of its first plugin, one after another. Ardour keeps the number of an RPN or NRPN in one byte.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree
from xml.etree.ElementTree import Comment, Element, SubElement

from gesture2midi.events import ControlChange, ControlChange14, NoteOn, Parameter
from gesture2midi.io.kits.kit import Kit, Named, address, file_name

_ENCODERS = {"twos-complement": "enc-2", "signed-bit": "enc-l", "binary-offset": "enc-b"}
_MOST = 255
_STRIP = {7: "/route/gain S1", 10: "/route/pandirection S1"}


def kit(name: str, controls: list[Named]) -> Kit:
    """Returns the map."""
    root = Element("ArdourMIDIBindings", version="1.0.0", name=f"Gesture2MIDI {name}")
    left_out: dict[str, str] = {}
    parameter = 0
    for one in controls:
        specified = _specified(one)
        if specified is None:
            left_out[one.name] = _why(one)
            continue
        number = one.sent.number if isinstance(one.sent, ControlChange | ControlChange14) else -1
        uri = _STRIP.get(number, "")
        if not uri:
            parameter += 1
            uri = f"/route/plugin/parameter S1 1 {parameter}"
        # Two hyphens end a remark in XML.
        root.append(Comment(f" {re.sub('--+', '-', one.name)} "))
        SubElement(root, "Binding", {**specified, "uri": uri})
    ElementTree.indent(root)
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
    where = (
        "the folder `midi_maps` of Ardour's configuration; choose it under Generic MIDI in its preferences"
    )
    return Kit({f"gesture2midi-{file_name(name)}.map": text}, where, left_out)


def _specified(one: Named) -> dict[str, str] | None:
    """What a binding says of its message."""
    match one.sent:
        case ControlChange(channel=channel, number=number) | ControlChange14(channel=channel, number=number):
            return {"channel": str(channel), _ENCODERS[one.encoder] if one.encoder else "ctl": str(number)}
        case Parameter(channel=channel, number=number, registered=registered) if number <= _MOST:
            return {"channel": str(channel), "rpn" if registered else "nrpn": str(number)}
    return None


def _why(one: Named) -> str:
    if isinstance(one.sent, NoteOn):
        return "its notes are recorded and played, and bind nothing"
    if isinstance(one.sent, Parameter):
        return f"{address(one.sent)}: Ardour binds numbers up to {_MOST}"
    return f"{address(one.sent)}: no binding of Ardour takes it"
