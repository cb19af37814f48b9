"""What a control moves or plays, by its name in music and in MIDI."""

from __future__ import annotations

from gesture2midi.mapping.schema import controllers, kinds
from gesture2midi.mapping.schema import notes as schema_notes
from gesture2midi.music.general_midi import CONTROLLERS, DRUM_CHANNEL, DRUM_NAMES, program_name
from gesture2midi.music.notes import Range
from gesture2midi.music.scales import Scale, ladder
from gesture2midi.music.spelling import chord_name, note_name, scale_name

PARAMETERS = {
    0: "the bend range",
    1: "fine tuning",
    2: "coarse tuning",
    5: "the depth of the modulation wheel",
}
"""RPNs by number (MIDI 1.0 Detailed Specification, table 3a)."""


def target(c: kinds.Control, key: Scale | None = None) -> str:
    """What a control moves or plays, shortly: `CC 74 brightness, channel 1`; notes are spelt in `key`."""
    channel: int | None = getattr(c, "channel", None)
    of = "" if channel is None or isinstance(c, schema_notes.DrumControl) else f", channel {channel}"
    return f"{_target(c, key)}{of}"


def _target(c: kinds.Control, key: Scale | None) -> str:
    match c:
        case schema_notes.NoteControl():
            return note_name(c.pitch, key) if isinstance(c.pitch, int) else _notes(c.scale, c.range)
        case schema_notes.ChordControl():
            return " ".join(chord_name(symbol, c.key or key) for symbol in c.chords)
        case schema_notes.ArpControl():
            return f"{arp_notes(c, key)}, arpeggio"
        case schema_notes.MpeNoteControl():
            return f"{_notes(c.scale, c.range)}, MPE"
        case schema_notes.DrumControl():
            return drum_name(c, key)
        case controllers.CcControl():
            return f"CC {c.number} {CONTROLLERS.get(c.number, '')}".strip()
        case controllers.Cc14Control():
            return f"CC {c.number} {CONTROLLERS.get(c.number, '')}".strip() + ", 14 bits"
        case controllers.NrpnControl():
            return f"NRPN {c.number}"
        case controllers.RpnControl():
            return f"RPN {c.number}"
        case controllers.BendControl():
            return "pitch bend"
        case controllers.PressureControl():
            return "pressure"
        case controllers.PolyPressureControl():
            return f"pressure of {note_name(c.note, key)}"
        case controllers.OscControl():
            return c.address
        case kinds.ProgramControl():
            return program_name(c.program)
        case kinds.TransportControl():
            return f"transport: {c.do}"
        case kinds.SysexControl():
            return "SysEx"
        case kinds.SceneControl():
            return f"scene {c.to}"
        case kinds.PanicControl():
            return "silence"


def _notes(scale: Scale, within: Range) -> str:
    notes = ladder(scale, within)
    ends = f"{note_name(notes[0], scale)} to {note_name(notes[-1], scale)}"
    return f"{scale_name(scale).removeprefix('the ')}, {ends}"


def arp_notes(c: schema_notes.ArpControl, key: Scale | None) -> str:
    if c.scale is not None:
        return _notes(c.scale, c.range)
    return " ".join(chord_name(chord, c.key or key) for chord in c.chords or [tuple(c.notes or ())])


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


def drum_name(c: schema_notes.DrumControl, key: Scale | None) -> str:
    names = DRUM_NAMES.get(c.sound)
    return names[0] if names and c.channel == DRUM_CHANNEL else note_name(c.sound, key)


def controller_name(number: int) -> str:
    return f"controller {number}" + (f" ({CONTROLLERS[number]})" if number in CONTROLLERS else "")


def moved(c: controllers.Followed, key: Scale | None) -> tuple[str, tuple[float, float]]:
    """What a level moves, and from where to where at the most."""
    match c:
        case controllers.CcControl():
            return f"{controller_name(c.number)}{of_channel(c.channel)}", (0, 127)
        case controllers.Cc14Control():
            return f"{controller_name(c.number)}{of_channel(c.channel)} in 14 bits", (0, 16383)
        case controllers.NrpnControl():
            return f"parameter {c.number} (NRPN){of_channel(c.channel)}", (0, 16383 if c.bits == 14 else 127)
        case controllers.RpnControl():
            word = PARAMETERS.get(c.number, f"parameter {c.number} (RPN)")
            return f"{word}{of_channel(c.channel)}", (0, 16383 if c.bits == 14 else 127)
        case controllers.BendControl():
            return f"the pitch bend{of_channel(c.channel)}", (-1, 1)
        case controllers.PressureControl():
            return f"the pressure{of_channel(c.channel)}", (0, 127)
        case controllers.PolyPressureControl():
            return f"the pressure of the key {note_name(c.note, key)}{of_channel(c.channel)}", (0, 127)
    raise TypeError(f"no target of {c!r}")


def of_channel(channel: int) -> str:
    return f" of channel {channel}"
