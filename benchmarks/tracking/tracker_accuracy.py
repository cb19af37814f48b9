"""How right the fast tracker's hands are: against MediaPipe's on the same frames, and against the truth.

    python -m benchmarks tracker_accuracy --json accuracy.json         # five minutes

Films and slow drawn clips for the first; for the second, hands drawn in two ways, at four speeds. The
constants of the tracker were chosen on the seeds 1 and 2; the seeds here are others.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import Clip, drawn, films
from gesture2midi.cli.tables import print_table
from gesture2midi.events import Hand, Hands
from gesture2midi.performer.source import Style
from gesture2midi.session.latency import machine
from gesture2midi.tracking.litert_tracker import LiteRTTracker
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import Closable, open_raw
from gesture2midi.tracking.roi import around_hand

SIZE = (640, 480)
SEEDS = (11, 12, 13, 14)
SPEEDS = {
    "slow": ("slow", 1, 0.03),
    "medium": ("medium", 1, 0.13),
    "fast": ("fast", 1, 0.33),
    "very fast": ("fast", 2, 0.67),
}
"""Name -> the clip's speed, how many times as fast it is played, hand lengths a frame at the fastest."""

KNUCKLES = [5, 9, 13, 17]
STILL = 0.1
"""Hands that move by more than this part of their size from one frame to the next are not compared."""

Pixels = NDArray[np.float64]


def track(tracker: Closable, clip: Clip) -> list[Hands]:
    return [tracker.track(frame) for frame in clip.frames]


def pixels(hand: Hand) -> Pixels:
    return hand.points[:, :2] * np.array(SIZE, np.float64)


def apart(one: Hand, other: Hand) -> float:
    """Mean distance of the landmarks in pixels."""
    return float(np.hypot(*(pixels(one) - pixels(other)).T).mean())


def against_mediapipe(clip: Clip, model: Path) -> dict[str, list[float]]:
    """Distances of hands that both see; whether the sides agree; frames in which one alone sees a hand."""
    with closing(open_raw(model, 1, "mediapipe")) as tracker:
        theirs = track(tracker, clip)
    with closing(open_raw(model, 1, "litert")) as tracker:
        ours = track(tracker, clip)
    found: dict[str, list[float]] = {"distance": [], "agree": [], "theirs alone": [], "ours alone": []}
    before: Hand | None = None
    for a, b in zip(theirs, ours, strict=True):
        found["theirs alone"].append(bool(a.hands) and not b.hands)
        found["ours alone"].append(bool(b.hands) and not a.hands)
        hand = a.hands[0] if a.hands else None
        if hand and before and b.hands:
            size = float(np.hypot(*np.ptp(pixels(hand), axis=0)))
            if apart(hand, before) < STILL * size:
                found["distance"].append(apart(hand, b.hands[0]))
                found["agree"].append(hand.side == b.hands[0].side)
        before = hand
    return found


def errors(clip: Clip, found: Iterable[Hands]) -> tuple[Pixels, int]:
    """(n, 2) pixels by which the knuckles lie off the truth, the clip's median offset taken away (the model
    means another point of the knuckle than the drawing); and in how many frames there is no hand."""
    assert clip.truth is not None
    off, lost = [], 0
    for hands, truth in zip(found, clip.truth, strict=True):
        if hands.hands:
            off.append((pixels(hands.hands[0]) - pixels(truth.hands[0]))[KNUCKLES].mean(axis=0))
        else:
            lost += 1
    offsets = np.array(off)
    return offsets - np.median(offsets, axis=0), lost


def looked(tracker: LiteRTTracker) -> Callable[[], int]:
    """Counts the runs of the landmark model from now on."""
    count, run = 0, tracker._landmarks.run

    def counted(crop: object) -> object:
        nonlocal count
        count += 1
        return run(crop)

    tracker._landmarks.run = counted
    return lambda: count


def in_the_true_region(tracker: LiteRTTracker, clip: Clip) -> Iterator[Hands]:
    """What the same model says when it is shown exactly where the hand is: no tracker can do better."""
    assert clip.truth is not None
    for frame, truth in zip(clip.frames, clip.truth, strict=True):
        points = truth.hands[0].points * np.array([*SIZE, SIZE[0]], np.float32)
        sight = tracker._look(frame.image, around_hand(points))
        hands = ()
        if sight is not None:
            seen = sight.points / np.array([*SIZE, SIZE[0]], np.float32)
            hands = (Hand("right", 1.0, seen, sight.world),)
        yield Hands(frame.t, frame.index, SIZE[0] / SIZE[1], hands)


def against_truth(speed: str, style: Style, model: Path) -> dict[str, float]:
    kind, hurry, _ = SPEEDS[speed]
    off: dict[str, list[Pixels]] = {"mediapipe": [], "litert": [], "limit": []}
    lost = dict.fromkeys(off, 0)
    looks = frames = 0
    for seed in SEEDS:
        clip = drawn(kind, seed, style=style, hurry=hurry)
        frames += len(clip.frames)
        with closing(open_raw(model, 1, "mediapipe")) as tracker:
            found = {"mediapipe": track(tracker, clip)}
        with closing(LiteRTTracker(model, 1, in_step=True)) as tracker:
            count = looked(tracker)
            found["litert"] = track(tracker, clip)
            looks += count()
            found["limit"] = list(in_the_true_region(tracker, clip))
        for who, hands in found.items():
            offsets, missing = errors(clip, hands)
            off[who].append(offsets)
            lost[who] += missing
    figures: dict[str, float] = {"frames": frames, "looks": looks / frames}
    for who, parts in off.items():
        distance = np.hypot(*np.concatenate(parts).T)
        figures[f"{who} sd"] = float(np.sqrt(np.mean(distance**2)))
        figures[f"{who} p99"] = float(np.percentile(distance, 99))
        figures[f"{who} lost"] = lost[who]
    return figures


@click.command()
@click.option("--frames", default=300, show_default=True, help="Of each film.")
@click.option("--json", "out", type=click.Path(path_type=Path), help="Write the figures there.")
def main(frames: int, out: Path | None) -> None:
    """Print both tables."""
    model = find_model(None)
    figures: dict[str, object] = {"machine": machine()}
    rows = []
    slow = [drawn("slow", seed, style=style) for style in ("rounded", "faceted") for seed in SEEDS[:2]]
    for clip in [*slow, *films(SIZE, frames)]:
        found = against_mediapipe(clip, model)
        near = found["distance"] or [float("nan")]
        one = figures[clip.name] = {
            "compared": len(found["distance"]),
            "mean": float(np.mean(near)),
            "p99": float(np.percentile(near, 99)),
            "agree": float(np.mean(found["agree"] or [float("nan")])),
            "theirs alone": int(sum(found["theirs alone"])),
            "ours alone": int(sum(found["ours alone"])),
        }
        cells = [str(one["compared"]), f"{one['mean']:.2f}", f"{one['p99']:.2f}", f"{one['agree']:.1%}"]
        rows.append(
            (clip.name, str(len(clip.frames)), *cells, str(one["theirs alone"]), str(one["ours alone"]))
        )
    print_table(
        ("clip", "frames", "compared", "mean px", "p99 px", "same side", "MediaPipe alone", "LiteRT alone"),
        rows, title="Against MediaPipe, one hand allowed, 640x480", right=range(1, 8),
    )  # fmt: skip
    rows = []
    for style in ("rounded", "faceted"):
        for speed, (_, _, lengths) in SPEEDS.items():
            one = against_truth(speed, style, model)
            figures[f"{speed}, {style}"] = one
            cells = [
                f"{one[f'{who} {what}']:.2f}"
                for what in ("sd", "p99")
                for who in ("mediapipe", "litert", "limit")
            ]
            lost = " / ".join(str(round(one[f"{who} lost"])) for who in ("mediapipe", "litert"))
            ratios = [f"{one[f'litert {what}'] / one[f'mediapipe {what}']:.2f}" for what in ("sd", "p99")]
            rows.append((style, f"{speed} ({lengths})", *cells, *ratios, lost, f"{one['looks']:.3f}"))
    print_table(
        ("drawn", "speed (hands a frame)", "MediaPipe SD px", "LiteRT", "limit", "MediaPipe p99 px", "LiteRT",
         "limit", "ratio SD", "ratio p99", "lost of 600", "runs a frame"),
        rows, title="Against the truth, one hand at 30 frames a second, 640x480", right=range(2, 12),
    )  # fmt: skip
    click.echo(f"Machine: {machine()}")
    if out is not None:
        out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
