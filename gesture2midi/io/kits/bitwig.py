"""A controller script of Bitwig Studio in its JavaScript API, version 1: each control is a user control.

Channels count from 0 in the script. Notes, bends and pressures go to the note input, as of any keyboard.
"""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

from gesture2midi.events import ControlChange, ControlChange14, NoteOn, PitchBend, PolyPressure, Pressure
from gesture2midi.io.kits.kit import PORT, Kit, Named, address, file_name

_SCRIPT = """\
// {name}: the controls of a mapping of Gesture2MIDI, each by its name.
loadAPI(1);

host.defineController("Gesture2MIDI", {title}, "1.0", {id}, "Gesture2MIDI");
host.defineMidiPorts(1, 0);
host.addDeviceNameBasedDiscoveryPair([{port}], []);

// By name: the channel from 0, the controller, whether controller + 32 carries its fine part, and how an
// endless knob tells its steps.
var CONTROLS = {controls};
var user;
var coarse = [];

function init() {{
   var port = host.getMidiInPort(0);
   port.setMidiCallback(onMidi);
   // Notes, pressures and bends of all channels; controllers are for the user controls.
   port.createNoteInput({title}, "8?????", "9?????", "A?????", "D?????", "E?????");
   user = host.createUserControls(Math.max(1, CONTROLS.length));
   for (var i = 0; i < CONTROLS.length; i++) {{
      user.getControl(i).setLabel(CONTROLS[i].name);
      coarse.push(0);
   }}
}}

function onMidi(status, number, value) {{
   if ((status & 0xF0) != 0xB0) {{
      return;
   }}
   for (var i = 0; i < CONTROLS.length; i++) {{
      var control = CONTROLS[i];
      if (control.channel != (status & 0x0F)) {{
         continue;
      }}
      if (control.encoder && number == control.number) {{
         user.getControl(i).inc(steps(control.encoder, value), 128);
      }} else if (!control.fine && number == control.number) {{
         user.getControl(i).set(value, 128);
      }} else if (control.fine && number == control.number) {{
         coarse[i] = value;
      }} else if (control.fine && number == control.number + 32) {{
         user.getControl(i).set(coarse[i] * 128 + value, 16384);
      }}
   }}
}}

function steps(encoder, value) {{
   if (encoder == "binary-offset") {{
      return value - 64;
   }}
   if (value < 64) {{
      return value;
   }}
   return encoder == "signed-bit" ? 64 - value : value - 128;
}}

function flush() {{
}}

function exit() {{
}}
"""


def kit(name: str, controls: list[Named]) -> Kit:
    """Returns the script."""
    moved = []
    left_out = {}
    for one in controls:
        match one.sent:
            case ControlChange(channel=channel, number=number):
                moved.append(_moved(one, channel, number, fine=False))
            case ControlChange14(channel=channel, number=number):
                moved.append(_moved(one, channel, number, fine=True))
            case NoteOn() | PitchBend() | Pressure() | PolyPressure():
                left_out[one.name] = "it plays as a keyboard does"
            case _:
                left_out[one.name] = f"{address(one.sent)}: a user control takes controllers alone"
    listed = ",\n   ".join(json.dumps(control) for control in moved)
    text = _SCRIPT.format(
        name=" ".join(name.split()),
        title=json.dumps(f"Gesture2MIDI {name}"),
        id=json.dumps(str(uuid5(NAMESPACE_URL, f"gesture2midi/bitwig/{name}"))),
        port=json.dumps(PORT),
        controls=f"[\n   {listed}\n]" if moved else "[]",
    )
    file = f"gesture2midi-{file_name(name)}.control.js"
    where = "the folder `Controller Scripts` of Bitwig Studio; add it under Controllers in the settings"
    return Kit({file: text}, where, left_out)


def _moved(one: Named, channel: int, number: int, *, fine: bool) -> dict[str, object]:
    known = {"name": one.name, "channel": channel - 1, "number": number, "fine": fine}
    return known | ({"encoder": one.encoder} if one.encoder else {})
