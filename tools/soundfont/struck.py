"""Struck strings, tines and bars: grand piano, electric piano, vibraphone, marimba."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tools.soundfont.sf2 import Gen, Instrument, Zone, cents, span
from tools.soundfont.tone import (
    Decay,
    Dice,
    Grid,
    Partial,
    band,
    decaying,
    dice,
    grid,
    hertz,
    knock,
    looped,
    spread,
    unit,
)
from tools.soundfont.voice import LEVEL, closing, instrument, looping, open_to

SOFT, HARD = span(0, 77), span(78, 127)
"""The velocities of the two strengths in which the pianos are sampled."""


def _piano_string(root: int, felt: float, ring: float, loop: Grid, rng: Dice) -> Iterator[Partial]:
    """The partials of a stiff string struck at an eighth by felt that damps all above `felt` Hz.

    Its fundamental rings for `ring` seconds; the others beat slowly with the neighbouring string's. Stiffness
    and decay have the size given in Fletcher & Rossing, "The Physics of Musical Instruments", ch. 12.
    """
    f = hertz(root)
    stiff = 1.2e-4 * 2 ** (max(0, root - 42) / 9)
    for n in range(1, 120):
        frequency = n * f * ((1 + stiff * n * n) / (1 + stiff)) ** 0.5
        if frequency > 0.45 * loop.rate:
            return
        place = 0.15 + abs(float(np.sin(np.pi * n / 8.3)))
        board = 1 / (1 + (75 / frequency) ** 2)
        chance = 1.35 ** (2 * rng.random_sample() - 1)
        level = place * board * chance * n**-0.45 / (1 + (frequency / felt) ** 2)
        slow = ring * (1 + f / 1800) / (1 + frequency / 1800)
        yield Partial(frequency, level, fast=slow * 0.22, slow=slow, share=0.3)
        if n > 1:
            yield Partial(frequency + loop.step, 0.16 * level, slow, slow)


def grand_piano() -> Instrument:
    """Strings under felt, in 15 roots and two strengths; a thump of the board, a tick of the hammer."""
    zones = []
    for root, low, high in spread(range(24, 109, 6)):
        f = hertz(root)
        turn = (root - 24) / 84
        ring = 25 * 2 ** (-(root - 24) / 24)
        decay = Decay(attack=1.0 - 0.75 * turn, seconds=ring, rise=0.0025 - 0.0018 * turn)
        # The soft samples' filter is open at their top velocity, where the hard ones' is still half closed.
        for name, velocities, felt, rate, loud, opened, closed in (
            ("soft", SOFT, 750.0, 24000, LEVEL, 8000 + 8 * f, 2000 + 4 * f),
            ("hard", HARD, 1600.0, 32000, LEVEL + 0.5, 4000 + 4 * f, 2000 + 3 * f),
        ):
            name = f"Piano {root} {name}"
            # The same for both strengths: it is one string.
            rng = dice(f"Piano {root}")
            loop = grid(root, rate, 0.55 - 0.4 * turn)
            strings = _piano_string(root, felt * 2 ** ((root - 60) / 26), ring, loop, rng)
            signal = unit(decaying(loop, decay, strings, rng))
            thump = knock(int(0.16 * rate), rate, band(180 * 2 ** (turn * 2), 1.2), 0.16, rng)
            tick = knock(int(0.16 * rate), rate, band(1400 * 2**turn, 1.3), 0.05, rng)
            signal[: len(thump)] += (0.07 + 0.10 * turn) * thump
            signal[: len(tick)] += (0.05 + 0.05 * turn) * felt / 1600 * tick
            place = {Gen.KEY_RANGE: span(low, high), Gen.VELOCITY_RANGE: velocities}
            fades = {**looping(decay.seconds), **closing(opened, closed, ring)}
            zones.append(Zone(looped(name, root, loop, signal, loud, decay), {**place, **fades}))
    return instrument("Grand Piano", zones, release=0.25, soft=4200, room=150)


def electric_piano() -> Instrument:
    """Tines before pickups: the wider the swing, the more harmonics, which die with it; a bell on top.

    A bare tine's second mode lies at 6.27 times its first; here its tuning spring moves it to 7.1.
    """
    zones = []
    for root, low, high in spread(range(29, 100, 10)):
        f = hertz(root)
        turn = (root - 29) / 70
        ring = 13 * 2 ** (-(root - 29) / 30)
        decay = Decay(attack=0.6 - 0.3 * turn, seconds=ring, rise=0.002)
        for name, velocities, swing, rate, opened in (
            ("soft", SOFT, 0.56 - 0.26 * turn, 24000, 3000 + 8 * f),
            ("hard", HARD, 0.78 - 0.26 * turn, 32000, 1000 + 5 * f),
        ):
            name = f"Tine {root} {name}"
            rng = dice(name)
            loop = grid(root, rate, 0.12)
            partials = [
                # Harmonic n goes with the n-th power of the swing, so it falls n times as fast, in dB.
                Partial(n * f, swing ** (n - 1) * (0.75 if n % 2 == 0 else 1.0), fast=ring / n, slow=ring / n)
                for n in range(1, 32)
            ]
            partials.append(Partial(7.1 * f, 0.28 * swing, fast=0.25, slow=0.9, share=0.25))
            partials.append(Partial(17.6 * f, 0.12 * swing, fast=0.08, slow=0.08))
            signal = decaying(loop, decay, [p for p in partials if p.frequency < 11000], rng)
            tick = knock(int(0.1 * rate), rate, band(900, 1.5), 0.04, rng)
            signal[: len(tick)] += 0.18 * swing * tick
            place = {Gen.KEY_RANGE: span(low, high), Gen.VELOCITY_RANGE: velocities}
            fades = {**looping(decay.seconds), **open_to(opened)}
            zones.append(Zone(looped(name, root, loop, signal, LEVEL, decay), {**place, **fades}))
    return instrument(
        "Electric Piano",
        zones,
        release=0.22,
        soft=4200,
        room=120,
        more={Gen.MOD_LFO_TO_VOLUME: 12, Gen.MOD_LFO_FREQ: cents(4.6)},
    )


def vibraphone() -> Instrument:
    """Aluminium bars tuned 1 : 4 : 10, long-lived, under a turning fan (Fletcher & Rossing, ch. 19)."""
    zones = []
    for root, low, high in spread(range(53, 94, 8)):
        f = hertz(root)
        rate = 32000
        loop = grid(root, rate, 0.1)
        ring = 8 * 2 ** (-(root - 53) / 28)
        decay = Decay(attack=0.3, seconds=ring, rise=0.0015)
        name = f"Vibraphone {root}"
        rng = dice(name)
        partials = [
            Partial(f, 1.0, ring, ring),
            Partial(4 * f, 0.22, fast=0.5, slow=1.6, share=0.5),
            Partial(10 * f, 0.06, fast=0.12, slow=0.12),
        ]
        signal = decaying(loop, decay, [p for p in partials if p.frequency < 14000], rng)
        mallet = knock(int(0.08 * rate), rate, band(700, 1.2), 0.03, rng)
        signal[: len(mallet)] += 0.12 * mallet
        zones.append(
            Zone(
                looped(name, root, loop, signal, LEVEL, decay),
                {Gen.KEY_RANGE: span(low, high), **looping(decay.seconds), **open_to(6 * f)},
            )
        )
    return instrument(
        "Vibraphone",
        zones,
        release=0.35,
        soft=3600,
        room=200,
        more={Gen.MOD_LFO_TO_VOLUME: 30, Gen.MOD_LFO_FREQ: cents(5.2)},
    )


def marimba() -> Instrument:
    """Rosewood bars tuned 1 : 4 : 9.9 with a soft mallet; short (Fletcher & Rossing, ch. 19)."""
    zones = []
    for root, low, high in spread(range(45, 94, 8)):
        f = hertz(root)
        rate = 32000
        loop = grid(root, rate, 0.06)
        ring = 2.0 * 2 ** (-(root - 45) / 18)
        decay = Decay(attack=0.18, seconds=ring, rise=0.0015)
        name = f"Marimba {root}"
        rng = dice(name)
        partials = [
            Partial(f, 1.0, ring, ring),
            Partial(4 * f, 0.35, fast=ring * 0.22, slow=ring * 0.22),
            Partial(9.9 * f, 0.16, fast=ring * 0.07, slow=ring * 0.07),
        ]
        signal = decaying(loop, decay, [p for p in partials if p.frequency < 14000], rng)
        mallet = knock(int(0.08 * rate), rate, band(500, 1.3), 0.035, rng)
        signal[: len(mallet)] += 0.3 * mallet
        zones.append(
            Zone(
                looped(name, root, loop, signal, LEVEL, decay),
                {Gen.KEY_RANGE: span(low, high), **looping(decay.seconds), **open_to(10 * f)},
            )
        )
    return instrument("Marimba", zones, release=0.3, soft=3600, room=180)
