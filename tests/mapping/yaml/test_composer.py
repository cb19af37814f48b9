"""YAML text in, plain data with places out; and nothing that breaks it."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gesture2midi.mapping.yaml.composer import MAX_VALUES, Unreadable, compose, scalar
from gesture2midi.mapping.yaml.document import Document, parse

PATH = Path("mapping.yaml")


def read(text: str) -> Document:
    return parse(text, PATH)


def said(text: str) -> list[str]:
    return [str(problem).splitlines()[0] for problem in read(text).problems]


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("on", "on"), ("off", "off"), ("yes", "yes"), ("no", "no"), ("y", "y"), ("n", "n"),
        ("010", 10), ("1:30", "1:30"), ("2001-01-01", "2001-01-01"), ("1_000", "1_000"),
        ("<<", "<<"), ("=", "="),
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("12", 12), ("-7", -7), ("+7", 7), ("0x1F", 31), ("0o17", 15), ("0b11", "0b11"),
        ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-.inf", -math.inf), ("1.2.3", "1.2.3"),
        ("9" * 5000, math.inf), ("C3..C5", "C3..C5"), ("50 ms", "50 ms"),
    ],
)  # fmt: skip
def test_bare_words_mean_what_yaml_1_2_says(word: str, meaning: object) -> None:
    assert scalar(word) == meaning
    assert type(scalar(word)) is type(meaning)


def test_quoted_words_are_text() -> None:
    assert read("a: '10'\nb: \"true\"\nc: |\n  1\n").data == {"a": "10", "b": "true", "c": "1\n"}


def test_places_count_from_one_and_follow_every_key_and_value() -> None:
    document = read("name: Test\ncontrols:\n  - send: cc\n    in: [0, 'x']\n")
    assert document.values == {
        (): (1, 1),
        ("name",): (1, 7),
        ("controls",): (3, 3),
        ("controls", 0): (3, 5),
        ("controls", 0, "send"): (3, 11),
        ("controls", 0, "in"): (4, 9),
        ("controls", 0, "in", 0): (4, 10),
        ("controls", 0, "in", 1): (4, 13),
    }
    assert document.keys[("controls", 0, "in")] == (4, 5)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_a_byte_order_mark(end: str) -> None:
    document = read("\ufeffname: Test" + end + "start: x" + end)
    assert document.data == {"name": "Test", "start": "x"}
    assert document.values[("start",)] == (2, 8)


@pytest.mark.parametrize(
    ("line", "caret"),
    [
        ("a: right.y + oops", 14),
        ("a: 'right.y + oops'", 15),
        ('a: "right.y + oops"', 15),
        ("a:   right.y + oops  # comment", 16),
        ('a: "right.y + \\x6fops"', 4),  # written otherwise than it reads: the whole value
    ],
)
def test_the_caret_points_into_a_value_where_it_stands_in_one_line(line: str, caret: int) -> None:
    assert read(line).problem(("a",), "no", offset=10).column == caret


def test_a_folded_value_is_pointed_at_as_a_whole() -> None:
    assert read("a: >\n  right.y\n  + oops\n").problem(("a",), "no", offset=10).column == 4


def test_aliases_repeat_and_are_placed_where_they_stand() -> None:
    document = read("a: &a [1, 2]\nb: *a\n")
    assert document.data == {"a": [1, 2], "b": [1, 2]}
    assert document.values[("b",)] == (2, 4)


def test_every_key_that_stands_twice_is_told() -> None:
    assert said("a: 1\nb: 2\na: 3\nb: 4\n") == [
        "mapping.yaml:3:1: `a` stands here for the second time; the first is in line 1",
        "mapping.yaml:4:1: `b` stands here for the second time; the first is in line 2",
    ]


def test_a_billion_laughs() -> None:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    (only,) = said("\n".join(lines))
    assert only.endswith(f"there is too much in this mapping: more than {MAX_VALUES} values")


def test_aliases_that_nest_without_end() -> None:
    lines = ["- &a0 [x]", *(f"- &a{i} [*a{i - 1}]" for i in range(1, 3000))]
    assert "aliases nest deeper here than 16 levels" in said("\n".join(lines))[0]


def test_an_alias_of_itself() -> None:
    assert "nothing above it is marked so" in said("a: &a [*a]")[0]


@pytest.mark.parametrize(
    "text", ["[" * 5000, "{" * 5000, "- " * 5000, "? " * 5000, "\n".join(" " * i + "a:" for i in range(300))]
)
def test_endless_nesting_is_refused_at_once(text: str) -> None:
    (only,) = said(text)
    assert only.endswith("this is nested deeper than the 16 levels a mapping may have")


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80) | st.text("ab:-[]{}&*!|>'\"#%@,? \n\t\\", max_size=60))
@example("%YAML 1.1\n---\na: on")
@example("%YAML 3.0\n---\na: 1")
@example("a: \ud800")
@example("...")
@example("--- |\n a\n...\n---")
def test_any_text_is_read_or_explained(text: str) -> None:
    document = read(text)
    for problem in document.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert str(problem).startswith("mapping.yaml:")
    if document.data is not None and not document.problems:
        assert () in document.values


@pytest.mark.parametrize("sign", ["\\e", "\\x07", "\\ud800", "\\0", "\\r", "\\x9b", "\\uffff"])
def test_what_a_text_in_quotes_writes_out_is_text(sign: str) -> None:
    for text in (f'name: "a{sign}b"', f'"a{sign}b": 1'):
        with pytest.raises(Unreadable, match="a control character is written here"):
            compose(text, text.splitlines())
    assert compose('name: "a\\tb\\nc ü \\u00fc"', ["name"]) is not None


@pytest.mark.parametrize("text", ["[" * 50_000, "{" * 50_000, "a: " + "[{" * 50_000, "\n".join("[" * 201)])
def test_open_brackets_are_refused_before_they_are_parsed(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesture2midi.mapping.yaml.composer.YAML", None)  # nobody gets as far
    with pytest.raises(Unreadable, match="nested deeper than the 16 levels"):
        compose(text, text.splitlines())


def test_a_long_list_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gesture2midi.mapping.yaml.composer.YAML", None)
    with pytest.raises(Unreadable, match="more than 20000 values"):
        compose("[" + "a," * 30_000, ["[" + "a," * 30_000])
