"""What this machine has to choose from."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from gesture2midi import paths
from gesture2midi.capture.camera import list_cameras
from gesture2midi.errors import OutputError, PlayerError
from gesture2midi.files import real
from gesture2midi.io.midi.ports import NAMES, list_ports
from gesture2midi.io.synth.fluidsynth import Fluid
from gesture2midi.mapping import spoken

_ON_LINUX = (Path("/usr/share/soundfonts"), Path("/usr/share/sounds/sf2"), Path("/usr/share/sounds/sf3"))


@dataclass(frozen=True, slots=True)
class Found:
    """What this machine has. cameras: names by number; rates: frames per second that each offers."""

    cameras: dict[int, str] = field(default_factory=dict)
    rates: dict[int, tuple[float, ...]] = field(default_factory=dict)
    outs: tuple[str, ...] = ()
    ins: tuple[str, ...] = ()
    microphones: tuple[str, ...] = ()
    drivers: tuple[str, ...] = ()
    soundfonts: tuple[Path, ...] = ()


def find(in_use: int | None, size: tuple[int, int]) -> Found:
    """Look around, which may take seconds.

    in_use: a camera that plays, and so is not touched. size: of the pictures that the rates are asked for.
    """
    found = list_cameras(besides=in_use, size=size)
    cameras = {camera.index: f"{camera.name}, {camera.size[0]}x{camera.size[1]}" for camera in found}
    rates = {camera.index: camera.rates for camera in found}
    ours = tuple(NAMES.values())
    outs, ins = (
        tuple(port.name for port in list_ports(way) if not any(name in port.name for name in ours))
        for way in ("out", "in")
    )
    return Found(cameras, rates, outs, ins, _microphones(), _drivers(), soundfonts())


def _microphones() -> tuple[str, ...]:
    """Those for spoken commands; none where what they need is not installed: choosing one tells that."""
    from gesture2midi.io.voice.microphone import microphones

    if not spoken.installed():
        return ()
    try:
        return tuple(microphones())
    except PlayerError:
        return ()


@cache
def _drivers() -> tuple[str, ...]:
    """Those that FluidSynth was built with, so the same each time."""
    try:
        fluid = Fluid()
    except OutputError:  # the check-up says that FluidSynth is missing
        return ()
    drivers = tuple(fluid.audio_drivers())
    fluid.delete()
    return drivers


def soundfonts() -> tuple[Path, ...]:
    """Those in the player's own folder, and where Linux has them; sorted by name."""
    folders = [paths.own_soundfonts()]
    if sys.platform == "linux":
        folders += [
            Path("/usr/share/soundfonts"),
            Path("/usr/share/sounds/sf2"),
            Path("/usr/share/sounds/sf3"),
        ]
    found = {real(path) for folder in folders for path in folder.glob("*.sf[23]")}
    return tuple(sorted(found, key=lambda path: path.name.lower()))
