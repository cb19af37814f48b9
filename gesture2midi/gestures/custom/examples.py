"""The single examples of a taught gesture: which are least like the rest, and the gesture without one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gesture2midi.errors import GestureError
from gesture2midi.gestures.custom.files import Shown
from gesture2midi.gestures.custom.pose_classifier import Sign
from gesture2midi.gestures.custom.training import LEAST_EXAMPLES, LEAST_REPETITIONS


def count(gesture: Shown) -> int:
    """Returns how many examples there are."""
    return len(gesture.shown) if isinstance(gesture, Sign) else len(gesture.ways)


def oddest(gesture: Shown, most: int) -> list[int]:
    """Returns the places of at most so many examples, the one that is least like the others first."""
    every = gesture.shown if isinstance(gesture, Sign) else gesture.ways
    flat = np.asarray(every).reshape(len(every), -1)
    middle = np.median(flat.real, axis=0) + 1j * np.median(flat.imag, axis=0)
    away = np.linalg.norm(flat - middle, axis=1)
    return [int(place) for place in np.argsort(-away, kind="stable")[:most]]


def without(gesture: Shown, place: int) -> Shown:
    """Returns the gesture without one example.

    Raises:
        GestureError: too few would be left to know it by.
    """
    least = LEAST_EXAMPLES if isinstance(gesture, Sign) else LEAST_REPETITIONS
    if count(gesture) <= least:
        raise GestureError(f"A gesture needs {least} examples: show `{gesture.name}` again instead.")
    if isinstance(gesture, Sign):
        return replace(gesture, shown=np.delete(gesture.shown, place, axis=0))
    ways, seconds = np.delete(gesture.ways, place, axis=0), np.delete(gesture.seconds, place, axis=0)
    return replace(gesture, ways=ways, seconds=seconds)
