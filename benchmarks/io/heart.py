"""How far the beats that are told of a heart lie from those of the heart, for the ways that sensors send.

A heart is made up: its beats are known. A sensor tells the intervals to 1/1024 s, once a second or with each
beat, and every message takes 5 to 35 ms on its way, as with Bluetooth's usual connection intervals. Frames
come 30 times a second, and ask for the next beat. The first 30 s are left out.

python -m benchmarks heart      # five seconds
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from gesture2midi.io.heart.measurement import Measurement
from gesture2midi.io.heart.rhythm import Rhythm

FPS = 30.0
LEARNING = 30.0
"""Seconds."""
DELAY = (0.005, 0.035)
"""Seconds that a message takes."""


def steady(rng: np.random.Generator, seconds: float) -> list[float]:
    """Returns the times of the beats of a heart that keeps its time: 72.3 a minute, give or take 2 ms."""
    return _beats(seconds, lambda t: 60 / 72.3 + rng.normal(0, 0.002))


def breathing(rng: np.random.Generator, seconds: float) -> list[float]:
    """Likewise of one at rest, which breathing (15 a minute) slows down and speeds up by 60 ms."""
    return _beats(seconds, lambda t: 0.9 + 0.06 * math.sin(2 * math.pi * 0.25 * t) + rng.normal(0, 0.008))


def stumbling(rng: np.random.Generator, seconds: float) -> list[float]:
    """Likewise with a beat in twelve that comes a third early, after which there is a pause."""
    rests = [0.0]

    def interval(t: float) -> float:
        if rests[0]:
            pause, rests[0] = rests[0], 0.0
            return pause
        whole = 0.9 + 0.03 * math.sin(2 * math.pi * 0.25 * t) + rng.normal(0, 0.008)
        if rng.random() < 1 / 12:
            rests[0] = whole * 4 / 3
            return whole * 2 / 3
        return whole

    return _beats(seconds, interval)


def irregular(rng: np.random.Generator, seconds: float) -> list[float]:
    """Likewise of one that flickers (atrial fibrillation): each interval as long as chance has it."""
    return _beats(seconds, lambda t: max(0.35, rng.normal(0.75, 0.15)))


HEARTS: dict[str, Callable[[np.random.Generator, float], list[float]]] = {
    "steady": steady,
    "breathing": breathing,
    "stumbling": stumbling,
    "irregular": irregular,
}


def _beats(seconds: float, interval: Callable[[float], float]) -> list[float]:
    beats = [0.5]
    while beats[-1] < seconds:
        beats.append(beats[-1] + interval(beats[-1]))
    return beats


def sent(
    beats: Sequence[float], rng: np.random.Generator, *, each_second: bool
) -> Iterator[tuple[float, Measurement]]:
    """Gives when each message comes, and what it says."""
    rate = round(60 * (len(beats) - 1) / (beats[-1] - beats[0]))
    ends = beats[1:] if not each_second else np.arange(1.0, beats[-1], 1.0).tolist()
    last = 0
    for end in ends:
        following = int(np.searchsorted(beats, end, side="right")) - 1
        intervals = tuple(round((beats[i + 1] - beats[i]) * 1024) / 1024 for i in range(last, following))
        last = max(last, following)
        yield end + rng.uniform(*DELAY), Measurement(rate, True, None, intervals)


def told(messages: Iterator[tuple[float, Measurement]], seconds: float, first: float = 0.0) -> list[float]:
    """Returns when the beats sound that frames are told of. first: seconds, when the first frame comes."""
    rhythm, found = Rhythm(), []
    coming = next(messages, None)
    for i in range(int((seconds - first) * FPS)):
        at = first + i / FPS
        while coming is not None and coming[0] <= at:
            rhythm.hear(*coming)
            coming = next(messages, None)
        found += [hit.t for hit in rhythm.hits(at)]
    return found


def errors(beats: Sequence[float], heard: Sequence[float], end: float) -> tuple[np.ndarray, int, int]:
    """Returns by how many seconds each beat came late (negative: early); how many lack, and are too many."""
    true = np.array([beat for beat in beats if LEARNING < beat < end])
    late, taken = [], set()
    for time in heard:
        if not LEARNING < time < end:
            continue
        nearest = int(np.argmin(np.abs(true - time)))
        late.append(time - true[nearest])
        taken.add(nearest)
    return np.array(late), len(true) - len(taken), len(late) - len(taken)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks heart", description=__doc__)
    parser.add_argument("--seconds", type=float, default=300.0, help="of each heart")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    print("heart      sent         beats  median  |90 %|  |99 %|  missing  extra     (late, in ms)")
    for name, heart in HEARTS.items():
        for each_second in (False, True):
            rng = np.random.default_rng(options.seed)
            beats = heart(rng, options.seconds)
            messages = sent(beats, rng, each_second=each_second)
            late, missing, extra = errors(beats, told(messages, options.seconds), options.seconds - 1)
            off = 1000 * np.abs(late)
            way = "each second" if each_second else "each beat"
            shares = "".join(f"{np.percentile(off, share):8.1f}" for share in (90, 99))
            begins = f"{name:10} {way:12} {len(late):5} {1000 * np.median(late):7.1f}"
            print(f"{begins}{shares}{missing:9} {extra:6}")


if __name__ == "__main__":
    main()
