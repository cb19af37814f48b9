"""A hand that is drawn, not tracked, and a view of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gesture2midi.display.view import Meter, View
from gesture2midi.events import Frame, Gestures, Hand, Hands, Side
from gesture2midi.gestures.signals import full_names

# Knuckles of the five fingers seen from the wrist, in hand lengths, thumb to the right; y down.
KNUCKLES = ((0.25, -0.2), (0.2, -0.5), (0.05, -0.55), (-0.1, -0.5), (-0.22, -0.42))


def open_hand(side: Side, x: float, y: float, size: float = 0.3) -> Hand:
    """An open hand with its wrist at (x, y)."""
    points = np.zeros((21, 3), np.float32)
    for finger, knuckle in enumerate(KNUCKLES):
        for joint in range(4):
            points[1 + 4 * finger + joint, :2] = np.multiply(knuckle, 1 + 0.3 * joint)
    points *= size
    points[:, :2] += (x, y)
    return Hand(side, 0.98, points, points)


@pytest.fixture
def make_view() -> Callable[..., View]:
    def make(width: int = 640, height: int = 480, mirror: bool = True, **changed: Any) -> View:
        image = np.full((height, width, 3), 90, np.uint8)
        hands = (open_hand("left", 0.3, 0.7), open_hand("right", 0.7, 0.7))
        signals = {name: 0.0 for name in full_names()}
        values: dict[str, Any] = {
            "frame": Frame(0.0, 0, image, mirror, 0.0),
            "hands": Hands(0.0, 0, width / height, hands),
            "gestures": Gestures(0.0, 0, signals, {"left": "fist", "right": "none"}, ()),
            "sounding": ((1, 60), (10, 38)),
            "names": ("C4", "Snare"),
            "scene": "chorus",
            "mapping": "Theremin",
            "meters": (Meter("filter", 0.5, "64"), Meter("bend", 0.25, "-0.50", 0.5)),
            "fps": 30.0,
            "latency_ms": 12.0,
        }
        return View(**(values | changed))

    return make
