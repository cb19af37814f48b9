"""The General MIDI Level 1 sound set: 128 programs and the drums of channel 10.

Source: General MIDI System Level 1 (MIDI Manufacturers Association, 1991), sound set and percussion key map.
"""

from __future__ import annotations

import re

from gesture2midi.errors import Mistake, did_you_mean

DRUM_CHANNEL = 10

CONTROLLERS = {
    1: "modulation wheel",
    7: "volume",
    10: "panorama",
    11: "expression",
    64: "sustain pedal",
    71: "resonance",
    74: "brightness",
    91: "reverb",
    93: "chorus",
}
"""Controllers whose task players know by a word (MIDI 1.0 Detailed Specification, table 3; RP-021)."""

# Four to a line, two lines to a family.
_SOUND_SET = """
Acoustic Grand Piano, Bright Acoustic Piano, Electric Grand Piano, Honky-tonk Piano,
Electric Piano 1, Electric Piano 2, Harpsichord, Clavi,
Celesta, Glockenspiel, Music Box, Vibraphone,
Marimba, Xylophone, Tubular Bells, Dulcimer,
Drawbar Organ, Percussive Organ, Rock Organ, Church Organ,
Reed Organ, Accordion, Harmonica, Tango Accordion,
Acoustic Guitar (nylon), Acoustic Guitar (steel), Electric Guitar (jazz), Electric Guitar (clean),
Electric Guitar (muted), Overdriven Guitar, Distortion Guitar, Guitar Harmonics,
Acoustic Bass, Electric Bass (finger), Electric Bass (pick), Fretless Bass,
Slap Bass 1, Slap Bass 2, Synth Bass 1, Synth Bass 2,
Violin, Viola, Cello, Contrabass,
Tremolo Strings, Pizzicato Strings, Orchestral Harp, Timpani,
String Ensemble 1, String Ensemble 2, Synth Strings 1, Synth Strings 2,
Choir Aahs, Voice Oohs, Synth Voice, Orchestra Hit,
Trumpet, Trombone, Tuba, Muted Trumpet,
French Horn, Brass Section, Synth Brass 1, Synth Brass 2,
Soprano Sax, Alto Sax, Tenor Sax, Baritone Sax,
Oboe, English Horn, Bassoon, Clarinet,
Piccolo, Flute, Recorder, Pan Flute,
Blown Bottle, Shakuhachi, Whistle, Ocarina,
Lead 1 (square), Lead 2 (sawtooth), Lead 3 (calliope), Lead 4 (chiff),
Lead 5 (charang), Lead 6 (voice), Lead 7 (fifths), Lead 8 (bass + lead),
Pad 1 (new age), Pad 2 (warm), Pad 3 (polysynth), Pad 4 (choir),
Pad 5 (bowed), Pad 6 (metallic), Pad 7 (halo), Pad 8 (sweep),
FX 1 (rain), FX 2 (soundtrack), FX 3 (crystal), FX 4 (atmosphere),
FX 5 (brightness), FX 6 (goblins), FX 7 (echoes), FX 8 (sci-fi),
Sitar, Banjo, Shamisen, Koto,
Kalimba, Bag Pipe, Fiddle, Shanai,
Tinkle Bell, Agogo, Steel Drums, Woodblock,
Taiko Drum, Melodic Tom, Synth Drum, Reverse Cymbal,
Guitar Fret Noise, Breath Noise, Seashore, Bird Tweet,
Telephone Ring, Helicopter, Applause, Gunshot
"""
PROGRAMS: tuple[str, ...] = tuple(name.strip() for name in _SOUND_SET.split(","))

# What players say instead; `Pad 2 (warm)` is `warm pad` by rule, and so are all that have brackets.
ALIASES: dict[str, int] = {
    "piano": 0,
    "grand piano": 0,
    "bright piano": 1,
    "honky tonk": 3,
    "electric piano": 4,
    "rhodes": 4,
    "clavinet": 7,
    "vibes": 11,
    "organ": 16,
    "hammond organ": 16,
    "guitar": 24,
    "nylon guitar": 24,
    "steel guitar": 25,
    "jazz guitar": 26,
    "clean guitar": 27,
    "muted guitar": 28,
    "bass": 33,
    "finger bass": 33,
    "pick bass": 34,
    "slap bass": 36,
    "synth bass": 38,
    "double bass": 43,
    "pizzicato": 45,
    "harp": 46,
    "strings": 48,
    "string ensemble": 48,
    "synth strings": 50,
    "choir": 52,
    "voice": 53,
    "brass": 61,
    "synth brass": 62,
    "saw lead": 81,
    "bagpipe": 109,
}

# Names of a key that only differ by a word are aliases of each other, the first being the plainest.
DRUM_NAMES: dict[int, tuple[str, ...]] = {
    35: ("acoustic bass drum", "kick 2", "bass drum 2"),
    36: ("kick", "bass drum", "bass drum 1", "kick drum"),
    37: ("side stick", "rim", "rimshot", "rim shot"),
    38: ("snare", "acoustic snare", "snare drum", "snare 1"),
    39: ("clap", "hand clap", "claps"),
    40: ("electric snare", "snare 2"),
    41: ("low floor tom", "floor tom"),
    42: ("closed hat", "closed hi-hat", "hat", "hi-hat", "hihat"),
    43: ("high floor tom",),
    44: ("pedal hat", "pedal hi-hat", "foot hat"),
    45: ("low tom",),
    46: ("open hat", "open hi-hat"),
    47: ("mid tom", "low-mid tom", "middle tom"),
    48: ("high-mid tom", "hi-mid tom"),
    49: ("crash", "crash cymbal 1", "crash 1", "crash cymbal"),
    50: ("high tom",),
    51: ("ride", "ride cymbal 1", "ride 1", "ride cymbal"),
    52: ("china", "chinese cymbal", "china cymbal"),
    53: ("ride bell",),
    54: ("tambourine",),
    55: ("splash", "splash cymbal"),
    56: ("cowbell",),
    57: ("crash 2", "crash cymbal 2"),
    58: ("vibraslap",),
    59: ("ride 2", "ride cymbal 2"),
    60: ("high bongo", "bongo"),
    61: ("low bongo",),
    62: ("mute high conga", "mute conga"),
    63: ("open high conga", "open conga", "conga"),
    64: ("low conga",),
    65: ("high timbale", "timbale"),
    66: ("low timbale",),
    67: ("high agogo", "agogo"),
    68: ("low agogo",),
    69: ("cabasa",),
    70: ("maracas", "shaker"),
    71: ("short whistle", "whistle"),
    72: ("long whistle",),
    73: ("short guiro", "guiro"),
    74: ("long guiro",),
    75: ("claves",),
    76: ("high woodblock", "woodblock", "high wood block"),
    77: ("low woodblock", "low wood block"),
    78: ("mute cuica", "cuica"),
    79: ("open cuica",),
    80: ("mute triangle",),
    81: ("open triangle", "triangle"),
}


def _plain(name: str) -> str:
    """Small letters, and one space for whatever is no letter and no number."""
    return " ".join(re.findall(r"[a-z0-9]+", name.lower()))


def _program_names() -> dict[str, int]:
    names = {_plain(name): number for name, number in ALIASES.items()}
    for number, name in enumerate(PROGRAMS):
        names[_plain(name)] = number
        if bracketed := re.fullmatch(r"(Lead|Pad|FX) (\d) \((.+)\)", name):
            family, nth, character = bracketed.groups()
            names[_plain(f"{character} {family}")] = number
            names[_plain(f"{family} {nth}")] = number
        elif bracketed := re.fullmatch(r"(.+) \((.+)\)", name):
            names[_plain(f"{bracketed[2]} {bracketed[1]}")] = number
    return names


_PROGRAM_NAMES = _program_names()
_DRUM_NUMBERS = {_plain(name): note for note, names in DRUM_NAMES.items() for name in names}


def program_number(name: str | int) -> int:
    """MIDI program 0..127 of a General MIDI name in any capitals, or of 1..128 as synths print it.

    Raises:
        Mistake: there is no such program.
    """
    if isinstance(name, int):
        if not 1 <= name <= 128:
            raise Mistake(f"programs are counted 1 to 128, got {name}")
        return name - 1
    number = _PROGRAM_NAMES.get(_plain(name))
    if number is None:
        hint = did_you_mean(
            _plain(name), _PROGRAM_NAMES, "use a name of General MIDI such as `Warm Pad`, or 1 to 128"
        )
        raise Mistake(f"no program is called `{name}`", hint)
    return number


def program_name(number: int) -> str:
    """The General MIDI name of MIDI program 0..127."""
    return PROGRAMS[number]


def drum_note(name: str) -> int:
    """The MIDI note of a drum on channel 10.

    Raises:
        Mistake: no drum has that name.
    """
    note = _DRUM_NUMBERS.get(_plain(name))
    if note is None:
        hint = did_you_mean(
            _plain(name), _DRUM_NUMBERS, "say `kick`, `snare`, a note such as C2, or 0 to 127"
        )
        raise Mistake(f"no drum is called `{name}`", hint)
    return note
