"""What is being sent, for eyes: turns moments into the `View` that the window and the film draw."""

from __future__ import annotations

import math
import re

import numpy as np

from gesture2midi.display.view import Meter, Plan, View
from gesture2midi.engine import mapping as engine_mapping
from gesture2midi.engine.messages import place_of, reading_of
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.events import Body, Face, Frame, NoteOn, Osc
from gesture2midi.gestures.hand_roles import named
from gesture2midi.gestures.signals import HEART
from gesture2midi.io.midi.routing import MAIN
from gesture2midi.music.note_names import sound_name
from gesture2midi.session.note_zones import plan
from gesture2midi.session.session import Moment, Session
from gesture2midi.session.staying import Staying

BLANK = np.full((480, 640, 3), 24, np.uint8)
"""What there is to see where the source has no pictures."""
FLASH = 0.15
"""Seconds that a control is shown to play at the least."""
_RATE = HEART[0]
_NUMBERED = re.compile(r"[a-z0-9_]+-\d+")


class Snapshot:
    """Keeps the value last sent of every controller of the mapping that is played."""

    def __init__(self, outputs: NoteLedger) -> None:
        self._outputs = outputs
        self._mapping: engine_mapping.Mapping | None = None
        self._meters: dict[object, Meter] = {}
        self._plan: tuple[object, Plan] = (None, Plan())
        self._controls: dict[str, str] = {}
        self._struck: dict[str, float] = {}
        self._face: Face | None = None
        self._body: Body | None = None
        self._staying = Staying()
        self.recording = self.listening = False
        self.heard = ""
        self.notice = ""

    def view(self, moment: Moment, session: Session) -> View:
        """What there is to see of this moment; a take has no picture, so it gets a dark one."""
        if session.mapping is not self._mapping:
            self._mapping = session.mapping
            self._meters = _meters(session.mapping)
            self._controls = {
                name: control.id for control in session.mapping.everything for name in control.owners
            }
            self._struck = {}
        t = moment.hands.t
        for item in moment.messages.items:
            if isinstance(item, NoteOn) and item.owner in self._controls:
                self._struck[self._controls[item.owner]] = t
            if (reading := reading_of(item)) is not None:
                part = (reading.value - reading.low) / (reading.high - reading.low)
                self._set(place_of(item), part, reading.text)
            elif isinstance(item, Osc) and item.args and isinstance(item.args[0], float):
                value = item.args[0]
                self._set(place_of(item), max(0.0, min(1.0, value)), f"{value:.2f}")
        if moment.hands.face is not None or not moment.gestures.signals.get("face.present"):
            self._face = moment.hands.face
        if moment.hands.body is not None or not moment.gestures.signals.get("body.present"):
            self._body = moment.hands.body
        rate = moment.gestures.signals.get(_RATE.name, math.nan)
        part = (rate - _RATE.low) / (_RATE.high - _RATE.low) if math.isfinite(rate) else 0.0
        self._set(_RATE.name, max(0.0, min(1.0, part)), f"{rate:.0f}" if math.isfinite(rate) else "")
        sounding, keys = self._outputs.sounding, session.mapping.keys
        return View(
            frame=moment.frame or Frame(moment.hands.t, moment.hands.index, BLANK, False, 0.0),
            hands=named(moment.hands, session.profile.hands),
            gestures=moment.gestures,
            sounding=sounding,
            playing=self._playing(t),
            names=tuple(sound_name(note, channel, keys.get(channel)) for channel, note in sounding),
            scene=session.scene,
            mapping=session.mapping.name,
            meters=tuple(self._meters.values()),
            fps=session.meter.rate,
            latency_ms=session.meter.latency,
            recording=self.recording,
            notice=self.notice,
            listening=self.listening,
            heard=self.heard,
            face=self._face,
            body=self._body,
            staying=self._staying.update(self.plan(session), moment.gestures, session.profile.dwell),
        )

    def plan(self, session: Session) -> Plan:
        """What sounds where in the picture; found anew only for another mapping, scene or player."""
        asked = session.mapping, session.scene, session.profile
        if self._plan[0] != asked:
            self._plan = asked, plan(*asked)
        return self._plan[1]

    def _playing(self, t: float) -> frozenset[str]:
        """The controls that sound at a time, or have just struck what is over before the next look."""
        sounding = (self._controls.get(owner, "") for owner in self._outputs.owners)
        struck = (control for control, at in self._struck.items() if 0 <= t - at < FLASH)
        return frozenset((*sounding, *struck))

    def _set(self, key: object, value: float, text: str) -> None:
        meter = self._meters.get(key)
        if meter is not None:
            self._meters[key] = Meter(meter.label, value, text, meter.middle)


def _meters(mapping: engine_mapping.Mapping) -> dict[object, Meter]:
    """Every gauge of the mapping by its port and key; and the heart, where the mapping reads one."""
    meters: dict[object, Meter] = {}
    if any(name.startswith("heart.") for name in mapping.signals):
        meters[_RATE.name] = Meter("heart", 0.0, "")
    for control in mapping.everything:
        gauge = control.gauge
        if gauge is not None:
            # OSC knows no ports.
            port = MAIN if control.osc else mapping.ports.get(control.id, MAIN)
            label = gauge.name if _NUMBERED.fullmatch(control.id) else control.id
            meters[(port, *gauge.key)] = Meter(label, gauge.start, "", gauge.middle)
    return meters
