"""Pictures of how hands and a body were bent over time: which joints stand in which panel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gesture2midi.display import palette
from gesture2midi.display.angle_plot import Curve, Panel, plot
from gesture2midi.display.palette import TEXT
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures import body_angles, joint_angles
from gesture2midi.gestures.signals import FINGERS

_LOST = 2.5
"""Usual times between two values without one, from which on a curve has a gap."""
_MOST = 4000
"""Points of a curve: more are not to be told apart."""
_HAND_RANGE, _BODY_RANGE, _LEAN_RANGE = (0.0, 120.0), (0.0, 180.0), (-45.0, 45.0)
_COLOURS = tuple(map(palette.channel, (1, 2, 3)))

Bent: TypeAlias = tuple[Sequence[float], Sequence[Iterable[float]]]
"""The times in seconds, and at each the degrees of all joints."""


def plot_hands(path: Path, title: str, hands: Mapping[Side, Bent], seconds: float) -> None:
    """Write a picture with a panel for each finger of each hand, and a curve for each joint.

    hands: the degrees in the order of `joint_angles.JOINTS`.

    Raises:
        OutputError: the file cannot be written.
    """
    panels = []
    for side, bent in hands.items():
        times, degrees = _thinned(bent)
        for finger in FINGERS:
            names = [name for name in joint_angles.JOINTS if name.startswith(finger)]
            curves = [
                Curve(name.partition("_")[2], colour, degrees[:, joint_angles.JOINTS.index(name)])
                for name, colour in zip(names, _COLOURS, strict=True)
            ]
            panels.append(Panel(f"{side} {finger}", palette.SIDES[side], _HAND_RANGE, times, curves))
    plot(path, title, "degrees that each joint is bent", panels, seconds)


def plot_body(path: Path, title: str, bent: Bent, seconds: float) -> None:
    """Write a picture with a panel for each pair of joints, and a curve for each side.

    bent: the degrees in the order of `body_angles.JOINTS`.

    Raises:
        OutputError: the file cannot be written.
    """
    times, degrees = _thinned(bent)
    columns = dict(zip(body_angles.JOINTS, degrees.T, strict=True))
    joints = dict.fromkeys(name.partition("_")[2] for name in body_angles.JOINTS if name.startswith(SIDES))
    panels = [
        Panel(
            joint,
            TEXT,
            _BODY_RANGE,
            times,
            [Curve(side, palette.SIDES[side], columns[f"{side}_{joint}"]) for side in SIDES],
        )
        for joint in joints
    ]
    lean = Curve("", palette.SENT, columns["trunk_lean"])
    panels.append(Panel("lean to the right", TEXT, _LEAN_RANGE, times, [lean]))
    plot(path, title, "degrees of each joint", panels, seconds)


def _thinned(bent: Bent) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Times and degrees (n, joints), with a row of NaN wherever nothing was seen for a while."""
    times, degrees = np.array(bent[0]), np.array([[*row] for row in bent[1]])
    every = max(1, -(-len(times) // _MOST))
    times, degrees = times[::every], degrees[::every]
    apart = np.diff(times)
    gaps = np.flatnonzero(apart > _LOST * np.median(apart)) if len(apart) else np.array([], int)
    return np.insert(times, gaps + 1, times[gaps]), np.insert(degrees, gaps + 1, np.nan, axis=0)
