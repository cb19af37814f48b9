"""The reference of mappings says what is so: its examples load, its tables are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pages import KINDS as PAGES
from pages import examples, first_cells, page

from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.expression.curves import CURVES
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.load import loads
from gesture2midi.mapping.schema.file import MappingFile, MpeSettings, SceneSettings, SynthSettings
from gesture2midi.music.chord_symbols import quality
from gesture2midi.music.general_midi import DRUM_NAMES, PROGRAMS
from gesture2midi.music.scales import SCALES


@pytest.mark.parametrize("example", examples(), ids=lambda example: example.splitlines()[0])
def test_every_example_plays(example: str) -> None:
    assert loads(example, Path("mapping.md")).name


@pytest.mark.parametrize("kind", KINDS)
def test_the_page_of_a_kind_has_every_field_of_its_model_and_no_other(kind: str) -> None:
    own = page(f"reference/controls/{kind}")
    assert re.findall(r"^## \w+", own, flags=re.M) == ["## Reference", "## Description", "## Example"]
    assert f"send: {kind}" in own
    fields = {field.alias or name: field for name, field in KINDS[kind].model_fields.items()}
    shared = re.search(
        r"^And the \[keys of every control\]\(\.\./mapping/control\.md\): (.*)\.$", own, flags=re.M
    )
    assert shared
    common = re.findall(r"`(\w+)`", shared[1])
    assert set(common) <= set(first_cells(page("reference/mapping/control")))
    rows = re.findall(r"^\| `(\w+)` \|.*\|([^|]*)\|$", own.partition("## Description")[0], flags=re.M)
    assert sorted([*common, *(name for name, _ in rows), "send"]) == sorted(fields)
    needed = {name for name, default in rows if default.strip() == "*needed*"}
    assert needed == {name for name, field in fields.items() if field.is_required()} - {"send"}


@pytest.mark.parametrize("shared", ["levels", "timing"])
def test_the_shared_pages_have_the_fields_of_kinds(shared: str) -> None:
    told = set(first_cells(page(f"reference/mapping/{shared}").partition("## Description")[0]))
    every = {field.alias or name for model in KINDS.values() for name, field in model.model_fields.items()}
    assert told and told <= every


def test_no_page_is_left_of_a_kind_that_is_gone() -> None:
    assert {file.stem for file in PAGES.glob("*.md")} == set(KINDS)


def test_the_keys_of_the_file_are_told() -> None:
    models = (MappingFile, SynthSettings, MpeSettings, SceneSettings)
    assert set(first_cells(page("reference/mapping/file"))) == {
        name for model in models for name in model.model_fields
    }


def test_the_names_are_those_of_the_code() -> None:
    assert first_cells(page("reference/mapping/scales")) == list(SCALES)
    assert first_cells(page("reference/mapping/curves")) == list(CURVES)
    assert re.findall(r"\d+ ([A-Z][^|]*?) \|", page("reference/mapping/programs")) == list(PROGRAMS)
    drums = re.findall(r"^\| (\d+) \| (.*) \| (.*) \|$", page("reference/mapping/drums"), flags=re.M)
    assert {
        int(note): tuple(re.findall(r"`([^`]+)`", name + also)) for note, name, also in drums
    } == DRUM_NAMES


def test_the_steps_of_scales_and_chords_are_right() -> None:
    scales = page("reference/mapping/scales")
    for name, steps in re.findall(r"^\| `([^`]+)` \| ([\d ]+) \|", scales, flags=re.M):
        assert SCALES[name] == tuple(map(int, steps.split()))
    chords = page("reference/mapping/chords")
    rows = re.findall(r"^\| `([^`]+)` \| ([\d ]+) \|(.*)\|$", chords, flags=re.M)
    assert len(rows) > 40
    for name, steps, also in rows:
        for written in (name, *re.findall(r"`([^`]+)`", also)):
            assert quality(written) == tuple(map(int, steps.split())), written


def test_every_function_is_told() -> None:
    told = page("reference/mapping/expressions")
    assert all(f"`{name}(" in told for name in FUNCTIONS)
