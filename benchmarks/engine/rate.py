"""What `rate: 120 Hz` makes of a camera's stairs: how large the steps are, how they sound, how true they are.

    python -m benchmarks rate --picture docs/images/rate.png       # some three minutes

Drawn hands at three speeds, in both styles, through the tracker at 30 frames a second, as a 14-bit controller
follows them with each frame alone and with `rate`; and the films of real hands, of which nobody knows the
truth. The takes stay in the temporary folder. The constants of `engine/interpolation.py` were chosen on
true landmarks with noise of seeds 1 and 2; the seeds here are others, and the films were not used.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import nan
from pathlib import Path
from typing import NamedTuple, get_args

import click
import numpy as np
from numpy.typing import NDArray

from benchmarks.clips import FILMS
from gesture2midi.capture.takes.reader import Take
from gesture2midi.capture.takes.writer import TakeWriter
from gesture2midi.capture.video import Video
from gesture2midi.cli.common import progress
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.engine import Engine
from gesture2midi.engine.note_ledger import NoteLedger
from gesture2midi.engine.scheduler import Scheduler
from gesture2midi.events import ControlChange14, Frame, Hands, Message, Messages
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import full_names
from gesture2midi.mapping.load import loads
from gesture2midi.performer.clips import Speed, clip
from gesture2midi.performer.source import STYLES, Performer
from gesture2midi.session.latency import machine
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import open_tracker

Floats = NDArray[np.floating]
LEVELS = ("x", "y", "depth", "open", "pinch", "roll")
FPS, SECONDS = 30, 8.0
SEED = 3
HEARD = 1000
"""Hz at which a receiver's value is looked at: it holds each until the next."""
TRUE = 120
"""Hz at which the true level is known."""
STAIRS = 15.0
"""Hz: half of the frames a second. What is above cannot come from the hand, or not be known to."""
CACHE = Path(tempfile.gettempdir()) / "gesture2midi-rate"
RATES = {"with each frame": "", "rate: 120 Hz": ", rate: 120 Hz"}


@dataclass(frozen=True)
class Clip:
    """Of each level 0..1 at the times `at`, the truth; empty where nobody knows."""

    name: str
    hands: Sequence[Hands]
    at: Floats
    truth: dict[str, Floats]


class Heard(NamedTuple):
    """steps: between one value and the next that is sent. values: as they are held, `HEARD` a second."""

    steps: Floats
    values: Floats


class Receiver:
    """What arrives of a 14-bit controller, as (time, 0..1)."""

    name = "receiver"

    def __init__(self) -> None:
        self.values: list[tuple[float, float]] = []

    def send(self, messages: Messages) -> None:
        items: Iterable[Message] = messages.items
        self.values += [(item.t, item.value / 16383) for item in items if isinstance(item, ControlChange14)]

    def close(self) -> None:
        pass


def played(hands: Sequence[Hands], level: str, more: str) -> Heard:
    """What a receiver gets of a level."""
    control = f"{{send: cc14, number: 1, from: any.{level}{more}}}"
    engine = Engine(loads(f"name: Rate\ncontrols: [{control}]", Path("rate.yaml")))
    receiver, recognizer = Receiver(), Recognizer()
    scheduler = Scheduler(NoteLedger([receiver], click.echo), live=False)
    for each in hands:
        scheduler.send(engine.update(recognizer.update(each)), 0.0)
    scheduler.close(hands[-1].t)
    times, values = np.array(receiver.values).T
    grid = np.arange(times[0], hands[-1].t, 1 / HEARD)
    return Heard(np.abs(np.diff(values)), values[np.searchsorted(times, grid, side="right") - 1])


def stairs(values: Floats) -> float:
    """Decibels of what is above `STAIRS` against what is below, over Hann windows of 2 s; NaN of less."""
    length = 2 * HEARD
    window = np.hanning(length)
    pieces = [values[i : i + length] for i in range(0, len(values) - length + 1, length // 2)]
    if not pieces:
        return nan
    power = spectrum(pieces, window)
    frequency = np.fft.rfftfreq(length, 1 / HEARD)
    above, below = power[frequency > STAIRS].sum(), power[(frequency > 0.5) & (frequency <= STAIRS)].sum()
    return float(10 * np.log10(above / below)) if below > 0 else nan


def spectrum(pieces: Sequence[Floats], window: Floats) -> Floats:
    return np.asarray(np.mean([np.abs(np.fft.rfft((p - p.mean()) * window)) ** 2 for p in pieces], axis=0))


def drawn(model: Path) -> list[Clip]:
    clips = []
    with progress() as told:
        wanted = [(speed, style) for speed in get_args(Speed) for style in STYLES]
        for done, (speed, style) in enumerate(wanted):
            told("Drawing and tracking", done, len(wanted))
            score = clip(speed, SEED + done, seconds=SECONDS)
            performer = Performer(score, fps=FPS, style=style, mirror=False)
            hands = tracked(model, f"{speed}-{style}-{SEED + done}", performer.frames())
            at = np.arange(0, hands[-1].t, 1 / TRUE)
            exact = [Recognizer().update(performer.truth(float(t))).signals for t in at]
            truth = {level: scaled(level, [signals[f"any.{level}"] for signals in exact]) for level in LEVELS}
            clips.append(Clip(f"{speed}, {style}", hands, at, truth))
    return clips


def films(model: Path) -> list[Clip]:
    found = []
    with progress() as told:
        paths = sorted(FILMS.glob("*.mp4"))
        for done, path in enumerate(paths):
            told("Tracking films", done, len(paths))
            hands = tracked(model, path.stem, Video(path).frames())
            found.append(Clip(path.stem, hands, np.zeros(0), {}))
    return found


def tracked(model: Path, name: str, frames: Iterable[Frame | None]) -> list[Hands]:
    """The hands of these frames; tracked only if that has not been done."""
    path = CACHE / f"{name}.jsonl"
    if not path.exists():
        with open_tracker(model, 1) as tracker, TakeWriter(path, fps=FPS) as take:
            for frame in frames:
                if frame is not None:
                    take.write(tracker.track(frame))
    return list(Take(path).frames())


def scaled(level: str, values: Sequence[float]) -> Floats:
    signal = full_names()[f"any.{level}"]
    return (np.array(values) - signal.low) / (signal.high - signal.low)


def table(clips: Sequence[Clip], title: str) -> None:
    """Of each level: the steps that one in a hundred passes, the stairs, and the error where it is known."""
    rows = []
    for level in LEVELS:
        cells: dict[str, list[str]] = {}
        for name, more in RATES.items():
            heard = [played(each.hands, level, more) for each in clips]
            steps = np.concatenate([one.steps for one in heard])
            loud = [stairs(one.values) for one in heard]
            cells[name] = [
                f"{100 * np.percentile(steps, 99):.1f}",
                f"{100 * steps.max():.1f}",
                f"{np.nanmedian(loud):.0f}",
            ]
            if clips[0].truth:
                errors = np.concatenate(
                    [off(one.values, each, level) for one, each in zip(heard, clips, strict=True)]
                )
                cells[name] += [f"{100 * np.sqrt(np.mean(errors**2)):.1f}"]
        rows.append((level, *(cell for pair in zip(*cells.values(), strict=True) for cell in pair)))
    what = ["steps p99 %", "largest step %", "stairs dB"] + ["off RMS %"] * bool(clips[0].truth)
    headings = [f"{one}, {name}" for one in what for name in ("frames", "rate")]
    print_table(("level", *headings), rows, title, right=range(1, 1 + len(headings)))


def off(values: Floats, clip: Clip, level: str) -> Floats:
    """How far from the truth, what the tracker always is off left out."""
    start = clip.hands[-1].t - len(values) / HEARD
    at = start + np.arange(len(values)) / HEARD
    truth = np.interp(at, clip.at, clip.truth[level])
    return np.asarray(values - truth - np.median(values - truth))


def picture(one: Clip, level: str, path: Path) -> None:
    """The second in which one level goes farthest, and its spectrum."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    figure, (way, sound) = plt.subplots(1, 2, figsize=(13, 4.2), width_ratios=(1.4, 1))
    colours = {"with each frame": "#b8650a", "rate: 120 Hz": "#0a6fb8"}
    way.plot(one.at, one.truth[level], color="#999999", linewidth=4, alpha=0.6, label="the drawn hand")
    for name, more in RATES.items():
        heard = played(one.hands, level, more).values
        at = one.hands[-1].t - (len(heard) - np.arange(len(heard))) / HEARD
        way.plot(at, heard, color=colours[name], linewidth=1.3, label=name)
        length = 4 * HEARD
        power = spectrum([heard[-length:]], np.hanning(length))
        frequency = np.fft.rfftfreq(length, 1 / HEARD)
        decibels = 10 * np.log10(power / power[frequency > 0.5].max() + 1e-12)
        smooth = np.convolve(decibels, np.ones(9) / 9, "same")
        sound.plot(frequency, smooth, color=colours[name], linewidth=1.2, label=name)
    far = [np.ptp(one.truth[level][i : i + TRUE]) for i in range(len(one.at) - TRUE)]
    start = int(np.argmax(far))
    shown = one.truth[level][start : start + TRUE]
    way.set(xlim=one.at[[start, start + TRUE]], ylim=(shown.min() - 0.05, shown.max() + 0.05))
    way.set(xlabel="seconds", ylabel=f"{level}, as it is heard")
    sound.set(xlim=(0, 200), ylim=(-90, 3), xlabel="Hz", ylabel="dB")
    for axes in (way, sound):
        axes.legend(frameon=False, fontsize=9)
        axes.spines[["top", "right"]].set_visible(False)
    figure.tight_layout()
    figure.savefig(path, dpi=110)


@click.command()
@click.option("--picture", "path", type=click.Path(path_type=Path, dir_okay=False), help="Draw one, too.")
def main(path: Path | None) -> None:
    """Print the tables."""
    CACHE.mkdir(exist_ok=True)
    model = find_model(None)
    clips = drawn(model)
    table(clips, f"{len(clips)} clips of drawn hands at {FPS} frames a second; per cent of the range")
    if path is not None:
        picture(clips[2], "x", path)
    if FILMS.is_dir():
        table(films(model), "Films; per cent of the range")
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()
