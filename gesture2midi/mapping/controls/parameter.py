"""`send: rpn` and `send: nrpn`: registered and other parameters of a synth."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.controls import Gauge
from gesture2midi.engine.follower import Make
from gesture2midi.errors import Mistake
from gesture2midi.events import Parameter
from gesture2midi.mapping.controls.answers import Bound
from gesture2midi.mapping.controls.following import Continuous
from gesture2midi.mapping.schema.fields import Fourteen, FourteenPair, ParameterNumber
from gesture2midi.music.scales import Scale

_OUT = "two numbers 0 to 16383, or 0 to 127 with `bits: 7`"
_Sent = TypeVar("_Sent", "tuple[int, int] | None", "int | None")
PARAMETERS = {
    0: "the bend range",
    1: "fine tuning",
    2: "coarse tuning",
    5: "the depth of the modulation wheel",
}
"""RPNs by number (MIDI 1.0 Detailed Specification, table 3a)."""


class ParameterControl(Continuous):
    """What RPNs and NRPNs share. `out` and `rest` have as many bits as `bits` says."""

    order = 35
    registered: ClassVar[bool]

    number: ParameterNumber
    bits: Annotated[Literal[7, 14], Field(description="7 or 14")] = 14
    out: Annotated[FourteenPair | None, Field(description=_OUT)] = None
    rest: Fourteen | None = None

    @field_validator("out", "rest")
    @classmethod
    def _fits(cls, value: _Sent, info: ValidationInfo) -> _Sent:
        most = max(value) if isinstance(value, tuple) else value
        if most is not None and most > 127 and info.data.get("bits") == 7:
            raise Mistake(f"{most} does not fit into 7 bits", "write 0 to 127, or `bits: 14`")
        return value

    @property
    def whole(self) -> tuple[float, float]:
        return (0, 16383 if self.bits == 14 else 127)

    @property
    def ends(self) -> tuple[float, float]:
        return self.out or self.whole

    @property
    def home(self) -> float:
        return self.ends[0] if self.rest is None else self.rest

    def make(self) -> Make:
        channel, registered, number, fine = self.channel, self.registered, self.number, self.bits == 14
        return lambda t, value: Parameter(t, channel, registered, number, value, fine)

    def gauge(self) -> Gauge | None:
        key = ("parameter", self.channel, self.registered, self.number)
        return Gauge(key, f"{self._kind} {self.number}")

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        what = f"{self._kind} {self.number} of channel {self.channel}"
        return {(self._kind, self.channel, self.number): what}

    def target_name(self, key: Scale | None) -> str:
        return f"{self._kind} {self.number}"

    @property
    def _kind(self) -> str:
        return "RPN" if self.registered else "NRPN"


class NrpnControl(ParameterControl):
    registered = False

    send: Literal["nrpn"]

    def what(self, key: Scale | None) -> str:
        return f"parameter {self.number} (NRPN)"


class RpnControl(ParameterControl):
    registered = True

    send: Literal["rpn"]

    def what(self, key: Scale | None) -> str:
        return PARAMETERS.get(self.number, f"parameter {self.number} (RPN)")
