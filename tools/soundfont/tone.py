"""Tones made of sine waves: in tune, with loops that close exactly, at one loudness.

A loop closes exactly when every sine in it makes whole turns. So a `Grid` first chooses a loop length in
which the fundamental does, within a fraction of a cent, and every other frequency is moved to the nearest one
that fits. Sums run in a fixed order and random numbers come from a generator frozen by NumPy (NEP 19): the
same bytes each time.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tools.soundfont.sf2 import GUARD, Sample

Signal = npt.NDArray[np.float64]
Dice = np.random.RandomState
Curve = Callable[[Signal], Signal]
"""A gain at each frequency in Hz."""

LOUDNESS_WINDOW = 0.4
"""Seconds over which loudness is taken: the momentary loudness of EBU Tech 3341."""


def hertz(key: float) -> float:
    """Equal temperament, A4 (key 69) at 440 Hz."""
    return float(440 * 2 ** ((key - 69) / 12))


def gain(decibels: float) -> float:
    """The factor of an amplitude."""
    return float(10 ** (decibels / 20))


def dice(name: str) -> Dice:
    """Random numbers that depend on the sound's name alone."""
    return Dice(zlib.crc32(name.encode()))


def spread(roots: Sequence[int]) -> list[tuple[int, int, int]]:
    """(root, lowest key, highest key) of zones that cover all keys, parted halfway between roots."""
    edges = [0, *[(a + b) // 2 + 1 for a, b in pairwise(roots)], 128]
    return [(root, low, high - 1) for root, (low, high) in zip(roots, pairwise(edges), strict=True)]


@dataclass(frozen=True)
class Grid:
    """A loop of `length` samples in which the fundamental makes `cycles` turns."""

    rate: int
    length: int
    cycles: int

    @property
    def fundamental(self) -> float:
        """Hz."""
        return self.cycles * self.step

    @property
    def step(self) -> float:
        """The distance in Hz between frequencies that fit."""
        return self.rate / self.length

    def snap(self, frequency: float) -> float:
        """The nearest frequency in Hz that fits."""
        return round(frequency / self.step) * self.step


def grid(key: int, rate: int, seconds: float) -> Grid:
    """The loop of about this many seconds (within a tenth) in which `key` is most nearly in tune."""
    period = rate / hertz(key)
    cycles = np.arange(max(1, round(0.9 * seconds * hertz(key))), round(1.1 * seconds * hertz(key)) + 2)
    lengths = np.round(cycles * period)
    best = int(np.argmin(np.abs(lengths / (cycles * period) - 1)))
    return Grid(rate, int(lengths[best]), int(cycles[best]))


@dataclass(frozen=True)
class Partial:
    """A sine whose level falls in two stages; `fast` and `slow` are seconds to -60 dB.

    `share` is what of the level falls slowly: of a string's two motions the bridge drains the vertical one
    fast and leaves the horizontal one (Weinreich, "Coupled piano strings", JASA 62, 1977).
    """

    frequency: float
    level: float
    fast: float
    slow: float
    share: float = 1.0


@dataclass(frozen=True)
class Decay:
    """A struck or plucked tone: it changes for `attack` seconds, then a loop fades by 60 dB in `seconds`."""

    attack: float
    seconds: float
    rise: float = 0.001


def fall(time: Signal, seconds: float) -> Signal:
    """A level of 1 at time 0 that falls by 60 dB in so many seconds."""
    return np.asarray(np.exp(-np.log(1000) / seconds * time), dtype=np.float64)


def decaying(grid: Grid, decay: Decay, partials: Iterable[Partial], rng: Dice) -> Signal:
    """The attack, the loop and its guard of a tone, with the synth's own fade (`decay.seconds`) taken out.

    Toward the loop the time at which the levels are read slows down and halts, so that they flow into the
    loop's constant ones without a corner.
    """
    start = round(decay.attack * grid.rate)
    n = np.arange(start + grid.length + GUARD)
    bend = start // 2
    pace = np.clip((start - n) / bend, 0, 1)
    time = np.cumsum(pace * pace * (3 - 2 * pace)) / grid.rate
    tone = np.zeros(len(n))
    for partial in partials:
        turns = round(partial.frequency / grid.step) * n / grid.length + rng.random_sample()
        level = partial.share * fall(time, partial.slow) + (1 - partial.share) * fall(time, partial.fast)
        tone += partial.level * level * np.sin(2 * np.pi * turns)
    rise = np.clip(n / (decay.rise * grid.rate), 0, 1)
    return tone / fall(time, decay.seconds) * rise * rise * (3 - 2 * rise)


def harmonics(grid: Grid, level: Curve) -> Signal:
    """The levels of harmonics 1, 2, ... as a curve of their number, up to 0.45 of the sample rate."""
    return level(np.arange(1, max(2, int(0.45 * grid.rate / grid.fundamental) + 1), dtype=np.float64))


@dataclass(frozen=True)
class Players:
    """How many play together and, in cents, how far each wanders and how wide each one's vibrato is."""

    count: int
    wander: float
    vibrato: float = 0.0
    vibrato_rate: float = 5.5


def ensemble(
    grid: Grid,
    levels: Signal,
    players: Players,
    rng: Dice,
    air: float = 0.0,
    body: Curve | None = None,
) -> Signal:
    """A loop of several players of one wave who wander about the exact pitch and return at the loop's end.

    `air` is the level of the noise they make, `body` shapes both. As they meet in and out of phase they can
    seem a little sharp or flat, so they play up to twelve times, until the loop is in tune within a cent.
    """
    takes: list[tuple[float, Signal]] = []
    while not takes or (takes[-1][0] > 1 and len(takes) < 12):
        loop = _take(grid, levels, players, rng)
        loop = loop / np.std(loop) + air * hiss(grid.length, rng)
        loop = _steadied(coloured(loop, grid.rate, body) if body else loop, grid.rate)
        takes.append((abs(_cents_off(grid, loop)), loop))
    return min(takes, key=lambda take: take[0])[1]


def _cents_off(grid: Grid, loop: Signal) -> float:
    """How far the middle of the fundamental's power, within 70 cents, is from where it belongs."""
    reach = max(2, round(grid.cycles * (2 ** (70 / 1200) - 1)))
    near = np.arange(grid.cycles - reach, grid.cycles + reach + 1)
    power = np.abs(np.fft.rfft(loop)[near]) ** 2
    return float(1200 * np.log2(np.sum(near * power) / np.sum(power) / grid.cycles))


def _take(grid: Grid, levels: Signal, players: Players, rng: Dice) -> Signal:
    """All players once through the loop.

    The first is nearest, the others stand further and further off, and high notes wander less in cents: so
    the sum has few holes.
    """
    size = 32768
    place = np.arange(size + 1) / size
    around = np.arange(grid.length) / grid.length
    # A swing of one cent and one turn a loop moves the phase by this many cycles.
    cent = grid.cycles * np.log(2) / 1200 / (2 * np.pi) * min(1.0, (262 / grid.fundamental) ** 0.5)
    loop = np.zeros(grid.length)
    for player in range(players.count):
        spectrum = np.zeros(size // 2 + 1, dtype=np.complex128)
        spectrum[1 : len(levels) + 1] = levels * np.exp(2j * np.pi * rng.random_sample(len(levels)))
        wave = np.fft.irfft(spectrum) * size / 2
        turns = grid.cycles * around + rng.random_sample()
        swell = np.full(grid.length, 0.75**player)
        for k in range(1, 7):
            angle = 2 * np.pi * (k * around + rng.random_sample())
            turns += cent * players.wander / k**1.5 * np.sin(angle)
            swell *= 1 + 0.08 * np.cos(angle)
        k = max(1, round((0.9 + 0.2 * rng.random_sample()) * players.vibrato_rate / grid.step))
        turns += cent * players.vibrato / k * np.sin(2 * np.pi * (k * around + rng.random_sample()))
        loop += swell * np.interp(turns % 1, place, np.append(wave, wave[0]))
    return loop


def _steadied(loop: Signal, rate: int) -> Signal:
    """The loop with most of the swells and holes of players who meet in and out of phase evened out."""
    power = coloured(loop * loop, rate, _slow)
    return np.asarray(loop / np.maximum(power / np.mean(power), 0.02) ** 0.42, dtype=np.float64)


def _slow(frequency: Signal) -> Signal:
    return np.asarray(np.exp(-((frequency / 12) ** 2)), dtype=np.float64)


def hiss(length: int, rng: Dice) -> Signal:
    """White noise between -1 and 1."""
    return 2 * rng.random_sample(length) - 1


def unit(signal: Signal) -> Signal:
    """The signal with a peak of 1."""
    return np.asarray(signal / np.max(np.abs(signal)), dtype=np.float64)


def coloured(signal: Signal, rate: int, curve: Curve) -> Signal:
    """The signal with its spectrum shaped; what was periodic in its length stays so."""
    frequency = np.asarray(np.fft.rfftfreq(len(signal), 1 / rate), dtype=np.float64)
    spectrum = np.fft.rfft(signal) * curve(frequency)
    return np.asarray(np.fft.irfft(spectrum, len(signal)), dtype=np.float64)


def band(centre: float, octaves: float) -> Curve:
    """A bell over log frequency: 1 at the centre, 0.61 at `octaves` from it."""

    def curve(frequency: Signal) -> Signal:
        away = np.log2(np.maximum(frequency, 1) / centre) / octaves
        return np.asarray(np.exp(-0.5 * away * away), dtype=np.float64)

    return curve


def knock(length: int, rate: int, curve: Curve, seconds: float, rng: Dice) -> Signal:
    """A burst of shaped noise with a peak near 1 that falls by 60 dB in so many seconds."""
    noise = coloured(hiss(length, rng), rate, curve)
    time = np.arange(length) / rate
    burst = noise * fall(time, seconds) * np.clip(time / 0.0007, 0, 1)
    return unit(burst)


def loudness(signal: Signal, rate: int) -> float:
    """K-weighted level in dB of the whole signal (ITU-R BS.1770-5, annex 1, tables 1 and 2)."""
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(len(signal), 1 / rate) / 48000)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    power = np.abs(np.fft.rfft(signal) * shelf * high_pass) ** 2
    return float(10 * np.log10(2 * np.sum(power) / len(signal) ** 2))


def looped(
    name: str, key: int, grid: Grid, signal: Signal, level: float, decay: Decay | None = None
) -> Sample:
    """A sample that ends in the grid's loop and its guard, as loud as `level` dB when it is heard."""
    end = len(signal) - GUARD
    start = end - grid.length
    n = np.arange(round(LOUDNESS_WINDOW * grid.rate) if decay else end)
    heard = signal[np.where(n < end, n, start + (n - start) % grid.length)]
    if decay:
        heard = heard * fall(n / grid.rate, decay.seconds)
    return pcm(name, key, grid.rate, signal * gain(level - loudness(heard, grid.rate)), (start, end))


def sustained(name: str, key: int, grid: Grid, loop: Signal, level: float) -> Sample:
    """A sample that is all loop."""
    return looped(name, key, grid, np.concatenate([loop[-GUARD:], loop, loop[:GUARD]]), level)


def pcm(name: str, key: int, rate: int, signal: Signal, loop: tuple[int, int] | None = None) -> Sample:
    """The signal, full scale at 1, as 16 bit integers."""
    peak = float(np.max(np.abs(signal)))
    if peak >= 1:
        raise ValueError(f"the sample {name!r} clips: its peak is {peak:.2f}, full scale is 1")
    return Sample(name, np.round(signal * 32767).astype(np.int16), rate, key, loop)
