"""What the words of a mapping mean: expressions, music, names of General MIDI."""
