"""FluidSynth with a soundfont loaded: takes messages, gives sound.

libfluidsynth ends the whole process when it is freed twice, used after that, or asked after the
preset of a channel that has none. So it is touched only here, and never after `delete`.
"""

from __future__ import annotations

import ctypes
import io
import math
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gesture2midi import paths
from gesture2midi.engine.metronome import CLICK
from gesture2midi.errors import OutputError, SoundfontError
from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Message,
    NoteOff,
    NoteOn,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
    SysEx,
    port_of,
)
from gesture2midi.files import open_regular, reason
from gesture2midi.io.midi.jack_log import hush_jack
from gesture2midi.io.midi.parameters import controllers
from gesture2midi.io.stderr import quiet

RATE = 48_000
# FluidSynth computes sound, and so takes in messages, in blocks of this many samples.
BLOCK = 64
_CLICKS = 16
"""The first channel of those that the metronome plays on."""

PORTAMENTO, PORTAMENTO_RISE = 34.4, 0.0429
"""Milliseconds of a glide over an octave by CC 5, as a Yamaha synth takes them (measured by J. P. Cimalando
for libADLMIDI). FluidSynth's own measure, 128 ms a step, is nobody else's, whatever the interval."""

_MISSING = (
    "The synth needs the library FluidSynth: install libfluidsynth3 (Debian, Ubuntu), "
    "fluid-synth (macOS, brew) or fluidsynth (Windows, choco)"
)


DRUMS = 128
"""The bank in which a soundfont has its drums."""
_LISTED = 12
"""Presets of a soundfont that a sentence names at the most."""


def _preset(preset: tuple[int, int, str]) -> str:
    bank, program, title = preset
    return f"{bank}:{program} {title}"


def default_soundfont() -> Path:
    """The bundled soundfont."""
    return paths.soundfonts() / "gesture2midi.sf2"


class Fluid:
    """One synthesizer: stereo, 48 kHz, one soundfont, sixteen channels with drums on the tenth.

    The metronome plays on sixteen more, whatever becomes of those.

    on_lacking: told in a sentence of each preset that the soundfont lacks, as its first note sounds; the
        nearest is played.

    Raises:
        OutputError: FluidSynth is missing.
        SoundfontError: the soundfont cannot be read.
    """

    def __init__(self, soundfont: Path | None = None) -> None:
        path = soundfont or default_soundfont()
        self._library = _library()
        self.on_lacking: Callable[[str], None] = lambda sentence: None
        self._name = path.name
        self._presets: list[tuple[int, int, str]] | None = None
        self._banks: dict[int, int] = {}
        self._drums = True
        self._lacking: dict[int, tuple[int, int]] = {}  # by channel: what was asked for
        self._told: set[tuple[int, int]] = set()
        _check_header(path)
        # Chorus is silent until CC 93 comes, but is computed all the same.
        self._programs: Mapping[int, int] = {}
        self.sounded = self.lacked = False
        """Whether a note had a preset to sound with, and whether one had none."""
        settings = {"synth.chorus.active": 0, "synth.cpu-cores": 1}
        self._synth: Any = self._library.Synth(samplerate=RATE, channels=32, **settings)
        with quiet():
            self._font = self._synth.sfload(str(path), 1)
            failed = self._font == self._library.FLUID_FAILED
        if failed:
            self.delete()
            raise SoundfontError(
                f"The soundfont {path} is damaged, or of a kind that this FluidSynth cannot read"
            )

    def configure(
        self, programs: Mapping[int, int], volume: float, reverb: float, bank: Sequence[int] = ()
    ) -> None:
        """Set up the sound: programs 0..127 by channel 1..16 (others get 0), volume and reverb 0..1.

        bank: of all channels but the drums, as CC 0 and CC 32 say it; where it lacks a program, FluidSynth
            takes that of bank 0.
        """
        self._synth.setting("synth.gain", float(volume))
        self._synth.setting("synth.reverb.level", float(reverb))
        self._programs = programs
        self._set_drums(True)
        for channel in range(1, 17):
            for number, value in zip((0, 32), bank or (0, 0), strict=False):
                if channel != 10:
                    self._change(channel, number, value)
            self._choose(channel, programs.get(channel, 0))

    def set_gain(self, volume: float) -> None:
        """Change the volume alone, 0..1."""
        self._synth.setting("synth.gain", float(volume))

    def _set_drums(self, drums: bool) -> None:
        """Whether the tenth channel plays drums, or its program."""
        synth = ctypes.c_void_p(self._synth.synth)
        self._library._fl.fluid_synth_set_channel_type(synth, 9, int(drums))
        self._drums = drums
        self._choose(10, self._programs.get(10, 0))

    def _change(self, channel: int, number: int, value: int) -> None:
        if number == 0:  # as FluidSynth takes it, CC 32 chooses nothing
            self._banks[channel] = value
        self._synth.cc(channel - 1, number, value)

    def _choose(self, channel: int, program: int) -> None:
        """Choose a program of the bank; where there is none, nor in bank 0, the nearest that there is."""
        bank = DRUMS if self._drums and channel == 10 else self._banks.get(channel, 0)
        self._lacking.pop(channel, None)
        self._synth.program_change(channel - 1, program)
        if self._has(bank, program) or (bank != DRUMS and self._has(0, program)):
            return
        near = self._nearest(bank, program)
        if near is not None:
            self._synth.program_select(channel - 1, self._font, *near[:2])
        self._lacking[channel] = bank, program

    def _has(self, bank: int, program: int) -> bool:
        library = self._library._fl
        return bool(library.fluid_sfont_get_preset(self._sfont(), bank, program))

    def _nearest(self, bank: int, program: int) -> tuple[int, int, str] | None:
        """The preset next to it: drums for drums, then of its own bank, then by its number."""
        if self._presets is None:
            self._presets = self.presets()

        def apart(preset: tuple[int, int, str]) -> tuple[bool, bool, int, int]:
            drums = (preset[0] == DRUMS) is not (bank == DRUMS)
            return drums, preset[0] != bank, abs(preset[1] - program), preset[0]

        return min(self._presets, key=apart, default=None)

    def _tell(self, channel: int) -> None:
        asked = self._lacking.pop(channel)
        if asked in self._told:
            return
        first, presets = not self._told, self._presets or []
        self._told.add(asked)
        near, (bank, program) = self._nearest(*asked), asked
        instead = "it has none at all" if near is None else f"{_preset(near)} is played instead"
        listed = ", ".join(map(_preset, presets[:_LISTED]))
        more = f" and {len(presets) - _LISTED} more" if len(presets) > _LISTED else ""
        there = f"; it has (bank:program) {listed}{more}" if first and presets else ""
        self.on_lacking(f"The soundfont {self._name} lacks {bank}:{program}, so {instead}{there}.")

    def play(self, message: Message) -> None:
        """Take in one message; it is heard from the next block on. What makes no sound is passed over."""
        if port_of(message) == CLICK:
            self._click(message)
        else:
            self._take_in(message)

    def _click(self, message: Message) -> None:
        if isinstance(message, NoteOn):
            self._synth.noteon(_CLICKS + message.channel - 1, message.note, message.velocity)
        elif isinstance(message, NoteOff):
            self._synth.noteoff(_CLICKS + message.channel - 1, message.note)

    def _take_in(self, message: Message) -> None:
        match message:
            case NoteOn(_, _, channel, note, velocity):
                if channel in self._lacking:
                    self._tell(channel)
                failed = self._synth.noteon(channel - 1, note, velocity) == self._library.FLUID_FAILED
                self.sounded, self.lacked = self.sounded or not failed, self.lacked or failed
            case NoteOff(_, _, channel, note):
                self._synth.noteoff(channel - 1, note)
            case ControlChange(_, channel, 5, value):
                slow = round(PORTAMENTO * math.exp(value * PORTAMENTO_RISE))
                self._synth.cc(channel - 1, 5, slow >> 7)
                self._synth.cc(channel - 1, 37, slow & 0x7F)
            case ControlChange(_, channel, number, value):
                self._change(channel, number, value)
            case PitchBend(_, channel, value):
                self._synth.pitch_bend(channel - 1, value)
            case Pressure(_, channel, value):
                self._library._fl.fluid_synth_channel_pressure(
                    ctypes.c_void_p(self._synth.synth), channel - 1, value
                )
            case PolyPressure(_, channel, note, value):
                self._library._fl.fluid_synth_key_pressure(
                    ctypes.c_void_p(self._synth.synth), channel - 1, note, value
                )
            case Parameter(_, 1, True, 6, members):
                # A zone of MPE (RPN 6) that reaches the drums' channel plays notes there, too.
                if members > 8:
                    self._set_drums(False)
            case ControlChange14(channel=channel) | Parameter(channel=channel):
                for change in controllers(message):
                    self._synth.cc(channel - 1, change.number, change.value)
            case SysEx(_, data):
                # Of a real time message it takes the MIDI Tuning Standard; there is nothing to answer.
                self._library._fl.fluid_synth_sysex(
                    ctypes.c_void_p(self._synth.synth), data, len(data), None, None, None, 0
                )
            case ProgramChange(_, channel, program):
                self._choose(channel, program)

    def presets(self) -> list[tuple[int, int, str]]:
        """Returns bank, program and name of each preset of the soundfont."""
        library, font, found = self._library._fl, self._sfont(), []
        library.fluid_preset_get_name.restype = ctypes.c_char_p
        for bank in range(129):
            for program in range(128):
                preset = library.fluid_sfont_get_preset(font, bank, program)
                if preset:
                    name: bytes = library.fluid_preset_get_name(ctypes.c_void_p(preset))
                    found.append((bank, program, name.decode(errors="replace")))
        return found

    def _sfont(self) -> ctypes.c_void_p:
        library = self._library._fl
        library.fluid_synth_get_sfont.restype = library.fluid_sfont_get_preset.restype = ctypes.c_void_p
        return ctypes.c_void_p(library.fluid_synth_get_sfont(ctypes.c_void_p(self._synth.synth), 0))

    def sound(self, samples: int) -> NDArray[np.float32]:
        """The next samples as (samples, 2) float32; full scale is 1.

        Floats, because FluidSynth's own 16 bits are dithered with the C library's random numbers,
        which another library in this process may have moved on.
        """
        out = np.empty((samples, 2), np.float32)
        to = ctypes.c_void_p(out.ctypes.data)
        self._library._fl.fluid_synth_write_float(
            ctypes.c_void_p(self._synth.synth), samples, to, 0, 2, to, 1, 2
        )
        return out

    def audio_drivers(self) -> list[str]:
        """The audio drivers that this FluidSynth was built with."""
        concat = self._library._fl.fluid_settings_option_concat
        concat.restype = ctypes.c_char_p
        names: bytes = concat(ctypes.c_void_p(self._synth.settings), b"audio.driver", b" ") or b""
        return names.decode().split()

    def start(self, driver: str, period: int, periods: int) -> bool:
        """Let an audio driver pull the sound from now on; False if it cannot.

        pyfluidsynth's own `start` would open a MIDI input as well, and says that all went well
        even where there is no sound card.
        """
        # FluidSynth asks JACK for a server in a way that starts one where none runs.
        os.environ.setdefault("JACK_NO_START_SERVER", "1")
        if driver == "jack" and sys.platform == "linux":
            hush_jack()
        self._synth.setting("audio.driver", driver)
        self._synth.setting("audio.period-size", period)
        self._synth.setting("audio.periods", periods)
        self._synth.setting("audio.jack.autoconnect", 1)
        self._synth.setting("audio.jack.id", "Gesture2MIDI-synth")
        with quiet():
            self._synth.audio_driver = self._library.new_fluid_audio_driver(
                self._synth.settings, self._synth.synth
            )
        return self._synth.audio_driver is not None

    def delete(self) -> None:
        """Stop the driver and free everything; a second time does nothing."""
        synth, self._synth = self._synth, None
        if synth is not None:
            with quiet():
                synth.delete()


def _library() -> ModuleType:
    try:
        # With CI in the environment the import prints where it found the library.
        with redirect_stdout(io.StringIO()):
            import fluidsynth
    except (ImportError, OSError) as error:
        raise OutputError(_MISSING) from error
    library: ModuleType = fluidsynth
    for level in range(5):
        # No function at all: one of Python's would take the interpreter lock in the audio thread.
        library._fl.fluid_set_log_function(level, None, None)
    return library


def _check_header(path: Path) -> None:
    """A first look, because libfluidsynth says no more than "failed" and prints the rest."""
    try:
        with open_regular(path) as file:
            head = file.read(12)
    except OSError as error:
        raise SoundfontError(f"The soundfont {path} cannot be read: {reason(error, path)}") from error
    if head[:4] != b"RIFF" or head[8:] != b"sfbk":
        raise SoundfontError(f"The soundfont {path} is not a soundfont: name an .sf2 or .sf3 file")
