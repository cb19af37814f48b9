"""Where something has to become true, levels and numbers are refused; where one has to move, numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gesture2midi.errors import Mistake
from gesture2midi.mapping.expression.names import BUILT_IN
from gesture2midi.mapping.expression.parser import constant, parse
from gesture2midi.mapping.expression.variables import variables

LEAVES = st.sampled_from(["right.y", "left.roll", "any.speed", "hands.distance", "face.mouth", "body.lean"])
NUMBERS = st.floats(0.1, 9).map(lambda number: f"{number:.2f}")
LEVELS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner | NUMBERS).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(NUMBERS, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda x: f"-{x}"),
        inner.map(lambda x: f"abs({x})"),
        inner.map(lambda x: f"clamp({x}, 0.1, 0.9)"),
        inner.map(lambda x: f"scale({x}, 0.2, 0.8)"),
        inner.map(lambda x: f"smooth({x}, 100 ms)"),
        inner.map(lambda x: f"hold({x}, left.fist)"),
        st.tuples(inner, inner | NUMBERS).map(lambda t: f"max({t[0]}, {t[1]})"),
    ),
    max_leaves=5,
)
TRIGGERS = st.sampled_from(
    ["right.strike", "left.fist", "hands.clap", "face.nod", "clock.running", "midi.note.60", "osc.go"]
)
FUNCTIONS = st.sampled_from(["count", "since", "random"])


@given(LEVELS, FUNCTIONS)
def test_what_is_worked_out_from_levels_alone_is_a_level(level: str, function: str) -> None:
    assert parse(level).level
    with pytest.raises(Mistake, match=f"`{function}` takes what becomes true, and `.*` is a level") as raised:
        parse(f"{function}({level})")
    assert raised.value.at > len(function)
    assert not parse(f"{function}(({level}) > 0.4)").level or function != "count"


@given(LEVELS, TRIGGERS, FUNCTIONS)
def test_what_a_trigger_is_part_of_is_none(level: str, trigger: str, function: str) -> None:
    for text in (trigger, f"{trigger} and {level}", f"not {trigger}", f"if({trigger}, {level}, 0)"):
        assert not parse(text).level
        assert constant(parse(f"{function}({text})")) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("count(1)", "a number never becomes true, so `count` has nothing to do"),
        ("since(2 > 1)", "a number never becomes true, so `since` has nothing to do"),
        ("random(0)", "a number never becomes true, so `random` has nothing to do"),
        ("smooth(0.5, 1 s)", "a number never changes, so `smooth` has nothing to do"),
        ("delay(1 / 3, 1 s)", "a number never changes, so `delay` has nothing to do"),
        ("hold(1, left.fist)", "a number never changes, so `hold` has nothing to do"),
        ("hold(right.y, 1)", "a number never changes, so `hold` has nothing to do"),
        ("count(loud)", "`count` takes what becomes true, and `right.y` is a level"),
        ("count(random(left.fist))", "`count` takes what becomes true, and `random(...)` is a level"),
        ("count(smooth(left.fist, 1 s))", "`count` takes what becomes true, and `smooth(...)` is a level"),
        ("count(lfo(2 Hz, saw))", "`count` takes what becomes true, and `lfo(...)` is a level"),
        ("since(since(left.fist))", "`since` takes what becomes true, and `since(...)` is a level"),
    ],
)
def test_what_never_becomes_true_or_never_moves(text: str, message: str) -> None:
    known, _ = variables({"loud": "right.y * 2"}, BUILT_IN)
    with pytest.raises(Mistake) as raised:
        parse(text, known)
    assert raised.value.message == message
    assert raised.value.hint


@pytest.mark.parametrize(
    "text",
    [
        "count(count(left.strike, 4))",
        "count(lfo(2 Hz, square))",
        "count(delay(left.strike, 1 s))",
        "count(hysteresis(right.y, 0.4, 0.6))",
        "count(not right.y > 0.5)",
        "count(max(left.strike, right.strike))",
        "count(left.strike * right.y)",
        "hold(lfo(2 Hz, sine), left.fist)",
        "smooth(left.fist, 1 s)",
    ],
)
def test_what_does_become_true_is_taken(text: str) -> None:
    assert parse(text).memories
