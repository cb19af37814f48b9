"""Which poses a hand does not hold at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from gesture2midi.gestures import signals
from gesture2midi.mapping.reasoning.terms import Term

_BUILT_IN = frozenset(signal.name for signal in signals.POSES)
_ARITHMETIC = frozenset({"+", "-", "*", "/", "negative", "abs", "min", "max", "scale", "clamp"})
_MOST = 12
"""Poses of one question; of more, each is taken for itself."""


class HeldPoses:
    """Knows the poses of hands, and that a hand holds one at a time.

    known: the signals of hands by full name.
    """

    def __init__(self, known: Mapping[str, signals.Signal]) -> None:
        self._known = known
        self._read: dict[Term, frozenset[str]] = {}

    def instead_of(self, name: str) -> list[str]:
        """Returns the poses that a hand does not hold while it holds this one; none where it is no pose."""
        group = self._group(name)
        if group is None:
            return []
        hand, built_in = group
        if built_in:
            return [f"{hand}.{other}" for other in _BUILT_IN if f"{hand}.{other}" != name]
        return [other for other in self._known if other != name and self._group(other) == group]

    def together(self, terms: Iterable[Term], possible: Callable[[str], bool]) -> list[str]:
        """Returns poses of one hand that the terms calculate with, of which the hand holds one at most.

        possible: whether the hand may hold a pose. Fewer than two tell nothing: then none is returned.
        """
        groups: dict[tuple[str, bool], list[str]] = {}
        for name in sorted(frozenset().union(*map(self._names, terms))):
            group = self._group(name)
            if group is not None and possible(name):
                groups.setdefault(group, []).append(name)
        return next((names for names in groups.values() if 1 < len(names) <= _MOST), [])

    def _group(self, name: str) -> tuple[str, bool] | None:
        """The hand and whether it is a built-in pose.

        A taught pose may look like a built-in one, but not like another that is taught.
        """
        hand, _, pose = name.partition(".")
        signal = self._known.get(name)
        if hand not in signals.HAND_NAMES or signal is None or signal.kind != "pose":
            return None
        return hand, pose in _BUILT_IN

    def _names(self, term: Term) -> frozenset[str]:
        """The signals that are calculated with, not compared or remembered."""
        if term.kind == "signal":
            return frozenset({term.name})
        if term.kind not in _ARITHMETIC:
            return frozenset()
        found = self._read.get(term)
        if found is None:
            found = self._read[term] = frozenset().union(*map(self._names, term.parts))
        return found
