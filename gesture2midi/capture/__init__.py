"""Capture: cameras, videos, pictures and the virtual performer become `Frame`s."""
