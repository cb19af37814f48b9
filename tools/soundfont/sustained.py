"""Held sounds: drawbar organ, strings, choir, brass, sine and saw leads, warm pad."""

from __future__ import annotations

import numpy as np

from tools.soundfont.sf2 import Gen, Instrument, Zone, cents, span, timecents
from tools.soundfont.tone import (
    Curve,
    Decay,
    Partial,
    Players,
    Signal,
    band,
    decaying,
    dice,
    ensemble,
    gain,
    grid,
    harmonics,
    hertz,
    knock,
    looped,
    spread,
    sustained,
)
from tools.soundfont.voice import LEVEL, instrument, looping, open_to

FOREVER = 1e9
"""Seconds to fall by 60 dB of what does not fall."""


def drawbar_organ() -> Instrument:
    """Tonewheels at 88 8400 005, with the click of nine contacts and a slow rotor."""
    drawbars = {0.5: 8, 1.5: 8, 1: 8, 2: 4, 8: 5}
    zones = []
    for root, low, high in spread(range(36, 97, 8)):
        rate = 32000
        # The 16' drawbar sounds an octave below, so it is that octave's grid in which all of them fit.
        loop = grid(root - 12, rate, 0.2)
        decay = Decay(attack=0.06, seconds=FOREVER, rise=0.002)
        name = f"Organ {root}"
        rng = dice(name)
        partials = [
            # A drawbar's eight steps are 3 dB each.
            Partial(_wheel(ratio * hertz(root)), gain(-3 * (8 - pull)), FOREVER, FOREVER)
            for ratio, pull in drawbars.items()
        ]
        signal = decaying(loop, decay, partials, rng)
        click = knock(int(0.03 * rate), rate, band(2200, 1.2), 0.02, rng)
        signal[: len(click)] += 0.5 * click
        zones.append(
            Zone(
                looped(name, root, loop, signal, LEVEL),
                {Gen.KEY_RANGE: span(low, high), **looping(), **open_to(4000 + 4 * hertz(root))},
            )
        )
    return instrument(
        "Drawbar Organ",
        zones,
        release=0.05,
        soft=3000,
        room=120,
        vibrato=6.8,
        more={Gen.MOD_LFO_TO_VOLUME: 8, Gen.MOD_LFO_FREQ: cents(0.8)},
    )


def _wheel(frequency: float) -> float:
    """The tonewheel that sounds: there are none above 6 kHz, so the highest notes fold back by octaves."""
    while frequency > 6000:
        frequency /= 2
    return frequency


def strings() -> Instrument:
    """Seven bowed strings with vibrato; the bodies lift 300 Hz to 3 kHz."""
    zones = []
    for root, low, high in spread(range(36, 97, 12)):
        rate = 32000
        name = f"Strings {root}"
        rng = dice(name)
        loop = grid(root, rate, 1.8 - (root - 36) / 80)
        wave = harmonics(loop, lambda n: 1 / n * (1 + 0.4 * np.cos(2.1 * n)))
        signal = ensemble(loop, wave, Players(7, wander=5, vibrato=9), rng, air=0.01, body=_bodies)
        zones.append(
            Zone(
                sustained(name, root, loop, signal, LEVEL),
                {Gen.KEY_RANGE: span(low, high), **looping(), **open_to(6000 + 2 * hertz(root))},
            )
        )
    return instrument(
        "Strings",
        zones,
        release=0.4,
        soft=3600,
        room=260,
        more={Gen.VOL_ENV_ATTACK: timecents(0.12)},
    )


def _bodies(frequency: Signal) -> Signal:
    return np.asarray(
        (
            0.5
            + band(450, 0.5)(frequency)
            + 0.8 * band(1100, 0.7)(frequency)
            + 0.5 * band(2800, 0.5)(frequency)
        )
        / (1 + (frequency / 4500) ** 2),
        dtype=np.float64,
    )


def _mouth(root: int) -> Curve:
    """The vowel "ah" of a throat that is shorter the higher the voice."""
    height = 1 + 0.15 * (root - 42) / 42
    formants = ((730, 1.0, 0.22), (1090, 0.55, 0.18), (2440, 0.16, 0.16), (3400, 0.10, 0.16))

    def curve(frequency: Signal) -> Signal:
        gains = 0.03 / (1 + (frequency / 3000) ** 2) + 0.3 / (1 + (frequency / 350) ** 2)
        for centre, level, octaves in formants:
            gains = gains + level * band(centre * height, octaves)(frequency)
        return gains

    return curve


def choir() -> Instrument:
    """Six singers on "ah", with breath; formants after Peterson & Barney (JASA 24, 1952)."""
    zones = []
    for root, low, high in spread(range(42, 85, 6)):
        rate = 22050
        name = f"Choir {root}"
        rng = dice(name)
        loop = grid(root, rate, 1.6 - (root - 42) / 70)
        wave = harmonics(loop, lambda n: n**-1.1)
        singers = Players(6, wander=7, vibrato=14, vibrato_rate=5.2)
        signal = ensemble(loop, wave, singers, rng, air=0.06, body=_mouth(root))
        zones.append(
            Zone(
                sustained(name, root, loop, signal, LEVEL),
                {Gen.KEY_RANGE: span(low, high), **looping(), **open_to(3500 + 2 * hertz(root))},
            )
        )
    return instrument(
        "Choir", zones, release=0.4, soft=3600, room=300, more={Gen.VOL_ENV_ATTACK: timecents(0.12)}
    )


def _bell(fundamental: float) -> Curve:
    """The harmonics of a horn at `fundamental` Hz: the bell favours 200 Hz to 1.4 kHz."""

    def curve(n: Signal) -> Signal:
        frequency = n * fundamental
        return np.asarray(
            n**-0.2 / (1 + (frequency / 1400) ** 2) / (1 + (180 / frequency) ** 2), dtype=np.float64
        )

    return curve


def brass() -> Instrument:
    """Three horns together; each note opens as it is blown, further the harder it is."""
    zones = []
    for root, low, high in spread(range(36, 85, 8)):
        f = hertz(root)
        rate = 32000
        name = f"Brass {root}"
        rng = dice(name)
        loop = grid(root, rate, 1.0 - (root - 36) / 110)
        wave = harmonics(loop, _bell(f))
        signal = ensemble(loop, wave, Players(3, wander=3.5, vibrato=3), rng)
        muted, blown = 250 + f, 3500 + 3 * f
        zones.append(
            Zone(
                sustained(name, root, loop, signal, LEVEL + 1.0),
                {
                    Gen.KEY_RANGE: span(low, high),
                    **looping(),
                    **open_to(muted),
                    Gen.MOD_ENV_TO_FILTER_FC: cents(blown) - cents(muted),
                },
            )
        )
    return instrument(
        "Brass",
        zones,
        release=0.2,
        soft=4200,
        room=200,
        more={
            Gen.VOL_ENV_ATTACK: timecents(0.035),
            Gen.MOD_ENV_ATTACK: timecents(0.09),
            Gen.MOD_ENV_DECAY: timecents(0.8),
            Gen.MOD_ENV_SUSTAIN: 150,
        },
    )


def sine_lead() -> Instrument:
    """A sine with a little second and third harmonic, as a theremin: only the player moves it."""
    zones = []
    for root, low, high in spread(range(24, 109, 12)):
        rate = 32000
        name = f"Sine {root}"
        loop = grid(root, rate, 0.1)
        decay = Decay(attack=0.02, seconds=FOREVER)
        levels = {1: 1.0, 2: 0.10, 3: 0.05, 4: 0.015}
        partials = [Partial(n * hertz(root), level, FOREVER, FOREVER) for n, level in levels.items()]
        signal = decaying(loop, decay, partials, dice(name))
        zones.append(
            Zone(
                looped(name, root, loop, signal, LEVEL),
                {Gen.KEY_RANGE: span(low, high), **looping(), **open_to(6 * hertz(root))},
            )
        )
    return instrument(
        "Sine Lead", zones, release=0.12, soft=2400, room=180, more={Gen.VOL_ENV_ATTACK: timecents(0.012)}
    )


def saw_lead() -> Instrument:
    """Three saw waves that drift about each other through a filter with a little bite."""
    zones = []
    for root, low, high in spread(range(36, 97, 12)):
        rate = 44100
        name = f"Saw {root}"
        loop = grid(root, rate, 0.9 - (root - 36) / 120)
        wave = harmonics(loop, lambda n: 1 / n)
        signal = ensemble(loop, wave, Players(3, wander=5), dice(name))
        zones.append(
            Zone(
                sustained(name, root, loop, signal, LEVEL + 1.5),
                {Gen.KEY_RANGE: span(low, high), **looping(), **open_to(3600 + 3 * hertz(root))},
            )
        )
    return instrument(
        "Saw Lead",
        zones,
        release=0.15,
        soft=4200,
        room=130,
        more={
            Gen.VOL_ENV_ATTACK: timecents(0.004),
            Gen.FILTER_Q: 40,
            Gen.MOD_ENV_TO_FILTER_FC: 1200,
            Gen.MOD_ENV_DECAY: timecents(0.6),
            Gen.MOD_ENV_SUSTAIN: 1000,
        },
    )


def warm_pad() -> Instrument:
    """Six soft saw waves far apart, which swell and linger."""
    zones = []
    for root, low, high in spread(range(36, 97, 12)):
        rate = 22050
        name = f"Pad {root}"
        loop = grid(root, rate, 2.2 - (root - 36) / 60)
        wave = harmonics(loop, lambda n: n**-1.5)
        signal = ensemble(loop, wave, Players(6, wander=8), dice(name))
        zones.append(
            Zone(
                sustained(name, root, loop, signal, LEVEL),
                {Gen.KEY_RANGE: span(low, high), **looping(), **open_to(1500 + 2 * hertz(root))},
            )
        )
    return instrument(
        "Warm Pad",
        zones,
        release=1.0,
        soft=1800,
        room=300,
        more={
            Gen.VOL_ENV_ATTACK: timecents(0.35),
            Gen.MOD_ENV_TO_FILTER_FC: 1200,
            Gen.MOD_ENV_ATTACK: timecents(1.5),
        },
    )
