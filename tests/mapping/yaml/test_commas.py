"""What a comma cut off is told once, with the quotes that it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.mapping.load import check_text

CALLS = st.recursive(
    st.sampled_from(["right.y", "left.x * 2", "0.5", "1 - right.open"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"if({t[0]} > 0.2, {t[1]}, {t[2]})"),
        inner.map(lambda x: f"smooth(right.y + {x}, 100 ms) / 2"),
    ),
    max_leaves=5,
).filter(lambda text: "," in text)


@given(
    CALLS,
    st.sampled_from(
        ["{send: cc, number: 20, from: %s, out: [0, 9]}", "{send: osc, address: /a, from: [%s]}"]
    ),
)
def test_an_expression_with_commas_is_told_with_its_quotes(text: str, control: str) -> None:
    problems = check_text("name: T\ncontrols:\n  - " + control % text, Path("t.yaml"))
    assert [(problem.line, problem.message.split(" here")[0][:17]) for problem in problems] == [
        (3, "a comma ends this")
    ]
    assert problems[0].hint.endswith(f'put what has commas in quotes: "{text}"')
    quoted = check_text("name: T\ncontrols:\n  - " + control % f'"{text}"', Path("t.yaml"))
    assert not any("comma" in problem.message for problem in quoted)


@pytest.mark.parametrize(
    "control",
    [
        "{send: cc, number: 20, from: max(right.y, channel: 2}",
        "{send: cc, number: 20, from: (right.y, out: [0, 9]}",
        "{send: cc, number: 20, from: right.y), channel: 2}",
        "{send: osc, address: /a, from: [(right.y, left.y]}",
    ],
)
def test_a_bracket_that_nothing_closes_is_told_as_such(control: str) -> None:
    problems = check_text(f"name: T\ncontrols:\n  - {control}", Path("t.yaml"))
    assert problems
    assert not any("comma ends" in problem.message for problem in problems)
