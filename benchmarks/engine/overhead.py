"""Everything between a picture's arrival and its messages' departure that is not the model's inference.

    python -m benchmarks overhead

One drawn hand, a mapping of 20 controls, OSC through a real UDP socket; drawing is not in it.
"""

from __future__ import annotations

import gc
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import click
import numpy as np

from benchmarks.clips import drawn
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.io.osc.output import OscTarget
from gesture2midi.mapping.load import load
from gesture2midi.session.latency import machine
from gesture2midi.tracking.litert_tracker import LiteRTTracker
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import SteadyTracker

POSITIONS = ["x", "y", "depth", "index.x", "index.y", "thumb.x", "thumb.y", "pinky.x", "speed", "vx", "vy"]
SHAPES = ["open", "pinch", "spread", "roll", "pitch", "yaw", "curl.index", "curl.middle", "curl.ring"]
SIGNALS = POSITIONS + SHAPES
WARM = 20


def mapping(folder: Path) -> Path:
    path = folder / "twenty.yaml"
    numbers = [*range(20, 32), *range(102, 110)]
    controls = [
        f"  - {{send: cc, number: {number}, from: right.{signal}}}"
        for number, signal in zip(numbers, SIGNALS, strict=True)
    ]
    path.write_text("\n".join(["name: Twenty", "controls:", *controls, ""]), encoding="utf-8")
    return path


@click.command()
@click.option("--seconds", default=20.0, show_default=True)
def main(seconds: float) -> None:
    """Print the stages' times, the inference taken off the first."""
    clip = drawn("medium", 1, seconds=seconds)
    with TemporaryDirectory() as folder:
        engine = Engine(load(mapping(Path(folder))))
    recognizer = Recognizer()
    outputs = NoteLedger([OscTarget("127.0.0.1", 9)], click.echo)
    inferred = 0.0
    with closing(LiteRTTracker(find_model(None), 1, in_step=True)) as raw:
        invoke = raw._landmarks._runner.invoke

        def timed() -> None:
            nonlocal inferred
            begun = perf_counter()
            invoke()
            inferred += perf_counter() - begun

        raw._landmarks._runner.invoke = timed
        tracker = SteadyTracker(raw)
        gc.collect()
        gc.freeze()
        instants = []
        for frame in clip.frames:
            inferred = 0.0
            arrived = perf_counter()
            hands = tracker.track(frame)
            tracked = perf_counter()
            gestures = recognizer.update(hands)
            recognized = perf_counter()
            messages = engine.update(gestures)
            mapped = perf_counter()
            outputs.send(messages)
            instants.append((arrived + inferred, tracked, recognized, mapped, perf_counter()))
    outputs.close(0.0)
    times = np.diff(np.array(instants[WARM:]), axis=1) * 1000
    rows = [("tracking", times[:, 0]), ("gestures", times[:, 1]), ("mapping", times[:, 2])]
    rows += [("sending", times[:, 3]), ("whole", times.sum(axis=1))]
    print_table(
        ("ms", "least", "p50", "p99"),
        [(name, *(f"{np.percentile(part, at):.2f}" for at in (0, 50, 99))) for name, part in rows],
        title=f"All but the inference, {len(times)} frames",
        right=(1, 2, 3),
    )
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()
