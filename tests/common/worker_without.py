"""Preloaded by the worker of a cluster: it has no Gesture2MIDI."""

import sys


def dask_setup(worker: object) -> None:
    """Dask calls this as the worker starts."""
    sys.modules["gesture2midi"] = None
