"""The built-in sound: FluidSynth on the sound card, or into a WAV file."""

from __future__ import annotations

import sys
import wave
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gesture2midi.errors import OutputError
from gesture2midi.events import Message, Messages
from gesture2midi.out.fluid import BLOCK, RATE, Fluid
from gesture2midi.out.order import in_time
from gesture2midi.whole import whole_file

# Samples in a period and how many periods, in place of FluidSynth's own 16 x 64 (21 ms at 48 kHz;
# 8 x 512 or 85 ms on Windows). A short period also makes notes start closer to their time.
_BUFFERS = {
    "linux": (64, 3),  # 4 ms; with two periods an ordinary kernel clicks now and then
    "darwin": (128, 2),  # 5 ms
    "win32": (256, 2),  # 11 ms: WASAPI's shared mode moves 10 ms at a time anyway
}
# The first that opens is taken. JACK first: where its server runs it owns the card.
_DRIVERS = {
    "linux": ("jack", "pipewire", "alsa", "pulseaudio"),
    "darwin": ("coreaudio",),
    "win32": ("wasapi", "dsound"),
}


LOUDEST = 0.89
"""Peak of a rendered file, of full scale: -1 dB, which leaves room for what a lossy format adds."""

FAINTEST = 1e-3
"""A peak below this (-60 dB) is silence, not to be blown up."""


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
        self.driver = _start(self._fluid, driver, buffer)

    def configure(self, programs: Mapping[int, int], volume: float, reverb: float) -> None:
        """Programs 0..127 by channel 1..16, volume and reverb 0..1; at the start and at each reload."""
        if self._fluid is not None:
            self._fluid.configure(programs, volume, reverb)

    def send(self, messages: Messages) -> None:
        if self._fluid is None:
            raise OutputError("The synth is closed")
        for message in messages.items:
            self._fluid.play(message)

    def close(self) -> None:
        fluid, self._fluid = self._fluid, None
        if fluid is not None:
            fluid.delete()


def render_wav(
    messages: Iterable[Message],
    path: Path,
    soundfont: Path | None,
    programs: Mapping[int, int],
    volume: float,
    reverb: float,
    seconds_tail: float = 2.0,
    on_progress: Callable[[float], None] | None = None,
) -> float:
    """Play a whole take into a WAV file: 48 kHz, stereo, 16 bit, the same bytes each time.

    Each message is heard from the block of 64 samples (1.3 ms) that its time is nearest to. The file is
    as loud as it goes: it is played once to find its peak, and again to write it with that at `LOUDEST`.

    Args:
        messages: as `Outputs` sent them, so that every note ends.
        path: takes the place of what was there, once the file is whole.
        soundfont: None is the bundled one.
        programs: 0..127 by channel 1..16. volume and reverb are 0..1.
        seconds_tail: how long to listen on after the last message.
        on_progress: is called with 0..1, some times for each second of sound.

    Returns:
        How long the sound is, in seconds.

    Raises:
        OutputError: the synth is missing or the file cannot be written.
    """
    timed = in_time(messages)
    end = _block_at((timed[-1][0] if timed else 0.0) + seconds_tail)

    def sound(done: float) -> Iterator[NDArray[np.float32]]:
        """All of it, in pieces of a second or less; `done` is how far the passes before this one got."""
        fluid = Fluid(soundfont)
        try:
            fluid.configure(programs, volume, reverb)
            at = 0
            for t, message in [*timed, (end * BLOCK / RATE, None)]:
                until = min(_block_at(t), end)
                while at < until:
                    step = min(until - at, RATE // BLOCK)
                    yield fluid.sound(step * BLOCK)
                    at += step
                    if on_progress is not None:
                        on_progress(done + at / end / 2)
                if message is not None:
                    fluid.play(message)
        finally:
            fluid.delete()

    peak = max((float(np.abs(piece).max()) for piece in sound(0.0)), default=0.0)
    gain = LOUDEST / peak if peak > FAINTEST else 1.0
    with whole_file(path) as part, wave.open(str(part), "wb") as wav:
        wav.setnchannels(2)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        for piece in sound(0.5):
            wav.writeframes(np.rint(np.clip(piece * gain, -1, 1) * 32767).astype("<i2").tobytes())
    return end * BLOCK / RATE


def _block_at(t: float) -> int:
    return round(t * RATE / BLOCK)


def _start(fluid: Fluid, wanted: str | None, buffer: int | None) -> str:
    known = fluid.audio_drivers()
    platform = _DRIVERS.get(sys.platform, tuple(known))
    tried = [wanted] if wanted else [driver for driver in platform if driver in known]
    period, periods = _BUFFERS.get(sys.platform, (64, 3))
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
