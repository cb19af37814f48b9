"""The kinds that follow a level, as models: controllers, parameters, bends, pressures and OSC."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.errors import Mistake
from gesture2midi.mapping.schema.base import AnyControl, MidiControl
from gesture2midi.mapping.schema.fields import (
    Address,
    Channel,
    CurveShape,
    Float,
    Formula,
    Formulas,
    Fourteen,
    FourteenPair,
    Key,
    LostPolicy,
    Pair,
    ParameterNumber,
    Rate,
    Seconds,
    Seven,
    SevenPair,
    SignedPair,
)

_OUT = "two numbers 0 to 16383, or 0 to 127 with `bits: 7`"
_Sent = TypeVar("_Sent", "tuple[int, int] | None", "int | None")


class Followed(AnyControl):
    """What the kinds that follow a level share. `in` is a Python word, so the field is `input`."""

    input: Annotated[Pair | None, Field(alias="in")] = None
    dead: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False, description="0 to 0.9")] = 0.0
    curve: CurveShape = "linear"
    steps: Annotated[int | None, Field(ge=2, le=128, description="2 to 128")] = None
    mode: Annotated[
        Literal["follow", "pickup", "relative", "toggle"],
        Field(description="follow, pickup, relative or toggle"),
    ] = "follow"
    smooth: Seconds = Field(0, validate_default=True)
    lost: LostPolicy = "hold"
    glide: Seconds = Field("300 ms", validate_default=True)
    rate: Rate | None = None

    @field_validator("input")
    @classmethod
    def _ends_differ(cls, value: tuple[float, float] | None) -> tuple[float, float] | None:
        if value is not None and value[0] == value[1]:
            raise Mistake("both ends of `in` are the same, so there is nothing to follow")
        return value

    @field_validator("rate")
    @classmethod
    def _moves(cls, value: float | None, info: ValidationInfo) -> float | None:
        for key, jumps in (("steps", info.data.get("steps")), ("mode", info.data.get("mode") == "toggle")):
            if value is not None and jumps:
                way = f"`{key}`" if key == "steps" else "`mode: toggle`"
                raise Mistake(
                    f"with {way} there is nothing to send between frames", "take one of the two out"
                )
        return value


class _Continuous(Followed, MidiControl):
    from_: Annotated[Formula, Field(alias="from")]


class CcControl(_Continuous):
    send: Literal["cc"]
    channel: Channel = 1
    number: Annotated[int, Field(ge=0, le=119, description="a controller from 0 to 119")]
    out: SevenPair = (0, 127)
    rest: Seven | None = None


class Cc14Control(_Continuous):
    send: Literal["cc14"]
    channel: Channel = 1
    number: Annotated[int, Field(ge=0, le=31, description="a controller from 0 to 31")]
    out: FourteenPair = (0, 16383)
    rest: Fourteen | None = None


class _ParameterControl(_Continuous):
    """What RPNs and NRPNs share. `out` and `rest` have as many bits as `bits` says."""

    channel: Channel = 1
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


class NrpnControl(_ParameterControl):
    send: Literal["nrpn"]


class RpnControl(_ParameterControl):
    send: Literal["rpn"]


class BendControl(_Continuous):
    send: Literal["bend"]
    channel: Channel = 1
    out: SignedPair = (-1.0, 1.0)
    lost: LostPolicy = "rest"


class PressureControl(_Continuous):
    send: Literal["pressure"]
    channel: Channel = 1
    out: SevenPair = (0, 127)
    lost: LostPolicy = "rest"


class PolyPressureControl(_Continuous):
    send: Literal["poly_pressure"]
    channel: Channel = 1
    note: Key
    out: SevenPair = (0, 127)
    lost: LostPolicy = "rest"


class OscControl(Followed):
    send: Literal["osc"]
    address: Address
    from_: Annotated[Formulas, Field(alias="from")]
    out: Pair = (0.0, 1.0)
    rest: Float | None = None
