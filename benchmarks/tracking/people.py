"""What looking for the face and the body costs the hands, in turns of a second before a pretended camera.

    python -m benchmarks people                    # two minutes
    python -m benchmarks people --seconds 300

A film of a signer, decoded beforehand, comes as from a camera, two hands allowed, through tracker, recognizer
and `theremin`. In blocks of a second in turn the hands are alone, or face, body or both are looked for beside
them, as in a set. Whoever wants a figure has nothing else running: what the machine does besides is
printed with it.
"""

from __future__ import annotations

import os
import time
from contextlib import ExitStack

import click
import numpy as np

from benchmarks.clips import FILMS
from benchmarks.pretended_camera import Beforehand, PretendedCamera, decoded
from gesture2midi import paths
from gesture2midi.capture.video import Video
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.engine import Engine
from gesture2midi.events import Part
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.mapping.load import load
from gesture2midi.session.latency import machine
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.people.schedule import People, open_people
from gesture2midi.tracking.pipeline import open_tracker

FILM = "slp_signing_fast_lowlight.mp4"
FPS = 30
WARM = 4.0
"""Seconds at the beginning that do not count: each kind has had a block."""
SETTLED = 5
"""Frames at the beginning of a block that do not count."""
KINDS: dict[str, tuple[Part, ...]] = {
    "hands alone": (),
    "with the face": ("face",),
    "with the body": ("body",),
    "with both": ("face", "body"),
}


def fail(sentence: str) -> None:
    """There are no figures without the models."""
    raise click.ClickException(sentence)


def measured(seconds: float) -> tuple[list[list[float]], list[int]]:
    """Returns, by kind, the milliseconds from arrival to messages of each frame, and how many looks came."""
    engine, recognizer = Engine(load(paths.mapping_file("theremin"))), Recognizer()
    times: list[list[float]] = [[] for _ in KINDS]
    looks = [0 for _ in KINDS]
    block, since = -1, 0
    with ExitStack() as stack:
        tracker = stack.enter_context(open_tracker(find_model(None), 2, in_step=False))
        others: list[People | None] = [
            stack.enter_context(open_people(parts, in_step=False, say=fail)) if parts else None
            for parts in KINDS.values()
        ]
        pictures = decoded(Video(FILMS / FILM), 58)
        camera = PretendedCamera(Beforehand(pictures, FPS, WARM + seconds))
        stack.callback(camera.close)
        for frame in camera.frames():
            if frame is None:
                continue
            if int(frame.t) != block:
                block, since = int(frame.t), 0
            kind = block % len(KINDS)
            people = others[kind]
            hands = tracker.track(frame)
            if people is not None:
                hands = people.add(frame, hands)
            engine.update(recognizer.update(hands))
            since += 1
            if frame.t > WARM and since > SETTLED:
                times[kind].append(1000 * (time.perf_counter() - frame.arrived))
                looks[kind] += (hands.face is not None) + (hands.body is not None)
            if people is not None:
                people.rest(frame)
    return times, looks


@click.command()
@click.option("--seconds", default=120.0, show_default=True)
def main(seconds: float) -> None:
    """Print a line for each, and what else the machine did."""
    load_before = os.getloadavg()[0]
    times, looks = measured(seconds)
    alone = [np.percentile(times[0], part) for part in (50, 99)]
    rows = []
    for name, each, many in zip(KINDS, times, looks, strict=True):
        p50, p90, p99 = np.percentile(each, (50, 90, 99))
        more = f"{100 * (p50 / alone[0] - 1):+.0f} %", f"{100 * (p99 / alone[1] - 1):+.0f} %"
        rate = f"{many / (len(each) / FPS):.1f}"
        rows.append((name, f"{len(each)}", f"{p50:.2f}", f"{p90:.2f}", f"{p99:.2f}", *more, rate))
    columns = ("", "frames", "p50 ms", "p90", "p99", "p50 more", "p99 more", "looks a second")
    print_table(columns, rows, right=range(1, 8))
    click.echo(f"Load at the beginning: {load_before:.1f}. Machine: {machine()}")


if __name__ == "__main__":
    main()
