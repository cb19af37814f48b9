"""The numbers of an expression at which something changes as a signal passes them, and where they stand."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from gesture2midi.engine.controls import Edge, Expression, Written
from gesture2midi.gestures.signals import SEEN, Signal, of_no_hand
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.expression.tree import tree

NEAREST = 0.02
"""Of a signal's range, between two edges of it."""
_PASSED_ON = {"smooth", "delay"}
"""Functions through which a level goes as it is."""


def edges(text: str, known: Vocabulary, field: str, *, level: bool = False) -> list[Edge]:
    """Returns the edges of an expression that stands in this field, and of the variables that it reads.

    text: one that is right. level: what is picked from goes with the expression from 0 to 1, so a bare signal
    in it begins at 0 and ends at 1.
    """
    look = _Look(text, known, field, shared=False)
    look.over(level)
    return look.found


def in_order(found: Iterable[Edge], known: Vocabulary) -> tuple[Edge, ...]:
    """Returns each edge once, with the bounds within which it stays between its neighbours."""
    kept = list(dict.fromkeys(found))
    places: dict[tuple[str, str], list[float]] = defaultdict(list)
    for edge in kept:
        shifts = [one.shift for one in edge.written] or [0.0]
        places[edge.signal, edge.field] += [edge.at + shift for shift in shifts]
    return tuple(_between(edge, places[edge.signal, edge.field], known) for edge in kept)


def _between(edge: Edge, places: list[float], known: Vocabulary) -> Edge:
    signal = signal_of(edge.signal, known)
    assert signal is not None, "only signals have edges"
    gap = NEAREST * (signal.high - signal.low)
    lowest = min((one.shift for one in edge.written), default=0.0)
    highest = max((one.shift for one in edge.written), default=0.0)
    below = [place + gap for place in places if place < edge.at + lowest]
    above = [place - gap for place in places if place > edge.at + highest]
    low = max([signal.low, *below]) - lowest
    high = min([signal.high, *above]) - highest
    return replace(edge, low=min(low, edge.at), high=max(high, edge.at))


def signal_of(name: str, known: Vocabulary) -> Signal | None:
    """Returns the level of the hands or the face that has this name, if one does."""
    signal = known.signals.get(name) or of_no_hand(name)
    of_player = name.partition(".")[0] in SEEN
    return signal if signal is not None and of_player and signal.kind == "level" else None


class _Look(ast.NodeVisitor):
    """Goes through one expression; `shared`: that of a variable, whose name is `field`."""

    def __init__(self, text: str, known: Vocabulary, field: str, *, shared: bool) -> None:
        self._text, self._known, self._field, self._shared = text, known, field, shared
        self.found: list[Edge] = []

    def over(self, level: bool) -> None:
        """Take in the whole expression."""
        whole = tree(self._text)
        self.visit(whole)
        if level:
            self._level(whole)

    def visit_Name(self, node: ast.Name) -> None:
        self._variable(node, level=False)

    def visit_Compare(self, node: ast.Compare) -> None:
        for left, right in pairwise([node.left, *node.comparators]):
            for of, number in ((left, right), (right, left)):
                if (name := self._signal(of)) is not None:
                    self._number(name, number)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = self._signal(node.args[0]) if node.args else None
        match node.func, node.args:
            case ast.Name(id="scale"), [_, start, end, *_] if name is not None:
                self._number(name, start)
                self._number(name, end)
            case ast.Name(id="hysteresis"), [_, low, high] if name is not None:
                self._hysteresis(name, low, high)
            case _:
                for argument in node.args:
                    self.visit(argument)

    def _level(self, node: ast.expr) -> None:
        match node:
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult()):
                self._level(node.left)
                self._level(node.right)
            case ast.Call(func=ast.Name(id=function)) if function in _PASSED_ON:
                self._level(node.args[0])
            case ast.Name() if node.id in self._known.own:
                self._variable(node, level=True)
            case _ if (name := self._signal(node)) is not None:
                start, stop = _place(node)
                bare = self._text[start:stop]
                for at, form in ((0.0, f"scale({bare}, {{}}, 1)"), (1.0, f"scale({bare}, 0, {{}})")):
                    self._add(name, at, Written(start, stop, form))

    def _variable(self, node: ast.Name, *, level: bool) -> None:
        meant = self._known.own.get(node.id)
        if isinstance(meant, Expression) and meant.signals:
            look = _Look(meant.text, self._known, node.id, shared=True)
            look.over(level)
            self.found += look.found

    def _signal(self, node: ast.expr) -> str | None:
        if not isinstance(node, ast.Attribute | ast.Name):
            return None
        name = ast.unparse(node)
        meant = self._known.own.get(name, name)
        return meant if isinstance(meant, str) and signal_of(meant, self._known) else None

    def _number(self, signal: str, node: ast.expr) -> None:
        if (at := _value(node)) is not None:
            self._add(signal, at, Written(*_place(node)))
        elif isinstance(node, ast.Name):
            meant = self._known.own.get(node.id)
            if isinstance(meant, Expression) and (at := _value(tree(meant.text))) is not None:
                whole = Written(0, len(meant.text))
                self.found.append(Edge(signal, at, node.id, shared=True, text=meant.text, written=(whole,)))

    def _hysteresis(self, signal: str, low: ast.expr, high: ast.expr) -> None:
        """What is on above `high` and off below `low`: both are moved as one."""
        off, on = _value(low), _value(high)
        if off is not None and on is not None:
            self._add(signal, on, Written(*_place(high)), Written(*_place(low), shift=off - on))

    def _add(self, signal: str, at: float, *written: Written) -> None:
        self.found.append(Edge(signal, at, self._field, self._shared, self._text, written))


def _place(node: ast.expr) -> tuple[int, int]:
    """Where it stands in the text; the tree is that of the text in brackets."""
    assert node.end_col_offset is not None, "Python's parser gives every node its end"
    return node.col_offset - 1, node.end_col_offset - 1


def _value(node: ast.expr) -> float | None:
    match node:
        case ast.Constant():
            return float(str(node.value))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant() as number):
            return -float(str(number.value))
    return None
