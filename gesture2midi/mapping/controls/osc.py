"""`send: osc`: levels as the floats of an OSC message."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, model_validator
from typing_extensions import Self

from gesture2midi.engine.controls import Gauge
from gesture2midi.engine.follower import OscPart
from gesture2midi.engine.interpolation import RatedOsc
from gesture2midi.errors import listed
from gesture2midi.events import Message, Osc
from gesture2midi.mapping.controls.base import Bound, Player
from gesture2midi.mapping.controls.following import Followed, between, sweep
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.schema.fields import Address, Float, Formulas, Pair
from gesture2midi.music.scales import Scale

# One sees the hand that it is about: `whether the hand is pinched` is `pinched`.
_WHETHER = re.compile(r"^whether (the hand (is )?)?")


class OscControl(Followed):
    """One OSC message with one float a level, sent when one of them moves."""

    order = 40

    send: Literal["osc"]
    address: Address
    from_: Annotated[Formulas, Field(alias="from")]
    out: Pair = (0.0, 1.0)
    rest: Float | None = None

    @model_validator(mode="after")
    def _stands(self) -> Self:
        """Every constant lies within `in`, where that is given."""
        for source in self.from_:
            self.as_it_stands(source)
            self.check_foretold(source)
        return self

    @property
    def home(self) -> float:
        """Where its values rest."""
        return self.out[0] if self.rest is None else self.rest

    def player(self, me: Bound) -> Player:
        levels = tuple(self.level(source) for source in self.from_)
        stand = [self.as_it_stands(source) for source in self.from_]
        outs = [self.out if always is None else (always, always) for always in stand]
        part = RatedOsc if self.rate else OscPart
        return lambda stage: [part(self.address, levels, me.when, outs, self.home, stage.camera)]

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        many = len(self.from_)
        return tuple(Osc(at, self.address, (value,) * many) for at, value in sweep(t, self.out, self.home))

    def gauge(self) -> Gauge | None:
        return Gauge(("osc", self.address), self.address)

    def osc_address(self) -> tuple[str, int] | None:
        return self.address, len(self.from_)

    def moves(self, me: Bound) -> dict[tuple[object, ...], str]:
        return {("osc", self.address): f"the address {self.address}"}

    def target_name(self, key: Scale | None) -> str:
        return self.address

    def sentence(self, speaker: Speaker) -> str:
        values = listed((speaker.noun(source.text) for source in self.from_), "and")
        go = "goes" if len(self.from_) == 1 else "go"
        within = f"{values}{self.within()} {go} to {self.address}"
        return f"{within}{between(self.out, (0.0, 1.0))}{self.ways(f'{self.home:g}')}"

    def gesture(self, speaker: Speaker) -> str:
        return listed((_WHETHER.sub("", speaker.noun(source.text)) for source in self.from_), "and")

    def follows(self) -> list[str]:
        return [source.text for source in self.from_]

    def played_by(self) -> list[str]:
        return [source.text for source in self.from_]
