"""The mappings that come along, and the schema for those to be written."""

from __future__ import annotations

import pytest

from gesture2midi import paths
from gesture2midi.gesture import catalog
from gesture2midi.mapping.document import parse
from gesture2midi.mapping.kinds import KINDS
from gesture2midi.mapping.load import check, load, warnings
from gesture2midi.mapping.schema import json_schema


def test_every_bundled_mapping_loads_and_says_what_it_is() -> None:
    names = paths.bundled_mappings()
    ours = {"theremin", "air-piano", "drums", "hand-percussion", "chords", "mixer", "touchdesigner"}
    assert ours <= set(names)
    for name in names:
        assert check(paths.mapping_file(name)) == []
        assert warnings(paths.mapping_file(name)) == []
        loaded = load(paths.mapping_file(name))
        assert loaded.about
        assert loaded.signals <= catalog.full_names().keys()


def bundled() -> list[dict[str, object]]:
    """Every control of every bundled mapping, as it is written."""
    found = []
    for name in paths.bundled_mappings():
        file = paths.mapping_file(name)
        data = parse(file.read_text(encoding="utf-8"), file).data
        found += data["controls"]
        found += [c for scene in data.get("scenes", {}).values() for c in scene["controls"]]
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


def test_hand_percussion_plays_every_hit() -> None:
    hits = {s.name for s in catalog.HITS}
    heard = {name.split(".", 1)[1] for name in load(paths.mapping_file("hand-percussion")).signals}
    assert heard == hits | {"clap"}


def test_the_json_schema_describes_every_field_of_every_kind() -> None:
    exported = json_schema()
    assert exported["required"] == ["name"]
    for kind, model in KINDS.items():
        described = exported["$defs"][model.__name__]
        assert described["properties"]["send"]["const"] == kind
        assert {f.alias or name for name, f in model.model_fields.items()} == described["properties"].keys()
        assert described["additionalProperties"] is False
