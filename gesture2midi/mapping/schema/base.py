"""What all models of the file, and all kinds of control, share."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gesture2midi.mapping.schema.fields import Formula, Id, Mute, PortName, Words


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class AnyControl(Model):
    id: Id | None = None
    about: Words | None = None
    when: Formula | None = None
    mute: Mute | None = None
    use: Annotated[str | None, Field(description="the name of a part under `parts:`")] = None


class MidiControl(AnyControl):
    """What the kinds that send MIDI share besides; `port` is bound to a real one as a set begins."""

    port: PortName | None = None
