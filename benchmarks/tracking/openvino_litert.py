"""The landmark model on OpenVINO against LiteRT: how long it takes, and how far its landmarks lie off.

    pip install .[openvino]
    python -m benchmarks openvino_litert --json libraries.json        # four minutes

Both get the same crops: those that the fast tracker looks at in drawn clips and in films of real hands.
Times are taken in short blocks in turn, so that what else the machine does hits both alike.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import FPS, Clip, drawn, films
from benchmarks.tracking.tracker_accuracy import errors, track
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Image
from gesture2midi.session.latency import machine
from gesture2midi.tracking.inference import Library, Network
from gesture2midi.tracking.litert_tracker import LiteRTTracker, landmark_network
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.palm_search import PRESENT
from gesture2midi.tracking.roi import Floats

SIZE = (640, 480)
LIBRARIES: tuple[Library, ...] = get_args(Library)
BLOCK = 6
SEED = 21


@dataclass(frozen=True, slots=True)
class Crop:
    image: Image
    scale: float
    """Pixels of the picture to one of the crop."""


def crops(clip: Clip, model: Path) -> list[Crop]:
    """What the tracker looks at in a clip."""
    looked = []
    with closing(LiteRTTracker(model, 1, in_step=True)) as tracker:
        plain = tracker._landmarks.crop

        def kept(image: Image, to_picture: NDArray[np.float64]) -> Image:
            crop = plain(image, to_picture)
            looked.append(Crop(crop.copy(), float(np.hypot(*to_picture[:, 0]))))
            return crop

        tracker._landmarks.crop = kept
        for frame in clip.frames:
            tracker.track(frame)
    return looked


def apart(looked: list[Crop], answers: dict[Library, list[list[Floats]]]) -> dict[str, float]:
    """Pixels of the picture between the landmarks of the two, and how often they agree on the rest."""
    off, sides, presence = [], [], []
    for crop, one, other in zip(looked, *answers.values(), strict=True):
        present = [answer[1][0] >= PRESENT for answer in (one, other)]
        presence.append(present[0] == present[1])
        if all(present):
            distance = (one[0] - other[0]).reshape(21, 3)[:, :2] * crop.scale
            off.append(np.hypot(*distance.T))
            sides.append((one[2][0] > 0.5) == (other[2][0] > 0.5))
    return {
        "crops": len(looked),
        "mean": float(np.mean(off)),
        "p99": float(np.percentile(off, 99)),
        "presence": float(np.mean(presence)),
        "side": float(np.mean(sides)),
    }


def against_truth(clip: Clip, model: Path) -> dict[str, float]:
    """How far the knuckles lie off the truth when each runs the tracker; see `tracker_accuracy.errors`."""
    figures: dict[str, float] = {}
    for library in LIBRARIES:
        with closing(LiteRTTracker(model, 1, in_step=True, library=library)) as tracker:
            offsets, lost = errors(clip, track(tracker, clip))
        distance = np.hypot(*offsets.T)
        figures[f"{library} sd"] = float(np.sqrt(np.mean(distance**2)))
        figures[f"{library} p99"] = float(np.percentile(distance, 99))
        figures[f"{library} lost"] = lost
    return figures


def times(
    networks: dict[Library, Network], images: list[Image], blocks: int, pause: float
) -> dict[Library, dict[str, float]]:
    """Milliseconds of an inference, and of CPU."""
    taken: dict[Library, list[float]] = {library: [] for library in networks}
    cpu = dict.fromkeys(networks, 0.0)
    for block in range(blocks):
        for library, network in networks.items():
            network.run(images[0])  # wakes its threads, which the other's put to sleep
            begun = time.process_time()
            for i in range(BLOCK):
                time.sleep(pause)
                start = time.perf_counter()
                network.run(images[(block * BLOCK + i) % len(images)])
                taken[library].append((time.perf_counter() - start) * 1000)
            cpu[library] += time.process_time() - begun
    return {
        library: {
            "tenth": float(np.percentile(all_of, 10)),
            "median": float(np.median(all_of)),
            "p99": float(np.percentile(all_of, 99)),
            "cpu": cpu[library] * 1000 / len(all_of),
        }
        for library, all_of in taken.items()
    }


@click.command()
@click.option("--frames", default=150, show_default=True, help="Of each clip.")
@click.option("--blocks", default=150, show_default=True, help=f"Of {BLOCK} inferences each.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
def main(frames: int, blocks: int, out: Path | None) -> None:
    """Print how far apart they are, and how long they take."""
    model = find_model(None)
    figures: dict[str, object] = {"machine": machine()}
    networks = {
        library: landmark_network(model, min(2, os.cpu_count() or 1), library) for library in LIBRARIES
    }
    clips = [
        drawn(speed, SEED, style=style, size=SIZE, seconds=frames / FPS)
        for style in ("rounded", "faceted")
        for speed in ("slow", "medium", "fast")
    ]
    looked: list[Crop] = []
    answers: dict[Library, list[list[Floats]]] = {library: [] for library in LIBRARIES}
    rows = []
    for clip in [*clips, *films(SIZE, frames)]:
        these = crops(clip, model)
        given = {
            library: [network.run(crop.image) for crop in these] for library, network in networks.items()
        }
        looked += these
        for library in LIBRARIES:
            answers[library] += given[library]
        rows.append((clip.name, apart(these, given)))
    rows.append(("all", apart(looked, answers)))
    figures["apart"] = dict(rows)
    print_table(
        ("clip", "crops", "mean px", "p99 px", "both present or not", "same side"),
        [(name, str(one["crops"]), f"{one['mean']:.2f}", f"{one['p99']:.2f}", f"{one['presence']:.2%}",
          f"{one['side']:.2%}") for name, one in rows],
        title="OpenVINO against LiteRT, 640x480", right=range(1, 6),
    )  # fmt: skip
    truths = {clip.name: against_truth(clip, model) for clip in clips}
    figures["against the truth"] = truths
    print_table(
        ("drawn", "SD: LiteRT", "OpenVINO", "p99: LiteRT", "OpenVINO", "lost"),
        [(name, *(f"{one[f'{library} {what}']:.2f}" for what in ("sd", "p99") for library in LIBRARIES),
          " / ".join(f"{one[f'{library} lost']:.0f}" for library in LIBRARIES))
         for name, one in truths.items()],
        title="Against the truth, pixels of 640x480", right=range(1, 6),
    )  # fmt: skip
    images = [crop.image for crop in looked[:: max(1, len(looked) // 64)]]
    cells = []
    for threads in (1, 2):
        networks = {library: landmark_network(model, threads, library) for library in LIBRARIES}
        for how, pause in (("back to back", 0.0), ("with pauses", 1 / FPS)):
            taken = times(networks, images, blocks if not pause else blocks // 3, pause)
            figures[f"{threads} threads, {how}"] = taken
            ratios = [taken["OpenVINO"][what] / taken["LiteRT"][what] for what in taken["LiteRT"]]
            each = [f"{one:.1f}, {other:.1f}" for one, other in
                    zip(taken["LiteRT"].values(), taken["OpenVINO"].values(), strict=True)]  # fmt: skip
            cells.append((str(threads), how, *each, ", ".join(f"{ratio:.2f}" for ratio in ratios)))
    print_table(
        ("threads", "", "quickest tenth", "median", "p99", "CPU", "ratios"), cells,
        title="LiteRT, OpenVINO: milliseconds an inference", right=range(2, 7),
    )  # fmt: skip
    click.echo(f"Machine: {machine()}")
    if out is not None:
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
