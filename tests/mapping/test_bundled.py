"""The mappings that come along, and the schema for those to be written."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from pages import ROOT, page

from gesture2midi import paths
from gesture2midi.gestures import signals
from gesture2midi.io.midi.encode import wire
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.load import check, load, warnings
from gesture2midi.mapping.schema.file import json_schema
from gesture2midi.mapping.yaml.document import parse


def test_every_bundled_mapping_loads_and_says_what_it_is() -> None:
    names = paths.bundled_mappings()
    ours = {"theremin", "air-piano", "drums", "hand-percussion", "chords", "mixer", "touchdesigner", "looper"}
    assert ours <= set(names)
    for name in names:
        assert check(paths.mapping_file(name)) == []
        assert warnings(paths.mapping_file(name)) == []
        loaded = load(paths.mapping_file(name))
        assert loaded.about
        assert all(name in signals.full_names() or signals.of_no_hand(name) for name in loaded.signals)


def bundled() -> list[dict[str, object]]:
    """Every control of every bundled mapping, as it is written, with the keys of its part."""
    found: list[dict[str, object]] = []
    for name in paths.bundled_mappings():
        file = paths.mapping_file(name)
        data = parse(file.read_text(encoding="utf-8"), file).data
        written = [*data["controls"]]
        written += [c for scene in data.get("scenes", {}).values() for c in scene.get("controls", [])]
        found += [data["parts"][c["use"]] | c if "use" in c else c for c in written]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_bundled_mappings_show_every_kind_and_every_field(kind: str) -> None:
    written = [control for control in bundled() if control["send"] == kind]
    assert written
    anywhere = {key for control in bundled() for key in control}
    assert {field.alias or name for name, field in KINDS[kind].model_fields.items()} <= anywhere
    required = {
        field.alias or name for name, field in KINDS[kind].model_fields.items() if field.is_required()
    }
    assert all(required <= control.keys() for control in written)


def test_the_bundled_mappings_show_every_value_that_has_a_name() -> None:
    assert {c.get("lost") for c in bundled()} >= {"hold", "rest", "glide", "release"}
    curves = [c.get("curve") for c in bundled()]
    assert all(name in curves for name in ("exponential", "logarithmic", "s-curve"))
    assert any(isinstance(curve, list) for curve in curves)
    assert {c.get("mode") for c in bundled()} >= {"toggle", "latch", "pickup", "relative"}


def test_hand_percussion_and_finger_drums_play_every_hit() -> None:
    hits = {s.name for s in signals.HITS}
    percussion, fingers = (
        {name.split(".", 1)[1] for name in load(paths.mapping_file(mapping)).signals}
        for mapping in ("hand-percussion", "finger-drums")
    )
    assert not percussion & fingers
    assert percussion | fingers == hits | {"clap"}


MIXXX_KEYS = {
    *("volume", "super1", "parameter1", "parameter2", "parameter3"),
    *("play", "cue_default", "beatsync", "crossfader"),
}


def test_mixxx_knows_all_that_its_mapping_sends_and_nothing_else() -> None:
    """Of each deck and the crossfader, in the elements and options that Mixxx's own reader looks for."""
    root = ElementTree.parse(paths.mappings() / "Gesture2MIDI.midi.xml").getroot()
    assert (root.tag, root.get("schemaVersion")) == ("MixxxControllerPreset", "1")
    known: dict[tuple[int, int], str] = {}
    for control in root.findall("./controller/controls/control"):
        group, key = control.findtext("group", ""), control.findtext("key", "")
        assert key in MIXXX_KEYS
        assert re.fullmatch(
            r"\[Master\]|\[Channel[12]\]|\[QuickEffectRack1_\[Channel[12]\]\]"
            r"|\[EqualizerRack1_\[Channel[12]\]_Effect1\]",
            group,
        )
        (option,) = control.findall("options/*")
        assert option.tag in ("normal", "soft-takeover")
        message = (int(control.findtext("status", ""), 16), int(control.findtext("midino", ""), 16))
        assert message not in known
        known[message] = (
            f"{key} {''.join(filter(str.isdigit, group.replace('Rack1', '').replace('Effect1', '')))}"
        )
    words = {"play": "play", "cue": "cue_default", "sync": "beatsync", "volume": "volume", "filter": "super1"}
    words |= {"low": "parameter1", "mid": "parameter2", "high": "parameter3"}
    sent: dict[tuple[int, int], str] = {}
    for played in load(paths.mapping_file("mixxx")).controls:
        word, _, deck = played.id.partition("-")
        said = f"{words.get(word, word)} {deck}"
        for message in played.pulse(0.0):
            for status, number, _ in map(tuple, wire(message)):
                sent[status, number] = said
    assert known == sent


def test_every_bundled_mapping_is_told_of() -> None:
    """A paragraph each in the reference and a row each in the README, and none of what is not there."""
    names = list(paths.bundled_mappings())
    guide = page("reference/mappings")
    told = re.findall(r"^### `(.+)`$", guide, flags=re.M)
    assert sorted(told) == names
    for name in told:
        own = re.split(r"^##", guide[guide.index(f"### `{name}`") + 3 :], maxsplit=1, flags=re.M)[0]
        assert len(own.split()) > 40, name
        assert f"`{name}`" in own
    readme = (ROOT / "README.md").read_text(encoding="utf-8").split("## Mappings to begin with")[1]
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", readme.split("```")[0], flags=re.M)) == names


def test_the_performer_plays_what_the_guide_says_it_plays() -> None:
    guide = page("reference/mappings")
    rendered = re.findall(r"render performer:([\w-]+) --mapping ([\w-]+)", guide)
    scores = {path.stem for path in paths.scores().glob("*.yaml")}
    assert {score for score, _ in rendered} <= scores
    assert {name for _, name in rendered} <= set(paths.bundled_mappings())


def test_the_json_schema_describes_every_field_of_every_kind() -> None:
    exported = json_schema()
    assert exported["required"] == ["name"]
    for kind, model in KINDS.items():
        described = exported["$defs"][model.__name__]
        assert described["properties"]["send"]["const"] == kind
        assert {f.alias or name for name, f in model.model_fields.items()} == described["properties"].keys()
        assert described["additionalProperties"] is False
