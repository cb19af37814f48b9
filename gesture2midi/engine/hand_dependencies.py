"""Which hand a note hangs on: the one whose signals start it and hold it; and what no hand tells."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.mapping import Mapping
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.signals import OF_HANDS, PARTS, of_no_hand


def readers(mapping: Mapping) -> dict[str, frozenset[Side]]:
    """Owner of each note -> the hands that its gate or hit, and its control's `when`, read."""
    return {
        owner: _read(expressions)
        for control in mapping.everything
        for owner, expressions in control.owners.items()
    }


def families(mapping: Mapping) -> frozenset[str]:
    """What the names of the signals begin with on which the notes hang: `left`, `face`, `clock` ..."""
    expressions = (
        expression
        for control in mapping.everything
        for found in control.owners.values()
        for expression in found
        if expression
    )
    return frozenset(name.split(".")[0] for expression in expressions for name in expression.signals)


def unheard(mapping: Mapping) -> dict[str, float]:
    """The signals that a mapping reads and that no hand tells, as they are until somebody tells them.

    Of a face or body that it reads all are told, for a note that reads one hangs on `face.present`, too.
    """
    read = {name for name in mapping.signals if name.split(".")[0] not in OF_HANDS}
    named = {name.split(".")[0] for name in read}
    for part, signals in PARTS.items():
        if part in named:
            read |= {signal.name for signal in signals}
    outside = {name: of_no_hand(name) for name in read}
    return {
        name: math.nan if signal is None or signal.kind == "level" else 0.0
        for name, signal in outside.items()
    }


def _read(expressions: Iterable[Expression | None]) -> frozenset[Side]:
    names = {name for expression in expressions if expression for name in expression.signals}
    # `any` and `hands` may be either.
    return frozenset(side for name in names for side in SIDES if name.split(".")[0] in (side, "any", "hands"))
