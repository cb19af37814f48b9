"""Landmarks: trackers behind one protocol, regions, palm search, hand identity, smoothing."""
