"""The fast tracker against MediaPipe: how long a frame waits for its hands, and what that costs.

    python -m benchmarks tracker --json tracker.json --picture docs/images/tracker.png  # a quarter of an hour
    python -m benchmarks tracker --runs 1 --frames 60                               # two minutes

Both trackers get the same frames of the virtual performer and of every film in ../shared/data, in blocks of
a second in turn, paced like a camera's and back to back. How right their hands are: `tracker_accuracy.py`.
"""

from __future__ import annotations

import json
import time
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np

from benchmarks.clips import FPS, Clip, drawn, films
from gesture2midi.cli.tables import print_table
from gesture2midi.display.palette import INK, LINE, MUTED, SIDES, TEXT
from gesture2midi.session.latency import machine
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import Closable, open_raw
from gesture2midi.tracking.select_backend import NAMES, Kind

SIZES = ((640, 480), (1280, 720))
BLOCK = FPS
WARM = 10
"""Frames at a clip's start that do not count: both trackers are still finding the hands."""

CASES = {
    (1, 1): "one hand allowed, one seen",
    (2, 1): "two allowed, one seen",
    (2, 2): "two allowed, two seen",
    (2, 0): "two allowed, none seen",
}
TARGETS = {(1, 1): (0.50, 0.60), (2, 1): (0.25, 0.35), (2, 2): (0.55, 0.65), (2, 0): (0.10, 0.25)}


@dataclass(slots=True)
class Sample:
    """Of one case, tracker and run: milliseconds of each frame; CPU milliseconds, and of how many frames."""

    times: list[float] = field(default_factory=list)
    cpu: float = 0.0
    frames: int = 0


def block(tracker: Closable, clip: Clip, first: int, paced: bool) -> tuple[list[float], list[int], float]:
    """A second of the clip: each frame's milliseconds and number of hands; the CPU milliseconds of all."""
    times, seen = [], []
    spent, due = time.process_time(), time.perf_counter()
    for frame in clip.frames[first : first + BLOCK]:
        if paced:
            due += 1 / FPS
            time.sleep(max(0.0, due - time.perf_counter()))
        start = time.perf_counter()
        hands = tracker.track(frame)
        times.append((time.perf_counter() - start) * 1000)
        seen.append(len(hands.hands))
    if paced:  # a search that goes on beside the last frame belongs to it
        time.sleep(1 / FPS)
    return times, seen, (time.process_time() - spent) * 1000


def run(clips: list[Clip], model: Path, paced: bool, ours: Kind) -> dict[tuple[int, int], dict[Kind, Sample]]:
    """One run over all clips: case -> tracker -> sample. A frame counts where both saw the same number."""
    kinds: tuple[Kind, Kind] = ("mediapipe", ours)
    cases = {case: {kind: Sample() for kind in kinds} for case in CASES}
    for allowed in (1, 2):
        for clip in clips:
            with ExitStack() as stack:
                trackers = {kind: open_raw(model, allowed, kind, in_step=False) for kind in kinds}
                for tracker in trackers.values():
                    stack.callback(tracker.close)
                for first in range(0, len(clip.frames), BLOCK):
                    done = {kind: block(trackers[kind], clip, first, paced) for kind in kinds}
                    alike = defaultdict(list)
                    for i, pair in enumerate(zip(*(done[kind][1] for kind in kinds), strict=True)):
                        if pair[0] == pair[1] and first + i >= WARM:
                            alike[allowed, pair[0]].append(i)
                    for case in alike.keys() & cases.keys():
                        for kind, (times, _, cpu) in done.items():
                            sample = cases[case][kind]
                            sample.times += [times[i] for i in alike[case]]
                            # Only whole blocks of one case, for CPU time has no frames.
                            if len(alike[case]) == len(times):
                                sample.cpu += cpu
                                sample.frames += len(times)
    return cases


def spread(values: list[float], digits: int = 2) -> str:
    """Median of the runs, and how far they lie apart."""
    shown = f"{np.median(values):.{digits}f}"
    return shown if len(values) == 1 else f"{shown} ({min(values):.{digits}f} .. {max(values):.{digits}f})"


def row(
    case: tuple[int, int], runs: list[dict[tuple[int, int], dict[Kind, Sample]]]
) -> dict[str, list[float]]:
    """Percentiles of both, and their ratios, of every run in which the case came up."""
    figures = defaultdict(list)
    for one in runs:
        theirs, ours = one[case].values()
        if not theirs.times:
            continue
        for name, part in (("median", 50), ("p99", 99)):
            a, b = np.percentile(theirs.times, part), np.percentile(ours.times, part)
            figures[f"mediapipe {name}"].append(float(a))
            figures[f"ours {name}"].append(float(b))
            figures[f"ratio {name}"].append(float(b / a))
        if theirs.frames:
            figures["ratio cpu"].append(ours.cpu / ours.frames / (theirs.cpu / theirs.frames))
    return dict(figures)


def draw(path: Path, samples: dict[str, dict[tuple[int, int], dict[Kind, list[float]]]]) -> None:
    """What part of the frames had their hands after so many milliseconds: a panel a case."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, panels = plt.subplots(1, len(CASES), figsize=(14, 3.6), sharey=True, facecolor=INK)
    for panel, (case, name) in zip(panels, CASES.items(), strict=True):
        panel.set_facecolor(INK)
        panel.set_title(name, color=TEXT, fontsize=11)
        panel.set_xlabel("milliseconds", color=MUTED)
        panel.tick_params(colors=MUTED)
        panel.grid(color=LINE, linewidth=0.6)
        panel.set(xscale="log", xlim=(0.1, 100), ylim=(0, 1.02))
        panel.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        for spine in panel.spines.values():
            spine.set_color(LINE)
        for how, line in (("paced", "-"), ("back to back", ":")):
            for kind, found in samples[how][case].items():
                colour = SIDES["right" if kind == "mediapipe" else "left"]
                times = np.sort(found)
                label = f"{NAMES[kind]}, {how}"
                panel.plot(times, np.linspace(0, 1, len(times)), line, color=colour, label=label)
    panels[0].set_ylabel("part of the frames", color=MUTED)
    panels[0].legend(loc="upper left", fontsize=8, facecolor=INK, edgecolor=LINE, labelcolor=TEXT)
    figure.tight_layout()
    figure.savefig(path, dpi=110)
    plt.close(figure)


@click.command()
@click.option("--runs", default=3, show_default=True, help="How often everything is played.")
@click.option("--frames", default=90, show_default=True, help="Of each clip.")
@click.option("--ours", type=click.Choice(["litert", "openvino"]), default="litert", show_default=True)
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
@click.option("--picture", type=click.Path(path_type=Path), help="Draw the distributions there (.png).")
def main(runs: int, frames: int, ours: Kind, out: Path | None, picture: Path | None) -> None:
    """Print a table for frames paced as a camera paces them, and one for frames back to back."""
    model = find_model(None)
    figures: dict[str, object] = {"machine": machine(), "runs": runs, "frames": frames, "ours": ours}
    samples: dict[str, dict[tuple[int, int], dict[Kind, list[float]]]] = {}
    seconds = frames / FPS
    played: dict[str, list[dict[tuple[int, int], dict[Kind, Sample]]]] = {"paced": [], "back to back": []}
    for size in SIZES:
        clips = [
            drawn("medium", 1, size=size, seconds=seconds),
            drawn("medium", 2, ("left", "right"), size=size, seconds=seconds),
            drawn("slow", 3, (), size=size, seconds=seconds),
            *films(size, frames),
        ]
        for how, done in played.items():
            for number in range(runs):
                one = run(clips, model, how == "paced", ours)
                if size == SIZES[0]:
                    done.append(one)
                else:  # of the same run at the other size
                    for case, kinds in one.items():
                        for kind, sample in kinds.items():
                            whole = done[number][case][kind]
                            whole.times += sample.times
                            whole.cpu += sample.cpu
                            whole.frames += sample.frames
                click.echo(f"{size[0]}x{size[1]}, {how}, run {number + 1} of {runs}", err=True)
    for how, done in played.items():
        rows = []
        for case, name in CASES.items():
            found = row(case, done)
            figures[f"{name}, {how}"] = found
            if found:
                cells = [
                    spread(found[f"{who} {what}"], 1)
                    for what in ("median", "p99")
                    for who in ("mediapipe", "ours")
                ]
                ratios = [f"{spread(found[f'ratio {what}'])} [{limit:.2f}]"
                          for what, limit in zip(("median", "p99"), TARGETS[case], strict=True)]  # fmt: skip
                rows.append((name, *cells, *ratios, spread(found.get("ratio cpu", [np.nan]))))
        samples[how] = {
            case: {kind: [t for one in done for t in one[case][kind].times] for kind in done[0][case]}
            for case in CASES
        }
        print_table(
            ("case", "MediaPipe", NAMES[ours], "MediaPipe p99", f"{NAMES[ours]} p99",
             "ratio [wanted]", "ratio p99 [wanted]", "ratio CPU"),
            rows,
            title=f"{how}, milliseconds a frame",
        )  # fmt: skip
    click.echo(f"Machine: {machine()}")
    if out is not None:
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if picture is not None:
        draw(picture, samples)


if __name__ == "__main__":
    main()
