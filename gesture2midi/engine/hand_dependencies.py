"""Which hand a note hangs on: the one whose signals start it and hold it; and what no hand tells."""

from __future__ import annotations

import math
from collections.abc import Iterable

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.mapping import Mapping
from gesture2midi.events import SIDES, Side
from gesture2midi.gestures.signals import SEEN, from_outside


def readers(mapping: Mapping) -> dict[str, frozenset[Side]]:
    """Owner of each note -> the hands that its gate or hit, and its control's `when`, read."""
    return {
        owner: _read(expressions)
        for control in mapping.everything
        for owner, expressions in control.owners.items()
    }


def unheard(mapping: Mapping) -> dict[str, float]:
    """The signals that a mapping reads and that come from outside, as they are until somebody tells them."""
    outside = {name: from_outside(name) for name in mapping.signals if name.split(".")[0] not in SEEN}
    return {name: 0.0 if signal and signal.kind == "flag" else math.nan for name, signal in outside.items()}


def _read(expressions: Iterable[Expression | None]) -> frozenset[Side]:
    names = {name for expression in expressions if expression for name in expression.signals}
    # `any` and `hands` may be either.
    return frozenset(side for name in names for side in SIDES if name.split(".")[0] in (side, "any", "hands"))
