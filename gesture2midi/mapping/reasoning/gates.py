"""Gates that nothing opens, or nothing closes, and what two notes do to each other whose gates are open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import isfinite, nan
from random import Random

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.hysteresis import Step
from gesture2midi.engine.memories import Memories
from gesture2midi.gestures import signals
from gesture2midi.mapping.controls.answers import Choice, Gate, Warned
from gesture2midi.mapping.controls.base import Known
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.expression.parser import constant, level_as_moment
from gesture2midi.mapping.reasoning.case import Case
from gesture2midi.mapping.reasoning.intervals import Interval
from gesture2midi.mapping.reasoning.reasoner import Reasoner
from gesture2midi.mapping.reasoning.terms import Term, Terms
from gesture2midi.music.spelling import note_name

_NEVER = {
    "gate": "nothing can open this gate",
    "hit": "nothing can sound this",
    "retrigger": "nothing can strike this again",
    "tempo": "nothing can tap this",
    "next": "nothing can step this on",
    "previous": "nothing can step this back",
}
_BECOMES = "only what becomes true sets it off, such as `right.strike`"
_WAYS = (("hit", "back"), ("next", "previous"))
"""Fields that step on, and back."""
_ONE_POSE = "a hand holds one pose at a time"
_UNSEEN = "a hand that is not seen has no place, no pose and no hits"
_HARDLY = 0.01
"""A share of what an expression can be; as where `right.y * 127` is to be a controller's value."""
_EVEN = frozenset({"signal", "number", "+", "-", "*", "/", "negative", "scale"})
_TRIES = 12
"""Places that are tried to find one where two notes sound together."""
_FREE = 1e300

# What the shape of a hand decides hangs together in ways that no interval tells.
_SHAPES = ("open", "pinch", "curl", "spread", "confidence", "thumb", "index", "middle", "ring", "pinky")
_KINDS = {signal.name: signal.kind for signal in (*signals.HAND, *signals.POSES, *signals.HITS)}


class GateChecks:
    """What is told of the gates of one mapping."""

    def __init__(self) -> None:
        self._terms = Terms()
        self._reasoners: dict[
            tuple[int, bool], tuple[Vocabulary | Mapping[str, signals.Signal], Reasoner]
        ] = {}

    def alone(self, control: Known) -> Iterator[Warned]:
        """Yields what keeps one control from ever playing, or from ever being silent."""
        kind, me = control
        if me.when is not None and constant(me.when) is not None and not (constant(me.when) or 0.0) > 0:
            return  # it is meant to be silent
        if kind.when is not None:
            when = Gate("when", [kind.when], [me.known], held=not kind.momentary)
            if warned := self._gate(when, None if kind.mute is None else me.when, control):
                yield warned
                return
        for gate in kind.gates(me):
            if warned := self._gate(gate, me.when, control):
                yield warned
        yield from self._same_way({gate.field: gate for gate in kind.gates(me)})
        told = map(self._beyond, kind.choices(me))
        yield from dict.fromkeys(warned for warned in told if warned is not None)

    def together(self, one: Known, other: Known) -> str:
        """Returns the key that two controls can hold at once on one channel; "" for none."""
        if one.me.tuned is not None or other.me.tuned is not None:
            return ""
        keys, pick = one.kind.held_keys(one.me)
        others, other_pick = other.kind.held_keys(other.me)
        if not {key for step in keys for key in step} & {key for step in others for key in step}:
            return ""
        gates = [(gate, known.me) for known in (one, other) for gate in known.kind.gates(known.me)]
        held = [(gate.read[0], me) for gate, me in gates if gate.field == "gate"]
        held += [(known.me.when, known.me) for known in (one, other) if known.me.when is not None]
        picks = [
            expression for expression in (pick, other_pick) if expression and constant(expression) is None
        ]
        # What each hand chooses for itself may meet, and is hardly meant to.
        if len(picks) == 1 or len({choice.signals for choice in picks}) > 1:
            return ""
        read = [expression for expression, _ in held] + picks
        if not _apart(frozenset[str]().union(*(expression.signals for expression in read))):
            return ""
        terms = [self._terms.of(expression, me.known) for expression, me in held]
        for case in self._reasoner(one.me.known).cases(*terms):
            for found in self._places(read, case, one.me.known):
                if all(expression.value(found) > 0 for expression, _ in held):
                    sounding = set(_step(keys, pick, found)) & set(_step(others, other_pick, found))
                    if sounding:
                        return note_name(min(sounding), None)
        return ""

    def _gate(self, gate: Gate, when: Expression | None, control: Known) -> Warned | None:
        """What is wrong with a gate. when: besides it, what must be true."""
        me = control.me
        if all(constant(read) is not None for read in gate.read):
            shut = not any((constant(read) or 0.0) > 0 for read in gate.read)
            if shut:
                said = _NEVER.get(gate.field, "this is never true")
                return Warned(gate.field, said, "a number above 0 is true")
            if gate.field == "gate" or gate.held:
                return None
            return Warned(gate.field, "this is always true", _BECOMES)
        if not gate.held and (level := next((read.level for read in gate.read if read.level), "")):
            return Warned(gate.field, *level_as_moment(f"`{gate.field}`", level))
        terms = [self._terms.of(read, known) for read, known in zip(gate.read, gate.known, strict=True)]
        known = gate.known[0]
        never = self._never(terms, known)
        if never is None and when is not None:
            joined = [Term("and", (term, self._terms.of(when, me.known))) for term in terms]
            never = self._never(joined, known)
            if never is not None and gate.field != "when":
                never = f"with its `{'mute' if control.kind.when is None else 'when'}`, {never}"
        if never is not None:
            return Warned(gate.field, _NEVER.get(gate.field, "this is never true") + f": {never}", "")
        return self._always(gate, terms)

    def _same_way(self, gates: Mapping[str, Gate]) -> Iterator[Warned]:
        """What is wrong with a step back that is set off by what steps on."""
        for on, back in _WAYS:
            if on in gates and back in gates:
                one, other = (self._terms.of(gates[way].read[0], gates[way].known[0]) for way in (on, back))
                if one == other:
                    message = f"this is what `{on}` is, so it never steps back"
                    yield Warned(back, message, "write what the other hand does, or another gesture")

    def _never(self, terms: Sequence[Term], known: Vocabulary) -> str | None:
        """Why none of the terms is ever true, if so."""
        reasoner = self._reasoner(known)
        if not all(reasoner.never(term) for term in terms):
            return None
        term = terms[0]
        if not Reasoner(known.signals, poses=False).never(term):
            return _ONE_POSE
        if not Reasoner(known.signals, presence=False).never(term):
            return _UNSEEN
        names = sorted(_signals(term))
        for name in names:
            signal = known.signals.get(name) or signals.of_no_hand(name)
            free = replace(signal, low=-_FREE, high=_FREE) if signal else None
            if free and not Reasoner({**known.signals, name: free}, presence=False).never(term):
                return f"`{name}` goes from {signal.low:g} to {signal.high:g}" if signal else None
        if len(names) == 1:
            return f"no value of `{names[0]}` is all of that"
        return "what it asks for is never true at once"

    def _beyond(self, choice: Choice) -> Warned | None:
        """What is wrong with an expression that always lies beyond what counts of it."""
        term = self._terms.of(choice.read, choice.known)
        low, high, _ = found = self._reasoner(choice.known).bounds(term)
        if found.empty:
            return None
        if choice.counted:
            if low < choice.high + 0.5 and high >= choice.low - 0.5:
                return None
            what = f"the number {low:g}" if low == high else "such a number"
            return Warned(choice.field, f"nothing has {what}; there are 0 to {choice.high:g}", "")
        followed = f"between {choice.low:g} and {choice.high:g}"
        if low < choice.high and high > choice.low:
            counts, wide = choice.high - choice.low, high - low
            if counts > _HARDLY * wide or not isfinite(wide) or not _evenly(term):
                return None
            share = f"{counts / wide:.1%}"
            message = f"only {share} of this lies {followed}; all else is sent as one of the two ends"
            ends = f"write `in: [{low:g}, {high:g}]`, or take the factor out"
            return Warned(choice.field, message, choice.instead or ends)
        message = f"nothing of this lies {followed}, so the same is sent all the time"
        ends = f"`in: [{low:g}, {high:g}]`" if isfinite(high - low) and low < high else "another `in`"
        return Warned(choice.field, message, choice.instead or f"write {ends}")

    def _always(self, gate: Gate, terms: Sequence[Term]) -> Warned | None:
        if all(self._reasoner(known).always(term) for term, known in zip(terms, gate.known, strict=True)):
            if gate.field == "gate":
                return Warned("gate", "nothing can close this gate", "it is always true")
            if gate.held:
                return Warned(gate.field, "this is always true", "take it out, or write what is not")
            return Warned(gate.field, "this is always true", _BECOMES)
        if gate.field != "gate":
            return None
        if all(self._reasoner(k, seen=True).always(term) for term, k in zip(terms, gate.known, strict=True)):
            hint = "write `present`, such as `right.present`, if that is meant"
            return Warned("gate", "nothing closes this gate while the hand is seen", hint)
        return None

    def _reasoner(self, known: Vocabulary, *, seen: bool = False) -> Reasoner:
        key = id(known.signals), seen
        if key not in self._reasoners:
            self._reasoners[key] = known, Reasoner(known.signals, seen=seen)
        return self._reasoners[key][1]

    def _places(
        self, read: Sequence[Expression], case: Case, known: Vocabulary
    ) -> Iterator[Mapping[str, float]]:
        """Signals in the intervals of a case, as they are after some frames of them."""
        names = sorted(frozenset[str]().union(*(expression.signals for expression in read)))
        memories = tuple(dict.fromkeys(memory for expression in read for memory in expression.memories))
        reasoner, dice = self._reasoner(known), Random(0)
        always = {name: _finite(reasoner.of_signal(name, {})) for name in names}
        bounds = {name: _finite(reasoner.of_signal(name, case)) for name in names}
        for place in range(_TRIES):
            share = [(0.5, 0.0, 1.0)[place] if place < 3 else dice.random() for _ in names]
            found = {
                name: _at(name, bound, part)
                for (name, bound), part in zip(bounds.items(), share, strict=True)
            }
            # A hysteresis that is still on has been above its upper end before.
            far = {name: _at(name, bound, 1.0) if bound.nan else 0.0 for name, bound in always.items()}
            begun = Memories(memories)
            begun.update(0.0, {name: nan if bound.nan else 0.0 for name, bound in always.items()})
            begun.update(1.0, far)
            begun.update(2.0, found)
            yield begun.update(60.0, found)


def _finite(bound: Interval) -> Interval:
    low = bound.low if isfinite(bound.low) else min(-1.0, bound.high)
    return Interval(low, bound.high if isfinite(bound.high) else max(1.0, low), bound.nan)


def _at(name: str, bound: Interval, share: float) -> float:
    """A value of a signal so far along its interval; one that is on or off is only on where it must be."""
    if name.partition(".")[2] in _POSE_NAMES or name.endswith((".present", ".running")):
        return bound.high if bound.low > 0 else bound.low
    return bound.low + share * (bound.high - bound.low)


_POSE_NAMES = frozenset(signal.name for signal in signals.POSES)


def _step(
    keys: Sequence[Sequence[int]], pick: Expression | None, found: Mapping[str, float]
) -> Sequence[int]:
    """The keys that a control holds there."""
    step = 0 if pick is None else Step(len(keys), 0.0).update(pick.value(found))
    return keys[step] if step >= 0 else ()


def _signals(term: Term) -> set[str]:
    found = {term.name} if term.kind == "signal" else set()
    return found.union(*map(_signals, term.parts))


def _evenly(term: Term) -> bool:
    """Whether it goes from end to end without a step that may be meant."""
    return term.kind in _EVEN and all(map(_evenly, term.parts))


def _apart(names: frozenset[str]) -> bool:
    """Whether signals can be any values together, as far as their intervals say."""
    hands = {name.partition(".")[0] for name in names} & signals.SEEN
    if len(hands) > 1 and hands & {"any", "hands"}:
        return False  # `any` is one of the two, and what both make together hangs on both
    for hand in hands:
        own = {name.partition(".")[2] for name in names if name.startswith(f"{hand}.")}
        shapes = {"pose" if _KINDS.get(name) == "pose" else name for name in own if _is_shape(name)}
        if len(shapes) > 1:
            return False
    return True


def _is_shape(name: str) -> bool:
    """Whether the shape of a hand decides it; that the hand is there goes with every shape."""
    return name != "present" and (_KINDS.get(name, "pose") != "level" or name.split(".")[0] in _SHAPES)
