"""Which port is opened, on systems that are pretended."""

from __future__ import annotations

import sys
from importlib.machinery import ModuleSpec
from types import SimpleNamespace

import pytest

from gesture2midi.errors import OutputError, UsageError
from gesture2midi.events import Messages, NoteOn
from gesture2midi.io.midi import ports as midi_ports
from gesture2midi.io.midi.open_ports import open_existing, open_virtual, parse_binding
from gesture2midi.io.midi.ports import Port, list_ports

APIS = {"alsa": 2, "jack": 3, "core": 1, "winmm": 4}


class Rtmidi(SimpleNamespace):
    """The part of python-rtmidi that is used. `ports`: what each interface that is there has."""

    API_UNSPECIFIED = 0
    __spec__ = ModuleSpec("rtmidi", None)

    class RtMidiError(Exception):
        pass

    def __init__(self, ports: dict[str, list[str]]) -> None:
        self.ports = ports
        self.opened: list[object] = []
        self.sent: list[bytes] = []

    def get_compiled_api_by_name(self, api: str) -> int:
        return APIS.get(api, 0)

    def MidiIn(self, number: int, client: str, room: int) -> SimpleNamespace:
        device = self.MidiOut(number, client)
        device.ignore_types = lambda **kinds: self.opened.append(kinds)
        return device

    def MidiOut(self, number: int, client: str) -> SimpleNamespace:
        api = next(api for api, n in APIS.items() if n == number)
        if api not in self.ports:
            raise self.RtMidiError(f"{api} is not here")
        return SimpleNamespace(
            get_ports=lambda: list(self.ports[api]),
            open_virtual_port=lambda name: self.opened.append(("virtual", api, client, name)),
            open_port=lambda index, name: self.opened.append((api, self.ports[api][index], name)),
            send_message=self.sent.append,
            close_port=lambda: None,
            delete=lambda: None,
        )


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch):
    def make(platform: str, **ports: list[str]) -> Rtmidi:
        rtmidi = Rtmidi(ports)
        monkeypatch.setattr(sys, "platform", platform)
        monkeypatch.setitem(sys.modules, "rtmidi", rtmidi)
        return rtmidi

    return make


def test_linux_opens_a_virtual_port_of_the_alsa_sequencer(system) -> None:
    rtmidi = system("linux", alsa=[])
    port = open_virtual()
    assert rtmidi.opened == [("virtual", "alsa", "Gesture2MIDI", "Gesture2MIDI")]
    assert port.name == "Gesture2MIDI"
    port.send(Messages(0.0, (NoteOn(0.0, "a", 1, 60, 1),)))
    assert rtmidi.sent == [b"\x90\x3c\x01"]


def test_macos_opens_a_virtual_port(system) -> None:
    rtmidi = system("darwin", core=["IAC Driver Bus 1"])
    open_virtual()
    assert rtmidi.opened == [("virtual", "core", "Gesture2MIDI", "Gesture2MIDI")]


def test_windows_opens_the_loopback_port_of_our_name(system) -> None:
    rtmidi = system("win32", winmm=["Microsoft GS Wavetable Synth 0", "gesture2midi 1"])
    assert open_virtual().name == "gesture2midi 1"
    assert rtmidi.opened == [("winmm", "gesture2midi 1", "Gesture2MIDI")]


@pytest.mark.parametrize("ports", [{}, {"winmm": []}, {"winmm": ["Microsoft GS Wavetable Synth 0"]}])
def test_windows_explains_in_three_lines_and_never_takes_another_port(system, ports) -> None:
    rtmidi = system("win32", **ports)
    with pytest.raises(OutputError, match="loopMIDI") as error:
        open_virtual()
    assert len(str(error.value).splitlines()) == 3
    assert rtmidi.opened == []


@pytest.mark.parametrize(
    ("platform", "ports", "lacking"),
    [
        ("win32", [], True),
        ("win32", ["Gesture2MIDI In 0"], True),
        ("win32", ["Gesture2MIDI In 0", "gesture2midi 1"], False),
        ("darwin", [], False),
        ("linux", [], False),
    ],
)
def test_our_port_has_to_be_made_by_hand_on_windows_alone(system, platform, ports, lacking) -> None:
    system(platform, winmm=ports)
    assert midi_ports.lacks_loopback() == lacking


def test_nothing_there_names_what_was_tried_and_what_to_do(system, monkeypatch) -> None:
    system("linux")
    # libjack is asked for before rtmidi is, and is not installed here.
    monkeypatch.setitem(sys.modules, "jack", None)
    with pytest.raises(OutputError) as error:
        open_virtual()
    assert "modprobe snd-seq" in str(error.value) and "libjack-jackd2-0" in str(error.value)


def test_a_missing_libasound_is_explained(system, monkeypatch) -> None:
    system("linux", alsa=[])
    monkeypatch.setitem(sys.modules, "rtmidi", None)
    with pytest.raises(OutputError, match="install libasound2"):
        open_virtual(api="alsa")
    assert list_ports("out") == []


PORTS = ["Midi Through:Midi Through Port-0 14:0", "Synth:Synth in 128:0", "Synth:Synth thru 128:1", "USB"]


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("usb", "USB"),
        ("midi thr", PORTS[0]),
        ("port-0", PORTS[0]),
        ("Synth in", PORTS[1]),
        ("synth:synth THRU", PORTS[2]),
    ],
)
def test_an_existing_port_is_found_by_any_part_of_its_name(system, asked: str, opened: str) -> None:
    rtmidi = system("linux", alsa=PORTS)
    assert open_existing(asked).name == opened
    assert rtmidi.opened == [("alsa", opened, "Gesture2MIDI")]


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("Moog", "no MIDI port 'Moog'; there are: Midi Through"),
        ("synth", "may be any of: Synth:Synth in 128:0, Synth:Synth thru 128:1"),
        ("", "may be any of"),
    ],
)
def test_a_name_that_fits_none_or_several_lists_them(system, asked: str, says: str) -> None:
    rtmidi = system("linux", alsa=PORTS)
    with pytest.raises(UsageError, match=says) as error:
        open_existing(asked)
    assert error.value.status == 2
    assert rtmidi.opened == []


def test_no_ports_at_all(system) -> None:
    system("linux")
    with pytest.raises(UsageError, match="no MIDI ports at all"):
        open_existing("Moog")


def test_list_ports_names_the_interface(system) -> None:
    system("linux", alsa=["USB"], jack=["system:midi"])
    assert list_ports("out") == [Port("ALSA", "USB"), Port("JACK", "system:midi")]


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("USB Synth", ("", "USB Synth")),
        ("lights=DMX 1", ("lights", "DMX 1")),
        ("Synth A=B", ("", "Synth A=B")),
        ("lights=a=b", ("lights", "a=b")),
    ],
)
def test_a_port_may_be_bound_to_a_name(text: str, bound: tuple[str, str]) -> None:
    assert parse_binding(text) == bound


@pytest.mark.parametrize("text", ["", "lights=", "  "])
def test_a_binding_to_nothing_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="gesture2midi ports"):
        parse_binding(text)


HEARD = {"sysex": True, "timing": False, "active_sense": True}


def test_the_port_to_listen_on_has_a_name_of_its_own_and_hears_clocks(system) -> None:
    rtmidi = system("linux", alsa=[])
    assert midi_ports.open_virtual("in").name == "Gesture2MIDI In"
    assert rtmidi.opened == [HEARD, ("virtual", "alsa", "Gesture2MIDI In", "Gesture2MIDI In")]


def test_windows_takes_neither_loopback_port_for_the_other(system) -> None:
    rtmidi = system("win32", winmm=["Gesture2MIDI In 0", "Gesture2MIDI 1"])
    assert open_virtual().name == "Gesture2MIDI 1"
    assert midi_ports.open_virtual("in").name == "Gesture2MIDI In 0"
    rtmidi.ports["winmm"].pop()
    with pytest.raises(OutputError, match=r"no MIDI port named Gesture2MIDI, .*\n.*\n.* as an input in your"):
        open_virtual()
    rtmidi.ports["winmm"] = ["Gesture2MIDI 1"]
    with pytest.raises(
        OutputError, match=r"no MIDI port named Gesture2MIDI In, .*\n.*\n.* as an output in your"
    ):
        midi_ports.open_virtual("in")


def test_an_existing_port_is_listened_to(system) -> None:
    rtmidi = system("linux", alsa=PORTS)
    assert midi_ports.open_existing("in", "usb").name == "USB"
    assert rtmidi.opened[-2:] == [HEARD, ("alsa", "USB", "Gesture2MIDI In")]
