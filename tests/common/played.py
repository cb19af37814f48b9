"""Frames of signals without a camera, and what a mapping says to them."""

from __future__ import annotations

import math
from pathlib import Path

from gesture2midi.engine.engine import Engine
from gesture2midi.engine.messages import line
from gesture2midi.events import Gestures
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.load import loads

NOBODY = {
    name: math.nan if signal.kind == "level" else 0.0 for name, signal in signal_table.full_names().items()
}


def gestures(t: float, **values: float) -> Gestures:
    """Nobody there but what is named; `right_y=0.5` is `right.y`, and makes that hand present."""
    signals = dict(NOBODY)
    for key, value in values.items():
        hand, _, name = key.partition("_")
        signals[f"{hand}.{name.replace('__', '.')}"] = value
        signals[f"{hand}.present"] = 1.0
    return Gestures(t, round(t * 30), signals, {}, ())


def engine(text: str) -> Engine:
    return Engine(loads("name: Test\n" + text, Path("test.yaml")))


def play(text: str, *frames: Gestures, stop: float | None = None) -> list[str]:
    player = engine(text)
    lines = [line(item) for frame in frames for item in player.update(frame).items]
    if stop is not None:
        lines += [line(item) for item in player.stop(stop).items]
    return lines
