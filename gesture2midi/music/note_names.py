"""How a note is called on the screen."""

from __future__ import annotations

DRUM_CHANNEL = 10
_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
# General MIDI System Level 1, percussion key map from note 35 on; of each drum's names a short one.
_FIRST_DRUM = 35
_DRUMS = (
    *("Kick 2", "Kick", "Rim", "Snare", "Clap", "Snare 2", "Floor tom", "Closed hat", "High floor tom"),
    *("Pedal hat", "Low tom", "Open hat", "Mid tom", "High-mid tom", "Crash", "High tom", "Ride", "China"),
    *("Ride bell", "Tambourine", "Splash", "Cowbell", "Crash 2", "Vibraslap", "Ride 2", "High bongo"),
    *("Low bongo", "Mute conga", "Open conga", "Low conga", "High timbale", "Low timbale", "High agogo"),
    *("Low agogo", "Cabasa", "Maracas", "Short whistle", "Long whistle", "Short guiro", "Long guiro"),
    *("Claves", "High woodblock", "Low woodblock", "Mute cuica", "Open cuica", "Mute triangle", "Triangle"),
)


def note_name(note: int, channel: int = 1) -> str:
    """`C4` for 60 (middle C is C4); on channel 10 the drum, `Snare` for 38."""
    if channel != DRUM_CHANNEL:
        return f"{_NAMES[note % 12]}{note // 12 - 1}"
    drum = note - _FIRST_DRUM
    return _DRUMS[drum] if 0 <= drum < len(_DRUMS) else f"Drum {note}"
