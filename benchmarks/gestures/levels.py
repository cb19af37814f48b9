"""Every level as a seven-bit controller: how still at rest, how late in motion, how true when the hand turns.

    python -m benchmarks levels             # some six minutes, with a bar

Each figure beside that of the raw landmarks and of their moving average over five frames. The constants
of `gestures/adaptive_filter.py` were chosen on the drawn hands of seed 1;
the seeds here are others, and the films
were not used. Last, what recognising gestures costs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from itertools import islice, pairwise, product
from math import isnan
from statistics import fmean, median
from time import perf_counter
from typing import TypeVar

import click
import numpy as np

from benchmarks.clips import FILMS
from gesture2midi.capture.video import Video
from gesture2midi.cli.common import progress
from gesture2midi.cli.tables import print_table
from gesture2midi.engine.follower import Quantiser
from gesture2midi.events import Frame, Hand, Hands, Points
from gesture2midi.gestures.recognizer import Recognizer
from gesture2midi.gestures.signals import HAND
from gesture2midi.performer.appearance import look
from gesture2midi.performer.camera_model import CAMERAS
from gesture2midi.performer.keyframes import SHAPES, Key, Track
from gesture2midi.performer.kinematics import HandPose
from gesture2midi.performer.score import Score
from gesture2midi.performer.source import STYLES, Performer
from gesture2midi.session.latency import machine
from gesture2midi.tracking.model_file import find_model
from gesture2midi.tracking.pipeline import SteadyTracker, open_raw

SEEDS = (2, 3)
LEVELS = tuple(signal for signal in HAND if signal.kind == "level")
MOTION = ("speed", "vx", "vy")
RESTING = ("open", "relaxed", "fist", "point", "pinch")
HELD, BETWEEN, SETTLED = 2.0, 0.4, 0.5
"""Seconds that a drawn hand rests, that it takes to the next rest, and of a rest that are left out."""
CALM = 1.0
"""Seconds of a span of a film; the tenth in which the palm goes least far counts as rest."""
STEPS = 127
NOISE = 0.0005
"""SD of what is added to true landmarks in motion, in pictures and in metres: a resting hand's."""
TURN_FPS = 15
WATCHED = 360
"""Frames of each film."""
TURNS = {"roll": (-90, 90), "pitch": (-60, 60), "yaw": (-60, 120)}

T = TypeVar("T")
Span = tuple[float, float]
Levels = list[dict[str, float]]
"""Of each frame; name -> 0..1 of the level's range, NaN where no hand is seen."""
Clip = tuple[list[Hands], list[Span]]


class Replay:
    """Hands that were tracked before, as a tracker."""

    def __init__(self, hands: Iterable[Hands]) -> None:
        self._hands = iter(hands)

    def track(self, frame: Frame) -> Hands:
        return next(self._hands)

    def reset(self) -> None:
        pass


def scaled(hands: Hands, recognizer: Recognizer) -> dict[str, float]:
    signals = recognizer.update(hands).signals
    return {s.name: (signals[f"any.{s.name}"] - s.low) / (s.high - s.low) for s in LEVELS}


def raw(clip: Sequence[Hands]) -> Levels:
    """Of each frame as if it were the first: nothing is filtered. (So it has no speeds.)"""
    return [scaled(hands, Recognizer()) for hands in clip]


def averaged(clip: Sequence[Hands]) -> Levels:
    found: Levels = []
    for i, hands in enumerate(clip):
        last = [before.hands[0] for before in clip[max(0, i - 4) : i + 1] if before.hands]
        if hands.hands:
            mean = replace(
                hands.hands[0], points=_mean(h.points for h in last), world=_mean(h.world for h in last)
            )
            hands = replace(hands, hands=(mean,))
        found.append(scaled(hands, Recognizer()))
    return found


def played(clip: Sequence[Hands]) -> Levels:
    """What a mapping reads."""
    steady, recognizer = SteadyTracker(Replay(clip)), Recognizer()
    nothing = Frame(0.0, 0, np.zeros((1, 1, 3), np.uint8), False, 0.0)
    return [scaled(steady.track(nothing), recognizer) for _ in clip]


CHAINS: dict[str, Callable[[Sequence[Hands]], Levels]] = {
    "raw landmarks": raw,
    "mean of 5 frames": averaged,
    "played": played,
}


def resting(seed: int) -> Score:
    """A right hand that rests in five ways, each somewhere else and turned otherwise."""
    rng = np.random.default_rng((seed, 11))
    keys = []
    for i, name in enumerate(RESTING):
        shape = {key: value for key, value in asdict(SHAPES[name]).items() if key != "roll"}
        if name == "relaxed":
            shape["pinch"] = 0.5
        bounds = {"x": (0.35, 0.65), "y": (0.4, 0.6), "size": (0.25, 0.5)}
        bounds |= {"roll": (-30, 30), "pitch": (-20, 30), "yaw": (-30, 60)}
        place = {key: float(rng.uniform(*ends)) for key, ends in bounds.items()}
        start = i * (HELD + BETWEEN)
        keys.append(Key(start, start + HELD, name, HandPose(**place, **shape)))
    return Score(f"rest {seed}", "", keys[-1].until, look(seed), {"right": Track(tuple(keys), ())})


def tracked(frames: Iterable[Frame | None]) -> list[Hands]:
    with closing(open_raw(find_model(None), 1, "litert")) as tracker:
        return [tracker.track(frame) for frame in frames if frame is not None]


def drawn() -> list[Clip]:
    clips = []
    wanted = list(product(SEEDS, STYLES, ("faultless", "noisy", "dim")))
    for seed, style, camera in told("Drawing and tracking", wanted):
        score = resting(seed)
        spans = [(key.at + SETTLED, key.until) for key in score.tracks["right"].keys]
        faults = replace(CAMERAS[camera], seed=seed)
        performer = Performer(score, style=style, camera=faults, mirror=False)
        clips.append((tracked(performer.frames()), spans))
    return clips


def told(stage: str, items: Sequence[T]) -> Iterator[T]:
    """The items, with a bar on the terminal."""
    with progress() as on_progress:
        for done, item in enumerate(items):
            on_progress(stage, done, len(items))
            yield item


def films() -> list[Clip]:
    clips = []
    for path in told("Tracking films", sorted(FILMS.glob("*.mp4"))):
        clip = tracked(islice(Video(path).frames(), WATCHED))
        ways: list[tuple[float, Span]] = []
        for start in np.arange(0.0, clip[-1].t - CALM, CALM / 2).tolist():
            inside = [hands for hands in clip if start <= hands.t <= start + CALM]
            if all(hands.hands for hands in inside):
                points = np.array([hands.hands[0].points[:, :2] for hands in inside])
                size = float(np.ptp(points, axis=1).max())
                ways.append((float(np.ptp(points, axis=0).mean()) / size, (start, start + CALM)))
        calm = sorted(ways)[: max(1, len(ways) // 10)]
        if calm:
            clips.append((clip, [span for _, span in calm]))
    return clips


def sent(clip: Sequence[Hands], levels: Levels, name: str) -> list[float]:
    """The controller's value at each frame, NaN before the first."""
    quantiser, now, values = Quantiser(), float("nan"), []
    for hands, level in zip(clip, levels, strict=True):
        if not isnan(level[name]):
            new = quantiser.update(hands.t, STEPS * level[name])
            now = now if new is None else new
        values.append(now)
    return values


def rest(clips: Sequence[Clip], title: str) -> None:
    """Steps from least to most in a rest, and changes a second."""
    steps: dict[tuple[str, str], list[float]] = defaultdict(list)
    changes: dict[tuple[str, str], list[float]] = defaultdict(list)
    for clip, spans in clips:
        for chain, follow in CHAINS.items():
            levels = follow(clip)
            for signal in LEVELS:
                values = sent(clip, levels, signal.name)
                for start, end in spans:
                    inside = [v for v, hands in zip(values, clip, strict=True) if start <= hands.t <= end]
                    if len(inside) > 1 and not any(map(isnan, inside)):
                        steps[chain, signal.name].append(max(inside) - min(inside))
                        moved = sum(a != b for a, b in pairwise(inside))
                        changes[chain, signal.name].append(moved / (end - start))
    rows = []
    for signal in LEVELS:
        row = [signal.name]
        for chain in CHAINS:
            if signal.name in MOTION and chain != "played":
                row += ["", "", ""]
                continue
            found = steps[chain, signal.name]
            within = fmean(step <= 1 for step in found)
            row += [f"{median(found):g}", f"{within:.0%}", f"{fmean(changes[chain, signal.name]):.1f}"]
        rows.append(tuple(row))
    headings = [f"{chain}: {what}" for chain in CHAINS for what in ("steps", "within 1", "changes a second")]
    spans = sum(len(spans) for _, spans in clips)
    print_table(("level", *headings), rows, f"{title}: {spans} rests", right=range(1, 10))


def lag() -> None:
    """Milliseconds by which a level is late that crosses its range in a second or so."""
    shape = {key: value for key, value in asdict(SHAPES["open"]).items() if key != "roll"}
    here = HandPose(x=0.5, y=0.5, size=0.4, roll=0, pitch=0, yaw=0, **shape)
    fist = {"thumb": 1.0, "index": 1.0, "middle": 1.0, "ring": 1.0, "pinky": 1.0}
    sweeps: list[tuple[dict[str, float], dict[str, float], float]] = [
        ({"x": 0.1, "y": 0.1}, {"x": 0.9, "y": 0.9}, 1.0),
        ({"size": 0.2}, {"size": 0.7}, 1.0),
        ({}, fist, 1.0),
        ({}, fist, 1.6),
        ({}, {"pinch": 1.0}, 1.0),
        ({}, {"pinch": 1.0}, 2.0),
        ({"spread": 0.0}, {"spread": 1.0}, 1.0),
        ({"roll": -120}, {"roll": 120}, 0.7),
        ({"pitch": -80}, {"pitch": 80}, 0.9),
        ({"yaw": -80}, {"yaw": 170}, 0.9),
    ]
    lags: dict[tuple[str, str], list[float]] = defaultdict(list)
    rng = np.random.default_rng(4)
    fps = 30
    for start, end, seconds in sweeps:
        for back in (False, True):
            first, last = (replace(here, **ends) for ends in ((end, start) if back else (start, end)))
            keys = []
            for i in range(round((1 + seconds) * fps)):
                done = max(0.0, (i / fps - 1) / seconds)
                ends = zip(_numbers(first), _numbers(last), strict=True)
                keys.append(Key(i / fps, i / fps, "", HandPose(*(a + (b - a) * done for a, b in ends))))
            score = Score("", "", keys[-1].until, look(0), {"right": Track(tuple(keys), ())})
            performer = Performer(score, mirror=False)
            clip = [performer.truth(key.at) for key in keys]
            noisy = [replace(hands, hands=tuple(_shaken(h, rng) for h in hands.hands)) for hands in clip]
            true = raw(clip)
            for chain in ("mean of 5 frames", "played"):
                found = CHAINS[chain](noisy)
                for signal in LEVELS:
                    name = signal.name
                    for i in range(round(1.2 * fps), len(clip) - 1):
                        slope = (true[i + 1][name] - true[i - 1][name]) * fps / 2
                        if 0.7 <= abs(slope) <= 1.4:
                            lags[chain, name].append(1000 * (true[i][name] - found[i][name]) / slope)
    rows = [
        (s.name, *(f"{median(lags[chain, s.name]):.0f}" for chain in ("mean of 5 frames", "played")))
        for s in LEVELS
        if lags["played", s.name]
    ]
    title = "Milliseconds late at about one range (for positions: one play area) a second"
    print_table(("level", "mean of 5 frames", "played"), rows, title, right=(1, 2))


def turned() -> None:
    """How far levels go from what they are from the front while a hand turns and does nothing else."""
    names = ("pinch", "open", "curl.index", "curl.middle", "curl.ring", "curl.pinky")
    rows = []
    for axis, pinch in told("Turning hands", list(product(TURNS, (0.0, 0.5, 1.0)))):
        low, high = TURNS[axis]
        errors: dict[str, list[float]] = defaultdict(list)
        for style in STYLES:
            shape = {key: value for key, value in asdict(SHAPES["pinch"]).items() if key != "roll"}
            front = HandPose(x=0.5, y=0.5, size=0.4, roll=0, pitch=0, yaw=0, **{**shape, "pinch": pinch})
            keys = [Key(0.0, 0.5, "", front)]
            for angle, seconds in ((low, 1.0), (high, 2.0)):
                at = keys[-1].until + seconds
                keys.append(Key(at, at + 0.2, "", replace(front, **{axis: angle})))
            score = Score(axis, "", keys[-1].until, look(SEEDS[0]), {"right": Track(tuple(keys), ())})
            performer = Performer(score, fps=TURN_FPS, style=style, mirror=False)
            levels = raw(tracked(performer.frames()))
            resting = TURN_FPS // 3
            for name in names:
                at_front = median(level[name] for level in levels[:resting] if not isnan(level[name]))
                errors[name] += [now[name] - at_front for now in levels[resting:] if not isnan(now[name])]
        cells = [f"{np.sqrt(np.mean(np.square(errors[name]))):.2f}" for name in names]
        rows.append((f"{axis} {low:g} .. {high:g}", f"{pinch:g}", *cells))
    title = "RMS change of a level while the drawn hand turns"
    print_table(("degrees", "pinch held", *names), rows, title, right=range(1, 8))


def cost() -> None:
    """Milliseconds a frame with one and with two hands, median."""
    rng = np.random.default_rng(5)
    shape = {key: value for key, value in asdict(SHAPES["relaxed"]).items() if key != "roll"}
    tracks = {
        side: Track((Key(0, 0, "", HandPose(x, 0.5, 0.4, 0, 0, 0, *shape.values())),), ())
        for side, x in (("left", 0.3), ("right", 0.7))
    }
    both = Performer(Score("", "", 1.0, look(0), tracks)).truth(0.0)
    for count in (1, 2):
        clip = [
            replace(both, t=i / 30, hands=tuple(_shaken(hand, rng) for hand in both.hands[:count]))
            for i in range(1000)
        ]
        steady, recognizer, times = SteadyTracker(Replay(clip)), Recognizer(), []
        nothing = Frame(0.0, 0, np.zeros((1, 1, 3), np.uint8), False, 0.0)
        for _ in clip:
            start = perf_counter()
            recognizer.update(steady.track(nothing))
            times.append(perf_counter() - start)
        often, seldom = 1000 * median(times), 1000 * float(np.percentile(times, 99))
        whole = "identity, smoothing, signals, poses, hits"
        click.echo(
            f"{count} hands: {often:.3f} ms a frame (p99 {seldom:.3f}), {often / count:.3f} a hand: {whole}."
        )


def _mean(points: Iterable[Points]) -> Points:
    return np.asarray(np.mean(list(points), axis=0), np.float32)


def _numbers(pose: HandPose) -> list[float]:
    return list(asdict(pose).values())


def _shaken(hand: Hand, rng: np.random.Generator) -> Hand:
    points, world = (p + rng.normal(0, NOISE, p.shape).astype(np.float32) for p in (hand.points, hand.world))
    return replace(hand, points=points, world=world)


@click.command()
@click.option("--only", type=click.Choice(["rest", "films", "lag", "turn", "cost"]), help="One table alone.")
def main(only: str | None) -> None:
    """Print the tables."""
    if only in (None, "rest"):
        rest(drawn(), "Drawn hands")
    if only in (None, "films") and FILMS.is_dir():
        rest(films(), "Films")
    if only in (None, "lag"):
        lag()
    if only in (None, "turn"):
        turned()
    if only in (None, "cost"):
        cost()
    click.echo(f"Machine: {machine()}")


if __name__ == "__main__":
    main()
