"""Names of what controls move or play, in music and in MIDI."""

from __future__ import annotations

from gesture2midi.music.general_midi import CONTROLLERS
from gesture2midi.music.notes import Range
from gesture2midi.music.scales import Scale, ladder
from gesture2midi.music.spelling import note_name, scale_name


def notes_name(scale: Scale, within: Range) -> str:
    """Returns the notes of a scale: `C major, C4 to C5`."""
    notes = ladder(scale, within)
    ends = f"{note_name(notes[0], scale)} to {note_name(notes[-1], scale)}"
    return f"{scale_name(scale).removeprefix('the ')}, {ends}"


def note_value(quarters: float) -> str:
    """`1/8 triplet`, of quarter notes."""
    for name, factor in (("", 1.0), (" dotted", 1.5), (" triplet", 2 / 3)):
        parts = 4 * factor / quarters
        if abs(parts - round(parts)) < 1e-6 and round(parts) in (1, 2, 4, 8, 16, 32):
            return f"1/{round(parts)}{name}"
    raise ValueError(f"{quarters} quarter notes have no name")


def ladder_name(scale: Scale, within: Range) -> str:
    notes = ladder(scale, within)
    if len(notes) == 1:
        return note_name(notes[0], scale)
    return f"a note of {scale_name(scale)} from {note_name(notes[0], scale)} to {note_name(notes[-1], scale)}"


def controller_name(number: int) -> str:
    return f"controller {number}" + (f" ({CONTROLLERS[number]})" if number in CONTROLLERS else "")


def of_channel(channel: int) -> str:
    return f" of channel {channel}"
