"""The microphone: samples as they come, for as long as it is open. Nothing is kept or sent."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Protocol, TypeAlias

import numpy as np

from gesture2midi.errors import PlayerError, UsageError, did_you_mean
from gesture2midi.io.stderr import quiet
from gesture2midi.io.voice.utterances import RATE, Samples
from gesture2midi.paths import to_add

DEFAULT = "default"
"""The name of whichever microphone the system has chosen."""
BLOCK = 800
"""Samples that are handed on at once: 50 ms."""
EXTRA = "Spoken commands need more than is installed: " + to_add(
    "gesture2midi[voice]", "use the keys p, r and m"
)


class Stream(Protocol):
    """A microphone that is open."""

    def close(self) -> None: ...


Open: TypeAlias = Callable[[Callable[[Samples], None]], Stream]
"""Opens a microphone; its samples are given from a thread of its own until it is closed."""


def microphones() -> list[str]:
    """Returns the names of the microphones there are, each once.

    Raises:
        UsageError: the extra is not installed, or the library PortAudio is not.
    """
    with quiet():
        devices = _sounddevice().query_devices()
    return list(dict.fromkeys(str(one["name"]) for one in devices if one["max_input_channels"] > 0))


def find(name: str) -> str:
    """Returns the microphone that a name or a part of one means; `default` is itself.

    Raises:
        UsageError: there is none of that name, or what it needs is not installed.
    """
    there = microphones()
    if name == DEFAULT and there:
        return name
    meant = [one for one in there if one == name] or [one for one in there if name.lower() in one.lower()]
    if meant:
        return meant[0]
    listed = f"there are {', '.join(there)}" if there else "there is none at all"
    raise UsageError(f"There is no microphone {name!r}: {did_you_mean(name, there, listed + '.')}")


def usual() -> str:
    """Returns the name of the microphone that the system has chosen.

    Raises:
        PlayerError: it has chosen none, or what a microphone needs is not installed.
    """
    library = _sounddevice()
    try:
        return str(library.query_devices(kind="input")["name"])
    except library.PortAudioError as error:
        raise PlayerError("The system has chosen no microphone; name one.") from error


def opener(name: str) -> Open:
    """Returns what opens this microphone.

    Raises:
        UsageError: there is none of that name, or what it needs is not installed.
    """
    found = find(name)

    def start(hear: Callable[[Samples], None]) -> Stream:
        return open_stream(found, hear)

    return start


def open_stream(name: str, hear: Callable[[Samples], None]) -> Stream:
    """Opens a microphone, whose samples are given to `hear` on a thread of PortAudio's.

    Raises:
        PlayerError: it is gone, or another program has it.
    """
    library = _sounddevice()

    def come(data: Samples, frames: int, time: object, status: object) -> None:
        hear(np.array(data[:, 0], np.float32))

    try:
        with quiet():
            stream = library.InputStream(
                samplerate=RATE,
                blocksize=BLOCK,
                channels=1,
                dtype="float32",
                device=None if name == DEFAULT else name,
                callback=come,
            )
            stream.start()
    except (library.PortAudioError, ValueError) as error:
        told = str(error).splitlines()[0].rstrip(".")
        raise PlayerError(f"The microphone {name!r} cannot be opened: {told}.") from error
    opened: Stream = stream
    return opened


def _sounddevice() -> ModuleType:
    try:
        import sounddevice
    except ImportError as error:
        raise UsageError(EXTRA) from error
    except OSError as error:
        raise UsageError(
            "A microphone needs the library PortAudio, which is not installed: "
            "`sudo apt install libportaudio2`, or your system's package of that name."
        ) from error
    module: ModuleType = sounddevice
    return module
