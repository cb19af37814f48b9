"""The kits for DAWs: each file is in its format, and says which control sends what."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesture2midi import paths
from gesture2midi.cli import main
from gesture2midi.engine.encoder_player import ENCODED
from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Message,
    NoteOn,
    Parameter,
    PitchBend,
    Pressure,
    ProgramChange,
    SysEx,
)
from gesture2midi.io.kits import KITS
from gesture2midi.io.kits.kit import Kit, Named
from gesture2midi.mapping.load import load, loads
from gesture2midi.session.daw_kit import daw_kit, named

CONTROLS = [
    Named("filter", ControlChange(0, 1, 74, 0)),
    Named("volume", ControlChange(0, 3, 7, 0)),
    Named("fine", ControlChange14(0, 2, 16, 0)),
    Named("depth", Parameter(0, 1, False, 160, 0, True)),
    Named("range", Parameter(0, 1, True, 0, 0, False)),
    Named("kick", NoteOn(0, "kick", 10, 36, 100)),
    Named("lead", NoteOn(0, "lead", 1, 60, 100)),
    Named("bend", PitchBend(0, 1, 0)),
    Named("swell", Pressure(0, 1, 0)),
    Named("organ", ProgramChange(0, 1, 16)),
    Named("reset", SysEx(0, b"\x7e\x7f\x09\x01")),
]


def text_of(kit: Kit) -> str:
    (text,) = kit.files.values()
    return text


def test_live_reads_a_user_remote_script() -> None:
    """By the reader that Live uses, Python's own, and with the keys of the file that comes with Live."""
    kit = KITS["ableton"]("My Set", CONTROLS)
    assert list(kit.files) == ["Gesture2MIDI My Set/UserConfiguration.txt"]
    read = configparser.ConfigParser()
    read.read_string(text_of(kit))
    assert read.sections() == ["Globals", "DeviceControls", "MixerControls", "TransportControls"]
    known = {
        "Globals": r"globalchannel|inputname|outputname|pad\d+(note|channel)",
        "DeviceControls": r"encoder[1-8]|encoderchannel[1-8]|encodermapmode",
        "MixerControls": r"volumeslider[1-8]|slider[1-8]channel|volumemapmode",
        "TransportControls": r"(stop|play|rec|loop|rwd|ffwd)button",
    }
    for section, keys in known.items():
        assert all(re.fullmatch(keys, key) for key in read[section])
        numbers = [value for key, value in read[section].items() if not key.endswith(("name", "mode"))]
        assert all(-1 <= int(value) <= 127 for value in numbers)
    device = read["DeviceControls"]
    assert (device["Encoder1"], device["EncoderChannel1"]) == ("74", "0")
    assert (device["Encoder2"], device["EncoderChannel2"], device["Encoder3"]) == ("7", "2", "-1")
    assert (read["Globals"]["Pad1Note"], read["Globals"]["Pad1Channel"]) == ("36", "9")
    assert "# filter\nEncoder1: 74" in text_of(kit)
    assert set(kit.left_out) == {"fine", "depth", "range", "lead", "bend", "swell", "organ", "reset"}


def test_live_takes_sixteen_controllers_and_the_rest_is_told() -> None:
    many = [Named(f"knob-{n}", ControlChange(0, 1, n, 0)) for n in range(20, 40)]
    kit = KITS["ableton"]("Many", many)
    read = configparser.ConfigParser()
    read.read_string(text_of(kit))
    assert read["MixerControls"]["VolumeSlider8"] == "35"
    assert list(kit.left_out) == ["knob-36", "knob-37", "knob-38", "knob-39"]


KNOBS = [
    Named("two", ControlChange(0, 1, 20, 1), "twos-complement"),
    Named("sign", ControlChange(0, 1, 21, 1), "signed-bit"),
    Named("offset", ControlChange(0, 1, 22, 65), "binary-offset"),
    Named("fader", ControlChange(0, 1, 23, 0)),
    Named("two more", ControlChange(0, 1, 24, 1), "twos-complement"),
]


def test_live_reads_all_endless_knobs_as_the_first_controller_and_the_rest_is_told() -> None:
    kit = KITS["ableton"]("Knobs", KNOBS)
    read = configparser.ConfigParser()
    read.read_string(text_of(kit))
    device, mixer = read["DeviceControls"], read["MixerControls"]
    assert (device["Encoder1"], device["Encoder2"], device["Encoder3"]) == ("20", "24", "-1")
    assert device["EncoderMapMode"] == "LinearTwoCompliment"
    assert (mixer["VolumeSlider1"], mixer["VolumeMapMode"]) == ("23", "Absolute")
    assert set(kit.left_out) == {"sign", "offset"}


def test_endless_knobs_are_read_as_steps_by_ardour_and_realearn() -> None:
    bindings = ElementTree.fromstring(text_of(KITS["ardour"]("Knobs", KNOBS)))
    assert [set(one.attrib) & {"enc-2", "enc-l", "enc-b", "ctl"} for one in bindings] == [
        {"enc-2"}, {"enc-l"}, {"enc-b"}, {"ctl"}, {"enc-2"}
    ]  # fmt: skip
    mappings = json.loads(text_of(KITS["reaper"]("Knobs", KNOBS)))["mappings"]
    assert [one["source"].get("character") for one in mappings] == [2, 4, 3, None, 2]


def test_the_endless_knobs_of_a_mapping_are_known_to_its_kit() -> None:
    found = {one.name: one.encoder for one in named(load(paths.mapping_file("endless-knobs")))}
    knobs = {"one": "twos-complement", "two": "twos-complement", "three": "signed-bit", "four": "signed-bit"}
    assert found == knobs


def test_a_number_that_ardour_has_no_room_for_is_told() -> None:
    kit = KITS["ardour"]("Deep", [Named("deep", Parameter(0, 1, False, 1000, 0, True))])
    assert kit.left_out == {"deep": "NRPN 1000, channel 1: Ardour binds numbers up to 255"}


def test_ardour_reads_a_binding_map() -> None:
    kit = KITS["ardour"]("My Set", CONTROLS)
    root = ElementTree.fromstring(text_of(kit))
    assert (root.tag, root.get("version"), root.get("name")) == (
        "ArdourMIDIBindings", "1.0.0", "Gesture2MIDI My Set"
    )  # fmt: skip
    bindings = [dict(one.attrib) for one in root]
    assert all(one.tag == "Binding" for one in root)
    assert bindings == [
        {"channel": "1", "ctl": "74", "uri": "/route/plugin/parameter S1 1 1"},
        {"channel": "3", "ctl": "7", "uri": "/route/gain S1"},
        {"channel": "2", "ctl": "16", "uri": "/route/plugin/parameter S1 1 2"},
        {"channel": "1", "nrpn": "160", "uri": "/route/plugin/parameter S1 1 3"},
        {"channel": "1", "rpn": "0", "uri": "/route/plugin/parameter S1 1 4"},
    ]
    assert set(kit.left_out) == {"kick", "lead", "bend", "swell", "organ", "reset"}


def test_realearn_reads_a_controller_preset() -> None:
    kit = KITS["reaper"]("My Set", CONTROLS)
    preset = json.loads(text_of(kit))
    assert set(preset) == {"version", "name", "defaultGroup", "mappings"}
    sources = {one["name"]: one["source"] for one in preset["mappings"]}
    assert sources == {
        "filter": {"type": 0, "channel": 0, "number": 74},
        "volume": {"type": 0, "channel": 2, "number": 7},
        "fine": {"type": 0, "channel": 1, "number": 16, "is14Bit": True},
        "depth": {"type": 6, "channel": 0, "number": 160, "isRegistered": False, "is14Bit": True},
        "range": {"type": 6, "channel": 0, "number": 0, "isRegistered": True, "is14Bit": False},
        "kick": {"type": 1, "channel": 9, "number": 36},
        "lead": {"type": 1, "channel": 0, "number": 60},
        "bend": {"type": 3, "channel": 0},
        "swell": {"type": 4, "channel": 0},
        "organ": {"type": 5, "channel": 0},
    }
    elements = [one["target"] for one in preset["mappings"]]
    assert all(one["category"] == "virtual" for one in elements)
    assert len({one["controlElementIndex"] for one in elements}) == len(elements)
    assert len({one["id"] for one in preset["mappings"]}) == len(elements)
    assert list(kit.left_out) == ["reset"]


HOST = """
const made = {labels: [], set: [], inputs: []};
const control = i => ({
  setLabel: n => made.labels[i] = n,
  set: (v, r) => made.set.push([i, v, r]), inc: (steps, r) => made.set.push([i, "by", steps, r]),
});
let heard;
globalThis.loadAPI = version => made.api = version;
globalThis.host = {
  defineController: (...told) => made.controller = told,
  defineMidiPorts: (ins, outs) => made.ports = [ins, outs],
  addDeviceNameBasedDiscoveryPair: (ins) => made.found = ins,
  getMidiInPort: () => ({
    setMidiCallback: f => heard = f, createNoteInput: (...told) => made.inputs.push(told),
  }),
  createUserControls: count => { made.count = count; return {getControl: control}; },
};
(0, eval)(require("fs").readFileSync(process.argv[2], "utf8"));
init();
const sent = JSON.parse(process.argv[3]);
for (const [status, number, value] of sent) heard(status, number, value);
flush(); exit();
console.log(JSON.stringify(made));
"""


def run_in_bitwig(kit: Kit, sent: list[list[int]], folder: Path) -> dict[str, Any]:
    """Run by node against a host that has what the script asks of Bitwig's."""
    if shutil.which("node") is None:
        pytest.skip("needs node, which runs the script")
    script, host = folder / "kit.control.js", folder / "host.js"
    script.write_text(text_of(kit), encoding="utf-8")
    host.write_text(HOST, encoding="utf-8")
    command = ["node", str(host), str(script), json.dumps(sent)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    made: dict[str, Any] = json.loads(done.stdout)
    return made


def test_bitwigs_script_names_its_controls_and_moves_them(tmp_path: Path) -> None:
    sent = [[0xB0, 74, 100], [0xB2, 7, 5], [0xB1, 16, 2], [0xB1, 48, 3], [0xB0, 7, 9]]
    made = run_in_bitwig(KITS["bitwig"]('My "Set"', CONTROLS), sent, tmp_path)
    assert made["api"] == 1 and made["ports"] == [1, 0] and made["found"] == ["Gesture2MIDI"]
    assert made["controller"][1] == 'Gesture2MIDI My "Set"'
    assert made["labels"] == ["filter", "volume", "fine"] and made["count"] == 3
    assert made["set"] == [[0, 100, 128], [1, 5, 128], [2, 2 * 128 + 3, 16384]]
    assert made["inputs"][0][1:] == ["8?????", "9?????", "A?????", "D?????", "E?????"]


def test_bitwigs_script_turns_endless_knobs_by_the_steps_that_were_sent(tmp_path: Path) -> None:
    codings = {20: "twos-complement", 21: "signed-bit", 22: "binary-offset"}
    sent = [
        [0xB0, number, ENCODED[coding](steps)]
        for number, coding in codings.items()
        for steps in (1, -1, 63, -63)
    ]
    made = run_in_bitwig(KITS["bitwig"]("Knobs", KNOBS), sent, tmp_path)
    assert made["set"] == [[i, "by", steps, 128] for i in range(3) for steps in (1, -1, 63, -63)]


NAMES = st.sampled_from(
    [
        *(
            "a",
            "filter",
            "Höhe",
            "手",
            "--",
            "a---b----c",
            "-->",
            "<b>&",
            '"',
            "'",
            "a/b",
            "..",
            "CON",
            "#",
            "[x]",
            "%(a)s",
        ),
        *("%(a)s", "a: 1", "</script>", "a very long name that goes on and on", "\u200b", "`${x}`", "\\"),
    ]
)
SENT: st.SearchStrategy[Message] = st.one_of(
    st.builds(ControlChange, st.just(0.0), st.integers(1, 16), st.integers(0, 119), st.just(0)),
    st.builds(NoteOn, st.just(0.0), st.just("x"), st.integers(1, 16), st.integers(0, 127), st.just(1)),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(NAMES, st.lists(st.tuples(NAMES, SENT), max_size=8))
def test_any_name_makes_files_that_can_be_read(name: str, found: list[tuple[str, Message]]) -> None:
    controls = [Named(name, sent) for name, sent in found]
    for daw, make in KITS.items():
        ((path, text),) = make(name, controls).files.items()
        assert re.fullmatch(r"[\w -]+(/UserConfiguration\.txt|(\.control)?\.\w+)", path, re.ASCII)
        if daw == "reaper":
            assert len(json.loads(text)["mappings"]) == len(found)
        elif daw == "ardour":
            ElementTree.fromstring(text)
        elif daw == "ableton":
            configparser.ConfigParser().read_string(text)


@pytest.mark.parametrize("daw", KITS)
def test_mappings_with_other_letters_have_files_of_their_own(daw: str) -> None:
    files = {
        name: next(iter(KITS[daw](name, CONTROLS).files)) for name in ["手", "足", "Höhe", "Hohe", "a🎹", "a"]
    }
    assert files["Höhe"] == files["Hohe"] and len(set(files.values())) == 5


def test_a_name_of_two_lines_stays_in_its_remark() -> None:
    mapping = loads('name: "a\\n[Globals]"\ncontrols: [{send: cc, number: 1, from: right.y}]', Path("x.yaml"))
    text = text_of(daw_kit("ableton", mapping))
    assert text.startswith("# a [Globals]: ") and text.count("\n[Globals]\n") == 1


@pytest.mark.parametrize("daw", KITS)
@pytest.mark.parametrize("name", ["mixer", "synth-desk", "drums", "theremin"])
def test_a_kit_knows_the_controls_of_a_bundled_mapping(daw: str, name: str) -> None:
    mapping = load(paths.mapping_file(name))
    controls = named(mapping)
    kit = daw_kit(daw, mapping)
    assert kit.left_out.keys() <= {one.name for one in controls}
    for one in controls:
        assert one.name in kit.left_out or one.name in text_of(kit)


def test_the_command_writes_it_and_says_where_it_belongs(tmp_path: Path) -> None:
    run = CliRunner()
    asked = ["kit", "ardour", "mixer", "--folder", str(tmp_path)]
    done = run.invoke(main, asked)
    assert done.exit_code == 0 and "midi_maps" in done.output
    assert (tmp_path / "gesture2midi-Mixer.map").exists()
    again = run.invoke(main, asked)
    assert again.exit_code == 2 and "--replace" in again.output
    assert run.invoke(main, [*asked, "--replace"]).exit_code == 0
    none = run.invoke(main, ["kit", "reaper", "touchdesigner", "--folder", str(tmp_path)])
    assert none.exit_code == 2 and "sends no MIDI" in none.output
