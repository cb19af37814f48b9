"""Finds and opens MIDI ports: our own virtual one, or one that is there already."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gesture2midi.errors import OutputError, UsageError
from gesture2midi.out.jackwatch import watch_jack
from gesture2midi.out.libjack import hush_jack
from gesture2midi.out.midi import MidiPort
from gesture2midi.quiet import quiet

PORT_NAME = "Gesture2MIDI"

# RtMidi's own names, in the order in which they are tried, and how they are shown.
_APIS = {"linux": ("alsa", "jack"), "darwin": ("core",), "win32": ("winmm",)}
_SHOWN = {"alsa": "ALSA", "jack": "JACK", "core": "CoreMIDI", "winmm": "Windows MIDI"}
_ABSENT = {
    "alsa": "ALSA has no sequencer here (sudo modprobe snd-seq loads it)",
    "jack": "JACK has no server running",
    "core": "CoreMIDI does not answer",
    "winmm": "Windows MIDI does not answer",
}
_NO_LOOPBACK = (
    f"Windows has no MIDI port named {PORT_NAME}, and a program cannot make one there by itself.\n"
    f"Make a loopback port named {PORT_NAME} once, with loopMIDI or in the MIDI Settings app of Windows 11.\n"
    "Then start Gesture2MIDI again and choose that port as an input in your music program."
)


@dataclass(frozen=True, slots=True)
class Port:
    """A MIDI input of another program or device. `api` is ALSA, JACK, CoreMIDI or Windows MIDI."""

    api: str
    name: str


def list_ports() -> list[Port]:
    """Every port that `open_existing` can open; empty where there is no MIDI at all."""
    return [Port(_SHOWN[api], name) for api, name in _existing()]


def open_virtual(name: str = PORT_NAME, api: str | None = None) -> MidiPort:
    """Open the port that other programs see as an input.

    Linux: ALSA sequencer, else JACK, where it is `Gesture2MIDI:Gesture2MIDI` (and
    `Gesture2MIDI-01:Gesture2MIDI` for a second instance). macOS: CoreMIDI. Windows makes no
    virtual ports: there it is an existing port whose name contains `name`.

    Args:
        name: of the port, and of the program where the system shows both.
        api: only this one (`alsa`, `jack`); else those of the platform in turn.

    Raises:
        OutputError: none could be opened; says what was tried.
    """
    if sys.platform == "win32":
        port = next((port for port in _names("winmm") if name.lower() in port.lower()), None)
        if port is None:
            raise OutputError(_NO_LOOPBACK)
        return _open("winmm", port, virtual=False)
    tried: list[str] = []
    for candidate in (api,) if api else _apis():
        try:
            return _open(candidate, name, virtual=True)
        except OutputError as error:
            tried.append(str(error))
    raise OutputError(f"No MIDI port can be opened: {', and '.join(tried)}")


def open_existing(name: str) -> MidiPort:
    """Open the port that `name` is, begins or is part of the name of; capitals do not matter.

    Raises:
        UsageError: no port, or more than one, is meant by this name; lists those there are.
        OutputError: the port could not be opened.
    """
    ports = _existing()
    wanted = name.lower()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [(api, port) for api, port in ports if fits(port.lower(), wanted)]
        if len(found) == 1:
            return _open(*found[0], virtual=False)
        if found:
            raise UsageError(f"MIDI port {name!r} may be any of: {_list(found)}; give more of its name")
    if not ports:
        raise UsageError(f"There is no MIDI port {name!r}; there are no MIDI ports at all")
    raise UsageError(f"There is no MIDI port {name!r}; there are: {_list(ports)}")


def _list(ports: Sequence[tuple[str, str]]) -> str:
    return ", ".join(port for _, port in ports)


def _apis() -> tuple[str, ...]:
    return _APIS.get(sys.platform, ("alsa", "jack"))


def _existing() -> list[tuple[str, str]]:
    return [(api, name) for api in _apis() for name in _names(api)]


def _names(api: str) -> list[str]:
    try:
        device = _device(api)
    except OutputError:  # an interface that is not there has no ports
        return []
    with quiet():
        names: list[str] = device.get_ports()
        device.delete()
    return names


def _open(api: str, name: str, virtual: bool) -> MidiPort:
    watch = watch_jack() if api == "jack" else None
    try:
        device = _device(api)
        with quiet():
            if virtual:
                device.open_virtual_port(name)
            else:
                device.open_port(device.get_ports().index(name), PORT_NAME)
    except (OutputError, OSError, ValueError) as error:
        if watch is not None:
            watch.close()
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{_SHOWN[api]} port {name} cannot be opened: {error}") from error
    return MidiPort(name, device, watch)


def _device(api: str) -> Any:
    """An `rtmidi.MidiOut` without a port yet."""
    try:
        import rtmidi
    except ImportError as error:
        raise OutputError(
            f"MIDI needs python-rtmidi, which does not load ({error}): on Linux install libasound2"
        ) from error
    number = rtmidi.get_compiled_api_by_name(api)
    if number == rtmidi.API_UNSPECIFIED:  # RtMidi would take any other in its place
        raise OutputError(f"This python-rtmidi knows no {_SHOWN.get(api, api)}")
    if api == "jack":
        hush_jack()
    try:
        with quiet():
            return rtmidi.MidiOut(number, PORT_NAME)
    except rtmidi.RtMidiError as error:
        raise OutputError(_ABSENT[api]) from error
