"""MIDI ports, in and out."""
