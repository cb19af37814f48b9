"""How well a MIDI clock is followed: music that is known, its pulses shaken, looked at 30 times a second.

python -m benchmarks midi_clock      # half a minute
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Sequence
from statistics import fmean, median
from time import perf_counter
from typing import NamedTuple

from gesture2midi.cli.tables import print_table
from gesture2midi.io.midi.clock import PULSES, Beat, Clock
from gesture2midi.session.latency import machine

FPS = 30
MINUTES = 5
SEEDS = 20
WITHIN = 0.005
"""A tempo is found when it is this near, as a part of it."""


class Look(NamedTuple):
    """What the clock said at t, and the truth: beats a minute, and beats since the start."""

    said: Beat
    tempo: float
    position: float
    t: float


def music(*parts: tuple[float, float]) -> list[float]:
    """The times of the pulses of so many beats at so many a minute."""
    times, t = [0.0], 0.0
    for beats, tempo in parts:
        for _ in range(round(beats * PULSES)):
            t += 60 / PULSES / tempo
            times.append(t)
    return times


def follow(times: Sequence[float], heard: Sequence[float], clock: Clock) -> list[Look]:
    """The clock, told of the pulses `heard` and asked once a frame, beside those that were played."""
    clock.transport("start")
    looks, next_pulse, frame = [], 0, 0
    while (t := frame / FPS) < times[-1]:
        while next_pulse < len(heard) and heard[next_pulse] <= t:
            clock.pulse(heard[next_pulse])
            next_pulse += 1
        at = bisect_right(times, t) - 1
        length = times[at + 1] - times[at]
        looks.append(Look(clock.at(t), 60 / PULSES / length, (at + (t - times[at]) / length) / PULSES, t))
        frame += 1
    return looks


def shaken(times: Sequence[float], seconds: float, seed: int) -> list[float]:
    noise = random.Random(seed)
    return sorted(t + noise.gauss(0, seconds) for t in times)


def row(name: str, looks: Sequence[Look]) -> tuple[str, ...]:
    settled = [look for look in looks if look.position > 4]
    tempo = sorted(100 * abs(look.said.tempo / look.tempo - 1) for look in settled if look.said.running)
    place = [
        (look.said.position - look.position) * 60e3 / look.tempo for look in settled if look.said.running
    ]
    silent = sum(not look.said.running for look in settled)
    return (
        name,
        f"{tempo[len(tempo) // 2]:.3f}",
        f"{tempo[len(tempo) * 99 // 100]:.3f}",
        f"{tempo[-1]:.3f}",
        f"{fmean(place):+.1f}",
        f"{math.sqrt(fmean((x - fmean(place)) ** 2 for x in place)):.2f}",
        f"{max(map(abs, place)):.1f}",
        f"{100 * silent / len(settled):.1f}",
    )


def steady() -> None:
    rows = []
    for tempo in (60, 90, 120, 174, 240):
        times = music((tempo * MINUTES, tempo))
        for jitter in (0.001, 0.003):
            looks = follow(times, shaken(times, jitter, seed=1), Clock())
            rows.append(row(f"{tempo} a minute, jitter {jitter * 1000:.0f} ms", looks))
    for samples in (128, 512, 1024):
        times, period = music((120 * MINUTES, 120)), samples / 48_000
        heard = [(t // period + 1) * period for t in times]
        rows.append(
            row(f"120 a minute on JACK, period {samples}", follow(times, heard, Clock(period / 12**0.5)))
        )
    for lost in (0.001, 0.01):
        times, chance = music((120 * MINUTES, 120)), random.Random(1)
        heard = [t for t in shaken(times, 0.003, seed=1) if chance.random() >= lost]
        rows.append(row(f"120 a minute, 3 ms, {lost:.1%} lost", follow(times, heard, Clock())))
    columns = ("clock", "tempo off, %", "p99", "most", "beat off, ms", "SD", "most", "% without")
    print_table(columns, rows, title=f"After the first bar, {MINUTES} minutes each")


def turns() -> None:
    rows = []
    for before, after in ((120, 121), (120, 126), (120, 140), (120, 180), (120, 90), (120, 60), (60, 120)):
        found, placed = [], []
        for seed in range(SEEDS):
            times = music((16, before), (16, after))
            looks = follow(times, shaken(times, 0.003, seed), Clock())
            later = [(look.position - 16, look) for look in looks if look.position > 16]
            wrong = [at for at, look in later if not abs(look.said.tempo / after - 1) < WITHIN]
            off = [at for at, look in later if not abs(look.said.position - look.position) < 1 / PULSES]
            found.append(max(wrong, default=0.0))
            placed.append(max(off, default=0.0))
        rows.append(
            (f"{before} to {after}", f"{median(found):.1f}", f"{max(found):.1f}", f"{max(placed):.2f}")
        )
    columns = ("tempo", "found after, beats", "at the latest", "beat within a pulse after, at the latest")
    print_table(columns, rows, title=f"Another tempo, jitter 3 ms, {SEEDS} seeds")


def slowly() -> None:
    rows = []
    for before, after, beats in ((120, 140, 16), (140, 100, 8), (120, 60, 8)):
        steps = beats * PULSES
        way = [(1 / PULSES, before + (after - before) * i / steps) for i in range(steps)]
        times = music((16, before), *way, (8, after))
        looks = follow(times, shaken(times, 0.003, seed=1), Clock())
        rows.append(row(f"{before} to {after} in {beats} beats", looks))
    columns = ("clock", "tempo off, %", "p99", "most", "beat off, ms", "SD", "most", "% without")
    print_table(columns, rows, title="A tempo that changes all the time, jitter 3 ms")


def cost() -> None:
    count = 200_000
    for name, gap in (("a clock at 120", 1 / 48), ("a storm of 10,000 a second", 1e-4)):
        clock, start = Clock(), perf_counter()
        for i in range(count):
            clock.pulse(i * gap)
        print(f"{name}: {(perf_counter() - start) / count * 1e6:.2f} us a pulse")


if __name__ == "__main__":
    steady()
    turns()
    slowly()
    cost()
    print(machine())
