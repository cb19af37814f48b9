"""How often the poses of drawn hands are recognised, the tracker included.

    python -m benchmarks drawn_poses        # some two minutes

Every pose there is, in both ways of drawing and before three cameras, by hands of other sizes, looks and
rooms. While it is held the hand leans and turns by up to 30 degrees.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, replace

import click
import numpy as np

from benchmarks.gestures.poses import held
from gesture2midi.cli.common import tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.gestures.signals import POSE_NAMES
from gesture2midi.performer.appearance import look
from gesture2midi.performer.camera_model import CAMERAS
from gesture2midi.performer.keyframes import SHAPES, Key, Track
from gesture2midi.performer.kinematics import HandPose
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import Performer, Style
from gesture2midi.tracking.tracker import Tracker

SEEN_BY = ("faultless", "noisy", "blurred")
LEAN = 30.0
"""Degrees of roll, pitch and yaw, either way."""
SECONDS, FPS, SIZES = 1.0, 10, (0.3, 0.5)
"""SIZES: the hand's length, picture heights, from .. to."""


def turning(name: str, seed: int) -> Score:
    """One hand that holds a pose while it turns from one view to another."""
    rng = np.random.default_rng((seed, *name.encode()))
    shape = asdict(SHAPES[name])
    upright = shape.pop("roll")
    views = [
        dict(zip(("roll", "pitch", "yaw"), rng.uniform(-LEAN, LEAN, 3).tolist(), strict=True)) for _ in "ab"
    ]
    pose = HandPose(0.5, 0.5, float(rng.uniform(*SIZES)), 0.0, 0.0, 0.0, **shape)
    first, last = (replace(pose, **(view | {"roll": view["roll"] + upright})) for view in views)
    track = Track((Key(0.0, 0.0, name, first), Key(SECONDS, SECONDS, name, last)), ())
    return Score(name, "", SECONDS, look(seed), {"right": track})


def told(name: str, seeds: range, steady: Tracker) -> Iterator[str]:
    """What the hand is taken for in each picture in which one is found."""
    for seed in seeds:
        steady.reset()
        lens = replace(CAMERAS[SEEN_BY[seed % len(SEEN_BY)]], seed=seed)
        style: Style = "rounded" if seed % 2 else "faceted"
        performer = Performer(turning(name, seed), (640, 480), FPS, style=style, camera=lens)
        for hands in map(steady.track, performer.frames()):
            if hands.hands:
                yield held(hands)


@click.command()
@click.option("--clips", type=click.IntRange(1), default=6, show_default=True, help="Of each pose.")
@click.option("--first", type=click.IntRange(0), default=0, help="Clips that are left out before.")
def main(clips: int, first: int) -> None:
    """Print the table."""
    rows = []
    with tracker(None, "litert", in_step=True)(1) as steady:
        for name in (name for name in SHAPES if name in POSE_NAMES):
            seen = Counter(told(name, range(first, first + clips), steady))
            wrong = (f"{pose} {count}" for pose, count in seen.most_common() if pose != name)
            rows.append(
                (name, f"{seen.total()} of {round(clips * SECONDS * FPS)}", f"{seen[name]}", ", ".join(wrong))
            )
    print_table(("shown", "found", "right", "taken for"), rows, "Poses of drawn hands", right=(1, 2))


if __name__ == "__main__":
    main()
