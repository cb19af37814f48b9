"""What the synth does to a sample: envelopes, vibrato and the controllers every instrument answers to."""

from __future__ import annotations

from collections.abc import Sequence

from tools.soundfont.sf2 import (
    SOFTNESS,
    Gen,
    Generators,
    Instrument,
    Modulator,
    Zone,
    cents,
    controller,
    timecents,
)

LEVEL = -18.0
"""The K-weighted loudness in dB of every melodic sample: chords at full velocity stay below full scale."""

BRIGHTNESS, RESONANCE = 74, 71
"""Sound controllers of General MIDI 2, which rest at 64."""

OPEN = 13500
"""The highest cutoff in cents (20 kHz): the filter lets all through."""


def sixty(seconds: float) -> int:
    """Timecents of an envelope stage that falls by 60 dB in so many seconds; the format counts to 100 dB."""
    return timecents(seconds * 100 / 60)


def fading(seconds: float) -> Generators:
    """A volume envelope that falls from the start, by 60 dB in so many seconds."""
    return {Gen.VOL_ENV_DECAY: sixty(seconds), Gen.VOL_ENV_SUSTAIN: 1000}


def looping(decay: float | None = None) -> Generators:
    """A looped zone, held or falling by 60 dB in `decay` seconds."""
    return {Gen.SAMPLE_MODES: 1, **(fading(decay) if decay else {})}


def open_to(hertz: float) -> Generators:
    """The filter's cutoff at full velocity."""
    return {Gen.FILTER_FC: min(OPEN, cents(hertz))}


def closing(start: float, end: float, seconds: float) -> Generators:
    """A filter whose cutoff at full velocity goes from `start` to `end` Hz within so many seconds."""
    return {
        **open_to(end),
        Gen.MOD_ENV_TO_FILTER_FC: cents(start) - cents(end),
        Gen.MOD_ENV_DECAY: timecents(seconds),
        Gen.MOD_ENV_SUSTAIN: 1000,
    }


def instrument(
    name: str,
    zones: Sequence[Zone],
    *,
    release: float,
    soft: int,
    room: int,
    vibrato: float = 5.5,
    more: Generators | None = None,
) -> Instrument:
    """An instrument that lets go by 60 dB in `release` seconds and darkens by `soft` cents at no velocity.

    The wheel and channel pressure bring vibrato, as the format's default modulators say, at `vibrato` Hz;
    `room` is the reverb send in thousandths, `more` are further generators.
    """
    common: dict[Gen, int] = {
        Gen.REVERB_SEND: room,
        Gen.VIB_LFO_FREQ: cents(vibrato),
        Gen.VOL_ENV_RELEASE: sixty(release),
        # The filter stays where it is while the sound ends.
        Gen.MOD_ENV_RELEASE: timecents(10 * release),
        **(more or {}),
    }
    modulators = [
        Modulator(SOFTNESS, Gen.FILTER_FC, -soft),
        Modulator(controller(BRIGHTNESS), Gen.FILTER_FC, 3000),
        Modulator(controller(RESONANCE), Gen.FILTER_Q, 150),
    ]
    return Instrument(name, zones, common, modulators)
