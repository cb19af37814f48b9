"""`send: program`: another sound for a channel."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Literal

from pydantic import Field

from gesture2midi.engine.parts import Kept
from gesture2midi.engine.step_player import ProgramStepPart
from gesture2midi.engine.trigger_player import TriggerPart
from gesture2midi.errors import listed
from gesture2midi.events import Message
from gesture2midi.mapping.controls.answers import Bound, Player
from gesture2midi.mapping.controls.base import MidiControl
from gesture2midi.mapping.controls.stepping import STEPS, SteppedMoment
from gesture2midi.mapping.describe.phrases import of_bank
from gesture2midi.mapping.schema.fields import Bank, Channel, ProgramName
from gesture2midi.mapping.schema.scene_actions import choose_program
from gesture2midi.music.general_midi import PROGRAMS, program_name
from gesture2midi.music.scales import Scale

_NAMED = 6
"""So many programs are named in a sentence; of more only how many."""


class ProgramControl(SteppedMoment, MidiControl):
    order = 10
    either = ("program", "next", "previous")
    apart = ((("program",), ("programs", *STEPS)),)

    send: Literal["program"]
    channel: Channel = 1
    program: ProgramName | None = None
    programs: Annotated[
        list[ProgramName] | None,
        Field(min_length=1, max_length=128, description="a list of programs such as [Warm Pad, 5]"),
    ] = None
    bank: Bank | None = None

    @property
    def channel_of(self) -> int | None:
        return self.channel

    @property
    def listed(self) -> list[int]:
        """The programs that it goes through."""
        return self.programs or [*range(len(PROGRAMS))]

    def choose(self, t: float, program: int) -> tuple[Message, ...]:
        """Returns what chooses a program at time t."""
        return choose_program(t, self.channel, self.bank, program)

    def player(self, me: Bound) -> Player:
        place, programs = (self.port or "", self.channel), self.listed
        if self.steps_on:
            begins = me.programs.get(self.channel, -1)
            first = programs.index(begins) if begins in programs else 0
            stepping = self.stepping(me)

            def send(t: float, at: int) -> tuple[Message, ...]:
                return self.choose(t, programs[at])

            return lambda stage: [ProgramStepPart(me.id, stepping, programs, place, send, stage.kept, first)]
        when, program = me.when, self.program
        assert when is not None and program is not None, "the model has been checked"

        def sent(kept: Kept, t: float) -> tuple[Message, ...]:
            kept.programs[place] = program
            return self.choose(t, program)

        return lambda stage: [TriggerPart(when, partial(sent, stage.kept))]

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        # A DAW that is learning would catch the controllers that choose the bank.
        program = self.listed[0] if self.program is None else self.program
        return choose_program(t, self.channel, None, program)

    def target_name(self, key: Scale | None) -> str:
        if self.program is not None:
            return program_name(self.program)
        return self._many()

    def done(self) -> str:
        assert self.program is not None, "it is not stepped through"
        return f"channel {self.channel} goes over to {program_name(self.program)}{of_bank(self.bank)}"

    def steps_through(self) -> str:
        return f"channel {self.channel} goes through {self._many()}{of_bank(self.bank)}"

    def _many(self) -> str:
        if self.programs is None:
            return "all programs"
        if len(self.programs) > _NAMED:
            return f"{len(self.programs)} programs"
        return listed(map(program_name, self.programs), "and")
