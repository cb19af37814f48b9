"""Finds and opens MIDI ports: virtual ones of our own, or those that are there already.

The ports speak to python-rtmidi directly. mido would do the same underneath, but opens a virtual port
instead of an existing one when it is given a client name, opens an input beside every output it lists, and
makes an object and a check of every message.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from gesture2midi.errors import OutputError, UsageError
from gesture2midi.io.midi.jack_log import hush_jack
from gesture2midi.io.midi.jack_watch import JackWatch, abandon, watch_jack
from gesture2midi.io.stderr import quiet

Way: TypeAlias = Literal["out", "in"]

NAMES: dict[Way, str] = {"out": "Gesture2MIDI", "in": "Gesture2MIDI In"}
"""Of our own ports, and of the program where the system shows both."""

_WAITING = 16_384
"""Messages that may wait in an input until they are read: a second and a half of the worst storm. RtMidi
prints a line for each that finds no room."""

# RtMidi's own names, in the order in which they are tried, and how they are shown.
_APIS = {"linux": ("alsa", "jack"), "darwin": ("core",), "win32": ("winmm",)}
_SHOWN = {"alsa": "ALSA", "jack": "JACK", "core": "CoreMIDI", "winmm": "Windows MIDI"}
_ABSENT = {
    "alsa": "ALSA has no sequencer here (sudo modprobe snd-seq loads it)",
    "jack": "JACK has no server running",
    "core": "CoreMIDI does not answer",
    "winmm": "Windows MIDI does not answer",
}
LOOPBACKS = {
    "Windows MIDI Services": "https://microsoft.github.io/MIDI/",
    "loopMIDI": "https://www.tobias-erichsen.de/software/loopmidi.html",
}
"""What makes a port on Windows that two programs meet at, and where it is to be had."""
_NO_LOOPBACK = (
    "Windows has no MIDI port named {name}, and a program cannot make one there by itself.\n"
    "Make a loopback port named {name} once, with loopMIDI or in the MIDI Settings app of Windows 11.\n"
    "Then start Gesture2MIDI again and choose that port as an {other}put in your music program."
)


@dataclass(frozen=True, slots=True)
class Port:
    """A MIDI port of another program or device. `api` is ALSA, JACK, CoreMIDI or Windows MIDI."""

    api: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """device: an `rtmidi.MidiOut` or `rtmidi.MidiIn` whose port is open. watch: only for a port on JACK."""

    name: str
    device: Any
    watch: JackWatch | None = None

    def close(self) -> None:
        """Close the port. With JACK's server dead RtMidi waits one second in here."""
        if self.watch is not None:
            self.watch.settle()
        if self.watch is not None and self.watch.stalled:
            abandon(self.device)
        else:
            with quiet():
                self.device.close_port()
                self.device.delete()
        if self.watch is not None:
            self.watch.close()


def list_ports(way: Way) -> list[Port]:
    """Every port that `open_existing` can open; empty where there is no MIDI at all."""
    return [Port(_SHOWN[api], name) for api, name in _existing(way)]


def open_virtual(way: Way, name: str | None = None, api: str | None = None) -> Opened:
    """Open the port that other programs see: as an input if we send by it, as an output if we listen.

    Linux: ALSA sequencer, else JACK, where it is `Gesture2MIDI:Gesture2MIDI` (and
    `Gesture2MIDI-01:Gesture2MIDI` for a second instance). macOS: CoreMIDI. Windows makes no
    virtual ports: there it is an existing port whose name contains `name`.

    Args:
        name: of the port; else the one in `NAMES`.
        api: only this one (`alsa`, `jack`); else those of the platform in turn.

    Raises:
        OutputError: none could be opened; says what was tried.
    """
    name = name or NAMES[way]
    if sys.platform == "win32":
        return _open(way, "winmm", _loopback(way, name), virtual=False)
    tried: list[str] = []
    for candidate in (api,) if api else _apis():
        try:
            return _open(way, candidate, name, virtual=True)
        except OutputError as error:
            tried.append(str(error))
    raise OutputError(f"No MIDI port can be opened: {', and '.join(tried)}")


def lacks_loopback() -> bool:
    """Returns whether our own port has yet to be made by hand, as on Windows."""
    if sys.platform != "win32":
        return False
    try:
        _loopback("out", NAMES["out"])
    except OutputError:
        return True
    return False


def open_existing(way: Way, name: str) -> Opened:
    """Open the port that `name` is, begins or is part of the name of; capitals do not matter.

    Raises:
        UsageError: no port, or more than one, is meant by this name; lists those there are.
        OutputError: the port could not be opened.
    """
    ports = _existing(way)
    found = _meant(name, ports)
    if found is not None:
        return _open(way, *found, virtual=False)
    if not ports:
        raise UsageError(f"There is no MIDI port {name!r}; there are no MIDI ports at all")
    raise UsageError(f"There is no MIDI port {name!r}; there are: {_list(ports)}")


def listen(name: str, on_message: Callable[[bytes], None]) -> Opened | None:
    """Hear all that the port sends which `name` means, as with `open_existing`; None if it is not there yet.

    on_message: gets each message as its bytes, on a thread of its own.

    Raises:
        UsageError: more than one is meant.
        OutputError: this machine has no MIDI at all, or the port cannot be opened.
    """
    found = _meant(name, _existing("in"))
    if found is not None:
        opened = _open("in", *found, virtual=False)
        opened.device.ignore_types(sysex=False, timing=False, active_sense=True)
        opened.device.set_callback(lambda event, _: on_message(bytes(event[0])))
        return opened
    absent = [reason for api in _apis() if (reason := _absent(api))]
    if len(absent) == len(_apis()):
        raise OutputError(f"There is no MIDI on this machine: {', and '.join(absent)}")
    return None


def _absent(api: str) -> str:
    """Why this interface is not there; empty where it is."""
    try:
        _device("in", api).delete()
    except OutputError as error:
        return str(error)
    return ""


def _meant(name: str, ports: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The one port that `name` is, or that begins so, or that has it in its name.

    Raises:
        UsageError: they are several.
    """
    wanted = name.lower()
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [(api, port) for api, port in ports if fits(port.lower(), wanted)]
        if len(found) > 1:
            raise UsageError(f"MIDI port {name!r} may be any of: {_list(found)}; give more of its name")
        if found:
            return found[0]
    return None


def _list(ports: Sequence[tuple[str, str]]) -> str:
    return ", ".join(port for _, port in ports)


def _loopback(way: Way, name: str) -> str:
    """The existing port of this name, but not one whose name has more of ours: `Gesture2MIDI In`."""
    longer = [other.lower() for other in NAMES.values() if len(other) > len(name)]
    for port in _names(way, "winmm"):
        if name.lower() in port.lower() and not any(other in port.lower() for other in longer):
            return port
    raise OutputError(_NO_LOOPBACK.format(name=name, other="in" if way == "out" else "out"))


def _apis() -> tuple[str, ...]:
    return _APIS.get(sys.platform, ("alsa", "jack"))


def _existing(way: Way) -> list[tuple[str, str]]:
    return [(api, name) for api in _apis() for name in _names(way, api)]


def _names(way: Way, api: str) -> list[str]:
    try:
        device = _device(way, api)
    except OutputError:  # an interface that is not there has no ports
        return []
    with quiet():
        names: list[str] = device.get_ports()
        device.delete()
    return names


def _open(way: Way, api: str, name: str, virtual: bool) -> Opened:
    watch = watch_jack() if api == "jack" else None
    device = None
    try:
        device = _device(way, api)
        before = watch.connections(name) if watch is not None else 0
        with quiet():
            if virtual:
                device.open_virtual_port(name)
            else:
                device.open_port(device.get_ports().index(name), NAMES[way])
        if watch is not None and not virtual:
            watch.await_connection(name, before)
    except (OutputError, OSError, ValueError) as error:
        if device is not None:
            Opened(name, device, watch).close()
        elif watch is not None:
            watch.close()
        if isinstance(error, OutputError):
            raise
        raise OutputError(f"{_SHOWN[api]} port {name} cannot be opened: {error}") from error
    return Opened(name, device, watch)


def _device(way: Way, api: str) -> Any:
    """An `rtmidi.MidiOut` or `MidiIn` without a port yet."""
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
            if way == "out":
                return rtmidi.MidiOut(number, NAMES[way])
            device = rtmidi.MidiIn(number, NAMES[way], _WAITING)
            device.ignore_types(sysex=True, timing=False, active_sense=True)
            return device
    except rtmidi.RtMidiError as error:
        raise OutputError(_ABSENT[api]) from error
