"""What an expression asks of the hands: which signals, which way it goes with them, within what bounds."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.memories import at_first
from gesture2midi.gestures import signals
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.expression.tree import tree

TURNED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt,
    ast.LtE: ast.GtE,
    ast.Gt: ast.Lt,
    ast.GtE: ast.LtE,
    ast.Eq: ast.Eq,
    ast.NotEq: ast.NotEq,
}
ABOVE = (ast.Gt, ast.GtE)
BELOW = (ast.Lt, ast.LtE)
_STOPS = 64
_SIGNALS = signals.full_names()


class Way(NamedTuple):
    """The one signal that an expression reads, and whether it rises with it."""

    signal: str
    rises: bool


def way(expression: Expression) -> Way | None:
    """The one signal that it reads, if it rises with it all the way, or falls."""
    if len(expression.signals) != 1:
        return None
    (name,) = expression.signals
    signal = known(name)
    if signal is None:
        return None
    span = signal.high - signal.low
    values = [at_first(expression, {name: signal.low + span * i / _STOPS}) for i in range(_STOPS + 1)]
    if values[0] < values[-1] and all(a <= b for a, b in pairwise(values)):
        return Way(name, True)
    if values[0] > values[-1] and all(a >= b for a, b in pairwise(values)):
        return Way(name, False)
    return None


class _Names(ast.NodeVisitor):
    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self.found.append(ast.unparse(node))


class _Asked(_Names):
    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if not isinstance(node.op, ast.Not):
            self.generic_visit(node)


def names(text: str, own: Mapping[str, str]) -> list[str]:
    """The signals that an expression reads, as they come, what its variables read among them."""
    look = _Names()
    look.visit(spelled(text, own))
    return look.found


def asked(text: str, own: Mapping[str, str]) -> list[str]:
    """The signals that it takes to make a condition true, or a level rise: without those under a `not`."""
    look = _Asked()
    look.visit(spelled(text, own))
    return look.found


def bounds(text: str, own: Mapping[str, str]) -> dict[str, tuple[float, float]]:
    """Within which values of a signal a condition holds, as far as its `and` says: `right.x < 0.5`."""
    found: dict[str, tuple[float, float]] = {}

    def look(node: ast.expr) -> None:
        if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
            for value in node.values:
                look(value)
        if isinstance(node, ast.Compare):
            for (left, right), op in zip(pairwise([node.left, *node.comparators]), node.ops, strict=True):
                kind = type(op)
                if isinstance(left, ast.Constant):
                    left, right, kind = right, left, TURNED[kind]
                if not (isinstance(left, ast.Attribute) and isinstance(right, ast.Constant)):
                    continue
                name = ast.unparse(left)
                low, high = found.get(name, (float("-inf"), float("inf")))
                if kind in ABOVE:
                    low = max(low, number_of(right))
                elif kind in BELOW:
                    high = min(high, number_of(right))
                found[name] = (low, high)

    look(spelled(text, own))
    return found


def bounds_of(condition: Expression, known: Vocabulary) -> dict[str, tuple[float, float]]:
    """The same of an expression that is read with these names, by the signals behind them."""
    own = {name: meant.text for name, meant in known.own.items() if isinstance(meant, Expression)}
    found = bounds(condition.text, own)
    behind = {name: meant for name, meant in known.own.items() if isinstance(meant, str)}
    return {behind.get(name, name): ends for name, ends in found.items()}


def spelled(text: str, own: Mapping[str, str]) -> ast.expr:
    """The tree of an expression, with what stands behind its variables in their place."""

    class Spell(ast.NodeTransformer):
        def visit_Name(self, node: ast.Name) -> ast.expr:
            return spelled(own[node.id], own) if node.id in own else node

    whole: ast.expr = Spell().visit(tree(text))
    return whole


def number_of(node: ast.Constant) -> float:
    return float(str(node.value))


def known(name: str) -> signals.Signal | None:
    return _SIGNALS.get(name) or signals.of_no_hand(name)
