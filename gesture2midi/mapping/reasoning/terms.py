"""An expression as terms, with what stands behind its variables in their place."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from gesture2midi.engine.controls import Expression
from gesture2midi.mapping.expression.names import Own, Vocabulary
from gesture2midi.mapping.expression.operators import FUNCTIONS
from gesture2midi.mapping.expression.tree import tree

DEEPEST = 60
"""How deep terms may lie in each other; what lies deeper may be anything."""

NEGATED: Mapping[str, str] = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_SIGNS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.And: "and",
    ast.Or: "or",
    ast.Not: "not",
    ast.USub: "negative",
}


@dataclass(frozen=True, slots=True)
class Term:
    """One operation and what it takes.

    kind: `number`, `signal`, `quantity` (100 ms, a shape), `unknown`, an operator's sign or a function's
        name.
    name: of a signal or a quantity, and of each `random`, no two of which are the same. value: of a number.
    """

    kind: str
    parts: tuple[Term, ...] = ()
    name: str = ""
    value: float = 0.0


UNKNOWN = Term("unknown")


class Terms:
    """Makes terms out of expressions. Those of one variable are the same each time."""

    def __init__(self) -> None:
        self._made: dict[int, tuple[Expression, Term]] = {}
        self._chances = itertools.count()

    def of(self, expression: Expression, known: Vocabulary, depth: int = 0) -> Term:
        """Returns the term of an expression that reads `known`."""
        made = self._made.get(id(expression))
        if made is None:
            term = UNKNOWN if depth > DEEPEST else self._term(tree(expression.text), known.own, known, depth)
            # The expression is kept, for no other to take its id.
            made = self._made[id(expression)] = expression, term
        return made[1]

    def _term(self, node: ast.expr, own: Own, known: Vocabulary, depth: int) -> Term:
        if depth > DEEPEST:
            return UNKNOWN

        def inner(one: ast.expr) -> Term:
            return self._term(one, own, known, depth + 1)

        match node:
            case ast.Constant():
                return Term("number", value=float(str(node.value)))
            case ast.Name() | ast.Attribute():
                name = ast.unparse(node)
                meant = own.get(name, name)
                if isinstance(meant, Expression):
                    return self.of(meant, known, depth + 1)
                # A single name is a quantity such as `100 ms`, or the shape of a wave.
                return Term("quantity" if isinstance(node, ast.Name) else "signal", name=meant)
            case ast.UnaryOp(op=ast.UAdd()):
                return inner(node.operand)
            case ast.UnaryOp():
                return Term(_SIGNS[type(node.op)], (inner(node.operand),))
            case ast.BinOp():
                return Term(_SIGNS[type(node.op)], (inner(node.left), inner(node.right)))
            case ast.BoolOp():
                return Term(_SIGNS[type(node.op)], tuple(map(inner, node.values)))
            case ast.Compare():
                sides = [inner(side) for side in (node.left, *node.comparators)]
                signs = [_SIGNS[type(op)] for op in node.ops]
                pairs = tuple(Term(sign, pair) for sign, pair in zip(signs, pairwise(sides), strict=True))
                return pairs[0] if len(pairs) == 1 else Term("and", pairs)
            case ast.Call():
                return self._call(ast.unparse(node.func), tuple(map(inner, node.args)))
        return UNKNOWN

    def _call(self, name: str, parts: tuple[Term, ...]) -> Term:
        if name == "clamp" and len(parts) == 1:
            parts = (*parts, Term("number", value=0.0), Term("number", value=1.0))
        if name == "scale" and len(parts) == 3:
            parts = (*parts, Term("number", value=0.0), Term("number", value=1.0))
        if name == "random":
            return Term(name, parts, f"{next(self._chances)}")
        return Term(name, parts)


def remembers(term: Term) -> bool:
    """Returns whether what it gives depends on the frames before, and stands for itself as a signal does."""
    return term.kind[:1].isalpha() and term.kind not in (
        *FUNCTIONS, "and", "or", "not", "negative", "number", "signal", "quantity", "unknown", "hysteresis"
    )  # fmt: skip
