"""`send: transport`: start, stop and place of a sequencer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.engine.parts import Kept
from gesture2midi.engine.trigger_player import toggled
from gesture2midi.errors import Mistake
from gesture2midi.events import Message, SongPosition, Transport
from gesture2midi.mapping.controls.moment import MidiMoment
from gesture2midi.mapping.schema.fields import Formula, Fourteen
from gesture2midi.music.scales import Scale


class TransportControl(MidiMoment):
    """`position` is sent before `continue`, and alone where `do` is `locate`."""

    order = 12

    send: Literal["transport"]
    do: Annotated[
        Literal["start", "stop", "continue", "toggle", "locate"],
        Field(description="start, stop, continue, toggle or locate"),
    ]
    position: Annotated[
        Fourteen | None, Field(description="0 to 16383, in sixteenth notes from the beginning of the song")
    ] = Field(None, validate_default=True)
    when: Formula

    @field_validator("position")
    @classmethod
    def _has_use(cls, value: int | None, info: ValidationInfo) -> int | None:
        do = info.data.get("do")
        if do == "locate" and value is None:
            raise Mistake("`locate` needs a `position`", "say where to, in sixteenth notes")
        if do in ("start", "stop", "toggle") and value is not None:
            raise Mistake(f"`{do}` takes no `position`", "write `do: continue` to play from there")
        return value

    def sent(self, kept: Kept, t: float) -> tuple[Message, ...]:
        if self.do != "toggle":
            return super().sent(kept, t)
        told = toggled(t, self.port or "", kept)
        kept.transport[self.port or ""] = told.do
        return (told,)

    def messages(self, t: float) -> tuple[Message, ...]:
        out: list[Message] = []
        if self.position is not None:
            out.append(SongPosition(t, self.position))
        if self.do != "locate":
            out.append(Transport(t, "start" if self.do == "toggle" else self.do))
        return tuple(out)

    def target_name(self, key: Scale | None) -> str:
        return f"transport: {self.do}"

    def done(self) -> str:
        where = f" sixteenth {self.position}" if self.position else " the beginning"
        return {
            "start": "the music program plays from the beginning",
            "stop": "the music program stops",
            "toggle": "the music program plays and stops in turn, and goes on where it stopped",
            "continue": "the music program plays on" + (f" from{where}" if self.position is not None else ""),
            "locate": f"the music program goes to{where}",
        }[self.do]
