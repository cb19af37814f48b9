"""All kinds of control, told apart by `send`."""

from __future__ import annotations

from typing import Annotated, TypeAlias, get_args

from pydantic import Field

from gesture2midi.mapping.controls.arp import ArpControl
from gesture2midi.mapping.controls.base import AnyControl
from gesture2midi.mapping.controls.bend import BendControl
from gesture2midi.mapping.controls.chord import ChordControl
from gesture2midi.mapping.controls.clock import ClockControl
from gesture2midi.mapping.controls.controller import Cc14Control, CcControl
from gesture2midi.mapping.controls.drum import DrumControl
from gesture2midi.mapping.controls.loop import LoopControl
from gesture2midi.mapping.controls.mapping import MappingControl
from gesture2midi.mapping.controls.mpe_note import MpeNoteControl
from gesture2midi.mapping.controls.note import NoteControl
from gesture2midi.mapping.controls.osc import OscControl
from gesture2midi.mapping.controls.panic import PanicControl
from gesture2midi.mapping.controls.parameter import NrpnControl, RpnControl
from gesture2midi.mapping.controls.pressure import PolyPressureControl, PressureControl
from gesture2midi.mapping.controls.program import ProgramControl
from gesture2midi.mapping.controls.scene import SceneControl
from gesture2midi.mapping.controls.sequence import SequenceControl
from gesture2midi.mapping.controls.sysex import SysexControl
from gesture2midi.mapping.controls.transport import TransportControl

Control: TypeAlias = (
    NoteControl
    | ChordControl
    | ArpControl
    | MpeNoteControl
    | DrumControl
    | SequenceControl
    | LoopControl
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
    | ClockControl
    | SysexControl
    | SceneControl
    | MappingControl
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
