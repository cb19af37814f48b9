"""How poses are told when a drawn hand leans: the measure on which `gestures.poses.POINTING` was chosen.

    python -m studies.leaning            # two minutes

Hands of five shapes lean from 75 degrees away from the camera to 75 degrees towards it, upright and hanging,
in both styles. A relaxed hand is an open one; fingertips pinched together are no pose.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, replace
from itertools import product

import click

from benchmarks.gestures.levels import SEEDS, STYLES, tracked
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hands
from gesture2midi.gestures import poses
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.performer.appearance import look
from gesture2midi.performer.keyframes import SHAPES, Key, Shape, Track, at
from gesture2midi.performer.kinematics import HandPose
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import Performer, Style

FPS = 6
LEAN = 75.0
"""Degrees, each way."""
TIPS = Shape(0.25, 0.5, 0.52, 0.55, 0.6, spread=0, pinch=0.6)
SHOWN = {name: (SHAPES[name], "open" if name == "relaxed" else name) for name in ("open", "relaxed")}
SHOWN |= {name: (SHAPES[name], name) for name in ("fist", "point")} | {"fingertips pinched": (TIPS, "none")}
LEANING = {"away": (-80.0, -20.0), "upright": (-20.0, 20.0), "to the camera": (20.0, 80.0)}
TRIED = (0.0, 0.06, 0.08, 0.1, 0.12, 0.14, 0.18)


def leaning(shape: Shape, roll: float, style: Style, seed: int) -> list[tuple[float, Hands]]:
    """(degrees towards the camera, what is tracked) of each frame."""
    fingers = {name: value for name, value in asdict(shape).items() if name != "roll"}
    front = HandPose(x=0.5, y=0.5, size=0.4, roll=roll, pitch=0, yaw=0, **fingers)
    keys = [Key(0.0, 0.2, "", front)]
    for pitch, seconds in ((-LEAN, 1.0), (LEAN, 2.5)):
        start = keys[-1].until + seconds
        keys.append(Key(start, start + 0.1, "", replace(front, pitch=pitch)))
    track = Track(tuple(keys), ())
    score = Score("leaning", "", keys[-1].until, look(seed), {"right": track})
    frames = tracked(Performer(score, fps=FPS, style=style, mirror=False).frames())
    return [(at(track, hands.t).pitch, hands) for hands in frames]


def told(hands: Hands) -> str:
    """The pose after the hand has been shown for a tenth of a second."""
    recognizer = Recognizer()
    gestures = [recognizer.update(replace(hands, t=t)) for t in (0.0, 0.05, 0.1)][-1]
    return next(iter(gestures.poses.values()), "unseen")


@click.command()
def main() -> None:
    """Print how many frames are right of those in which the hand was found."""
    found = [
        (name, pitch, hands)
        for name, (shape, _) in SHOWN.items()
        for seed, (style, roll) in enumerate(product(STYLES, (0.0, 180.0)), SEEDS[0])
        for pitch, hands in leaning(shape, roll, style, seed)
        if hands.hands
    ]
    rows, kept = [], poses.POINTING
    for less in TRIED:
        poses.POINTING = less
        right: Counter[tuple[str, str]] = Counter()
        total: Counter[tuple[str, str]] = Counter()
        for name, pitch, hands in found:
            for way, (low, high) in LEANING.items():
                if low <= pitch < high:
                    total[name, way] += 1
                    right[name, way] += told(hands) == SHOWN[name][1]
        cells = [f"{right[name, 'to the camera']} of {total[name, 'to the camera']}" for name in SHOWN]
        rest = sum(right.values()) - sum(right[name, "to the camera"] for name in SHOWN)
        rows.append(
            (f"{less:g}" + " (kept)" * (less == kept), *cells, f"{sum(right.values()) - rest}", f"{rest}")
        )
    headings = ("less by", *SHOWN, "all to the camera", "all others")
    print_table(headings, rows, "Leaning hands told right, those to the camera by shape", right=range(8))


if __name__ == "__main__":
    main()
