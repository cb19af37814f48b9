"""What a scene does as it begins or ends, in a few words."""

from __future__ import annotations

from gesture2midi.mapping.describe.phrases import of_bank
from gesture2midi.mapping.describe.targets import controller_name, of_channel
from gesture2midi.mapping.schema.scene_actions import (
    Action,
    CcAction,
    OscAction,
    ProgramAction,
    SysexAction,
    TransportAction,
)
from gesture2midi.music.general_midi import program_name


def done(action: Action) -> str:
    """Returns what one action sends: `the program Flute`."""
    match action:
        case ProgramAction():
            program = f"{program_name(action.program)}{of_bank(action.bank)}"
            return f"the program {program}{of_channel(action.channel)}"
        case CcAction():
            return f"{controller_name(action.number)}{of_channel(action.channel)} = {action.value}"
        case TransportAction():
            return f"`{action.do}` to the music program"
        case SysexAction():
            return f"the SysEx {action.bytes.hex(' ').upper()}"
        case OscAction():
            if action.args is None and action.value is not None:
                return f"{action.address} = {action.value:g}"
            shown = (str(arg).lower() if isinstance(arg, bool) else str(arg) for arg in action.sent)
            return " ".join((action.address, *shown))
