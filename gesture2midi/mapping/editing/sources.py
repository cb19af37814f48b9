"""What a control reads, as a hand and something of it: `right.y`, `left.fist`, `right.pinch > 0.6`.

Whatever else stands in a field is a formula of the player's own, and is left alone here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from gesture2midi.gestures.signals import BOTH, HAND, HAND_NAMES, HITS, POSES, Signal, full_names
from gesture2midi.mapping.yaml.document import Plain

Role: TypeAlias = Literal["level", "condition", "hit"]
"""What a field wants: a value that moves, something that is so or not, or an instant."""

HANDS = (*HAND_NAMES, "hands")
ROLES: dict[str, Role] = {
    "pitch": "level",
    "pick": "level",
    "from": "level",
    "gate": "condition",
    "when": "condition",
    "hit": "hit",
    "back": "hit",
    "record": "condition",
    "next": "condition",
    "previous": "condition",
}
"""The fields that are asked as questions, in the order of asking."""
_SIMPLE = re.compile(r"(left|right|any|hands)\.([a-z][a-z0-9_]*(?:\.[a-z]+)?)(?:\s*>=?\s*(\d*\.?\d+))?")
_USUAL = 0.6
"""Of its range, above which a level counts as so."""


@dataclass(frozen=True, slots=True)
class Source:
    """hand: one of `HANDS`. signal: without its hand. over: the threshold of a condition, or None."""

    hand: str
    signal: str
    over: float | None = None

    @property
    def name(self) -> str:
        """Its full name, as a mapping reads it."""
        return f"{self.hand}.{self.signal}"


def read_source(value: Plain, taught: Iterable[Signal] = ()) -> Source | None:
    """Returns what a field reads, where that is one signal; None for anything else."""
    found = _SIMPLE.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or f"{found[1]}.{found[2]}" not in full_names(taught):
        return None
    return Source(found[1], found[2], float(found[3]) if found[3] else None)


def write_source(source: Source) -> str:
    """Returns the source as a mapping has it; `read_source` reads it again."""
    return source.name if source.over is None else f"{source.name} > {source.over:g}"


def offered(role: Role, hand: str, taught: Iterable[Signal] = ()) -> list[Signal]:
    """Returns what can be asked of a hand in this role, the most usual first."""
    table = BOTH if hand == "hands" else (*HAND, *POSES, *HITS, *taught)
    kinds = {"level": ("level",), "condition": ("pose", "flag", "level", "hit"), "hit": ("hit",)}[role]
    found = [signal for signal in table if signal.kind in kinds]
    if role == "condition":
        found = [signal for signal in found if signal.kind != "level" or signal.name in _HELD]
    return sorted(found, key=lambda signal: (_rank(signal.name), kinds.index(signal.kind)))


_HELD = (
    "pinch",
    "pinch.middle",
    "pinch.ring",
    "pinch.pinky",
    "open",
    "spread",
    "depth",
    "y",
    "x",
    "distance",
)
_FIRST = (
    "y",
    "x",
    "depth",
    "pinch",
    "fist",
    "open_hand",
    "open",
    "roll",
    "spread",
    "speed",
    "strike",
    "point",
)


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)


def chosen(role: Role, hand: str, signal: Signal) -> Source:
    """Returns the source for a choice; a level gets the threshold that a condition needs."""
    if role != "condition" or signal.kind != "level":
        return Source(hand, signal.name)
    return Source(hand, signal.name, round(signal.low + _USUAL * (signal.high - signal.low), 2))


def of_hand(source: Source, hand: str, role: Role, taught: Iterable[Signal] = ()) -> Source:
    """Returns the same of another hand; where that has no such signal, the first that it has."""
    there = offered(role, hand, taught)
    if source.signal in {signal.name for signal in there}:
        return Source(hand, source.signal, source.over)
    return chosen(role, hand, there[0])
