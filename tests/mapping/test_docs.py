"""The mapping reference says what is so: its examples load, its tables are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gesture2midi.mapping.expression.curves import CURVES
from gesture2midi.mapping.expression.lexer import FUNCTIONS
from gesture2midi.mapping.load import loads
from gesture2midi.mapping.schema.file import MappingFile, MpeSettings, SceneSettings, SynthSettings
from gesture2midi.mapping.schema.kinds import KINDS
from gesture2midi.music.chord_symbols import quality
from gesture2midi.music.general_midi import DRUM_NAMES, PROGRAMS
from gesture2midi.music.scales import SCALES

DOCS = Path(__file__).parents[2] / "docs" / "mapping.md"
TEXT = DOCS.read_text(encoding="utf-8")
INPUTS = DOCS.with_name("inputs.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```yaml\n(.*?)^```", TEXT + INPUTS, flags=re.S | re.M)


def section(title: str) -> str:
    """The text from a heading to the next of its rank or above."""
    rank = len(re.match("#+", title)[0])  # type: ignore[index]
    start = re.search(f"^{re.escape(title)}$", TEXT, flags=re.M)
    assert start, title
    end = re.search(f"^#{{1,{rank}}} ", TEXT[start.end() :], flags=re.M)
    return TEXT[start.end() :][: end.start() if end else None]


def first_cells(text: str) -> list[str]:
    """What stands in backticks in the first column of its tables."""
    return re.findall(r"^\| `([^`]+)` \|", text, flags=re.M)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0])
def test_every_example_plays(example: str) -> None:
    assert loads(example, Path("mapping.md")).name


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_reference_description_and_example(kind: str) -> None:
    own = section(f"## `{kind}`")
    assert re.findall(r"^### \w+", own, flags=re.M) == ["### Reference", "### Description", "### Example"]
    assert f"send: {kind}" in own
    fields = {field.alias or name for name, field in KINDS[kind].model_fields.items()}
    told = set(first_cells(own)) | set(first_cells(section("## A control")))
    if "#how-a-level-is-followed" in own:
        told |= set(first_cells(section("## How a level is followed"))) - {"hold"}
    if "#playing-in-time" in own:
        told |= set(first_cells(section("## Playing in time")))
    assert fields <= told
    assert set(first_cells(own)) <= fields


def test_the_keys_of_the_file_are_told() -> None:
    models = (MappingFile, SynthSettings, MpeSettings, SceneSettings)
    assert set(first_cells(section("## The file"))) == {
        name for model in models for name in model.model_fields
    }


def test_the_names_are_those_of_the_code() -> None:
    assert first_cells(section("### Scales")) == list(SCALES)
    assert first_cells(section("### Curves")) == list(CURVES)
    assert re.findall(r"\d+ ([A-Z][^|]*?) \|", section("### Programs")) == list(PROGRAMS)
    drums = re.findall(r"^\| (\d+) \| (.*) \| (.*) \|$", section("### Drums"), flags=re.M)
    assert {
        int(note): tuple(re.findall(r"`([^`]+)`", name + also)) for note, name, also in drums
    } == DRUM_NAMES


def test_the_steps_of_scales_and_chords_are_right() -> None:
    for name, steps in re.findall(r"^\| `([^`]+)` \| ([\d ]+) \|", section("### Scales"), flags=re.M):
        assert SCALES[name] == tuple(map(int, steps.split()))
    rows = re.findall(r"^\| `([^`]+)` \| ([\d ]+) \|(.*)\|$", section("### Chords"), flags=re.M)
    assert len(rows) > 40
    for name, steps, also in rows:
        for written in (name, *re.findall(r"`([^`]+)`", also)):
            assert quality(written) == tuple(map(int, steps.split())), written


def test_every_function_is_told() -> None:
    told = section("## Expressions")
    assert all(f"`{name}(" in told for name in FUNCTIONS)
