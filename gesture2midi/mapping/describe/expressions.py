"""Expressions read aloud: a level as a noun, a condition as a clause; what no sentence can hold is quoted.

A speaker talks of one hand, which is `the hand`; every other is named.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from gesture2midi.errors import listed
from gesture2midi.gestures import signals
from gesture2midi.mapping.describe.dependencies import ABOVE, BELOW, TURNED, Way, known, number_of, spelled
from gesture2midi.mapping.describe.phrases import HALVES, HANDS, MORE, NOUNS, OTHERS, STATES, VERBS
from gesture2midi.mapping.expression.remembering import REMEMBERING
from gesture2midi.music.scales import Scale

_COMPARED: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("is under", "is not under"),
    ast.LtE: ("is at most", "is over"),
    ast.Gt: ("is over", "is not over"),
    ast.GtE: ("is at least", "is under"),
    ast.Eq: ("is", "is not"),
    ast.NotEq: ("is not", "is"),
}
Clause: TypeAlias = tuple[str, str]
"""Subject and predicate, so that neighbours may share the one."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Talks of the hand `about` (left, right, any, hands) or of a `finger`.

    own: what each name of `let` stands for. key: in which notes are spelt that have no other.
    """

    about: str
    own: Mapping[str, str] = field(default_factory=dict)
    key: Scale | None = None

    def noun(self, text: str) -> str:
        """A level: `its height`."""
        return self._noun(self._tree(text))

    def clause(self, text: str) -> str:
        """A condition: `the hand is pinched and makes no fist`."""
        return self._clause(self._tree(text))

    def more(self, way: Way) -> str:
        """What there is more of as the expression rises: `the higher the hand is`; empty if no word fits."""
        found = MORE.get(self._kind(way.signal)) or MORE.get(way.signal)
        return self._of(way.signal, found[not way.rises]) if found else ""

    def subject(self, hand: str) -> str:
        if hand == "finger" or (hand == "hand" and self.about != "finger"):
            return f"the {hand}"
        return "the hand" if hand == self.about != "hands" else HANDS.get(hand, "its hand")

    def _tree(self, text: str) -> ast.expr:
        return spelled(text, self.own)

    def _of(self, name: str, words: str) -> str:
        subject = OTHERS.get(self._kind(name)) or self.subject(name.partition(".")[0])
        whose = "its" if subject in ("the hand", "the finger") else f"{subject}'s"
        said = words.replace("{s}", subject).replace("{p}", whose)
        return said.replace("{n}", name.rpartition(".")[2])

    def _kind(self, name: str) -> str:
        outside = signals.of_no_hand(name)
        if outside is not None:
            return outside.name
        return name if name.startswith(("hands.", "finger.")) else name.partition(".")[2]

    def _noun(self, node: ast.expr) -> str:
        match node:
            case ast.Constant():
                return f"{number_of(node):g}"
            case ast.Attribute() | ast.Name():
                name = ast.unparse(node)
                words = NOUNS.get(self._kind(name))
                if words:
                    return self._of(name, words)
                return f"{'how hard' if _kind_of(name) == 'hit' else 'whether'} {self._clause(node)}"
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return f"whether {self._clause(node)}"
            case ast.BinOp(left=ast.Constant(value=1), op=ast.Sub(), right=inner) if _named(inner):
                return f"{self._noun(inner)}, the other way round,"
            case ast.Call(func=ast.Name(id="clamp"), args=[inner]) if _named(inner):
                return self._noun(inner)
            case ast.Call(func=ast.Name(id="scale"), args=[inner, low, high]) if _named(inner):
                if all(isinstance(end, ast.Constant) for end in (low, high)):
                    return f"{self._noun(inner)} (from {ast.unparse(low)} to {ast.unparse(high)})"
            case ast.Call(func=ast.Name(id=("max" | "min") as which), args=args) if all(map(_named, args)):
                chosen = "largest" if len(args) > 2 else "larger"
                if which == "min":
                    chosen = "smallest" if len(args) > 2 else "smaller"
                return f"the {chosen} of {listed(map(self._noun, args), 'and')}"
            case ast.Call(func=ast.Name(id=name), args=args) if name == "if" or name in REMEMBERING:
                return self._called(name, args)
        return f"`{ast.unparse(node)}`"

    def _called(self, name: str, args: list[ast.expr]) -> str:
        """What a function gives that chooses or remembers."""
        if name == "if":
            return f"{self._noun(args[1])} or {self._noun(args[2])} (the first if {self._clause(args[0])})"
        if name == "lfo":
            return f"a {ast.unparse(args[1])} wave {self._rate(args[0])}"
        told = self._clause(args[-1] if name == "hold" else args[0])
        found = {
            "smooth": lambda: f"{self._noun(args[0])} (smoothed over {_time(args[1])})",
            "delay": lambda: f"{self._noun(args[0])} ({_time(args[1])} late)",
            "hysteresis": lambda: f"whether {self._clause(ast.Call(ast.Name(name), args, []))}",
            "count": lambda: f"how often {told}" + _wrapped(args),
            "since": lambda: f"the time in seconds after {told}",
            "hold": lambda: f"{self._noun(args[0])} (held while {told})",
            "random": lambda: f"a random number (another each time {told})",
        }
        return found[name]()

    def _rate(self, node: ast.expr) -> str:
        if isinstance(node, ast.Constant):
            return f"of {ast.unparse(node)} Hz"
        quantity = isinstance(node, ast.Name) and node.id.endswith("Hz")
        return f"of {ast.unparse(node)}" if quantity else f"whose rate in Hz is {self._noun(node)}"

    def _clause(self, node: ast.expr, *, holds: bool = True) -> str:
        return _joined(self._clauses(node, holds), self._word(node, holds))

    def _word(self, node: ast.expr, holds: bool) -> str:
        either = isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or)
        return "or" if either == holds and isinstance(node, ast.BoolOp) else "and"

    def _clauses(self, node: ast.expr, holds: bool) -> list[Clause]:
        """What is to be joined for a condition, or for its contrary."""
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=inner):
                return self._clauses(inner, not holds)
            case ast.BoolOp(values=values):
                return [clause for value in values for clause in self._within(value, node, holds)]
            case ast.Compare():
                return self._compared(node, holds)
            case ast.Attribute() | ast.Name():
                name = ast.unparse(node)
                kind = self._kind(name)
                signal = known(name)
                if kind in VERBS:
                    return [(self._of(name, "{s}"), self._of(name, VERBS[kind][not holds]))]
                if kind in NOUNS:
                    return [(self._noun(node), f"is {'' if holds else 'not '}over 0")]
                if signal is None and "." in name:
                    did = ("makes", "does not make")[not holds]
                    return [(self._of(name, "{s}"), f"{did} `{name.partition('.')[2]}`")]
            case ast.Call(func=ast.Name(id="hysteresis"), args=[inner, low, high]):
                ends = (("over", high), ("under", low))
                (one, begin), (other, end) = ends if holds else ends[::-1]
                bounds = f"is {one} {self._noun(begin)}, until it is {other} {self._noun(end)}"
                return [(self._noun(inner), bounds)]
            case ast.Call(func=ast.Name(id="delay"), args=[inner, time]):
                return [("", f"{self._clause(inner, holds=holds)} ({_time(time)} late)")]
            case ast.Call(func=ast.Name(id="if"), args=[condition, one, other]):
                chosen = f"if {self._clause(condition)}, else {self._clause(other, holds=holds)}"
                return [("", f"{self._clause(one, holds=holds)} {chosen}")]
            case ast.Call(func=ast.Name(id=name)) if name in REMEMBERING:
                return [(self._noun(node), f"is {'' if holds else 'not '}over 0")]
            case ast.Constant():
                return [("", "always" if (number_of(node) > 0) is holds else "never")]
        return [("", f"`{ast.unparse(node)}` is {'' if holds else 'not '}true")]

    def _within(self, value: ast.expr, node: ast.expr, holds: bool) -> list[Clause]:
        """The clauses of one part of an `and` or `or`; those of the other kind are one clause together."""
        clauses, word = self._clauses(value, holds), self._word(value, holds)
        if len(clauses) == 1 or word == self._word(node, holds):
            return clauses
        return [("", _joined(clauses, word))]

    def _compared(self, node: ast.Compare, holds: bool) -> list[Clause]:
        terms = [node.left, *node.comparators]
        if len(terms) == 3 and holds and all(type(op) in BELOW for op in node.ops):
            low, inner, high = terms
            if _named(inner) and not _named(low) and not _named(high):
                ends = f"{_share(inner, low)} and {_share(inner, high)}"
                kind = self._kind(ast.unparse(inner))
                if kind in ("x", "y"):
                    of = "width" if kind == "x" else "height"
                    return [(self._of(ast.unparse(inner), "{s}"), f"is between {ends} of the {of}")]
                return [(self._noun(inner), f"is between {ends}")]
        if len(terms) > 2:
            return [("", f"`{ast.unparse(node)}` is {'' if holds else 'not '}true")]
        left, right, op = terms[0], terms[1], type(node.ops[0])
        if not _named(left) and _named(right):
            left, right, op = right, left, TURNED[op]
        name = ast.unparse(left)
        state = STATES.get(self._kind(name)) if isinstance(right, ast.Constant) else None
        if state is not None and _named(left) and op in (*ABOVE, *BELOW):
            subject, above, below = state
            predicate = (above if (op in ABOVE) is holds else below).replace("{n}", _share(left, right))
            return [(self._of(name, subject), _halves(self._shade(name, right, predicate)))]
        if _kind_of(name) in ("pose", "flag", "hit") and isinstance(right, ast.Constant) and op in ABOVE:
            return self._clauses(left, holds)
        return [(self._noun(left), f"{_COMPARED[op][not holds]} {self._noun(right)}")]

    def _shade(self, name: str, bound: ast.expr, predicate: str) -> str:
        """`open > 0.25` is less than open: `not closed`."""
        if self._kind(name) == "open" and isinstance(bound, ast.Constant):
            if predicate == "is open" and number_of(bound) < 0.5:
                return "is not closed"
            if predicate == "is closed" and number_of(bound) > 0.5:
                return "is not wide open"
        return predicate


def _joined(clauses: list[Clause], word: str) -> str:
    """Clauses as one; neighbours with the same subject say it once."""
    if [subject for subject, _ in clauses] == [HANDS["left"], HANDS["right"]] and word == "and":
        (_, one), (_, other) = clauses
        if one == other:
            return f"each hand {one}"
    groups = [
        (subject, [predicate for _, predicate in group]) for subject, group in groupby(clauses, itemgetter(0))
    ]
    said = [
        f"{subject} {f' {word} '.join(predicates)}" if subject else f" {word} ".join(predicates)
        for subject, predicates in groups
    ]
    return f" {word} ".join(said)


def _time(node: ast.expr) -> str:
    return f"{ast.unparse(node)}{' s' * (not isinstance(node, ast.Name))}"


def _wrapped(args: list[ast.expr]) -> str:
    return f" (after {ast.unparse(args[1])} from 0 again)" if len(args) > 1 else ""


def _named(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute)


def _kind_of(name: str) -> str:
    signal = known(name)
    return signal.kind if signal else ""


def _share(of: ast.expr, bound: ast.expr) -> str:
    """A bound as a part of the play area where it is one, else the number."""
    if isinstance(bound, ast.Constant) and re.fullmatch(r"\w+\.[xy]", ast.unparse(of)):
        return f"{100 * number_of(bound):g} %"
    return ast.unparse(bound)


def _halves(predicate: str) -> str:
    return HALVES.get(predicate, predicate)
