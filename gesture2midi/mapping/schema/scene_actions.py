"""What a scene does once as it begins or ends: each one message, without a hand."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi import events
from gesture2midi.engine.osc_player import Fixed
from gesture2midi.errors import Mistake
from gesture2midi.events import Message, to_port
from gesture2midi.mapping.schema.base import Model
from gesture2midi.mapping.schema.fields import (
    Address,
    Bank,
    Channel,
    Float,
    PortName,
    ProgramName,
    Seven,
    SysexBytes,
)
from gesture2midi.mapping.schema.osc_arguments import FixedArguments


class MidiAction(Model):
    port: PortName | None = None


class ProgramAction(MidiAction):
    send: Literal["program"]
    channel: Channel = 1
    program: ProgramName
    bank: Bank | None = None


class CcAction(MidiAction):
    send: Literal["cc"]
    channel: Channel = 1
    number: Annotated[int, Field(ge=0, le=119, description="a controller from 0 to 119")]
    value: Seven


class TransportAction(MidiAction):
    send: Literal["transport"]
    do: Annotated[Literal["start", "stop", "continue"], Field(description="start, stop or continue")]


class SysexAction(MidiAction):
    send: Literal["sysex"]
    bytes: SysexBytes


class OscAction(Model):
    send: Literal["osc"]
    address: Address
    value: Float | None = None
    args: FixedArguments | None = None

    @field_validator("args")
    @classmethod
    def _says_it_once(cls, value: list[Any] | None, info: ValidationInfo) -> list[Any] | None:
        if value is not None and info.data.get("value") is not None:
            raise Mistake("`value` and `args` do not go together", "take one of the two out")
        return value

    @property
    def sent(self) -> tuple[Fixed, ...]:
        """What is sent."""
        return tuple(self.args or (() if self.value is None else (self.value,)))


Action: TypeAlias = ProgramAction | CcAction | TransportAction | SysexAction | OscAction
ACTIONS: dict[str, type[Model]] = {
    "program": ProgramAction,
    "cc": CcAction,
    "transport": TransportAction,
    "sysex": SysexAction,
    "osc": OscAction,
}
Actions: TypeAlias = Annotated[
    list[Annotated[Action, Field(discriminator="send")]],
    Field(description="a list of things to send once, each starting with `- `"),
]


def messages(actions: Iterable[Action]) -> tuple[Message, ...]:
    """Returns what a list of actions sends, at time 0."""
    found: list[Message] = []
    for action in actions:
        port = action.port if isinstance(action, MidiAction) else None
        found += (to_port(message, port or "") for message in _messages(action))
    return tuple(found)


def choose_program(t: float, channel: int, bank: tuple[int, ...] | None, program: int) -> tuple[Message, ...]:
    """Returns the program change, after the bank that it is in."""
    numbers = zip((0, 32), bank or (), strict=False)
    chosen = (events.ControlChange(t, channel, number, value) for number, value in numbers)
    return (*chosen, events.ProgramChange(t, channel, program))


def _messages(action: Action) -> tuple[Message, ...]:
    match action:
        case ProgramAction():
            return choose_program(0.0, action.channel, action.bank, action.program)
        case CcAction():
            return (events.ControlChange(0.0, action.channel, action.number, action.value),)
        case TransportAction():
            return (events.Transport(0.0, action.do),)
        case SysexAction():
            return (events.SysEx(0.0, action.bytes),)
        case OscAction():
            return (events.Osc(0.0, action.address, action.sent),)
