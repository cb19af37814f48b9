"""What `foretell: 40 ms` makes of a level: how far it is from where the hand then is, at rest and at turns.

    python -m benchmarks foretell                               # the films beside the checkout; half a minute
    python -m benchmarks foretell --picture docs/images/foretell.png

Films of real hands through the tracker and the recognizer. What is foretold from a frame is held against what
the same level is so much later, a cubic between frames. In motion (faster than 0.15 of the range a second):
the root mean square of the error, without and with. At rest (within one 7-bit step for a third of a second
before and after): how many 7-bit steps are sent. At turns (after a way of a tenth of the range or more): how
far it goes beyond, in parts of that way. The takes stay in the temporary folder. The constants of
`engine/foretelling.py` were chosen on these films; JERK and NOISE may be halved or doubled for 0.02.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import FILMS
from benchmarks.engine.rate import CACHE
from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.capture.video import Video
from gesture2midi.cli.common import progress
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.follower import HYSTERESIS
from gesture2midi.engine.foretelling import FORETOLD, Foreteller
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import full_names
from gesture2midi.session.latency import machine
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import open_tracker

Floats = NDArray[np.float64]
AHEAD = (0.02, 0.04, 0.06)
OF_HANDS = ("hands.height", "hands.distance", "hands.angle")
OF_ONE = ("x", "y", "depth", "roll", "index.x", "index.y", "open", "pinch", "spread", "curl.index", "pitch")
TWO = "two_hands"
"""In the name of a film that shows two."""
FAST = 0.15
"""Ranges a second above which it moves, over `ABOUT` seconds before and after."""
ABOUT = 0.1
STEP = 1 / 127
REST = 1 / 3
"""Seconds before and after in which a resting level stays within a step."""
TURN = 0.1
"""Ranges that lie between two turns at the least."""


@dataclass(frozen=True)
class Way:
    """One level of one film, in parts of its range; NaN where it is not seen."""

    film: str
    t: Floats
    seen: Floats

    def later(self, ahead: float) -> Floats:
        """What it is so much after each frame, on a cubic through the frames; NaN after the last."""
        at = self.t + ahead
        slope = np.gradient(self.seen, self.t)
        i = np.clip(np.searchsorted(self.t, at, side="right") - 1, 0, len(self.t) - 2)
        step = self.t[i + 1] - self.t[i]
        s = (at - self.t[i]) / step
        value = (2 * s**3 - 3 * s**2 + 1) * self.seen[i] + (3 * s**2 - 2 * s**3) * self.seen[i + 1]
        value += step * ((s**3 - 2 * s**2 + s) * slope[i] + (s**3 - s**2) * slope[i + 1])
        return np.where(at <= self.t[-1], value, np.nan)

    def foretold(self, ahead: float) -> Floats:
        """What the engine makes of it."""
        foreteller = Foreteller(lambda: ahead)
        return np.array(
            [foreteller.update(t, seen) for t, seen in zip(self.t.tolist(), self.seen.tolist(), strict=True)]
        )

    def moving(self) -> NDArray[np.bool_]:
        """In which frames it moves."""
        before, after = (np.interp(self.t + by, self.t, self.seen) for by in (-ABOUT, ABOUT))
        return np.abs(after - before) > FAST * 2 * ABOUT

    def rests(self) -> Iterator[slice]:
        """Yields the frames of each rest."""
        width = round(REST / np.median(np.diff(self.t)))
        still = np.zeros(len(self.seen), bool)
        for i in range(width, len(self.seen) - width):
            still[i] = np.ptp(self.seen[i - width : i + width + 1]) <= STEP  # false of NaN
        edges = np.flatnonzero(np.diff(np.concatenate([[0], still, [0]])))
        for start, end in zip(edges[::2], edges[1::2], strict=True):
            yield slice(int(start), int(end))

    def turns(self) -> Iterator[tuple[int, float]]:
        """Yields the frame of each turn, and the way into it: upwards above 0."""
        corners: list[tuple[int, float]] = []
        for i, value in enumerate(self.seen.tolist()):
            if np.isnan(value):
                yield from _turns(corners)
                corners = []
            elif len(corners) < 2:
                if not corners or abs(value - corners[0][1]) >= TURN:
                    corners.append((i, value))
            elif (value - corners[-1][1]) * (corners[-1][1] - corners[-2][1]) > 0:
                corners[-1] = i, value
            elif abs(value - corners[-1][1]) >= TURN:
                corners.append((i, value))
        yield from _turns(corners)


def _turns(corners: Sequence[tuple[int, float]]) -> Iterator[tuple[int, float]]:
    """Of the places where it turns, the first and the last are none."""
    for (_, before), (i, at) in pairwise(corners[:-1]):
        yield i, at - before


def ways(model: Path) -> dict[str, list[Way]]:
    """Returns the levels of every film by name; those of both hands where it shows two."""
    found: dict[str, list[Way]] = {}
    paths = sorted(FILMS.glob("*.mp4"))
    with progress() as told:
        for done, path in enumerate(paths):
            told("Tracking films", done, len(paths))
            two = TWO in path.stem
            read = [*OF_HANDS, *(f"left.{name}" for name in OF_ONE)] if two else []
            read += [f"{'right' if two else 'any'}.{name}" for name in OF_ONE]
            recognizer, times, rows = Recognizer(), [], []
            for hands in Take(tracked_once(model, path, 2 if two else 1)).frames():
                signals = recognizer.update(hands).signals
                times.append(hands.t)
                rows.append([_part(name, signals[name]) for name in read])
            for name, seen in zip(read, np.array(rows).T, strict=True):
                level = name if name in OF_HANDS else name.partition(".")[2]
                found.setdefault(level, []).append(Way(path.stem, np.array(times), seen))
    return found


def tracked_once(model: Path, path: Path, hands: int) -> Path:
    take = CACHE / f"{path.stem}-{hands}.jsonl"
    if not take.exists():
        CACHE.mkdir(exist_ok=True)
        video = Video(path)
        with open_tracker(model, hands) as tracker, TakeWriter(take, fps=video.fps) as writer:
            for frame in video.frames():
                writer.write(tracker.track(frame))
    return take


def _part(name: str, value: float) -> float:
    signal = full_names()[name]
    return (value - signal.low) / (signal.high - signal.low)


def steps(values: Floats) -> int:
    """How many 7-bit values are sent after the first."""
    sent, count = round(127 * float(values[0])), 0
    for value in (127 * values).tolist():
        if abs(value - sent) >= HYSTERESIS:
            sent, count = round(value), count + 1
    return count


@dataclass
class Figures:
    """frames: in motion. off: ranges, without and with. sent: steps at rest. over: of each turn."""

    frames: int
    off: tuple[float, float]
    sent: tuple[int, int]
    over: list[float]

    @property
    def change(self) -> float:
        """Of the error, in per cent; below 0 is better."""
        return 100 * (self.off[1] / self.off[0] - 1)


def figures(clips: Sequence[Way], ahead: float) -> Figures:
    errors: list[Floats] = []
    sent, over = np.zeros(2, int), []
    for way in clips:
        told, later = way.foretold(ahead), way.later(ahead)
        both = np.stack([way.seen - later, told - later])
        errors.append(both[:, way.moving() & ~np.isnan(both).any(axis=0)])
        for rest in way.rests():
            sent += steps(way.seen[rest]), steps(told[rest])
        for i, by in way.turns():
            beyond = np.sign(by) * (told[max(0, i - 6) : i + 7] - way.seen[i])
            over.append(max(0.0, float(np.nanmax(beyond))) / abs(by))
    off = np.sqrt(np.mean(np.concatenate(errors, axis=1) ** 2, axis=1))
    return Figures(
        sum(e.shape[1] for e in errors), (float(off[0]), float(off[1])), (int(sent[0]), int(sent[1])), over
    )


def picture(way: Way, path: Path) -> None:
    """Two seconds in which it goes far: as it is seen, and foretold by 60 ms, against the hand itself."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    ahead = AHEAD[-1]
    spans = [
        np.nanmax(way.seen[i : i + 60]) - np.nanmin(way.seen[i : i + 60]) for i in range(len(way.t) - 60)
    ]
    span = slice(int(np.argmax(spans)), int(np.argmax(spans)) + 60)
    figure, axes = plt.subplots(figsize=(9, 3.6))
    axes.plot(way.t[span], way.seen[span], color="#999999", linewidth=5, alpha=0.5, label="the hand")
    axes.plot(way.t[span] + ahead, way.seen[span], color="#b8650a", label="seen 60 ms later")
    axes.plot(way.t[span] + ahead, way.foretold(ahead)[span], color="#0a6fb8", label="foretell: 60 ms")
    axes.set(xlabel="seconds", ylabel="height")
    axes.legend(frameon=False, fontsize=9)
    axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


@click.command()
@click.option("--picture", "path", type=click.Path(path_type=Path, dir_okay=False), help="Draw one, too.")
def main(path: Path | None) -> None:
    """Print a row for each level."""
    if not FILMS.is_dir():
        raise click.ClickException(f"There are no films in {FILMS}.")
    found = ways(find_model(None))
    rows = []
    for level, clips in found.items():
        if not any(way.moving().any() for way in clips):
            click.echo(f"{level} moves in none of the films.")
            continue
        each = [figures(clips, ahead) for ahead in AHEAD]
        refused = "" if {level, f"any.{level}"} & FORETOLD else " (refused)"
        off = [f"{100 * one.off[0]:.1f} -> {100 * one.off[1]:.1f} ({one.change:+.0f} %)" for one in each]
        sent = "{} -> {}".format(*each[-1].sent)
        turns = len(each[0].over)
        beyond = [100 * np.percentile(one.over or [0.0], (50, 90)) for one in each]
        over = [f"{usual:.0f} / {most:.0f}" if turns else "" for usual, most in beyond]
        rows.append((level + refused, str(each[0].frames), *off, sent, str(turns), *over))
    milliseconds = [f"{1000 * ahead:.0f} ms" for ahead in AHEAD]
    headings = ("level", "frames in motion", *(f"off RMS % by {ms}" for ms in milliseconds))
    headings += ("steps at rest by 60 ms", "turns", *(f"beyond % by {ms}, p50 / p90" for ms in milliseconds))
    print_table(headings, rows, right=range(1, len(headings)))
    click.echo(f"Machine: {machine()}")
    if path is not None:
        picture(max(found["y"], key=lambda way: len(way.t) * float(np.nanstd(way.seen))), path)


if __name__ == "__main__":
    main()
