"""MIDI and OSC: delay, floods, clocks, bad input."""
