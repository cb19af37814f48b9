"""The JSON Schema takes what `check` takes: an editor must not underline a good mapping."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pages import examples, page

from gesture2midi import paths
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.schema.file import json_schema
from gesture2midi.mapping.yaml.document import parse

SCHEMA = json_schema()
TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
KNOWN = {
    *(
        "$ref",
        "$defs",
        "$schema",
        "title",
        "description",
        "default",
        "discriminator",
        "type",
        "const",
        "enum",
    ),
    *("anyOf", "oneOf", "properties", "required", "additionalProperties", "propertyNames", "items"),
    *("prefixItems", "minItems", "maxItems", "minimum", "maximum", "minLength", "maxLength", "pattern"),
    *("patternProperties",),
}


def faults(value: Any, schema: Any, at: str = "") -> list[str]:
    """What JSON Schema (2020-12, as far as ours uses it) finds wrong with a value."""
    if isinstance(schema, bool):
        return [] if schema else [f"{at}: nothing may stand here"]
    assert schema.keys() <= KNOWN, schema.keys() - KNOWN
    if "$ref" in schema:
        return faults(value, SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]], at)
    for choice, least, most in (("anyOf", 1, 99), ("oneOf", 1, 1)):
        if choice in schema:
            fitting = [one for one in schema[choice] if not faults(value, one, at)]
            if not least <= len(fitting) <= most:
                return [f"{at}: fits {len(fitting)} of {choice}"]
    if "const" in schema and value != schema["const"]:
        return [f"{at}: is not {schema['const']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: is none of {schema['enum']}"]
    types = schema.get("type", [])
    named = [TYPES[name] for name in ([types] if isinstance(types, str) else types)]
    if named and not any(isinstance(value, t) and (t is bool or not isinstance(value, bool)) for t in named):
        return [f"{at}: is no {types}"]
    return [*_bounds(value, schema, at), *_inside(value, schema, at)]


def _bounds(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    if isinstance(value, (int, float)):
        low, high = schema.get("minimum", value), schema.get("maximum", value)
        return [] if low <= value <= high else [f"{at}: is not {low} to {high}"]
    if isinstance(value, str):
        fits = schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", 999)
        return [] if fits and re.search(schema.get("pattern", ""), value) else [f"{at}: is no such text"]
    if isinstance(value, list):
        fits = schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", 999)
        return [] if fits else [f"{at}: has {len(value)} items"]
    return []


def _inside(value: Any, schema: dict[str, Any], at: str) -> list[str]:
    found: list[str] = []
    if isinstance(value, list):
        first = schema.get("prefixItems", [])
        for i, item in enumerate(value):
            found += faults(item, first[i] if i < len(first) else schema.get("items", True), f"{at}[{i}]")
    if isinstance(value, dict):
        properties = schema.get("properties", {})
        found += [f"{at}: lacks {key}" for key in schema.get("required", []) if key not in value]
        for key, item in value.items():
            by_pattern = [s for p, s in schema.get("patternProperties", {}).items() if re.search(p, str(key))]
            inner = [properties[key]] if key in properties else by_pattern
            for one in inner or [schema.get("additionalProperties", True)]:
                found += faults(item, one, f"{at}.{key}")
            found += faults(str(key), schema.get("propertyNames", True), f"{at}.{key}")
    return found


@pytest.mark.parametrize("name", paths.bundled_mappings())
def test_every_bundled_mapping_is_good(name: str) -> None:
    file = paths.mapping_file(name)
    assert faults(parse(file.read_text(encoding="utf-8"), file).data, SCHEMA) == []


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.splitlines()[0])
def test_every_example_of_the_reference_is_good(example: str) -> None:
    assert faults(parse(example, Path("example.yaml")).data, SCHEMA) == []


@pytest.mark.parametrize(
    "wrong",
    [
        "controls: []",
        "name: x\ncontrols: [{send: cc, number: 200, from: left.y}]",
        "name: x\ncontrols: [{send: cc, number: 20}]",
        "name: x\ncontrols: [{send: cc, number: 20, from: left.y, form: 1}]",
        "name: x\ncontrols: [{send: lightning}]",
        "name: x\ncontrols: [{send: osc, address: a, from: left.y}]",
        "name: x\nsynth: {programs: {17: Piano}}",
        "name: x\nsynth: {volume: 2}",
        "name: x\ncontrols: [{send: sysex, bytes: F0 01, when: 1}]",
        "name: x\nscene: {}",
    ],
)
def test_what_an_editor_underlines(wrong: str) -> None:
    assert faults(parse(wrong, Path("wrong.yaml")).data, SCHEMA)


def test_every_field_says_what_it_is() -> None:
    for model in SCHEMA["$defs"].values():
        for name, field in model["properties"].items():
            parts = [field, *field.get("anyOf", [])]
            told = any("description" in part or "const" in part or "$ref" in part for part in parts)
            assert told, (model["title"], name)


def test_an_editor_shows_kinds_by_their_names_and_nothing_meant_for_programmers() -> None:
    for kind, model in KINDS.items():
        assert SCHEMA["$defs"][model.__name__]["title"] == kind
    assert not any("description" in shape for shape in SCHEMA["$defs"].values())


def test_the_settings_for_an_editor_are_what_it_reads() -> None:
    (settings,) = re.findall(r"^```json\n(.*?)^```", page("how-to/editor"), flags=re.S | re.M)
    assert json.loads(settings) == {"yaml.schemas": {"./gesture2midi.schema.json": "mappings/*.yaml"}}
