"""Wrong files in, all of their problems out."""

from __future__ import annotations

import math
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gesture2midi.engine.mapping import Mapping
from gesture2midi.errors import MappingError
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.load import check, load, loads

BAD = Path(__file__).parent / "bad"
PATH = Path("mapping.yaml")


def mapping(text: str) -> Mapping:
    return loads("name: Test\n" + text, PATH)


def problems(text: str) -> list[str]:
    with pytest.raises(MappingError) as raised:
        mapping(text)
    return [line for line in str(raised.value).splitlines() if line.startswith("mapping.yaml:")]


@pytest.mark.parametrize("file", sorted(BAD.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_bad_file_is_explained(file: Path) -> None:
    expected = file.with_suffix(".txt").read_text(encoding="utf-8")
    with pytest.raises(MappingError) as raised:
        loads(file.read_bytes().decode("utf-8"), Path(file.name))
    assert f"{raised.value}\n" == expected


def test_there_are_enough_bad_files() -> None:
    assert len(list(BAD.glob("*.yaml"))) >= 150


def one_line(path: Path) -> str:
    (problem,) = check(path)
    assert problem.line == 0
    with pytest.raises(MappingError) as raised:
        load(path)
    assert str(raised.value) == str(problem)
    return str(problem).removeprefix(f"{path}: ")


def test_a_missing_file_and_its_neighbour(tmp_path: Path) -> None:
    (tmp_path / "theremin.yaml").write_text("name: x")
    near = one_line(tmp_path / "thermin.yaml")
    assert near == "there is no such file; did you mean `theremin.yaml`?"
    assert one_line(tmp_path / "no" / "such.yaml") == "there is no such file"


def test_a_folder(tmp_path: Path) -> None:
    assert one_line(tmp_path) == "this is a folder, not a mapping; name a file in it"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert one_line(pipe) == "this is a device or a pipe, not a mapping"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\x00\x01\x02" * 100, "this is not a text file"),
        (b"name: x\n" * 1_300_000, "this file is too large for a mapping, which has at most 256 kB"),
        ("name: Flöte".encode("latin-1"), "line 1 is not UTF-8 text; save the file as UTF-8 in your editor"),
        ("name: Test\n".encode("utf-16"), "this file is UTF-16 text; save it as UTF-8 in your editor"),
    ],
    ids=["binary", "10 MB", "latin-1", "utf-16"],
)
def test_what_is_no_text(tmp_path: Path, content: bytes, said: str) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_bytes(content)
    assert one_line(file) == said


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_text("name: x")

    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("gesture2midi.files.open_regular", refuse)
    assert one_line(file) == "this file may not be read; change its permissions"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="no /proc on this system")
def test_a_file_that_fails_while_it_is_read() -> None:
    assert one_line(Path("/proc/self/mem")).startswith("this file cannot be read (")


def test_a_path_that_no_system_allows() -> None:
    assert one_line(Path("a" * 5000)).startswith("this file cannot be read (")


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    file = tmp_path / "mapping.yaml"
    file.write_bytes("name: Flöte\ncontrols: [{send: panic, when: left.fist}]".encode("utf-8-sig"))
    assert load(file).name == "Flöte"


def test_problems_are_told_once_and_in_the_order_of_the_file() -> None:
    told = [tuple(map(int, re.findall(r":(\d+):(\d+):", line)[0])) for line in problems(
        "controls:\n  - {send: cc, number: 200, from: y, in: [1, 1]}\n  - {send: cc, form: x}\nstart: no\n"
    )]  # fmt: skip
    assert told == sorted(set(told))
    assert len(told) == 6


_WORDS = """
name controls send note cc osc from in pitch gate to scenes start synth programs id when lost rest
right.y left.fist C3..C5 [0,1] [1,1] {} [] 1 200 -1 0.5 .nan on null main Am7 50
"""
WORDS = st.sampled_from(_WORDS.split())
LINES = st.tuples(st.sampled_from(["", "  ", "  - ", "    "]), WORDS, WORDS).map(
    lambda t: f"{t[0]}{t[1]}: {t[2]}"
)


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=8).map("\n".join))
def test_any_file_is_a_mapping_or_explained(text: str) -> None:
    try:
        loads(text, PATH)
    except MappingError as error:
        assert str(error).startswith("mapping.yaml:")


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["x", "right.y", "C4", "5 ms", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(list(KINDS)), data=st.data())
def test_any_value_in_any_field_is_taken_or_explained(kind: str, data: st.DataObject) -> None:
    names = [field.alias or name for name, field in KINDS[kind].model_fields.items() if name != "send"]
    values = data.draw(st.dictionaries(st.sampled_from(names), PLAIN, max_size=6))
    written = ", ".join(f"{key}: {flow(value)}" for key, value in values.items())
    try:
        mapping(f"controls:\n  - {{send: {kind}, {written}}}\n")
    except MappingError as error:
        assert "mapping.yaml:3:" in str(error)


def flow(value: object) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, float) and not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    if value is None:
        return "null"
    return f'"{value}"' if isinstance(value, str) else str(value).lower()
