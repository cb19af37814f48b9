"""Text in, closures out: what expressions mean, and what is said of those that mean nothing."""

from __future__ import annotations

import keyword
import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gesture2midi.engine.memories import at_first
from gesture2midi.errors import Mistake
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.expression.lexer import BETWEEN, FUNCTIONS, MAX_WORDS
from gesture2midi.mapping.expression.parser import constant, parse

NAN = math.nan
SEEN = {"right.y": 0.5, "right.x": 0.25, "right.vy": -2.0, "left.fist": 1.0, "left.point": 0.0}
UNSEEN = {"left.y": NAN, "left.roll": NAN}
HEARD = {"clock.beat": 8.5, "midi.cc.21": 0.25, "midi.note.7": 0.5, "osc.dial": 3.0}
SIGNALS = SEEN | UNSEEN | HEARD
MIDI = "there are `midi.cc.0` to `midi.cc.127`, `midi.note.0` to `midi.note.127`, and `midi.note`"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("right.y", 0.5),
        ("0.7", 0.7),
        (".5", 0.5),
        ("5.", 5.0),
        ("2e-1", 0.2),
        ("right.y + right.x * 2", 1.0),
        ("(right.y + right.x) * 2", 1.5),
        ("-right.vy / 4", 0.5),
        ("+right.y - -1", 1.5),
        ("8 - 4 - 2", 2.0),
        ("8 / 4 / 2", 1.0),
        ("right.y > 0.4", 1.0),
        ("right.y > 0.5", 0.0),
        ("right.y >= 0.5", 1.0),
        ("right.y == 0.5", 1.0),
        ("right.y != 0.5", 0.0),
        ("0.2 < right.y < 0.6", 1.0),
        ("0.6 < right.y < 0.9", 0.0),
        ("right.y and right.x", 0.25),
        ("right.y and right.x and 0.1", 0.1),
        ("right.y and left.point", 0.0),
        ("right.y and right.vy", 0.0),
        ("right.y or right.x", 0.5),
        ("right.vy or right.x", 0.25),
        ("right.vy or left.point", 0.0),
        ("not left.fist", 0.0),
        ("not right.vy", 1.0),
        ("not right.y > 0.9 and left.fist", 1.0),
        ("min(right.y, right.x, 3)", 0.25),
        ("max(right.y, right.x, 3)", 3.0),
        ("abs(right.vy)", 2.0),
        ("clamp(right.vy)", 0.0),
        ("clamp(right.y * 9)", 1.0),
        ("clamp(right.y, 0.6, 0.9)", 0.6),
        ("scale(right.y, 0.25, 0.75)", 0.5),
        ("scale(right.y, 0.75, 0.25)", 0.5),
        ("scale(right.y, 0.6, 0.8)", 0.0),
        ("scale(right.y, 0.1, 0.2)", 1.0),
        ("scale(right.y, 0, 1, 10, 20)", 15.0),
        ("scale(right.y, 0, 1, 20, 10)", 15.0),
        ("if(left.fist, right.y, right.x)", 0.5),
        ("if (left.point, right.y, right.x) + 1", 1.25),
        ("if(right.y > 0.2, if(left.point, 1, 2), 3)", 2.0),
        ("  right.y\n + 1 ", 1.5),
        ("midi.cc.21", 0.25),
        ("right.y+midi.cc.21*2-midi.note.7", 0.5),
        ("clamp(1 - midi.cc.21, 0.5, 1)", 0.75),
        ("clock.beat / osc.dial > 2.8", 1.0),
    ],
)
def test_values(text: str, value: float) -> None:
    assert parse(text).value(SIGNALS) == pytest.approx(value, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "left.y",
        "-left.y",
        "left.y + 1",
        "abs(left.y)",
        "min(left.y, 0)",
        "min(0, left.y)",
        "max(left.y, 1)",
        "max(1, left.y)",
        "clamp(left.y)",
        "clamp(right.y, left.y, 1)",
        "scale(left.y, 0, 1)",
        "scale(right.y, left.y, 1)",
        "scale(right.y, 0, 1, left.y, 1)",
        "right.y / left.point",
        "scale(right.y, right.x, right.x)",
        " * ".join(["1000000000"] * 40 + ["right.y"]),
    ],
)
def test_nan_goes_through_and_nothing_is_infinite(text: str) -> None:
    assert math.isnan(parse(text).value(SIGNALS))


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "==", "!="])
def test_a_comparison_with_an_unseen_hand_is_false(sign: str) -> None:
    for text in (f"left.y {sign} 0.5", f"0.5 {sign} left.y", f"left.y {sign} left.y"):
        assert parse(text).value(SIGNALS) == 0.0


def test_an_unseen_hand_is_never_true() -> None:
    assert parse("left.y and right.y").value(SIGNALS) == 0.0
    assert parse("right.y and left.y").value(SIGNALS) == 0.0
    assert parse("left.y or right.y").value(SIGNALS) == 0.5
    assert parse("right.y or left.y").value(SIGNALS) == 0.5
    assert parse("left.y or left.roll").value(SIGNALS) == 0.0
    assert parse("not left.y").value(SIGNALS) == 1.0
    assert parse("if(left.y, 1, 0.5)").value(SIGNALS) == 0.5
    assert math.isnan(parse("if(right.y, left.y, 0.5)").value(SIGNALS))


def test_the_signals_that_are_read() -> None:
    read = parse("right.index.x > 0.5 and not left.fist or min(hands.distance, right.y)").signals
    assert read == {"right.index.x", "left.fist", "hands.distance", "right.y"}
    assert parse("1 + 2").signals == frozenset()
    assert parse("midi.cc.21 > 0.5 and clock.running").signals == {"midi.cc.21", "clock.running"}


def test_a_constant_is_folded() -> None:
    assert constant(parse("scale(0.5, 0, 1, 10, 20) + 1")) == 16.0
    assert constant(parse("right.y")) is None


@pytest.mark.parametrize("word", keyword.kwlist)
def test_a_word_of_python_may_be_a_name_of_the_player_s_own(word: str) -> None:
    name = f"osc.{word.lower()}"
    read = parse(f"{name} + right.y * 2 > {name} and not ({name} > 0.5)")
    assert read.signals == {name, "right.y"}
    assert read.value({name: 0.25, "right.y": 0.5}) == 1


@pytest.mark.parametrize("name", signal_table.full_names())
def test_every_signal_can_be_read(name: str) -> None:
    assert parse(name).value({name: 0.25}) == 0.25


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("right.pinhc", 0, "no signal is called `right.pinhc`; did you mean `right.pinch`?"),
        ("1 - rigth.y", 4, "no signal is called `rigth.y`; did you mean `right.y`?"),
        ("y", 0, "no signal is called `y`; say whose: `right.y`, `left.y` or `any.y`"),
        ("True", 0, "no signal is called `True`; write 1"),
        ("right.y right.x", 8, f"an operator is missing before `right.x`; {BETWEEN}"),
        ("1 < not 2", 4, "`not` cannot follow `<`; put brackets around `not` and what it denies"),
        ("(right.y + (1)", 0, "this `(` is never closed"),
        ("min(1)", 0, "`min` does not take 1 value; write min(a, b)"),
        ("007", 0, "`007` has a zero too many; write 7"),
        ("1e10", 0, "`1e10` is too large a number"),
        ("1or 2", 0, "`1o` is neither a number nor a name; put a space between"),
        ("()", 1, "a value is missing between `(` and `)`"),
        ("abs()", 4, "a value is missing between `(` and `)`"),
        ("(1, 2)", 2, "a comma means nothing here; write numbers with a point: 0.5"),
        ("right.y ? 1", 8, "`?` means nothing in an expression; write if(condition, then, else)"),
        ("\u201cright.y\u201d", 0, "`\u201c` means nothing in an expression; take out the quotes"),
        ("right.y \u2260 0", 8, "`\u2260` means nothing in an expression; write `!=`"),
        ("lfo(0, sine)", 4, "`lfo` takes a rate above 0 and up to 20 Hz; write lfo(2 Hz, sine)"),
        ("right.z", 0, "no signal is called `right.z`; write `right.depth`"),
        ("left.height", 0, "no signal is called `left.height`; write `left.y`"),
        ("any.peace", 0, "no signal is called `any.peace`; write `any.victory`"),
        ("right.index.curl", 0, "no signal is called `right.index.curl`; write `right.curl.index`"),
        ("hands.z", 0, "no signal is called `hands.z`; `gesture2midi gestures` lists them all, "
         "and `gesture2midi teach` adds your own"),
        ("map(right.y, 0, 1, 2, 3)", 0, "no function is called `map`; write `scale`"),
        ("1 + midi.cc.128", 4, f"no signal is called `midi.cc.128`; {MIDI}"),
        ("midi.cc.07", 0, f"no signal is called `midi.cc.07`; {MIDI}"),
        ("clock.beats", 0, "no signal is called `clock.beats`; did you mean `clock.beat`?"),
        ("midi.cc.1 / 0", 12, "this divides by zero"),
    ],
)  # fmt: skip
def test_mistakes(text: str, at: int, said: str) -> None:
    with pytest.raises(Mistake) as raised:
        parse(text)
    assert (raised.value.at, str(raised.value)) == (at, said)


def test_the_longest_expressions_still_work() -> None:
    assert parse("+".join(["1"] * (MAX_WORDS // 2))).value({}) == MAX_WORDS / 2
    assert parse("-" * (MAX_WORDS - 1) + "1").value({}) == -1
    deep = (MAX_WORDS - 1) // 2
    assert parse("(" * deep + "right.y" + ")" * deep).value(SIGNALS) == 0.5


WORDS = [*FUNCTIONS, *list(SIGNALS)[:3], "and", "or", "not", "if", "lambda", "None", "1", "0.5", "007"]
WORDS += ["100 ms", "2 Hz", "9s", "sine", "smooth(right.y, 1 s)", "lfo(1, saw)", "delay(left.y, 0.2)"]
SIGNS = [
    "(",
    ")",
    ",",
    "+",
    "-",
    "*",
    "/",
    "<",
    ">",
    "<=",
    "==",
    "!=",
    ".",
    "'",
    "[",
    "]",
    ":",
    " ",
    "\n",
    "\\",
]


@settings(deadline=None)
@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS + SIGNS), max_size=30).map(" ".join))
@example("(" * 300)
@example("1/(" * 60 + "right.y" + ")" * 60)
@example("\x00")
@example("right.y\u2028+ 1")
def test_any_text_is_an_expression_or_a_mistake(text: str) -> None:
    try:
        expression = parse(text)
    except Mistake as mistake:
        assert mistake.message
        assert 0 <= mistake.at <= len(text)
    else:
        for signals in (SIGNALS, dict.fromkeys(SIGNALS, NAN), dict.fromkeys(SIGNALS, 0.0)):
            if expression.signals <= signals.keys():
                value = at_first(expression, signals)
                assert isinstance(value, float)
                assert not math.isinf(value)


def clamp(x: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(max(x, low), high)


def scale(x: float, low: float, high: float, a: float = 0.0, b: float = 1.0) -> float:
    return a + clamp((x - low) / (high - low)) * (b - a)


NUMBERS = st.sampled_from(["0", "1", "0.25", "3", "2.5"])
NAMES = st.sampled_from(list(SEEN))


def arithmetic(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    return st.one_of(
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda x: f"({x} / 2.5)"),
        st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        inner.map(lambda x: f"-({x})"),
        inner.map(lambda x: f"abs({x})"),
        inner.map(lambda x: f"clamp({x})"),
        pair.map(lambda t: f"min({t[0]}, {t[1]})"),
        pair.map(lambda t: f"max({t[0]}, {t[1]}, 1)"),
        pair.map(lambda t: f"scale({t[0]}, 0.5, 2, {t[1]}, 3)"),
    )


EXPRESSIONS = st.recursive(NUMBERS | NAMES, arithmetic, max_leaves=12)
TERMS = st.recursive(NUMBERS | NAMES, arithmetic, max_leaves=3)
PYTHON: dict[str, object] = {"min": min, "max": max, "abs": abs, "clamp": clamp, "scale": scale}


def in_python(text: str) -> object:
    """What Python makes of it, where `right.y` is a name like any other."""
    names = {name.replace(".", "_"): value for name, value in SEEN.items()}
    for name in SEEN:
        text = text.replace(name, name.replace(".", "_"))
    return eval(text, {"__builtins__": {}}, PYTHON | names)


@settings(deadline=None)
@given(EXPRESSIONS)
def test_arithmetic_is_python_s_own(text: str) -> None:
    assert parse(text).value(SIGNALS) == pytest.approx(in_python(text), rel=1e-9, abs=1e-9)


CONDITIONS = st.recursive(
    st.tuples(TERMS, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), TERMS).map(" ".join),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(" ".join),
        inner.map(lambda x: f"not {x}"),
        inner.map(lambda x: f"({x})"),
    ),
    max_leaves=6,
)


@settings(deadline=None)
@given(CONDITIONS)
def test_conditions_are_python_s_own(text: str) -> None:
    assert (parse(text).value(SIGNALS) > 0) is bool(in_python(text))
