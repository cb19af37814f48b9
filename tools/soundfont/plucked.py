"""Plucked strings: nylon guitar and finger bass.

The sine waves of a string plucked at a point, as a Karplus-Strong loop would give, but exactly in tune.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tools.soundfont.sf2 import Gen, Instrument, Zone, span
from tools.soundfont.tone import (
    Decay,
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
from tools.soundfont.voice import LEVEL, instrument, looping, open_to


def string(
    root: int, *, place: float, slope: float, ring: float, drag: float, stiff: float, top: float
) -> Iterator[Partial]:
    """The partials of a string plucked at `place` of its length.

    Levels fall as n**-slope under the comb of the place; a partial at `drag` Hz rings half as long as `ring`.
    """
    f = hertz(root)
    n = 1
    while (frequency := n * f * ((1 + stiff * n * n) / (1 + stiff)) ** 0.5) < top:
        level = (0.06 + abs(np.sin(np.pi * n * place))) * n**-slope
        slow = ring * (1 + (f / drag) ** 1.5) / (1 + (frequency / drag) ** 1.5)
        yield Partial(frequency, float(level), fast=slow * 0.35, slow=slow, share=0.45)
        n += 1


def nylon_guitar() -> Instrument:
    """Nylon strings, plucked a fifth along, on a body that answers near 100, 200 and 400 Hz."""
    zones = []
    for root, low, high in spread(range(40, 90, 6)):
        f = hertz(root)
        rate = 32000
        turn = (root - 40) / 48
        loop = grid(root, rate, 0.18)
        ring = 5.5 * 2 ** (-(root - 40) / 22)
        decay = Decay(attack=0.6 - 0.3 * turn, seconds=ring, rise=0.0012)
        name = f"Nylon {root}"
        rng = dice(name)
        partials = []
        for p in string(root, place=0.19, slope=1.15, ring=ring, drag=900 + f, stiff=4e-5, top=11000):
            body = sum(
                lift * np.exp(-0.5 * (np.log2(p.frequency / centre) / 0.25) ** 2)
                for centre, lift in ((104, 0.8), (205, 1.0), (410, 0.6))
            )
            partials.append(Partial(p.frequency, p.level * (1 + float(body)), p.fast, p.slow, p.share))
        signal = unit(decaying(loop, decay, partials, rng))
        body_knock = knock(int(0.12 * rate), rate, band(140, 0.8), 0.1, rng)
        nail = knock(int(0.12 * rate), rate, band(2600, 1.0), 0.02, rng)
        signal[: len(nail)] += 0.12 * body_knock + 0.10 * nail
        zones.append(
            Zone(
                looped(name, root, loop, signal, LEVEL, decay),
                {Gen.KEY_RANGE: span(low, high), **looping(decay.seconds), **open_to(4500 + 8 * f)},
            )
        )
    return instrument("Nylon Guitar", zones, release=0.2, soft=5000, room=150)


def finger_bass() -> Instrument:
    """Round-wound strings under fingertips, heard by a pickup: a soft start, a long low ring."""
    zones = []
    for root, low, high in spread(range(28, 71, 6)):
        rate = 24000
        turn = (root - 28) / 42
        loop = grid(root, rate, 0.16)
        ring = 7 * 2 ** (-(root - 28) / 30)
        decay = Decay(attack=0.6 - 0.25 * turn, seconds=ring, rise=0.004)
        name = f"Bass {root}"
        rng = dice(name)
        partials = []
        for n, p in enumerate(
            string(root, place=0.22, slope=1.05, ring=ring, drag=700, stiff=9e-5, top=5000), start=1
        ):
            pickup = (0.2 + abs(np.sin(np.pi * n * 0.13))) / (1 + (p.frequency / 1100) ** 2)
            partials.append(Partial(p.frequency, p.level * float(pickup), p.fast, p.slow, p.share))
        signal = unit(decaying(loop, decay, partials, rng))
        finger = knock(int(0.1 * rate), rate, band(700, 1.2), 0.035, rng)
        signal[: len(finger)] += 0.07 * finger
        zones.append(
            Zone(
                looped(name, root, loop, signal, LEVEL, decay),
                {Gen.KEY_RANGE: span(low, high), **looping(decay.seconds), **open_to(2000 + 8 * hertz(root))},
            )
        )
    return instrument("Finger Bass", zones, release=0.15, soft=4200, room=30)
