"""`send: bend`: the pitch bend."""

from __future__ import annotations

from typing import Literal

from gesture2midi.engine.controls import Gauge
from gesture2midi.engine.follower import BEND, Make
from gesture2midi.events import PitchBend
from gesture2midi.mapping.controls.answers import Bound
from gesture2midi.mapping.controls.following import Continuous
from gesture2midi.mapping.schema.fields import LostPolicy, SignedPair
from gesture2midi.music.scales import Scale


class BendControl(Continuous):
    """`out` is -1..1 of the bend range; it rests in the middle."""

    order = 30
    scaled = BEND
    springs_back = True

    send: Literal["bend"]
    out: SignedPair = (-1.0, 1.0)
    lost: LostPolicy = "rest"

    @property
    def ends(self) -> tuple[float, float]:
        return self.out

    @property
    def whole(self) -> tuple[float, float]:
        return (-1, 1)

    @property
    def home(self) -> float:
        return 0.0

    def make(self) -> Make:
        channel = self.channel
        return lambda t, value: PitchBend(t, channel, min(value, BEND - 1))

    def gauge(self) -> Gauge | None:
        return Gauge(("bend", self.channel), "bend", start=0.5, middle=0.5)

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        return {("bend", self.channel): f"the bend of channel {self.channel}"}

    def what(self, key: Scale | None) -> str:
        return "the pitch bend"

    def home_name(self) -> str:
        return "the middle"

    def target_name(self, key: Scale | None) -> str:
        return "pitch bend"
