"""All kinds of control as pydantic models, told apart by `send`; those of moments stand here.

`fields` says what each field takes.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias, get_args

from pydantic import Field, ValidationInfo, field_validator

from gesture2midi.errors import Mistake
from gesture2midi.mapping.schema.base import AnyControl, MidiControl
from gesture2midi.mapping.schema.controllers import (
    BendControl,
    Cc14Control,
    CcControl,
    NrpnControl,
    OscControl,
    PolyPressureControl,
    PressureControl,
    RpnControl,
)
from gesture2midi.mapping.schema.fields import Channel, Formula, Fourteen, ProgramName, SysexBytes
from gesture2midi.mapping.schema.notes import (
    ArpControl,
    ChordControl,
    DrumControl,
    MpeNoteControl,
    NoteControl,
)


class ProgramControl(MidiControl):
    send: Literal["program"]
    channel: Channel = 1
    program: ProgramName
    when: Formula


class TransportControl(MidiControl):
    send: Literal["transport"]
    do: Annotated[
        Literal["start", "stop", "continue", "locate"],
        Field(description="start, stop, continue or locate"),
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
        if do in ("start", "stop") and value is not None:
            raise Mistake(f"`{do}` takes no `position`", "write `do: continue` to play from there")
        return value


class SysexControl(MidiControl):
    send: Literal["sysex"]
    bytes: SysexBytes
    when: Formula


class SceneControl(AnyControl):
    send: Literal["scene"]
    to: Annotated[str, Field(description="the name of a scene, or `main`")]
    when: Formula


class PanicControl(AnyControl):
    send: Literal["panic"]
    when: Formula


Control: TypeAlias = (
    NoteControl
    | ChordControl
    | ArpControl
    | MpeNoteControl
    | DrumControl
    | CcControl
    | Cc14Control
    | NrpnControl
    | RpnControl
    | BendControl
    | PressureControl
    | PolyPressureControl
    | OscControl
    | ProgramControl
    | TransportControl
    | SysexControl
    | SceneControl
    | PanicControl
)
KINDS: dict[str, type[AnyControl]] = {
    get_args(model.model_fields["send"].annotation)[0]: model for model in get_args(Control)
}
"""What each `send` means, in the order of the reference."""
Controls = Annotated[
    list[Annotated[Control, Field(discriminator="send")]],
    Field(description="a list of controls, each starting with `- `"),
]
