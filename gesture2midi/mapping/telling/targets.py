"""What a control moves or plays, by its name in music and in MIDI."""

from __future__ import annotations

from gesture2midi.mapping.checking import following, kinds, sounding
from gesture2midi.mapping.meaning.general_midi import CONTROLLERS, DRUM_CHANNEL, DRUM_NAMES, program_name
from gesture2midi.mapping.meaning.notes import Range
from gesture2midi.mapping.meaning.scales import Scale, ladder
from gesture2midi.mapping.meaning.spelling import chord_name, note_name, scale_name

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
    of = "" if channel is None or isinstance(c, sounding.DrumControl) else f", channel {channel}"
    return f"{_target(c, key)}{of}"


def _target(c: kinds.Control, key: Scale | None) -> str:
    match c:
        case sounding.NoteControl():
            return note_name(c.pitch, key) if isinstance(c.pitch, int) else _notes(c.scale, c.range)
        case sounding.ChordControl():
            return " ".join(chord_name(symbol, c.key or key) for symbol in c.chords)
        case sounding.ArpControl():
            return f"{arp_notes(c, key)}, arpeggio"
        case sounding.MpeNoteControl():
            return f"{_notes(c.scale, c.range)}, MPE"
        case sounding.DrumControl():
            return drum_name(c, key)
        case following.CcControl():
            return f"CC {c.number} {CONTROLLERS.get(c.number, '')}".strip()
        case following.Cc14Control():
            return f"CC {c.number} {CONTROLLERS.get(c.number, '')}".strip() + ", 14 bits"
        case following.NrpnControl():
            return f"NRPN {c.number}"
        case following.RpnControl():
            return f"RPN {c.number}"
        case following.BendControl():
            return "pitch bend"
        case following.PressureControl():
            return "pressure"
        case following.PolyPressureControl():
            return f"pressure of {note_name(c.note, key)}"
        case following.OscControl():
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


def arp_notes(c: sounding.ArpControl, key: Scale | None) -> str:
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


def drum_name(c: sounding.DrumControl, key: Scale | None) -> str:
    names = DRUM_NAMES.get(c.sound)
    return names[0] if names and c.channel == DRUM_CHANNEL else note_name(c.sound, key)


def controller_name(number: int) -> str:
    return f"controller {number}" + (f" ({CONTROLLERS[number]})" if number in CONTROLLERS else "")


def moved(c: following.Followed, key: Scale | None) -> tuple[str, tuple[float, float]]:
    """What a level moves, and from where to where at the most."""
    match c:
        case following.CcControl():
            return f"{controller_name(c.number)}{of_channel(c.channel)}", (0, 127)
        case following.Cc14Control():
            return f"{controller_name(c.number)}{of_channel(c.channel)} in 14 bits", (0, 16383)
        case following.NrpnControl():
            return f"parameter {c.number} (NRPN){of_channel(c.channel)}", (0, 16383 if c.bits == 14 else 127)
        case following.RpnControl():
            word = PARAMETERS.get(c.number, f"parameter {c.number} (RPN)")
            return f"{word}{of_channel(c.channel)}", (0, 16383 if c.bits == 14 else 127)
        case following.BendControl():
            return f"the pitch bend{of_channel(c.channel)}", (-1, 1)
        case following.PressureControl():
            return f"the pressure{of_channel(c.channel)}", (0, 127)
        case following.PolyPressureControl():
            return f"the pressure of the key {note_name(c.note, key)}{of_channel(c.channel)}", (0, 127)
    raise TypeError(f"no target of {c!r}")


def of_channel(channel: int) -> str:
    return f" of channel {channel}"
