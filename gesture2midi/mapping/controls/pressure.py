"""`send: pressure` and `send: poly_pressure`: the pressure (aftertouch) of a channel, or of one key."""

from __future__ import annotations

from typing import Literal

from gesture2midi.engine.controls import Gauge
from gesture2midi.engine.follower import Make
from gesture2midi.events import PolyPressure, Pressure
from gesture2midi.mapping.controls.answers import Bound
from gesture2midi.mapping.controls.following import Continuous
from gesture2midi.mapping.schema.fields import Key, LostPolicy, SevenPair
from gesture2midi.music.scales import Scale
from gesture2midi.music.spelling import note_name


class PressureControl(Continuous):
    order = 31
    springs_back = True

    send: Literal["pressure"]
    out: SevenPair = (0, 127)
    lost: LostPolicy = "rest"

    @property
    def ends(self) -> tuple[float, float]:
        return self.out

    @property
    def home(self) -> float:
        return 0.0

    def make(self) -> Make:
        channel = self.channel
        return lambda t, value: Pressure(t, channel, value)

    def gauge(self) -> Gauge | None:
        return Gauge(("pressure", self.channel), "pressure")

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        return {("pressure", self.channel): f"the pressure of channel {self.channel}"}

    def what(self, key: Scale | None) -> str:
        return "the pressure"

    def target_name(self, key: Scale | None) -> str:
        return "pressure"


class PolyPressureControl(Continuous):
    order = 32
    springs_back = True

    send: Literal["poly_pressure"]
    note: Key
    out: SevenPair = (0, 127)
    lost: LostPolicy = "rest"

    @property
    def ends(self) -> tuple[float, float]:
        return self.out

    @property
    def home(self) -> float:
        return 0.0

    def make(self) -> Make:
        channel, note = self.channel, self.note
        return lambda t, value: PolyPressure(t, channel, note, value)

    def gauge(self) -> Gauge | None:
        return Gauge(("key", self.channel, self.note), f"key {self.note}")

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        what = f"the pressure of key {note_name(self.note)} of channel {self.channel}"
        return {("key", self.channel, self.note): what}

    def what(self, key: Scale | None) -> str:
        return f"the pressure of the key {note_name(self.note, key)}"

    def target_name(self, key: Scale | None) -> str:
        return f"pressure of {note_name(self.note, key)}"
