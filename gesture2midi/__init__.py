"""Gesture2MIDI: a hand before the camera plays MIDI, OSC and a synth."""

__version__ = "0.2.0"
