"""Whether an expression can be true at all, by the intervals of what it reads.

Each condition narrows the intervals of the signals that it reads, and what narrows one to nothing is never
true. A hand holds one pose at a time. What cannot be told counts as possible, so that "never" is never wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import ceil, floor, inf

from gesture2midi.gestures import signals
from gesture2midi.mapping.reasoning.backwards import BACKWARDS
from gesture2midi.mapping.reasoning.case import Case, few
from gesture2midi.mapping.reasoning.comparisons import fails, holds, unseen
from gesture2midi.mapping.reasoning.held_poses import HeldPoses
from gesture2midi.mapping.reasoning.intervals import (
    ANYTHING,
    EITHER,
    LEAST,
    NO,
    NOTHING,
    OPERATIONS,
    YES,
    Interval,
    below,
    hull,
)
from gesture2midi.mapping.reasoning.terms import NEGATED, Term, remembers

MOST_STEPS = 4000
"""Of one question; after that everything is possible."""
_ROUNDS = 3
_SEEN_WITH: Mapping[str, Sequence[str]] = {
    "left": ("left.present", "any.present"),
    "right": ("right.present", "any.present"),
    "any": ("any.present",),
    "hands": ("hands.present", "left.present", "right.present", "any.present"),
}
"""By the beginning of a name: what is 1 where a level of it is a number, or anything else of it is true."""
_UNBOUNDED = frozenset({"clock.tempo", "clock.beat"})


class Reasoner:
    """Answers questions about terms.

    known: the signals of hands by full name. seen: what is asked of is only when the hands are seen, so that
    their levels are numbers. poses: whether a hand holds one pose at a time. presence: whether a hand that is
    not seen has no place, no pose and no hits.
    """

    def __init__(
        self,
        known: Mapping[str, signals.Signal],
        *,
        seen: bool = False,
        poses: bool = True,
        presence: bool = True,
    ) -> None:
        self._known, self._seen, self._poses, self._presence = known, seen, poses, presence
        self._steps = 0
        self._held = HeldPoses(known)
        self._always: dict[str | Term, Interval] = {}
        # What remembers has been through frames without a hand as well.
        self._past = Reasoner(known, poses=poses, presence=presence) if seen else self

    def cases(self, *conditions: Term) -> list[Case]:
        """Returns what is known of the signals where all the conditions are true; none if they never are."""
        self._begin()
        return self._true(Term("and", conditions), {})

    def never(self, *conditions: Term) -> bool:
        """Returns whether the conditions are never true at once."""
        return not self.cases(*conditions)

    def always(self, condition: Term) -> bool:
        """Returns whether it is always true."""
        self._begin()
        return not self._false(condition, {})

    def bounds(self, term: Term) -> Interval:
        """Returns what a term may be."""
        self._begin()
        return self.range_of(term, {})

    def of_signal(self, name: str, case: Case) -> Interval:
        """Returns what a signal may be in a case."""
        return case.get(name) or self._base(name)

    def _begin(self) -> None:
        self._steps = self._past._steps = 0

    # What is known without any condition.

    def _base(self, key: str | Term) -> Interval:
        found = self._always.get(key)
        if found is None:
            found = self._of_name(key) if isinstance(key, str) else self._of_memory(key)
            self._always[key] = found
        return found

    def _of_name(self, name: str) -> Interval:
        signal = self._known.get(name) or signals.of_no_hand(name)
        if signal is None or name.startswith("osc."):
            return ANYTHING
        if name in _UNBOUNDED:
            return Interval(0.0, inf, True)
        by_hand = name.split(".")[0] in signals.SEEN
        return Interval(signal.low, signal.high, signal.kind == "level" and not (by_hand and self._seen))

    def _of_memory(self, term: Term) -> Interval:
        """What a function that remembers may give; it has seen other frames, so no case is known to it."""
        first, past = term.parts[0], self._past
        match term.kind:
            case "smooth" | "hold":
                return past.range_of(first, {})._replace(nan=self.range_of(first, {}).nan)
            case "delay":
                return past.range_of(first, {})
            case "count":
                most = past.range_of(term.parts[1], {}).high - 1 if len(term.parts) > 1 else inf
                return Interval(0.0, most) if past._rises(first) else NO
            case "since":
                return Interval(0.0, inf, True) if past._rises(first) else NOTHING._replace(nan=True)
            case "lfo" if first.kind == "quantity":
                return EITHER
            case "lfo":
                rate = past.range_of(first, {})
                return Interval(0.0, 0.0 if rate.high <= 0 else 1.0, self.range_of(first, {}).nan)
            case "random":
                return Interval(0.0, below(1.0))
        return ANYTHING

    def _rises(self, term: Term) -> bool:
        """Returns whether it can become true: what always is has never become so."""
        return bool(self._true(term, {})) and bool(self._false(term, {}))

    def _whole(self, key: str | Term) -> bool:
        """Whether it has whole numbers alone."""
        if isinstance(key, Term):
            return key.kind == "count"
        signal = self._known.get(key)
        return (signal is not None and signal.kind in ("pose", "flag")) or key == "clock.running"

    # What a term may be.

    def _tired(self) -> bool:
        self._steps += 1
        return self._steps > MOST_STEPS

    def range_of(self, term: Term, case: Case) -> Interval:
        """Returns what a term may be in a case, as part of a question."""
        if self._tired():
            return ANYTHING
        kind, parts = term.kind, term.parts
        if kind == "number":
            return Interval(term.value, term.value)
        if kind == "signal":
            return self.of_signal(term.name, case)
        if remembers(term):
            return case.get(term) or self._base(term)
        if kind in OPERATIONS:
            return OPERATIONS[kind](*(self.range_of(part, case) for part in parts))
        if kind == "if":
            return hull(self.range_of(part, c) for part, c in self._branches(term, case))
        if kind in ("unknown", "quantity"):
            return ANYTHING
        return self._truth(term, case)

    def _branches(self, term: Term, case: Case) -> list[tuple[Term, Case]]:
        """Returns what an `if` may give, and in which case."""
        condition, one, other = term.parts
        return [
            *((one, found) for found in self._true(condition, case)),
            *((other, found) for found in self._false(condition, case)),
        ]

    def _truth(self, term: Term, case: Case) -> Interval:
        """What a condition gives: 1 or 0, but the numbers themselves for `and` and `or`."""
        can_be, can_fail = bool(self._true(term, case)), bool(self._false(term, case))
        if term.kind in ("and", "or") and can_be:
            parts = [self.range_of(part, case) for part in term.parts]
            high = max(part.high for part in parts)
            low = LEAST if not can_fail else 0.0
            return Interval(low, max(low, high))
        return EITHER if can_be and can_fail else YES if can_be else NO

    # The cases in which a term is true, or is not.

    def _true(self, term: Term, case: Case) -> list[Case]:
        """Returns the cases in which it is above 0."""
        if self._tired():
            return [case]
        kind, parts = term.kind, term.parts
        if kind == "not":
            return self._false(parts[0], case)
        if kind == "and":
            return self._all(parts, case, self._true)
        if kind == "or":
            return few([found for part in parts for found in self._true(part, case)])
        if kind in NEGATED:
            return holds(self, kind, parts[0], parts[1], case)
        if kind == "if":
            pairs = self._branches(term, case)
            return few([found for part, c in pairs for found in self._true(part, c)])
        if kind == "hysteresis":
            value, low, high = parts
            if not holds(self._past, ">", value, high, {}):
                return []
            return few([*holds(self, ">=", value, low, case), *holds(self, ">", value, high, case)])
        return self.narrow(term, LEAST, inf, case)

    def _false(self, term: Term, case: Case) -> list[Case]:
        """Returns the cases in which it is 0, below it or NaN."""
        if self._tired():
            return [case]
        kind, parts = term.kind, term.parts
        if kind == "not":
            return self._true(parts[0], case)
        if kind == "and":
            return few([found for part in parts for found in self._false(part, case)])
        if kind == "or":
            return self._all(parts, case, self._false)
        if kind in NEGATED:
            return fails(self, kind, parts[0], parts[1], case)
        if kind == "if":
            pairs = self._branches(term, case)
            return few([found for part, c in pairs for found in self._false(part, c)])
        if kind == "hysteresis":
            value, low, high = parts
            return few([*fails(self, ">=", value, low, case), *fails(self, ">", value, high, case)])
        return [*self.narrow(term, -inf, 0.0, case), *unseen(self, term, case)]

    def _all(self, parts: Iterable[Term], case: Case, meet: Callable[[Term, Case], list[Case]]) -> list[Case]:
        """Returns the cases in which all parts meet it; what a later one tells may narrow an earlier."""
        cases, before = [case], None
        for _ in range(_ROUNDS):
            for part in parts:
                cases = few([found for one in cases for found in meet(part, one)])
            if cases == before or not cases:
                break
            before = cases
        return cases

    def by_pose(self, terms: tuple[Term, ...], case: Case) -> list[Case]:
        """Returns the cases for each pose that a hand may hold, where the terms calculate with several."""
        if not self._poses:
            return []
        names = self._held.together(terms, lambda name: self.of_signal(name, case).high > 0)
        if not names or any(self.of_signal(name, case).low > 0 for name in names):
            return []
        none: dict[str | Term, Interval] = dict(case)
        none.update(dict.fromkeys(names, NO))
        return [none, *({**none, name: YES} for name in names)]

    # What it takes for a term to be within bounds.

    def narrow(self, term: Term, low: float, high: float, case: Case) -> list[Case]:
        """Returns the cases in which a term is a number within low..high."""
        if self._tired():
            return [case]
        by_pose = self.by_pose((term,), case)
        if by_pose:
            return few([found for c in by_pose for found in self.narrow(term, low, high, c)])
        found = self.range_of(term, case).within(low, high)
        if found.empty:
            return []
        if term.kind == "signal":
            return self._known_now(term.name, found, case)
        if remembers(term):
            return self._known_now(term, found, case)
        if term.kind in BACKWARDS:
            return BACKWARDS[term.kind](self, term, found, case)
        if term.kind == "if":
            low, high = found.low, found.high
            pairs = self._branches(term, case)
            return few([one for part, c in pairs for one in self.narrow(part, low, high, c)])
        if term.kind in ("and", "or", "not", "hysteresis", *NEGATED):
            if found.low > 0:
                return self._true(term, case)
            return self._false(term, case) if found.high <= 0 else [case]
        return [case]

    def narrow_all(self, wanted: Iterable[tuple[Term, float, float]], case: Case) -> list[Case]:
        """Returns the cases in which each term is within its bounds."""
        cases = [case]
        for term, low, high in wanted:
            cases = few([found for c in cases for found in self.narrow(term, low, high, c)])
        return cases

    def _seen_with(self, name: str, found: Interval) -> Sequence[str]:
        """What is 1 as well where a signal has such a value: a hand that is not seen has none."""
        signal = self._known.get(name)
        told = signal is not None and (signal.kind == "level" or found.low > 0)
        return _SEEN_WITH.get(name.split(".")[0], ()) if told and self._presence else ()

    def _known_now(self, key: str | Term, found: Interval, case: Case) -> list[Case]:
        if self._whole(key):
            low = ceil(found.low) if abs(found.low) != inf else found.low
            high = floor(found.high) if abs(found.high) != inf else found.high
            found = Interval(low, high)
            if found.empty:
                return []
        new = {**case, key: found}
        for present in self._seen_with(key, found) if isinstance(key, str) else ():
            if self.of_signal(present, case).high <= 0:
                return []
            new[present] = YES
        if isinstance(key, str) and found.low > 0 and self._poses:
            for other in self._held.instead_of(key):
                if self.of_signal(other, case).low > 0:
                    return []
                new[other] = NO
        return [new]
