"""How punctual finger strikes are on drawn hands, and how often films of hands that strike nothing have one.

    python -m benchmarks finger_strikes        # some ten minutes

Each hand strikes with finger after finger, from 22 to 50 % of a fist deep, in 60 to 100 ms; the neighbours
are drawn along by a third. It is seen from the front, from the front with its fingers towards the camera, as
on a table, and from above. The truth is the peak of the braking acceleration. The films are those of `poses`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import fmean, median

import click
import numpy as np

from benchmarks.gestures.poses import DATA, filmed
from gesture2midi.cli.common import tracker
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hands
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import FINGER_STRIKES, FINGERS
from gesture2midi.performer.appearance import look
from gesture2midi.performer.camera_model import CAMERAS
from gesture2midi.performer.keyframes import Key, Track
from gesture2midi.performer.kinematics import HandPose
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import Performer
from gesture2midi.tracking.tracker import Tracker

VIEWS = {"front": (0.0, 0.0, 0.42), "table": (45.0, 0.0, 0.42), "above": (-15.0, 180.0, 0.36)}
"""Pitch and yaw in degrees, size in picture heights."""
CLIPS = ((30, 1, "faultless"), (60, 2, "noisy"), (30, 3, "blurred"), (60, 4, "faultless"), (30, 5, "noisy"))
REST, ALONG = 0.12, 0.35
BRAKE = 0.5 + 3**0.5 / 6
"""The part of a minimum-jerk fall in which it is braked most."""
NEAR = (-0.05, 0.15)
"""Seconds about a stroke in which a hit is taken for it."""


def drumming(view: str, seed: int) -> tuple[Score, list[tuple[float, str]]]:
    """Sixteen strikes of the right hand, and when each is meant with which finger."""
    rng = np.random.default_rng((seed, len(view), 7))
    pitch, yaw, size = VIEWS[view]
    rest = HandPose(0.5, 0.55, size, rng.uniform(-10, 10), pitch, yaw, 0.2, *(REST,) * 4, 0.4, 0.0)
    keys, truth, t = [Key(0.0, 0.9, "open", rest)], [], 1.0
    fingers = FINGERS[1:]
    for finger in (str(name) for _ in range(4) for name in rng.permutation(fingers)):
        deep, fall, hold, back = (
            float(rng.uniform(*ends)) for ends in ((0.22, 0.5), (0.06, 0.1), (0, 0.06), (0.1, 0.18))
        )
        at = fingers.index(finger)
        beside = {fingers[k]: REST + ALONG * deep for k in (at - 1, at + 1) if 0 <= k < 4}
        down = t + fall
        up = down + hold + back
        following = t + max(float(rng.choice([0.25, 0.35, 0.5, 0.8])), fall + hold + back + 0.02)
        keys.append(Key(down, down + hold, "open", replace(rest, **beside, **{finger: REST + deep})))
        keys.append(Key(up, following, "open", rest))
        truth.append((t + BRAKE * fall, f"finger_strike.{finger}"))
        t = following
    return Score(view, "Finger strikes.", t + 0.8, look(seed), {"right": Track(tuple(keys), ())}), truth


def found(film: list[Hands]) -> list[tuple[float, str]]:
    """When which finger strikes."""
    recognizer = Recognizer()
    return [
        (hit.t, hit.kind)
        for hands in film
        for hit in recognizer.update(hands).hits
        if hit.kind in FINGER_STRIKES
    ]


def drawn(steady: Tracker, views: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    """A row for each view and rate: strikes, missed, extra, how late, error and p95 in milliseconds."""
    for view in views:
        for fps in (30, 60):
            total = extra = 0
            errors: list[float] = []
            late: list[float] = []
            for _, seed, camera in (clip for clip in CLIPS[:count] if clip[0] == fps):
                score, truth = drumming(view, seed)
                style = "rounded" if seed % 2 else "faceted"
                lens = replace(CAMERAS[camera], seed=seed)
                steady.reset()
                performer = Performer(score, (640, 480), fps, style=style, camera=lens)
                left = found([steady.track(frame) for frame in performer.frames()])
                own = []
                for meant, kind in truth:
                    near = [hit for hit in left if hit[1] == kind and NEAR[0] < hit[0] - meant < NEAR[1]]
                    if near:
                        left.remove(near[0])
                        own.append(1000 * (near[0][0] - meant))
                total, extra = total + len(truth), extra + len(left)
                late += own
                errors += [abs(error - median(own)) for error in own]
            missed = total - len(late)
            told = (f"{fmean(late):.0f}", f"{fmean(errors):.1f}", f"{np.percentile(errors, 95):.0f}")
            yield view, f"{fps}", f"{total}", f"{missed}", f"{extra}", *(told if late else "---")


@click.command()
@click.option("--view", "views", multiple=True, type=click.Choice(tuple(VIEWS)), default=tuple(VIEWS))
@click.option("--clips", "count", type=click.IntRange(2, len(CLIPS)), default=len(CLIPS), show_default=True)
@click.option("--films/--no-films", default=True, help="Real hands, too.")
def main(views: Sequence[str], count: int, films: bool) -> None:
    """Print the tables."""
    with tracker(None, "litert", in_step=True)(1) as steady:
        headings = ("seen from", "fps", "strikes", "missed", "extra", "late ms", "error ms", "p95 ms")
        print_table(
            headings, list(drawn(steady, views, count)), "Finger strikes of drawn hands", right=range(1, 8)
        )
    if not (films and DATA.is_dir()):
        return
    rows, minutes, false = [], 0.0, 0
    with tracker(None, "litert", in_step=True)(2) as steady:
        for file in sorted((DATA / "videos").iterdir()):
            film = filmed(file, steady)
            hits = found(film)
            rows.append((file.name, f"{film[-1].t:.1f}", f"{len(hits)}"))
            minutes, false = minutes + film[-1].t / 60, false + len(hits)
    print_table(("film", "s", "finger strikes"), rows, "Films of hands that drum nothing", right=(1, 2))
    click.echo(f"{false} in {minutes:.1f} minutes, {false / minutes:.1f} a minute.")


if __name__ == "__main__":
    main()
