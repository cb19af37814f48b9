"""The built-in synth."""
