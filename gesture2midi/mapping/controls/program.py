"""`send: program`: another sound for a channel."""

from __future__ import annotations

from typing import Literal

from gesture2midi.events import Message
from gesture2midi.mapping.controls.base import Bound, MidiMoment
from gesture2midi.mapping.describe.phrases import of_bank
from gesture2midi.mapping.schema.fields import Bank, Channel, Formula, ProgramName
from gesture2midi.mapping.schema.scene_actions import choose_program
from gesture2midi.music.general_midi import program_name
from gesture2midi.music.scales import Scale


class ProgramControl(MidiMoment):
    order = 10

    send: Literal["program"]
    channel: Channel = 1
    program: ProgramName
    bank: Bank | None = None
    when: Formula

    @property
    def channel_of(self) -> int | None:
        return self.channel

    def messages(self, t: float) -> tuple[Message, ...]:
        return choose_program(t, self.channel, self.bank, self.program)

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        # A DAW that is learning would catch the controllers that choose the bank.
        return choose_program(t, self.channel, None, self.program)

    def target_name(self, key: Scale | None) -> str:
        return program_name(self.program)

    def done(self) -> str:
        return f"channel {self.channel} goes over to {program_name(self.program)}{of_bank(self.bank)}"
