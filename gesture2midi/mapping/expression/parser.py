"""Expressions over signals: a small safe part of Python's grammar, compiled once to closures.

Names of signals, numbers, + - * /, comparisons (also chained), and or not, abs clamp max min scale.
`ast` only finds the structure; nothing is ever executed as Python.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import reduce
from typing import NamedTuple

from gesture2midi.engine.controls import Expression, Signals
from gesture2midi.errors import Mistake
from gesture2midi.mapping.expression.lexer import check_words
from gesture2midi.mapping.expression.names import BUILT_IN, Own, Vocabulary
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
from gesture2midi.mapping.expression.tree import tree

LARGEST = 200
"""Signals and numbers in one expression, its variables spelled out: each line of `let` could double the last
one, and a frame must not wait for that."""

_NOTHING: Signals = {}

# How many values each function takes, and how to write that.
_TAKES: dict[str, tuple[range, str]] = {
    "abs": (range(1, 2), "abs(x)"),
    "clamp": (range(1, 4, 2), "clamp(x) for 0 to 1, or clamp(x, lowest, highest)"),
    "max": (range(2, 100), "max(a, b)"),
    "min": (range(2, 100), "min(a, b)"),
    "scale": (range(3, 6, 2), "scale(x, from, to), or scale(x, from, to, new_from, new_to)"),
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
    built = _build(found, vocabulary.own)
    if built.size > LARGEST:
        raise Mistake(
            f"this takes {built.size} values, counting those of its variables", f"{LARGEST} are the most"
        )
    # Only arithmetic can leave the finite numbers; a bare signal or a comparison stays as it is.
    arithmetic = any(isinstance(node, (ast.BinOp, ast.Call)) for node in ast.walk(found))
    return Expression(text, finite(built.value) if arithmetic else built.value, built.names, built.size)


def constant(expression: Expression) -> float | None:
    """The value of an expression that reads no signal; None of one that does."""
    return None if expression.signals else expression.value(_NOTHING)


class _Built(NamedTuple):
    value: Value
    names: frozenset[str]
    size: int = 1

    def constant(self) -> float | None:
        return None if self.names else self.value(_NOTHING)


def _build(node: ast.expr, own: Own) -> _Built:
    match node:
        case ast.Constant():
            return _Built(number(float(str(node.value))), frozenset())
        case ast.Attribute() | ast.Name():
            name = ast.unparse(node)
            meant = own.get(name, name)
            if isinstance(meant, Expression):
                return _Built(meant.value, meant.signals, meant.size)
            return _Built(signal(meant), frozenset({meant}))
        case ast.UnaryOp():
            return _join(SIGNS[type(node.op)], [_build(node.operand, own)])
        case ast.BinOp():
            parts = [_build(node.left, own), _build(node.right, own)]
            if isinstance(node.op, ast.Div) and parts[1].constant() == 0.0:
                raise Mistake("this divides by zero", at=node.right.col_offset - 1)
            return _join(ARITHMETIC[type(node.op)], parts)
        case ast.BoolOp():
            return _join(LOGIC[type(node.op)], [_build(value, own) for value in node.values])
        case ast.Compare():
            terms = [_build(term, own) for term in (node.left, *node.comparators)]
            pairs = [_join(COMPARISONS[type(op)], [terms[i], terms[i + 1]]) for i, op in enumerate(node.ops)]
            return reduce(lambda a, b: _join(both, [a, b]), pairs)
        case ast.Call():
            return _call(node, own)
    raise AssertionError(f"check_words let {ast.dump(node)} pass")


def _join(make: Callable[..., Value], parts: list[_Built]) -> _Built:
    """One closure over several, folded to a number where none of them reads a signal."""
    names = frozenset[str]().union(*(part.names for part in parts))
    value = make(*(part.value for part in parts))
    size = sum(part.size for part in parts)
    return _Built(value, names, size) if names else _Built(number(value(_NOTHING)), names)


def _call(node: ast.Call, own: Own) -> _Built:
    name = ast.unparse(node.func)
    counts, usage = _TAKES[name]
    if len(node.args) not in counts:
        many = f"{len(node.args)} value" + "s" * (len(node.args) != 1)
        raise Mistake(f"`{name}` does not take {many}", f"write {usage}", node.col_offset - 1)
    parts = [_build(arg, own) for arg in node.args]
    if name in ("clamp", "scale") and len(parts) > 1:
        low, high = parts[1].constant(), parts[2].constant()
        at = node.args[1].col_offset - 1
        if low is not None and low == high:
            raise Mistake(f"the two ends of this `{name}` are the same", at=at)
        if name == "clamp" and low is not None and high is not None and low > high:
            raise Mistake("`clamp` takes the lowest first, then the highest", at=at)
    return _join(FUNCTIONS[name], parts)
