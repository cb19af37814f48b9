"""The cases in which a comparison of two terms holds, and in which it does not."""

from __future__ import annotations

from math import inf

from gesture2midi.mapping.reasoning.case import Case, Narrows, few
from gesture2midi.mapping.reasoning.intervals import NOTHING, Interval, above, below
from gesture2midi.mapping.reasoning.order import ordered
from gesture2midi.mapping.reasoning.terms import NEGATED, Term, remembers


def holds(reasoner: Narrows, sign: str, one: Term, other: Term, case: Case) -> list[Case]:
    """Returns the cases in which the comparison holds."""
    if sign in (">", ">="):
        return holds(reasoner, "<" if sign == ">" else "<=", other, one, case)
    by_pose = reasoner.by_pose((one, other), case)
    if by_pose:
        return few([found for c in by_pose for found in holds(reasoner, sign, one, other, c)])
    if sign != "!=":
        in_order = ordered(sign, one, other, case)
        if in_order is None:
            return []
        case = in_order
    f, g = reasoner.range_of(one, case), reasoner.range_of(other, case)
    if f.empty or g.empty or (one == other and sign in ("<", "!=")):
        return []
    if sign == "!=":
        return _differs(reasoner, one, other, f, g, case)
    if sign == "==":
        return reasoner.narrow_all([(one, g.low, g.high), (other, f.low, f.high)], case)
    strict = sign == "<"
    high, low = (below(g.high), above(f.low)) if strict else (g.high, f.low)
    return reasoner.narrow_all([(one, -inf, high), (other, low, inf)], case)


def _differs(reasoner: Narrows, one: Term, other: Term, f: Interval, g: Interval, case: Case) -> list[Case]:
    if f.low == f.high and g.low == g.high:
        return [] if f.low == g.low else [case]
    for term, its, x in ((one, f, g), (other, g, f)):
        if x.low == x.high and its.low <= x.low <= its.high:
            sides = ((-inf, below(x.low)), (above(x.low), inf))
            return few([found for side in sides for found in reasoner.narrow(term, *side, case)])
    return [case]


def fails(reasoner: Narrows, sign: str, one: Term, other: Term, case: Case) -> list[Case]:
    """Returns the cases in which it does not hold: another does, or one side is NaN."""
    return few(
        [
            *holds(reasoner, NEGATED[sign], one, other, case),
            *unseen(reasoner, one, case),
            *unseen(reasoner, other, case),
        ]
    )


def unseen(reasoner: Narrows, term: Term, case: Case) -> list[Case]:
    """Returns the cases in which a term is NaN."""
    if not reasoner.range_of(term, case).nan:
        return []
    key = term.name if term.kind == "signal" else term if remembers(term) else None
    return [case] if key is None else [{**case, key: NOTHING._replace(nan=True)}]
