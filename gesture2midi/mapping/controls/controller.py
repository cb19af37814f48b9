"""`send: cc` and `send: cc14`: MIDI controllers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator, model_validator
from typing_extensions import Self

from gesture2midi.engine.controls import Encoder, Gauge
from gesture2midi.engine.encoder_player import ENCODED, EncoderPart
from gesture2midi.engine.follower import Make
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.engine.step_player import StepPart
from gesture2midi.errors import Mistake, listed
from gesture2midi.events import ControlChange, ControlChange14, Message
from gesture2midi.gestures.signals import full_names
from gesture2midi.mapping.controls.answers import Bound, Player, Warned
from gesture2midi.mapping.controls.following import Continuous, sweep
from gesture2midi.mapping.controls.held import by_way
from gesture2midi.mapping.controls.stepping import STEPS, Stepped
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.describe.targets import controller_name
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.schema.fields import Formula, Fourteen, FourteenPair, Seven, SevenPair
from gesture2midi.music.general_midi import CONTROLLERS
from gesture2midi.music.scales import Scale

RESERVED: dict[int, str] = {
    **dict.fromkeys((0, 32), "chooses a bank of sounds"),
    **dict.fromkeys((6, 38, 96, 97), "sets the parameter that was chosen last"),
    **dict.fromkeys((98, 99, 100, 101), "chooses a parameter"),
    **dict.fromkeys(range(120, 128), "is a command to the whole channel"),
}
"""Controllers that no hand should move, and what they do (MIDI 1.0 Detailed Specification 4.2, table 3)."""


_ENCODERS: dict[Encoder, str] = {
    "twos-complement": "two's complement",
    "signed-bit": "signed bit",
    "binary-offset": "binary offset",
}
_LISTED = 8
"""So many values are told one by one; of more how many and between which."""
_LEVELS = {*FUNCTIONS, *(name for name, signal in full_names().items() if signal.kind == "level")}


class Numbered(Continuous):
    """What both kinds of controller share."""

    number: int

    @property
    def repeatable(self) -> bool:
        """Whether its last value may come twice: it moves with a level, and is no button or part of another.

        A variable may stand for a button, so it counts as one.
        """
        read, text = set(re.findall(r"[a-z_][\w.]*", self.from_.text)), self.from_.text
        moves = self.mode in ("follow", "pickup") and not self.steps and self.number not in RESERVED
        return moves and read <= _LEVELS and not re.search("[<>=]", text)

    def gauge(self) -> Gauge | None:
        return Gauge(("cc", self.channel, self.number), f"CC {self.number}")

    def warnings(self, me: Bound, zone: Zone | None) -> Iterator[Warned]:
        yield from super().warnings(me, zone)
        if self.number in RESERVED:
            message = f"controller {self.number} {RESERVED[self.number]}"
            hint = "send `nrpn` or `rpn`" if "parameter" in message else "take one of 20 to 31 or 102 to 119"
            yield Warned("number", message, hint)

    def what(self, key: Scale | None) -> str:
        return controller_name(self.number)

    def target_name(self, key: Scale | None) -> str:
        return f"CC {self.number} {CONTROLLERS.get(self.number, '')}".strip()


class CcControl(Stepped, Numbered):
    """It follows `from`, or steps through `values`."""

    order = 33
    either = ("from", "values")
    apart = (
        (("values", *STEPS), ("from", "in", "dead", "curve", "steps", "mode", "smooth")),
        (("values", *STEPS), ("lost", "glide", "rate", "foretell", "out", "rest", "encoder")),
    )

    send: Literal["cc"]
    number: Annotated[int, Field(ge=0, le=119, description="a controller from 0 to 119")]
    from_: Formula = Field("0", alias="from", validate_default=True)
    out: SevenPair = (0, 127)
    rest: Seven | None = None
    encoder: Annotated[Encoder | None, Field(description="twos-complement, signed-bit or binary-offset")] = (
        None
    )
    values: Annotated[
        list[Seven] | None,
        Field(min_length=1, max_length=128, description="a list of numbers 0 to 127 such as [0, 64, 127]"),
    ] = None

    @field_validator("encoder")
    @classmethod
    def _turns_on(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and info.data.get("mode", "relative") != "relative":
            raise Mistake("only `mode: relative` has an `encoder`", "write it, or take the encoder out")
        for key, usual in (("rate", None), ("foretell", None), ("lost", "hold"), ("rest", None)):
            if value is not None and info.data.get(key, usual) != usual:
                raise Mistake("an encoder sends steps, and no place where it is", f"take `{key}` out")
        return value

    @model_validator(mode="after")
    def _has_something_to_send(self) -> Self:
        if self.values is not None and not self.steps_on:
            raise Mistake("nothing steps through the `values`", "write `next: left.fist` or such")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        return (min(self.values), max(self.values)) if self.values else self.out

    @property
    def home(self) -> float:
        if self.values:
            return self.values[0]
        return self.out[0] if self.rest is None else self.rest

    @property
    def repeatable(self) -> bool:
        return self.encoder is None and not self.values and super().repeatable

    def make(self) -> Make:
        channel, number, again = self.channel, self.number, self.repeatable
        return lambda t, value: ControlChange(t, channel, number, value, repeatable=again)

    @property
    def coding(self) -> Encoder | None:
        return self.encoder

    def player(self, me: Bound) -> Player:
        make = self.make()
        if self.values:
            values, stepping = self.values, self.stepping(me)

            def send(t: float, place: int) -> tuple[Message, ...]:
                return (make(t, values[place]),)

            return lambda stage: [StepPart(me.id, stepping, len(values), send, stage.kept)]
        if self.encoder is not None:
            level, encoder, steps = self.level(self.from_), self.encoder, self.out[1] - self.out[0]
            return lambda stage: [EncoderPart(level, me.when, steps, encoder, make)]
        return super().player(me)

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        if self.encoder is None:
            return super().pulse(me, t)
        make, one = self.make(), ENCODED[self.encoder](1)
        return tuple(make(at, one) for at, _ in sweep(t, (0, 1), 1))

    def gauge(self) -> Gauge | None:
        return None if self.encoder is not None else super().gauge()

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        return _controllers(self.channel, self.number)

    def sentence(self, speaker: Speaker) -> str:
        what = f"{self.what(speaker.key)} of channel {self.channel}"
        if self.values:
            return f"{what} goes through {_listed(self.values)}{self.stepped_by(speaker)}"
        if self.encoder is not None:
            noun = f"{by_way(self.from_, speaker)}{self.within()}"
            return f"{noun} turns {what} as an endless knob ({_ENCODERS[self.encoder]})"
        return super().sentence(speaker)

    def gesture(self, speaker: Speaker) -> str:
        return self.step_gesture(speaker) if self.values else super().gesture(speaker)

    def plays_while(self) -> list[str]:
        return [*self.steps_while(), *super().plays_while()]

    def follows(self) -> list[str]:
        return [] if self.values else super().follows()

    def played_by(self) -> list[str]:
        return self.steps_while() if self.values else super().played_by()


class Cc14Control(Numbered):
    order = 34

    send: Literal["cc14"]
    number: Annotated[int, Field(ge=0, le=31, description="a controller from 0 to 31")]
    out: FourteenPair = (0, 16383)
    rest: Fourteen | None = None

    @property
    def ends(self) -> tuple[float, float]:
        return self.out

    @property
    def whole(self) -> tuple[float, float]:
        return (0, 16383)

    @property
    def home(self) -> float:
        return self.out[0] if self.rest is None else self.rest

    def make(self) -> Make:
        channel, number, again = self.channel, self.number, self.repeatable
        return lambda t, value: ControlChange14(t, channel, number, value, repeatable=again)

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        return _controllers(self.channel, self.number, self.number + 32)

    def precision(self) -> str:
        return " in 14 bits"

    def target_name(self, key: Scale | None) -> str:
        return f"{super().target_name(key)}, 14 bits"


def _controllers(channel: int, *numbers: int) -> dict[tuple[object, ...], str]:
    return {("cc", channel, n): f"controller {n} of channel {channel}" for n in numbers}


def _listed(values: list[int]) -> str:
    if len(values) <= _LISTED:
        return listed(map(str, values), "and")
    return f"{len(values)} values from {min(values)} to {max(values)}"
