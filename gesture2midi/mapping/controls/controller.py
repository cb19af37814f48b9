"""`send: cc` and `send: cc14`: MIDI controllers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from gesture2midi.engine.controls import Gauge
from gesture2midi.engine.follower import Make
from gesture2midi.engine.mpe_zone import Zone
from gesture2midi.events import ControlChange, ControlChange14
from gesture2midi.gestures.signals import full_names
from gesture2midi.mapping.controls.base import Bound, Warned
from gesture2midi.mapping.controls.following import Continuous
from gesture2midi.mapping.describe.targets import controller_name
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.schema.fields import Fourteen, FourteenPair, Seven, SevenPair
from gesture2midi.music.general_midi import CONTROLLERS
from gesture2midi.music.scales import Scale

RESERVED: dict[int, str] = {
    **dict.fromkeys((0, 32), "chooses a bank of sounds"),
    **dict.fromkeys((6, 38, 96, 97), "sets the parameter that was chosen last"),
    **dict.fromkeys((98, 99, 100, 101), "chooses a parameter"),
    **dict.fromkeys(range(120, 128), "is a command to the whole channel"),
}
"""Controllers that no hand should move, and what they do (MIDI 1.0 Detailed Specification 4.2, table 3)."""


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
        if self.number in RESERVED:
            message = f"controller {self.number} {RESERVED[self.number]}"
            hint = "send `nrpn` or `rpn`" if "parameter" in message else "take one of 20 to 31 or 102 to 119"
            yield Warned("number", message, hint)

    def what(self, key: Scale | None) -> str:
        return controller_name(self.number)

    def target_name(self, key: Scale | None) -> str:
        return f"CC {self.number} {CONTROLLERS.get(self.number, '')}".strip()


class CcControl(Numbered):
    order = 33

    send: Literal["cc"]
    number: Annotated[int, Field(ge=0, le=119, description="a controller from 0 to 119")]
    out: SevenPair = (0, 127)
    rest: Seven | None = None

    @property
    def ends(self) -> tuple[float, float]:
        return self.out

    @property
    def home(self) -> float:
        return self.out[0] if self.rest is None else self.rest

    def make(self) -> Make:
        channel, number, again = self.channel, self.number, self.repeatable
        return lambda t, value: ControlChange(t, channel, number, value, repeatable=again)

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        return _controllers(self.channel, self.number)


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
