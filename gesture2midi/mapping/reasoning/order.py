"""How the sides of comparisons stand to each other, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator

from gesture2midi.mapping.reasoning.case import Case
from gesture2midi.mapping.reasoning.intervals import ANYTHING, Interval, negative
from gesture2midi.mapping.reasoning.terms import Term

_ORDER = {"<": Interval(-1.0, -1.0), "<=": Interval(-1.0, 0.0), "==": Interval(0.0, 0.0)}
"""One side: -1 below the other, 0 equal."""


def ordered(sign: str, one: Term, other: Term, case: Case) -> Case | None:
    """Returns the case with `one < other`, `<=` or `==` known besides; None where that cannot be.

    So `a > b and b > a` is never true, nor `a > b and b > c and c > a`. Numbers are left to their intervals.
    """
    if "number" in (one.kind, other.kind):
        return case
    key, new = Term("order", (one, other)), _ORDER[sign]
    turned = Term("order", (other, one))
    if turned in case:
        key, new = turned, negative(new)
    found = case.get(key, ANYTHING).within(*new[:2])
    if found.empty or _rises(other, one, case, strict=sign == "<"):
        return None
    if sign == "==" and _rises(one, other, case, strict=False):
        return None
    return {**case, key: found}


def _rises(start: Term, end: Term, case: Case, *, strict: bool) -> bool:
    """Whether a chain says that start < end; with `strict`, that start <= end is enough."""
    reached: dict[Term, bool] = {start: strict}
    waiting = [start]
    while waiting:
        term = waiting.pop()
        for larger, by_more in _larger(term, case):
            certain = reached[term] or by_more
            if certain > reached.get(larger, -1):
                reached[larger] = certain
                waiting.append(larger)
    return reached.get(end, False)


def _larger(term: Term, case: Case) -> Iterator[tuple[Term, bool]]:
    """What is as large as the term or larger, and whether it is larger."""
    for key, order in case.items():
        if isinstance(key, Term) and key.kind == "order":
            one, other = key.parts
            if one == term and order.high <= 0.0:
                yield other, order.high < 0.0
            if other == term and order.low >= 0.0:
                yield one, order.low > 0.0
