"""What is known of signals where a condition is true, and what narrows it further."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, TypeAlias

from gesture2midi.mapping.reasoning.intervals import Interval, hull
from gesture2midi.mapping.reasoning.terms import Term

Case: TypeAlias = Mapping[str | Term, Interval]
"""What is known of some signals, and of functions that remember, besides what is always known of them."""

MOST_CASES = 16
"""That an `or` may make; of more, what they have in common is all that is known."""


class Narrows(Protocol):
    """What comparisons and operations ask of `reasoner.Reasoner`."""

    def range_of(self, term: Term, case: Case) -> Interval: ...

    def narrow(self, term: Term, low: float, high: float, case: Case) -> list[Case]: ...

    def narrow_all(self, wanted: Iterable[tuple[Term, float, float]], case: Case) -> list[Case]: ...

    def by_pose(self, terms: tuple[Term, ...], case: Case) -> list[Case]: ...


def few(cases: list[Case]) -> list[Case]:
    """Returns the cases, or one that holds them all where they are too many."""
    if len(cases) <= MOST_CASES:
        return cases
    shared = set(cases[0]).intersection(*cases[1:])
    return [{key: hull(case[key] for case in cases) for key in shared}]
