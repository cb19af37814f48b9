"""The built-in sound: FluidSynth on the sound card, or into a WAV file."""

from __future__ import annotations

import sys
import wave
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gesture2midi.engine.message_order import in_time
from gesture2midi.errors import OutputError
from gesture2midi.events import Message, Messages, NoteOn
from gesture2midi.files import whole_file
from gesture2midi.io.files.loudness import LoudnessMeter, gain_to
from gesture2midi.io.synth.fluidsynth import BLOCK, RATE, Fluid, default_soundfont

# Samples in a period and how many periods, in place of FluidSynth's own 16 x 64 (21 ms at 48 kHz;
# 8 x 512 or 85 ms on Windows). A short period also makes notes start closer to their time.
_BUFFERS = {
    "linux": (64, 3),  # 4 ms; with two periods an ordinary kernel clicks now and then
    "darwin": (128, 2),  # 5 ms
    "win32": (256, 2),  # 11 ms: WASAPI's shared mode moves 10 ms at a time anyway
}
_USUAL = (64, 3)
# The first that opens is taken. JACK first: where its server runs it owns the card.
_DRIVERS = {
    "linux": ("jack", "pipewire", "alsa", "pulseaudio"),
    "darwin": ("coreaudio",),
    "win32": ("wasapi", "dsound"),
}


TARGET = -16.0
"""LUFS of a rendered file, as music services and podcasts have it (AES TD1008)."""

LOUDEST = 10 ** (-1 / 20)
"""True peak of a rendered file at the most, of full scale: -1 dB, which leaves room for a lossy format."""

FAINTEST = 1e-3
"""A peak below this (-60 dB) is no sound that a player would hear."""

_SILENT = 1e-5
"""A peak below this (-100 dB) is what a synth leaves in silence, not to be blown up."""

AFTER = 0.5
"""Seconds that a file goes on after its last sound."""

_GONE = 1e-3
"""Of a file's peak; what is fainter (by 60 dB, as reverberation time has it) is no sound any more."""
_LONGEST_TAIL = 15.0
"""Seconds of sound after the last message at the most."""


class Synth:
    """Plays every batch at once through the sound card.

    Args:
        soundfont: .sf2 or .sf3; None is the bundled one.
        driver: a FluidSynth audio driver; None tries those of the platform in turn.
        buffer: samples in a period, of which there are two or three; None is what suits the platform.

    Raises:
        OutputError: FluidSynth, the soundfont or a sound card is missing.
    """

    name = "synth"

    def __init__(
        self, soundfont: Path | None = None, driver: str | None = None, buffer: int | None = None
    ) -> None:
        self._fluid: Fluid | None = Fluid(soundfont)
        self._volume = 1.0
        self.muted = False
        """Whether it is silent though it plays."""
        self._soundfont = soundfont
        self.silent = ""
        """Once it is closed, why not one note had a sound; "" where one had."""
        self.driver = _start(self._fluid, driver, buffer)
        period, periods = _BUFFERS.get(sys.platform, _USUAL)
        self.buffer = (buffer or period) * periods / RATE
        """Seconds that its audio waits; JACK's own periods count instead where that is the driver."""

    @property
    def audible(self) -> bool:
        """Whether a note would be heard."""
        return self._fluid is not None and not self.muted and self._volume > 0

    def tell(self, say: Callable[[str], None]) -> None:
        """Have each preset told that the soundfont lacks, as its first note sounds."""
        if self._fluid is not None:
            self._fluid.on_lacking = say

    def configure(
        self, programs: Mapping[int, int], volume: float, reverb: float, bank: Sequence[int] = ()
    ) -> None:
        """Set up the sound, at the start and at each reload; see `Fluid.configure`. A mute stays."""
        self._volume = volume
        if self._fluid is not None:
            self._fluid.configure(programs, 0.0 if self.muted else volume, reverb, bank)

    def mute(self, on: bool) -> None:
        """Be silent, or as loud as before; what sounds goes on unheard."""
        self.muted = on
        if self._fluid is not None:
            self._fluid.set_gain(0.0 if on else self._volume)

    def send(self, messages: Messages) -> None:
        if self._fluid is None:
            raise OutputError("The synth is closed")
        for message in messages.items:
            self._fluid.play(message)

    def close(self) -> None:
        fluid, self._fluid = self._fluid, None
        if fluid is not None:
            if fluid.lacked and not fluid.sounded:
                self.silent = _silent(self._soundfont)
            fluid.delete()


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
        messages: as `Outputs` sent them, so that every note ends.
        path: takes the place of what was there, once the file is whole.
        soundfont: None is the bundled one.
        programs: 0..127 by channel 1..16. volume and reverb are 0..1. bank: of all channels but the drums.
        loudness: the whole gets one gain, to `TARGET` or `LOUDEST`; False leaves it as it sounds live.
        on_progress: is called with 0..1, some times for each second of sound.

    Raises:
        OutputError: the synth is missing or the file cannot be written.
    """
    timed = in_time(messages)
    played = _block_at(timed[-1][0] if timed else 0.0)
    lacking: list[str] = []

    def sound(blocks: int) -> Iterator[NDArray[np.float32]]:
        fluid = Fluid(soundfont)
        fluid.on_lacking = lacking.append
        try:
            fluid.configure(programs, volume, reverb, bank)
            yield from _play(fluid, timed, blocks)
        finally:
            fluid.delete()

    meter, levels, at = LoudnessMeter(), [np.zeros(1, np.float32)], 0
    for piece in sound(played + _block_at(_LONGEST_TAIL)):
        meter.add(piece)
        levels.append(np.abs(piece).reshape(-1, 2 * BLOCK).max(axis=1))
        at += len(levels[-1])
        on_progress(0.5 * min(1.0, at / max(played, 1)))
        if at > played and levels[-1].max() < _GONE * max(level.max() for level in levels):
            break
    meter.add(np.zeros((0, 2), np.float32))
    peaks = np.concatenate(levels)[1:]
    loud = np.flatnonzero(peaks > max(_GONE * peaks.max(), _SILENT))
    end = (int(loud[-1]) + 1 if len(loud) else 0) + _block_at(AFTER)
    gain = _gain(meter) if loudness else 1.0
    written = 0
    with whole_file(path) as part, wave.open(str(part), "wb") as wav:
        wav.setnchannels(2)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        for piece in sound(end):
            wav.writeframes(np.rint(np.clip(piece * gain, -1, 1) * 32767).astype("<i2").tobytes())
            written += len(piece) // BLOCK
            on_progress(0.5 + 0.5 * written / end)
    told = tuple(dict.fromkeys(lacking))
    if len(loud) or not any(isinstance(message, NoteOn) for _, message in timed):
        return Sound(end * BLOCK / RATE, "", told)
    return Sound(end * BLOCK / RATE, _silent(soundfont), told)


def _silent(soundfont: Path | None) -> str:
    return f"the soundfont {(soundfont or default_soundfont()).name} has no sound for what was played"


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


def _start(fluid: Fluid, wanted: str | None, buffer: int | None) -> str:
    known = fluid.audio_drivers()
    platform = _DRIVERS.get(sys.platform, tuple(known))
    tried = [wanted] if wanted else [driver for driver in platform if driver in known]
    period, periods = _BUFFERS.get(sys.platform, _USUAL)
    for driver in tried:
        if driver in known and fluid.start(driver, buffer or period, periods):
            return driver
    fluid.delete()
    if wanted and wanted not in known:
        raise OutputError(f"This FluidSynth has no audio driver {wanted!r}; it has: {', '.join(known)}")
    if wanted:
        raise OutputError(f"The audio driver {wanted!r} cannot be opened: no device or server answers it")
    raise OutputError(
        f"No sound card can be opened (tried {', '.join(tried)}); "
        "plug one in or free it, or play without the synth"
    )
