"""Notes, scales, chords, tunings and General MIDI: arithmetic that everybody shares."""
