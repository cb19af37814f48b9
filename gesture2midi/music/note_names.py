"""How what sounds on a channel is called, wherever it is shown: a note after its key, a drum by its name."""

from __future__ import annotations

from gesture2midi.music.scales import Scale
from gesture2midi.music.spelling import note_name

DRUM_CHANNEL = 10
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


def sound_name(note: int, channel: int = 1, key: Scale | None = None) -> str:
    """Returns `Eb4` for MIDI note 63 in C minor, and `Snare` for 38 on channel 10."""
    if channel != DRUM_CHANNEL:
        return note_name(note, key)
    drum = note - _FIRST_DRUM
    return _DRUMS[drum] if 0 <= drum < len(_DRUMS) else f"Drum {note}"
