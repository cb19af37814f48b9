"""The built-in sound: FluidSynth on the sound card."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from gesture2midi.errors import OutputError
from gesture2midi.events import Messages
from gesture2midi.io.midi.jack_watch import JackWatch, watch_jack
from gesture2midi.io.synth.fluidsynth import RATE, Fluid, default_soundfont
from gesture2midi.io.synth.level_meter import Action, LevelMeter

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


DUCKED = 10 ** (-18 / 20)
"""Of its volume while a voice is listened for: 18 dB less, so that the microphone hears the player."""
FAINTEST = 1e-3
"""A peak below this (-60 dB) is no sound that a player would hear."""


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
        self._volume = self._share = 1.0
        self.muted = False
        """Whether it is silent though it plays."""
        self.soundfont = soundfont
        self._meter: LevelMeter | None = None
        self._setup: Action = lambda fluid: None
        self.silent = ""
        """Once it is closed, why not one note had a sound; "" where one had."""
        self.driver = _start(self._fluid, driver, buffer)
        self._watch = _watch() if self.driver == "jack" and sys.platform == "linux" else None
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
        gain = self._gain
        self._setup = lambda fluid: fluid.configure(programs, gain, reverb, bank)
        self._do(self._setup)

    def mute(self, on: bool) -> None:
        """Be silent, or as loud as before; what sounds goes on unheard."""
        self.muted = on
        gain = self._gain
        self._do(lambda fluid: fluid.set_gain(gain))

    @property
    def _gain(self) -> float:
        return 0.0 if self.muted else self._volume * self._share

    def measure(self, meter: LevelMeter) -> None:
        """Have a meter follow all that is played from now on."""
        self._meter = meter
        meter.follow(time.perf_counter(), self._setup)
        self.mute(self.muted)

    def _do(self, action: Action) -> None:
        if self._fluid is not None:
            action(self._fluid)
            if self._meter is not None:
                self._meter.follow(time.perf_counter(), action)

    def duck(self, on: bool) -> None:
        """Be quieter by 18 dB, or as loud as before; a mute stays."""
        self._share = DUCKED if on else 1.0
        self.mute(self.muted)

    def send(self, messages: Messages) -> None:
        if self._fluid is None:
            raise OutputError("The synth is closed")
        if self._watch is not None and self._watch.gone:  # FluidSynth would play on, for nobody
            raise OutputError("The JACK server has gone, and the synth with it; start JACK again")
        for message in messages.items:
            self._do(partial(Fluid.play, message=message))

    def close(self) -> None:
        fluid, self._fluid = self._fluid, None
        if fluid is not None:
            if fluid.lacked and not fluid.sounded:
                self.silent = silence_of(self.soundfont)
            fluid.delete()
        if self._watch is not None:
            self._watch.close()
            self._watch = None


def _watch() -> JackWatch | None:
    """Watches the server that the synth plays on; None where JACK's own library is not there."""
    try:
        return watch_jack()
    except OutputError:
        return None


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


def silence_of(soundfont: Path | None) -> str:
    """Returns why notes made no sound though the synth played them."""
    return f"the soundfont {(soundfont or default_soundfont()).name} has no sound for what was played"
