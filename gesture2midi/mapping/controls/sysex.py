"""`send: sysex`: bytes that only one instrument understands."""

from __future__ import annotations

from typing import Literal

from gesture2midi.events import Message, SysEx
from gesture2midi.mapping.controls.moment import MidiMoment
from gesture2midi.mapping.schema.fields import Formula, SysexBytes
from gesture2midi.music.scales import Scale


class SysexControl(MidiMoment):
    order = 11

    send: Literal["sysex"]
    bytes: SysexBytes
    when: Formula

    def messages(self, t: float) -> tuple[Message, ...]:
        return (SysEx(t, self.bytes),)

    def target_name(self, key: Scale | None) -> str:
        return "SysEx"

    def done(self) -> str:
        return f"the SysEx {self.bytes.hex(' ').upper()} is sent"
