"""Trackers: time, accuracy, names of hands, smoothing."""
