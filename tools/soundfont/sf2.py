"""Writes a SoundFont 2 file.

Numbers in brackets are sections of the "SoundFont Technical Specification" 2.04 (Creative/E-mu, 2006).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
import numpy.typing as npt

GUARD = 32
"""Samples of the running loop kept after its end; the specification (7.10) asks for at least 8."""


class Gen(IntEnum):
    """Generators (8.1.3): what a zone sets of its voices."""

    VIB_LFO_TO_PITCH = 6
    MOD_ENV_TO_PITCH = 7
    FILTER_FC = 8
    FILTER_Q = 9
    MOD_ENV_TO_FILTER_FC = 11
    MOD_LFO_TO_VOLUME = 13
    CHORUS_SEND = 15
    REVERB_SEND = 16
    PAN = 17
    MOD_LFO_DELAY = 21
    MOD_LFO_FREQ = 22
    VIB_LFO_DELAY = 23
    VIB_LFO_FREQ = 24
    MOD_ENV_ATTACK = 26
    MOD_ENV_HOLD = 27
    MOD_ENV_DECAY = 28
    MOD_ENV_SUSTAIN = 29
    MOD_ENV_RELEASE = 30
    VOL_ENV_ATTACK = 34
    VOL_ENV_HOLD = 35
    VOL_ENV_DECAY = 36
    VOL_ENV_SUSTAIN = 37
    VOL_ENV_RELEASE = 38
    INSTRUMENT = 41
    KEY_RANGE = 43
    VELOCITY_RANGE = 44
    COARSE_TUNE = 51
    FINE_TUNE = 52
    SAMPLE_ID = 53
    SAMPLE_MODES = 54
    SCALE_TUNING = 56
    EXCLUSIVE_CLASS = 57


Generators = Mapping[Gen, int]


def timecents(seconds: float) -> int:
    """A time as envelopes and LFO delays take it: 1200 log2(seconds)."""
    return round(1200 * math.log2(seconds))


def cents(hertz: float) -> int:
    """A frequency as filters and LFOs take it: cents above 8.176 Hz, MIDI key 0."""
    return round(1200 * math.log2(hertz / 8.1757989156))


def span(low: int, high: int) -> int:
    """A key or velocity range, both ends included."""
    return low | high << 8


@dataclass(frozen=True)
class Modulator:
    """A controller that moves a generator (8.2): `amount` at the source's far end."""

    source: int
    target: Gen
    amount: int


def controller(number: int) -> int:
    """The source of a MIDI controller around its middle: linear, bipolar, -1 at 0 and +1 at 127."""
    return number | 0x80 | 0x200


SOFTNESS = 0x0102
"""The source of 8.4.2: 0 at velocity 127, 1 at velocity 0, linear between."""


@dataclass(frozen=True, eq=False)
class Sample:
    """A recorded sound, 16 bit.

    `loop` is (first sample, sample after the last); the data after it must go on like the loop for `GUARD`.
    """

    name: str
    data: npt.NDArray[np.int16]
    rate: int
    key: int
    loop: tuple[int, int] | None = None


@dataclass(frozen=True)
class Zone:
    """A sample under some keys and velocities."""

    sample: Sample
    generators: Generators


@dataclass(frozen=True)
class Instrument:
    """Zones and what they have in common."""

    name: str
    zones: Sequence[Zone]
    common: Generators = field(default_factory=dict)
    modulators: Sequence[Modulator] = ()


@dataclass(frozen=True)
class Preset:
    """What a program change calls: one instrument under a bank and program (both from 0)."""

    bank: int
    program: int
    instrument: Instrument


def soundfont(info: Mapping[str, str], presets: Sequence[Preset]) -> bytes:
    """The whole file; `info` holds INFO texts by chunk name (INAM, ICOP, ...)."""
    instruments = list({id(p.instrument): p.instrument for p in presets}.values())
    samples = list({id(z.sample): z.sample for i in instruments for z in i.zones}.values())
    pcm, headers = _sample_data(samples)
    texts = [_chunk(name, _text(text)) for name, text in info.items()]
    body = [
        _list("INFO", [_chunk("ifil", struct.pack("<HH", 2, 4)), _chunk("isng", _text("EMU8000")), *texts]),
        _list("sdta", [_chunk("smpl", pcm)]),
        _list("pdta", [*_presets(presets, instruments), *_instruments(instruments, samples), headers]),
    ]
    return _chunk("RIFF", b"sfbk" + b"".join(body))


def _chunk(name: str, data: bytes) -> bytes:
    return name.encode("ascii") + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _list(name: str, chunks: Iterable[bytes]) -> bytes:
    return _chunk("LIST", name.encode("ascii") + b"".join(chunks))


def _text(text: str) -> bytes:
    """Zero-terminated and of even length (5)."""
    data = text.encode("ascii") + b"\0"
    return data + b"\0" * (len(data) % 2)


def _name(name: str) -> bytes:
    data = name.encode("ascii")
    if len(data) > 19:
        raise ValueError(f"SoundFont names have at most 19 characters: {name!r}")
    return data.ljust(20, b"\0")


def _generator(gen: Gen, amount: int) -> bytes:
    return struct.pack("<HH", gen, amount & 0xFFFF)


def _presets(presets: Sequence[Preset], instruments: Sequence[Instrument]) -> list[bytes]:
    """phdr, pbag, pmod, pgen: one bag with one generator, the instrument, for each preset."""
    index = {id(instrument): n for n, instrument in enumerate(instruments)}
    ordered = sorted(presets, key=lambda p: (p.bank, p.program))
    heads = [
        struct.pack("<20sHHHIII", _name(p.instrument.name), p.program, p.bank, bag, 0, 0, 0)
        for bag, p in enumerate(ordered)
    ]
    heads.append(struct.pack("<20sHHHIII", _name("EOP"), 0, 0, len(ordered), 0, 0, 0))
    bags = [struct.pack("<HH", n, 0) for n in range(len(ordered) + 1)]
    gens = [_generator(Gen.INSTRUMENT, index[id(p.instrument)]) for p in ordered]
    return [
        _chunk("phdr", b"".join(heads)),
        _chunk("pbag", b"".join(bags)),
        _chunk("pmod", bytes(10)),
        _chunk("pgen", b"".join([*gens, bytes(4)])),
    ]


def _instruments(instruments: Sequence[Instrument], samples: Sequence[Sample]) -> list[bytes]:
    """inst, ibag, imod, igen: for each instrument a global zone, then one bag for each zone."""
    index = {id(sample): n for n, sample in enumerate(samples)}
    heads: list[bytes] = []
    bags: list[bytes] = []
    mods: list[bytes] = []
    gens: list[bytes] = []
    for instrument in instruments:
        heads.append(struct.pack("<20sH", _name(instrument.name), len(bags)))
        bags.append(struct.pack("<HH", len(gens), len(mods)))
        gens += [_generator(gen, instrument.common[gen]) for gen in sorted(instrument.common)]
        mods += [struct.pack("<HHhHH", m.source, m.target, m.amount, 0, 0) for m in instrument.modulators]
        for zone in instrument.zones:
            bags.append(struct.pack("<HH", len(gens), len(mods)))
            # 8.1.2: the key range comes first, the velocity range next, the sample last.
            own = [gen for gen in (Gen.KEY_RANGE, Gen.VELOCITY_RANGE) if gen in zone.generators]
            own += sorted(set(zone.generators) - set(own))
            gens += [_generator(gen, zone.generators[gen]) for gen in own]
            gens.append(_generator(Gen.SAMPLE_ID, index[id(zone.sample)]))
    heads.append(struct.pack("<20sH", _name("EOI"), len(bags)))
    bags.append(struct.pack("<HH", len(gens), len(mods)))
    return [
        _chunk("inst", b"".join(heads)),
        _chunk("ibag", b"".join(bags)),
        _chunk("imod", b"".join([*mods, bytes(10)])),
        _chunk("igen", b"".join([*gens, bytes(4)])),
    ]


def _sample_data(samples: Sequence[Sample]) -> tuple[bytes, bytes]:
    """smpl's bytes and the shdr chunk; 46 zeros part the samples (7.10)."""
    data: list[bytes] = []
    heads: list[bytes] = []
    start = 0
    for sample in samples:
        first, last = sample.loop or (0, 0)
        end = start + len(sample.data)
        place = (start, end, start + first, start + last)
        # sampleType 1 is mono; no pitch correction, for loops are cut to be in tune.
        heads.append(
            struct.pack("<20sIIIIIBbHH", _name(sample.name), *place, sample.rate, sample.key, 0, 0, 1)
        )
        data += [sample.data.astype("<i2").tobytes(), bytes(2 * 46)]
        start = end + 46
    heads.append(struct.pack("<20sIIIIIBbHH", _name("EOS"), *[0] * 8, 0))
    return b"".join(data), _chunk("shdr", b"".join(heads))
