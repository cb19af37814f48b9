"""What is being sent, for eyes: turns moments into the `View` that the window and the film draw."""

from __future__ import annotations

import re

import numpy as np

from gesture2midi.display.view import Meter, View
from gesture2midi.engine import controls
from gesture2midi.engine.note_ledger import Outputs
from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Frame,
    Osc,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    port_of,
)
from gesture2midi.gestures.hand_roles import named
from gesture2midi.io.midi.routing import MAIN
from gesture2midi.music.note_names import sound_name
from gesture2midi.session.session import Moment, Session

BLANK = np.full((480, 640, 3), 24, np.uint8)
"""What there is to see where the source has no pictures."""
_NUMBERED = re.compile(r"[a-z0-9_]+-\d+")


class Board:
    """Keeps the value last sent of every controller of the mapping that is played."""

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._mapping: controls.Mapping | None = None
        self._meters: dict[object, Meter] = {}
        self.recording = False
        self.notice = ""

    def view(self, moment: Moment, session: Session) -> View:
        """What there is to see of this moment; a take has no picture, so it gets a dark one."""
        if session.mapping is not self._mapping:
            self._mapping = session.mapping
            self._meters = _meters(session.mapping)
        for item in moment.messages.items:
            port = port_of(item)
            match item:
                case ControlChange(channel=channel, number=number, value=value):
                    self._set(("cc", port, channel, number), value / 127, str(value))
                case PitchBend(channel=channel, value=value):
                    self._set(("bend", port, channel), 0.5 + value / 16384, f"{value / 8192:+.2f}")
                case Pressure(channel=channel, value=value):
                    self._set(("pressure", port, channel), value / 127, str(value))
                case PolyPressure(channel=channel, note=note, value=value):
                    self._set(("key", port, channel, note), value / 127, str(value))
                case ControlChange14(channel=channel, number=number, value=value):
                    self._set(("cc", port, channel, number), value / 16383, str(value))
                case Parameter(channel=channel, registered=registered, number=number, value=value):
                    most = 16383 if item.fine else 127
                    self._set(("parameter", port, channel, registered, number), value / most, str(value))
                case Osc(address=address, args=(float(value), *_)):
                    self._set(address, max(0.0, min(1.0, value)), f"{value:.2f}")
        sounding, keys = self._outputs.sounding, session.mapping.keys
        return View(
            frame=moment.frame or Frame(moment.hands.t, moment.hands.index, BLANK, False, 0.0),
            hands=named(moment.hands, session.profile.hands),
            gestures=moment.gestures,
            sounding=sounding,
            names=tuple(sound_name(note, channel, keys.get(channel)) for channel, note in sounding),
            scene=session.scene,
            mapping=session.mapping.name,
            meters=tuple(self._meters.values()),
            fps=session.meter.rate,
            latency_ms=session.meter.latency,
            recording=self.recording,
            notice=self.notice,
        )

    def _set(self, key: object, value: float, text: str) -> None:
        meter = self._meters.get(key)
        if meter is not None:
            self._meters[key] = Meter(meter.label, value, text, meter.middle)


def _meters(mapping: controls.Mapping) -> dict[object, Meter]:
    meters: dict[object, Meter] = {}
    for control in mapping.everything:
        label, port = control.id, mapping.ports.get(control.id, MAIN)
        unnamed = _NUMBERED.fullmatch(label) is not None
        match control:
            case controls.Cc() | controls.Cc14():
                meters[("cc", port, control.channel, control.number)] = Meter(
                    f"CC {control.number}" if unnamed else label, 0.0, ""
                )
            case controls.Bend():
                meters[("bend", port, control.channel)] = Meter("bend" if unnamed else label, 0.5, "", 0.5)
            case controls.Pressure():
                meters[("pressure", port, control.channel)] = Meter("pressure" if unnamed else label, 0.0, "")
            case controls.PolyPressure():
                key = ("key", port, control.channel, control.note)
                name = sound_name(control.note, key=mapping.keys.get(control.channel))
                meters[key] = Meter(f"key {name}" if unnamed else label, 0.0, "")
            case controls.Parameter():
                kind = "RPN" if control.registered else "NRPN"
                at = ("parameter", port, control.channel, control.registered, control.number)
                meters[at] = Meter(f"{kind} {control.number}" if unnamed else label, 0.0, "")
            case controls.OscLevels():
                meters[control.address] = Meter(control.address if unnamed else label, 0.0, "")
    return meters
