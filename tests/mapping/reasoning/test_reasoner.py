"""What is told of an expression without playing it, and that it is never told wrongly."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gesture2midi.engine.memories import Memories
from gesture2midi.errors import Mistake
from gesture2midi.gestures.signals import HAND_NAMES, POSES, full_names, taught_signal
from gesture2midi.mapping.expression.names import BUILT_IN, Vocabulary
from gesture2midi.mapping.expression.parser import LARGEST, parse
from gesture2midi.mapping.expression.variables import variables
from gesture2midi.mapping.load import load_text
from gesture2midi.mapping.reasoning.reasoner import Reasoner
from gesture2midi.mapping.reasoning.terms import Terms

KNOWN = full_names()
NAN = math.nan


def told(text: str, known: Vocabulary = BUILT_IN) -> str:
    """`never`, `always`, `seen` (always while the hands are seen), or nothing."""
    term = Terms().of(parse(text, known), known)
    if Reasoner(known.signals).never(term):
        return "never"
    if Reasoner(known.signals).always(term):
        return "always"
    return "seen" if Reasoner(known.signals, seen=True).always(term) else ""


@pytest.mark.parametrize(
    "text",
    [
        "left.fist and left.victory",
        "any.fist and any.ok",
        "(left.fist or left.ok) and left.victory",
        "(left.fist or right.fist) and left.victory and right.victory",
        "left.fist and not left.fist",
        "left.fist > 0.2 and left.fist < 0.9",
        "left.y > 0.8 and left.y < 0.2",
        "not left.present and left.fist",
        "not left.present and left.y > 0.5",
        "left.strike and left.present < 0.5",
        "not any.present and right.fist",
        "hands.distance > 0.2 and not right.present",
        "0 < left.y < 0.5 < right.y < 0.4",
        "left.y > right.y and right.y > 0.8 and left.y < 0.2",
        "not (left.y > 0.5) and left.y > 0.6",
        "right.pinch > 1",
        "midi.cc.20 > 1",
        "clock.phase > 1",
        "0",
        "left.y == 2",
        "left.y != left.y",
        "-left.y > 0",
        "1 / left.y < 1",
        "left.x / left.y < 0",
        "1 / (left.y - 1) > 0",
        "left.y - right.y > 1",
        "left.y + right.y > 2",
        "left.y * 2 > 1 and left.y < 0.3",
        "left.y / 2 > 0.5",
        "left.fist * left.victory",
        "left.fist * (left.ok + 1) * left.ok > 0",
        "clock.tempo < 0",
        "1 / (left.y + 1) < 0.5",
        "abs(left.roll) > 1",
        "abs(left.roll) < 0.2 and left.roll > 0.5",
        "min(left.y, right.y) > 0.5 and left.y < 0.4",
        "max(left.y, right.y) < 0.5 and left.y > 0.6",
        "clamp(left.vx) > 1",
        "clamp(left.y, 0.2, 0.6) > 0.5 and left.y < 0.4",
        "scale(left.y, 0.2, 0.8) > 0.9 and left.y < 0.1",
        "scale(left.y, 0.8, 0.2) > 0.9 and left.y > 0.5",
        "if(left.fist, 0.2, 0.4) > 0.5",
        "if(left.fist, left.y > 0.5, left.y < 0.2) and 0.3 < left.y < 0.4",
        "smooth(left.y, 1 s) > 1",
        "left.y > right.y and right.y > left.y",
        "left.y > right.y and right.y >= left.y",
        "left.y == right.y and left.y < right.y",
        "left.y > right.y and right.y > any.y and any.y >= left.y",
        "left.y > right.y and right.y > any.y and any.y == left.y",
        "left.y + 0.2 > right.y and not (right.y < left.y + 0.2)",
        "hold(left.y, right.fist) > right.y and right.y > hold(left.y, right.fist)",
        "left.fist + left.victory > 1",
        "left.fist + left.victory + left.ok >= 2",
        "left.fist + left.victory - 1",
        "left.fist == left.victory and left.fist",
        "max(left.fist, left.ok) * 2 > 1 and left.victory",
        "smooth(left.y, 1 s) > 0.9 and smooth(left.y, 1 s) < 0.1",
        "delay(left.fist, 1 s) > 1",
        "hysteresis(left.y, 1.4, 1.6)",
        "hysteresis(left.y, 0.4, 0.6) and left.y < 0.3",
        "count(left.fist, 4) == 4",
        "count(left.fist) < 0",
        "count(left.fist and left.ok) > 0",
        "count(left.fist) > 2 and count(left.fist) < 3",
        "since(left.fist) < 0",
        "since(left.pinch > 2) > 1",
        "hold(left.y, right.fist) > 1",
        "lfo(2 Hz, sine) > 1",
        "lfo(0 * right.y, saw) > 0.5",
        "random(left.strike) >= 1",
    ],
)
def test_what_is_never_true(text: str) -> None:
    assert told(text) == "never"


@pytest.mark.parametrize(
    "text",
    [
        "left.fist and right.victory",
        "any.fist and left.ok",
        "left.fist or left.victory",
        "right.pinch >= 1",
        "left.y > 0.8 or left.y < 0.2",
        "left.y > 0.8 and right.y < 0.2",
        "left.y * 2 > 1 and left.y < 0.6",
        "left.fist * right.victory",
        "left.fist + right.victory > 1",
        "left.fist + left.victory > 0.5",
        "left.fist - left.victory < -0.5",
        "left.y > right.y or right.y > left.y",
        "left.y >= right.y and right.y >= left.y",
        "left.y > right.y and right.y > any.y and left.y > any.y",
        # NaN is neither.
        "not (left.y > right.y) and not (left.y <= right.y)",
        "count(left.y > right.y) > 2 and left.y < right.y",
        "left.roll * right.roll > 0.9",
        "delay(left.fist, 1 s) and left.victory",
        "hold(left.fist, right.fist) and left.victory",
        "smooth(left.y, 1 s) > 0.8 and left.y < 0.2",
        "hysteresis(left.y, 0.4, 0.6) and left.y < 0.5",
        "count(left.fist, 4) == 3",
        "since(left.fist) > 100",
        "random(left.strike) > 0.999",
        "osc.dial > 30",
        "clock.beat > 1000",
        "hit and left.fist",
        "0.2 < left.y < 0.5",
    ],
)
def test_what_may_be_true(text: str) -> None:
    known, wrong = variables({"hit": "left.strike or right.strike"}, BUILT_IN)
    assert not wrong
    assert told(text, known) == ""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("not left.fist or not left.victory", "always"),
        ("left.fist < 2", "always"),
        ("left.present >= 0", "always"),
        ("count(left.fist) >= 0", "always"),
        ("lfo(1 Hz, sine) >= 0", "always"),
        ("left.y >= 0", "seen"),
        ("left.y > 0.2 or left.y < 0.5", "seen"),
        ("smooth(left.y, 1 s) <= 2", "seen"),
        ("delay(left.y, 1 s) >= 0", ""),
        ("hysteresis(left.y, 0.4, 0.6) or left.y < 0.7", "seen"),
        # A hand that comes in counts, so this is not always 0.
        ("count(left.y >= 0) < 1", ""),
    ],
)
def test_what_is_always_true(text: str, wanted: str) -> None:
    assert told(text) == wanted


def test_variables_are_what_stands_behind_them_and_chance_is_one_thing_in_each() -> None:
    known, _ = variables({"dice": "random(left.strike)", "high": "dice > 0.6", "low": "dice < 0.4"}, BUILT_IN)
    assert told("high and low", known) == "never"
    assert told("random(left.strike) > 0.6 and random(left.strike) < 0.4") == ""


def test_taught_poses_exclude_each_other_and_not_the_built_in_ones() -> None:
    known = Vocabulary(full_names([taught_signal("claw", "pose"), taught_signal("horn", "pose")]))
    assert told("left.claw and left.horn", known) == "never"
    assert told("left.claw and right.horn", known) == ""
    assert told("left.claw and left.fist", known) == ""


def test_a_question_ends() -> None:
    """Each line doubles how much there is to tell; what cannot be told in time may be."""
    let = {"a0": "left.fist"} | {f"a{i}": f"not (a{i - 1} == 0.5)" for i in range(1, 90)}
    known, wrong = variables(let, BUILT_IN)
    assert not wrong
    assert told("a89 and left.y > 0.5", known) == ""


LEVELS = ("left.y", "left.roll", "right.y", "any.y", "hands.distance")
FLAGS = ("left.present", "any.present", "left.strike", "midi.note.60", "clock.running")
OTHERS = ("left.fist", "left.victory", "left.ok", "any.fist", "any.victory", "osc.dial", "midi.cc.1")
NUMBERS = st.sampled_from(
    [
        "0",
        "0.1",
        "0.2",
        "0.3",
        "0.5",
        "0.7",
        "0.8",
        "0.9",
        "1",
        "1.1",
        "2",
        "3",
        "7",
        "1e-200",
        "1e16",
        "1e200",
    ]
)
LEAVES = st.one_of(st.sampled_from((*LEVELS, *FLAGS, *OTHERS)), NUMBERS)


def _deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    two = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(
            inner, st.sampled_from(["+", "-", "*", "/", "<", "<=", ">", ">=", "==", "!=", "and", "or"]), inner
        ).map(lambda x: f"({x[0]}) {x[1]} ({x[2]})"),
        inner.map(lambda x: f"not ({x})"),
        inner.map(lambda x: f"-({x})"),
        st.tuples(st.sampled_from(("min", "max")), two).map(lambda x: f"{x[0]}({x[1][0]}, {x[1][1]})"),
        st.tuples(st.sampled_from(("abs", "clamp", "count", "since", "random")), inner).map(
            lambda x: f"{x[0]}({x[1]})"
        ),
        two.map(lambda x: f"hold({x[0]}, {x[1]})"),
        st.tuples(inner, inner, inner).map(lambda x: f"if({x[0]}, {x[1]}, {x[2]})"),
        st.tuples(inner, st.sampled_from(("0.2, 0.8", "0.8, 0.2", "0.1, 0.4, 3, -2"))).map(
            lambda x: f"scale({x[0]}, {x[1]})"
        ),
        inner.map(lambda x: f"clamp({x}, 0.2, 0.7)"),
        inner.map(lambda x: f"hysteresis({x}, 0.3, 0.6)"),
        st.tuples(inner, inner, inner).map(lambda x: f"hysteresis({x[0]}, {x[1]} - 1, {x[2]} + 1)"),
        inner.map(lambda x: f"smooth({x}, 100 ms)"),
        inner.map(lambda x: f"delay({x}, 100 ms)"),
        inner.map(lambda x: f"count({x}, 3)"),
        inner.map(lambda x: f"lfo({x}, triangle)"),
    )


# What bounds a signal is what is told most often, so that most examples have such bounds joined.
BOUNDS = st.tuples(LEAVES, st.sampled_from(("<", "<=", ">", ">=")), NUMBERS).map(" ".join)
ORDERS = st.tuples(LEAVES, st.sampled_from(("<", "<=", ">", ">=", "==")), LEAVES).map(" ".join)
SUMS = st.tuples(
    st.sampled_from(OTHERS), st.sampled_from(("+", "-", "*")), st.sampled_from(OTHERS), NUMBERS
).map(lambda x: f"{x[0]} {x[1]} {x[2]} > {x[3]}")
TEXTS = st.recursive(st.one_of(LEAVES, BOUNDS, ORDERS, SUMS), _deeper, max_leaves=6)


@st.composite
def frames(draw: st.DrawFn, *, seen: bool = False) -> dict[str, float]:
    """The signals of one frame: a hand that is seen holds one pose at most, another has nothing."""
    found: dict[str, float] = dict.fromkeys(KNOWN, 0.0)
    left, right = (True, True) if seen else draw(st.tuples(st.booleans(), st.booleans()))
    present = {"left": left, "right": right, "any": left or right, "hands": left and right}
    found |= {f"{hand}.present": float(there) for hand, there in present.items()}
    for name in LEVELS:
        signal = KNOWN[name]
        ends = st.sampled_from((signal.low, signal.high, 0.2, 0.5, 0.7))
        level = st.one_of(ends, st.floats(signal.low, signal.high))
        found[name] = draw(level) if present[name.split(".")[0]] else NAN
    for hand in HAND_NAMES:
        pose = draw(st.sampled_from(("none", *(signal.name for signal in POSES))))
        if pose != "none" and present[hand]:
            found[f"{hand}.{pose}"] = 1.0
    if left:
        found["left.strike"] = draw(st.one_of(st.just(0.0), st.floats(0.0, 1.0)))
    found["midi.note.60"] = draw(st.one_of(st.just(0.0), st.floats(0.0, 1.0)))
    found["clock.running"] = float(draw(st.booleans()))
    found["osc.dial"] = draw(st.floats(allow_nan=True, allow_infinity=False))
    found["midi.cc.1"] = draw(st.one_of(st.just(NAN), st.floats(0.0, 1.0)))
    return found


def _within_the_language(text: str) -> bool:
    try:
        return parse(text).size <= LARGEST
    except Mistake:  # it divides by zero, or takes too much
        return False


TEXTS = TEXTS.filter(_within_the_language)


SLOW = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)


@settings(max_examples=150, deadline=None, suppress_health_check=SLOW)
@given(st.lists(TEXTS, min_size=1, max_size=3), st.data())
def test_what_is_called_never_is_never_true_and_what_is_called_always_is(
    texts: list[str], data: st.DataObject
) -> None:
    text = " and ".join(f"({one})" for one in texts)
    if not _within_the_language(text):
        return
    said = told(text)
    if not said:
        return
    expression = parse(text)
    memories = Memories(expression.memories)
    first = data.draw(st.lists(frames(), max_size=4))
    last = data.draw(st.lists(frames(seen=said == "seen"), min_size=1, max_size=4))
    for i, signals in enumerate((*first, *last)):
        value = expression.value(memories.update(i * 0.07, signals))
        if said == "never":
            assert not value > 0
        elif said == "always" or i >= len(first):
            assert value > 0


@settings(max_examples=100, deadline=None, suppress_health_check=SLOW)
@given(TEXTS, st.sampled_from(("cc, number: 1, from", "clock, tempo", "note, gate: left.fist, index")))
def test_whatever_is_followed_can_be_checked(text: str, kind: str) -> None:
    loaded = load_text(f'name: x\ncontrols: [{{send: {kind}: "{text}"}}]', Path("x.yaml"))
    assert loaded.problems or all(problem.warning for problem in loaded.warnings())
