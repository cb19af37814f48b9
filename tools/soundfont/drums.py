"""The drum kit: skins, noise and metal, on the keys of the General MIDI percussion map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tools.soundfont.sf2 import Gen, Instrument, Zone, span
from tools.soundfont.tone import Curve, Dice, Signal, band, coloured, dice, fall, gain, hiss, knock, pcm, unit
from tools.soundfont.voice import instrument

RATE = 32000


@dataclass(frozen=True)
class Piece:
    """A sound of the kit: its peak in dB of full scale, its keys with their tuning in semitones, its place.

    Pieces with the same `choke` cut each other off; `pan` goes from -500 (left) to 500 (right).
    """

    sound: Callable[[Dice], Signal]
    peak: float
    keys: Mapping[int, int]
    choke: int = 0
    pan: int = 0


def _time(seconds: float) -> Signal:
    return np.arange(int(seconds * RATE), dtype=np.float64) / RATE


def _skin(low: float, high: float, bend: float, ring: float, length: float) -> Signal:
    """A sine that drops from `high` to `low` Hz within `bend` seconds and falls by 60 dB in `ring`."""
    time = _time(length)
    turns = low * time + (high - low) * bend * (1 - np.exp(-time / bend))
    return np.asarray(np.sin(2 * np.pi * turns) * fall(time, ring), dtype=np.float64)


def _metal(base: float, length: float, rng: Dice) -> Signal:
    """Six square waves out of tune with each other, the ratios of a well-known drum machine's cymbal."""
    time = _time(length)
    ratios = (1.0, 1.483, 1.8, 2.546, 2.63, 3.897)
    return np.asarray(
        sum(np.sign(np.sin(2 * np.pi * (base * r * time + rng.random_sample()))) for r in ratios),
        dtype=np.float64,
    )


def _ended(signal: Signal) -> Signal:
    """Faded to nothing over its last tenth, with a peak of 1."""
    fade = np.clip((len(signal) - np.arange(len(signal))) / (0.1 * len(signal)), 0, 1)
    signal = signal * fade * fade * (3 - 2 * fade)
    return unit(signal)


def _high_pass(edge: float, order: int = 4) -> Curve:
    return lambda f: np.asarray(1 / (1 + (edge / np.maximum(f, 1)) ** order), dtype=np.float64)


def kick(rng: Dice) -> Signal:
    signal = _skin(48, 190, 0.028, 0.42, 0.42)
    click = knock(int(0.03 * RATE), RATE, band(2500, 1.2), 0.02, rng)
    signal[: len(click)] += 0.25 * click
    return signal


def snare(rng: Dice) -> Signal:
    signal = 0.6 * _skin(185, 260, 0.012, 0.16, 0.34) + 0.3 * _skin(330, 400, 0.01, 0.12, 0.34)
    return signal + 0.8 * knock(len(signal), RATE, band(3800, 1.3), 0.28, rng)


def side_stick(rng: Dice) -> Signal:
    signal = 0.5 * _skin(430, 430, 0.01, 0.05, 0.09) + _skin(1720, 1720, 0.01, 0.045, 0.09)
    return signal + 0.5 * knock(len(signal), RATE, band(3500, 1.0), 0.02, rng)


def clap(rng: Dice) -> Signal:
    signal = np.zeros(int(0.3 * RATE))
    for delay, ring in ((0.0, 0.02), (0.011, 0.02), (0.021, 0.02), (0.031, 0.22)):
        start = int(delay * RATE)
        signal[start:] += knock(len(signal) - start, RATE, band(1300, 0.7), ring, rng)
    return signal


def _hat(ring: float, rng: Dice) -> Signal:
    metal = _metal(411, ring * 1.1, rng)
    metal = coloured(unit(metal) + 0.5 * hiss(len(metal), rng), RATE, _high_pass(7500, 6))
    return metal * fall(_time(ring * 1.1)[: len(metal)], ring)


def closed_hat(rng: Dice) -> Signal:
    return _hat(0.11, rng)


def pedal_hat(rng: Dice) -> Signal:
    return coloured(_hat(0.08, rng), RATE, band(7000, 0.8))


def open_hat(rng: Dice) -> Signal:
    return _hat(0.75, rng)


def tom(rng: Dice) -> Signal:
    signal = _skin(100, 150, 0.05, 0.55, 0.55) + 0.3 * _skin(159, 210, 0.04, 0.25, 0.55)
    stick = knock(int(0.05 * RATE), RATE, band(1500, 1.2), 0.04, rng)
    signal[: len(stick)] += 0.2 * stick
    return signal


def _plate(low: float, ring: float, length: float, count: int, rng: Dice) -> Signal:
    """Many modes up to 14 kHz; the high ones speak a little later and die sooner, as a cymbal's do."""
    time = _time(length)
    signal = np.zeros(len(time))
    for _ in range(count):
        frequency = low * (14000 / low) ** rng.random_sample() ** 0.8
        own = ring / (1 + (frequency / 7000) ** 1.5)
        swell = 1 - np.exp(-time / (0.002 + frequency * 1e-6))
        signal += swell * fall(time, own) * np.sin(2 * np.pi * (frequency * time + rng.random_sample()))
    return signal


def crash(rng: Dice) -> Signal:
    signal = unit(_plate(350, 2.4, 1.9, 220, rng))
    return signal + 0.5 * knock(len(signal), RATE, _high_pass(5000, 2), 0.9, rng)


def ride(rng: Dice) -> Signal:
    signal = 0.6 * unit(_plate(450, 1.8, 1.4, 90, rng))
    time = _time(1.4)
    for frequency, level in ((3150, 0.35), (4720, 0.3), (6230, 0.2)):
        signal += level * np.sin(2 * np.pi * frequency * time) * fall(time, 0.5)
    return signal


def cowbell(rng: Dice) -> Signal:
    time = _time(0.35)
    pair = sum(np.sign(np.sin(2 * np.pi * frequency * time)) for frequency in (540, 800))
    return coloured(np.asarray(pair), RATE, band(1100, 1.0)) * (
        0.5 * fall(time, 0.08) + 0.5 * fall(time, 0.4)
    )


def tambourine(rng: Dice) -> Signal:
    signal = np.zeros(int(0.3 * RATE))
    for delay, level in ((0.0, 1.0), (0.018, 0.5), (0.034, 0.7)):
        start = int(delay * RATE)
        signal[start:] += level * knock(len(signal) - start, RATE, band(9500, 0.35), 0.22, rng)
    return signal


def shaker(rng: Dice) -> Signal:
    signal = knock(int(0.09 * RATE), RATE, band(7500, 0.6), 0.09, rng)
    return signal * np.clip(_time(0.09) / 0.012, 0, 1)


def woodblock(rng: Dice) -> Signal:
    return _skin(980, 980, 0.01, 0.09, 0.1) + 0.4 * _skin(2350, 2350, 0.01, 0.04, 0.1)


def triangle(rng: Dice) -> Signal:
    time = _time(0.8)
    signal = np.zeros(len(time))
    for frequency, level, ring in ((1260, 0.3, 1.6), (3140, 0.6, 1.3), (5270, 0.5, 1.1), (7840, 0.35, 0.8)):
        signal += level * np.sin(2 * np.pi * (frequency * time + rng.random_sample())) * fall(time, ring)
    return signal * np.clip(time / 0.001, 0, 1)


KIT = (
    Piece(kick, -1.0, {35: -2, 36: 0}),
    Piece(snare, -2.5, {38: 0, 40: 2}),
    Piece(side_stick, -6.0, {37: 0}),
    Piece(clap, -4.0, {39: 0}),
    Piece(closed_hat, -5.0, {42: 0}, choke=1, pan=120),
    Piece(pedal_hat, -7.0, {44: 0}, choke=1, pan=120),
    Piece(open_hat, -7.0, {46: 0}, choke=1, pan=120),
    Piece(tom, -3.0, {41: -7, 43: -4, 45: -2, 47: 1, 48: 4, 50: 7}, pan=-80),
    Piece(crash, -6.0, {49: 0, 57: 2, 52: -5, 55: 7}, pan=-150),
    Piece(ride, -9.0, {51: 0, 59: 1, 53: 4}, pan=150),
    Piece(tambourine, -7.0, {54: 0}, pan=100),
    Piece(cowbell, -8.0, {56: 0, 67: 9, 68: 4}, pan=100),
    Piece(tom, -6.0, {60: 19, 61: 14, 62: 12, 63: 11, 64: 6, 65: 16, 66: 11}, pan=80),
    Piece(shaker, -10.0, {69: -2, 70: 0}, pan=-100),
    Piece(woodblock, -7.0, {75: 14, 76: 0, 77: -5}, pan=100),
    Piece(triangle, -12.0, {80: 0, 81: 0}, pan=-120),
)


def drum_kit() -> Instrument:
    """All pieces under their General MIDI keys; a drum rings out whether or not its key is let go."""
    zones = []
    for piece in KIT:
        name = f"{piece.sound.__name__} {min(piece.keys)}".replace("_", " ").title()
        sample = pcm(name, 60, RATE, _ended(piece.sound(dice(name))) * gain(piece.peak))
        for key, tune in piece.keys.items():
            place = {Gen.EXCLUSIVE_CLASS: piece.choke} if piece.choke else {}
            tuning = {Gen.SCALE_TUNING: 0, Gen.COARSE_TUNE: tune}
            zones.append(Zone(sample, {Gen.KEY_RANGE: span(key, key), Gen.PAN: piece.pan, **tuning, **place}))
    return instrument("Drum Kit", zones, release=30.0, soft=3600, room=80)
