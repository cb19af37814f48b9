"""The built-in sound in a WAV file: FluidSynth without a sound card."""

from __future__ import annotations

import wave
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from gesture2midi.engine.message_order import in_time
from gesture2midi.events import Message, NoteOn
from gesture2midi.files import whole_file
from gesture2midi.io.files.loudness import LoudnessMeter, gain_to
from gesture2midi.io.synth.fluidsynth import BLOCK, RATE, Fluid
from gesture2midi.io.synth.output import silence_of

TARGET = -16.0
"""LUFS of a rendered file, as music services and podcasts have it (AES TD1008)."""

LOUDEST = 10 ** (-1 / 20)
"""True peak of a rendered file at the most, of full scale: -1 dB, which leaves room for a lossy format."""

_SILENT = 1e-5
"""A peak below this (-100 dB) is what a synth leaves in silence, not to be blown up."""

AFTER = 0.5
"""Seconds that a file goes on after its last sound."""

_GONE = 1e-3
"""Of a file's peak; what is fainter (by 60 dB, as reverberation time has it) is no sound any more."""
_LONGEST_TAIL = 15.0
"""Seconds of sound after the last message at the most."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What was written: how long it is, and why notes made no sound, "" where they did.

    lacking: a sentence for each preset that was asked for and is not there.
    """

    seconds: float
    silent: str
    lacking: tuple[str, ...] = ()


def render_wav(
    messages: Iterable[Message],
    path: Path,
    soundfont: Path | None,
    programs: Mapping[int, int],
    volume: float,
    reverb: float,
    *,
    bank: Sequence[int] = (),
    loudness: bool = True,
    on_progress: Callable[[float], None] = lambda share: None,
) -> Sound:
    """Plays a whole take into a WAV file: 48 kHz, stereo, 16 bit, the same bytes each time.

    Each message is heard from the block of 64 samples (1.3 ms) that its time is nearest to. The sound is
    played once to measure it, and again to write it. The file ends `AFTER` its last sound.

    Args:
        messages: as `NoteLedger` sent them, so that every note ends.
        path: takes the place of what was there, once the file is whole.
        soundfont: None is the bundled one.
        programs: 0..127 by channel 1..16. volume and reverb are 0..1. bank: of all channels but the drums.
        loudness: the whole gets one gain, to `TARGET` or `LOUDEST`; False leaves it as it sounds live.
        on_progress: is called with 0..1, some times for each second of sound.

    Raises:
        OutputError: the synth is missing or the file cannot be written.
    """
    timed = in_time(messages)
    lacking: list[str] = []

    def sound(blocks: int) -> Iterator[NDArray[np.float32]]:
        fluid = Fluid(soundfont)
        fluid.on_lacking = lacking.append
        try:
            fluid.configure(programs, volume, reverb, bank)
            yield from _play(fluid, timed, blocks)
        finally:
            fluid.delete()

    played = _block_at(timed[-1][0] if timed else 0.0)
    measured = _measure(
        sound(played + _block_at(_LONGEST_TAIL)), played, lambda done: on_progress(0.5 * done)
    )
    end = measured.sounding + _block_at(AFTER)
    _write(
        path,
        sound(end),
        end,
        measured.gain if loudness else 1.0,
        lambda done: on_progress(0.5 + 0.5 * done),
    )
    unheard = not measured.sounding and any(isinstance(message, NoteOn) for _, message in timed)
    silent = silence_of(soundfont) if unheard else ""
    return Sound(end * BLOCK / RATE, silent, tuple(dict.fromkeys(lacking)))


class _Measured(NamedTuple):
    """sounding: the number of blocks up to the last that sounds. gain: the one for the whole file."""

    sounding: int
    gain: float


def _measure(
    pieces: Iterator[NDArray[np.float32]], played: int, on_progress: Callable[[float], None]
) -> _Measured:
    """Listens until nothing sounds any more; `played` is the block of the last message."""
    meter, levels, at = LoudnessMeter(), [np.zeros(1, np.float32)], 0
    for piece in pieces:
        meter.add(piece)
        levels.append(np.abs(piece).reshape(-1, 2 * BLOCK).max(axis=1))
        at += len(levels[-1])
        on_progress(min(1.0, at / max(played, 1)))
        if at > played and levels[-1].max() < _GONE * max(level.max() for level in levels):
            break
    meter.add(np.zeros((0, 2), np.float32))
    peaks = np.concatenate(levels)[1:]
    loud = np.flatnonzero(peaks > max(_GONE * peaks.max(), _SILENT))
    return _Measured(int(loud[-1]) + 1 if len(loud) else 0, _gain(meter))


def _write(
    path: Path,
    pieces: Iterator[NDArray[np.float32]],
    blocks: int,
    gain: float,
    on_progress: Callable[[float], None],
) -> None:
    written = 0
    with whole_file(path) as part, wave.open(str(part), "wb") as wav:
        wav.setnchannels(2)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        for piece in pieces:
            wav.writeframes(np.rint(np.clip(piece * gain, -1, 1) * 32767).astype("<i2").tobytes())
            written += len(piece) // BLOCK
            on_progress(written / blocks)


def _gain(meter: LoudnessMeter) -> float:
    """Returns the one gain of a file: the smaller of what reaches `TARGET` and what leaves `LOUDEST`."""
    if meter.true_peak < _SILENT:
        return 1.0
    return min(10 ** (gain_to(TARGET, meter.blocks) / 20), LOUDEST / meter.true_peak)


def _play(fluid: Fluid, timed: Sequence[tuple[float, Message]], blocks: int) -> Iterator[NDArray[np.float32]]:
    """So many blocks of sound, in pieces of a second or less, with each message at its time."""
    at = 0
    for t, message in [*timed, (blocks * BLOCK / RATE, None)]:
        until = min(_block_at(t), blocks)
        while at < until:
            step = min(until - at, RATE // BLOCK)
            yield fluid.sound(step * BLOCK)
            at += step
        if message is not None:
            fluid.play(message)


def _block_at(t: float) -> int:
    return round(t * RATE / BLOCK)
