"""Expressions over signals: a small safe part of Python's grammar, compiled once to closures.

Names of signals, numbers, + - * /, comparisons (also chained), and or not, and functions. Of those that
remember, each becomes a signal that the engine works out from frame to frame.
`ast` only finds the structure; nothing is ever executed as Python.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

from gesture2midi.engine.controls import Expression, Memory
from gesture2midi.engine.parts import Signals
from gesture2midi.errors import Mistake
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.expression.lexer import check_words
from gesture2midi.mapping.expression.names import BUILT_IN, Vocabulary
from gesture2midi.mapping.expression.operators import (
    ARITHMETIC,
    COMPARISONS,
    FUNCTIONS,
    LOGIC,
    SIGNS,
    Value,
    both,
    finite,
    number,
    signal,
)
from gesture2midi.mapping.expression.remembering import FASTEST_LFO, REMEMBERING, SHAPES
from gesture2midi.mapping.expression.tree import tree

LARGEST = 200
"""Signals and numbers in one expression, its variables spelled out: each line of `let` could double the last
one, and a frame must not wait for that."""

LONGEST = 10.0
"""Seconds that `smooth` and `delay` take at most."""

_OF_MOMENTS = ("count", "since", "random")
"""Functions of what becomes true."""

_NOTHING: Signals = {}
_count = itertools.count()  # no two memories have one name

# How many values each function takes, and how to write that.
_TAKES: dict[str, tuple[range, str]] = {
    "abs": (range(1, 2), "abs(x)"),
    "clamp": (range(1, 4, 2), "clamp(x) for 0 to 1, or clamp(x, lowest, highest)"),
    "max": (range(2, 100), "max(a, b)"),
    "min": (range(2, 100), "min(a, b)"),
    "scale": (range(3, 6, 2), "scale(x, from, to), or scale(x, from, to, new_from, new_to)"),
    "if": (range(3, 4), "if(condition, then, else)"),
    "smooth": (range(2, 3), "smooth(x, 100 ms)"),
    "delay": (range(2, 3), "delay(x, 200 ms)"),
    "hysteresis": (range(3, 4), "hysteresis(x, low, high)"),
    "count": (range(1, 3), "count(hit), or count(hit, 4) to begin again after 4"),
    "since": (range(1, 2), "since(hit)"),
    "hold": (range(2, 3), "hold(x, when)"),
    "lfo": (range(2, 3), "lfo(2 Hz, sine)"),
    "random": (range(1, 2), "random(hit)"),
}


def parse(text: str, vocabulary: Vocabulary = BUILT_IN) -> Expression:
    """The expression in `text`, over `vocabulary`; see `compiled.Expression` for what its values mean.

    Raises:
        Mistake: it is none; `at` is the offset of what is wrong.
    """
    check_words(text, vocabulary)
    whole = vocabulary.own.get(text.strip())
    if isinstance(whole, Expression):
        return whole
    try:
        found = tree(text)
    except (SyntaxError, MemoryError, RecursionError):
        raise Mistake("this expression is nested too deep") from None
    built = _build(found, vocabulary)
    if built.size > LARGEST:
        raise Mistake(
            f"this takes {built.size} values, counting those of its variables", f"{LARGEST} are the most"
        )
    # Only arithmetic can leave the finite numbers; a bare signal or a comparison stays as it is.
    arithmetic = any(isinstance(node, (ast.BinOp, ast.Call)) for node in ast.walk(found))
    value = finite(built.value) if arithmetic else built.value
    return Expression(text, value, built.names, built.size, built.memories, built.level)


def constant(expression: Expression) -> float | None:
    """The value of an expression that never changes; None of one that reads a signal, or remembers."""
    return None if expression.signals or expression.memories else expression.value(_NOTHING)


class _Built(NamedTuple):
    """An expression, or a part of one; `level` as that of an `Expression`."""

    value: Value
    names: frozenset[str]
    size: int = 1
    memories: tuple[Memory, ...] = ()
    level: str = ""

    def constant(self) -> float | None:
        return None if self.names or self.memories else self.value(_NOTHING)


def _build(node: ast.expr, known: Vocabulary) -> _Built:
    match node:
        case ast.Constant():
            return _Built(number(float(str(node.value))), frozenset())
        case ast.Name(id=quantity) if quantity not in known.own and (kind := _kind(quantity)):
            where = "second in `smooth` and `delay`" if kind == "time" else "first in `lfo`"
            raise Mistake(f"`{quantity}` is a {kind}, which stands {where} alone", at=node.col_offset - 1)
        case ast.Attribute() | ast.Name():
            name = ast.unparse(node)
            meant = known.own.get(name, name)
            if isinstance(meant, Expression):
                return _Built(meant.value, meant.signals, meant.size, meant.memories, meant.level)
            return _Built(signal(meant), frozenset({meant}), level=meant if _is_level(meant, known) else "")
        case ast.UnaryOp():
            parts = [_build(node.operand, known)]
            return _join(SIGNS[type(node.op)], parts, "" if isinstance(node.op, ast.Not) else _moved(parts))
        case ast.BinOp():
            parts = [_build(node.left, known), _build(node.right, known)]
            if isinstance(node.op, ast.Div) and parts[1].constant() == 0.0:
                raise Mistake("this divides by zero", at=node.right.col_offset - 1)
            return _join(ARITHMETIC[type(node.op)], parts, _moved(parts))
        case ast.BoolOp():
            parts = [_build(value, known) for value in node.values]
            return _join(LOGIC[type(node.op)], parts, _moved(parts))
        case ast.Compare():
            terms = [_build(term, known) for term in (node.left, *node.comparators)]
            pairs = [_join(COMPARISONS[type(op)], [terms[i], terms[i + 1]]) for i, op in enumerate(node.ops)]
            return reduce(lambda a, b: _join(both, [a, b]), pairs)
        case ast.Call():
            return _call(node, known)
    raise AssertionError(f"check_words let {ast.dump(node)} pass")


def _join(make: Callable[..., Value], parts: list[_Built], level: str = "") -> _Built:
    """One closure over several, folded to a number where none of them changes."""
    value = make(*(part.value for part in parts))
    joined = _Built(value, *_read(parts), level)
    return joined if joined.constant() is None else _Built(number(value(_NOTHING)), frozenset())


def _is_level(name: str, known: Vocabulary) -> bool:
    """Whether it is a level that the camera sees. What is sent from outside may be a switch as well."""
    signal = known.signals.get(name) or signal_table.of_no_hand(name)
    return signal is not None and signal.kind == "level" and name.split(".")[0] in signal_table.SEEN


def _moved(parts: list[_Built]) -> str:
    """The level of what is worked out from levels and numbers alone; "" of all else."""
    if any(not part.level and part.constant() is None for part in parts):
        return ""
    return next((part.level for part in parts if part.level), "")


def _read(parts: list[_Built]) -> tuple[frozenset[str], int, tuple[Memory, ...]]:
    """What several parts read together, how many values that takes, and their memories."""
    names = frozenset[str]().union(*(part.names for part in parts))
    memories = dict.fromkeys(memory for part in parts for memory in part.memories)
    return names, sum(part.size for part in parts), tuple(memories)


def _call(node: ast.Call, known: Vocabulary) -> _Built:
    name = ast.unparse(node.func)
    counts, usage = _TAKES[name]
    if len(node.args) not in counts:
        many = f"{len(node.args)} value" + "s" * (len(node.args) != 1)
        raise Mistake(f"`{name}` does not take {many}", f"write {usage}", node.col_offset - 1)
    if name in REMEMBERING:
        return _remember(name, node.args, known)
    parts = [_build(arg, known) for arg in node.args]
    if name in ("clamp", "scale") and len(parts) > 1:
        _check_ends(name, node.args, parts)
    return _join(FUNCTIONS[name], parts, _moved(parts))


def _check_ends(name: str, args: list[ast.expr], parts: list[_Built]) -> None:
    low, high = parts[1].constant(), parts[2].constant()
    at = args[1].col_offset - 1
    if low is not None and low == high:
        raise Mistake(f"the two ends of this `{name}` are the same", at=at)
    if name != "scale" and low is not None and high is not None and low > high:
        raise Mistake(f"`{name}` takes the lowest first, then the highest", at=at)


def _remember(name: str, args: list[ast.expr], known: Vocabulary) -> _Built:
    """A signal of its own, which the engine works out from those of the arguments."""
    settings: list[object] = []
    if name in ("smooth", "delay"):
        settings, args = [_seconds(name, args[1], known)], args[:1]
    elif name == "count" and len(args) == 2:
        settings, args = [_size(args[1], known)], args[:1]
    elif name == "lfo":
        settings, args = [_shape(args[1])], args[:1]
    parts = [_rate(args[0], known)] if name == "lfo" else [_build(arg, known) for arg in args]
    if name == "hysteresis":
        _check_ends(name, args, parts)
    elif name != "lfo":
        _check_kinds(name, args, parts)
    start = REMEMBERING[name](*(finite(part.value) for part in parts), *settings)
    memory = Memory(f"{name} {next(_count)}", start)
    names, size, memories = _read(parts)
    return _Built(signal(memory.name), names, size + 1, (*memories, memory), _level_of(name, parts, settings))


def _check_kinds(name: str, args: list[ast.expr], parts: list[_Built]) -> None:
    """Refuse a number where something has to move, and a level where something has to become true."""
    usage = f"write {_TAKES[name][1]}"
    for arg, part in zip(args, parts, strict=True):
        if part.constant() is not None:
            never = "becomes true" if name in _OF_MOMENTS else "changes"
            raise Mistake(f"a number never {never}, so `{name}` has nothing to do", usage, arg.col_offset - 1)
    if name in _OF_MOMENTS and parts[0].level:
        raise Mistake(*level_as_moment(f"`{name}`", parts[0].level), args[0].col_offset - 1)


def level_as_moment(what: str, level: str) -> tuple[str, str]:
    """Returns what is wrong where something takes what becomes true, and is given a level; and what to do."""
    return f"{what} takes what becomes true, and `{level}` is a level", f"compare it, as in `{level} > 0.4`"


def _level_of(name: str, parts: list[_Built], settings: list[object]) -> str:
    """The level that a function gives which remembers; "" where it gives what is true or not."""
    if name in ("delay", "hold"):
        return parts[0].level
    if name in ("hysteresis", "count") or "square" in settings:
        return ""
    return parts[0].level or f"{name}(...)"


def _kind(text: str) -> str:
    """Whether a name is a quantity: `time`, `rate`, or nothing."""
    return "" if not text[0].isdigit() and text[0] != "." else "rate" if text.endswith("Hz") else "time"


def _given(node: ast.expr, kind: str, known: Vocabulary) -> float | None:
    """The seconds or Hz of a quantity of that kind, or of a number that never changes."""
    if isinstance(node, ast.Name) and _kind(node.id) == kind:
        amount = float(re.sub(r" ?[A-Za-z]+$", "", node.id))
        return amount / 1000 if node.id.endswith("ms") else amount
    return _build(node, known).constant()


def _seconds(name: str, node: ast.expr, known: Vocabulary) -> float:
    seconds, at = _given(node, "time", known), node.col_offset - 1
    if seconds is None:
        raise Mistake(f"the time of `{name}` never changes", f"write {_TAKES[name][1]}", at)
    if not 0.001 <= seconds <= LONGEST:
        near = isinstance(node, ast.Constant) and LONGEST < seconds <= 1000 * LONGEST
        hint = f"did you mean `{seconds:g} ms`?" if near else f"write {_TAKES[name][1]}"
        raise Mistake(f"`{name}` takes a time of 1 ms to {LONGEST:g} s", hint, at)
    return seconds


def _size(node: ast.expr, known: Vocabulary) -> int:
    size = _build(node, known).constant()
    if size is None or not (2 <= size <= 1000 and size == int(size)):
        raise Mistake("`count` begins again after 2 to 1000", "write count(hit, 4)", node.col_offset - 1)
    return int(size)


def _shape(node: ast.expr) -> str:
    if not isinstance(node, ast.Name) or node.id not in SHAPES:
        shapes = ", ".join(SHAPES)
        raise Mistake(f"the shape of `lfo` is one of {shapes}", "write lfo(2 Hz, sine)", node.col_offset - 1)
    return node.id


def _rate(node: ast.expr, known: Vocabulary) -> _Built:
    given = _given(node, "rate", known)
    if given is None:
        return _build(node, known)
    if not 0 < given <= FASTEST_LFO:
        hint = "write lfo(2 Hz, sine)"
        raise Mistake(f"`lfo` takes a rate above 0 and up to {FASTEST_LFO:g} Hz", hint, node.col_offset - 1)
    return _Built(number(given), frozenset())
