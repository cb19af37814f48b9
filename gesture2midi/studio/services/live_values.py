"""What the expressions of a mapping that is being written are worth at this moment."""

from __future__ import annotations

import math

from gesture2midi.engine.controls import Expression
from gesture2midi.engine.memories import at_first
from gesture2midi.engine.parts import Signals
from gesture2midi.errors import Mistake
from gesture2midi.gestures import signals as signal_table
from gesture2midi.mapping.controls.following import whole_range
from gesture2midi.mapping.editing.edit_field import Item
from gesture2midi.mapping.expression import parser
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.expression.variables import variables
from gesture2midi.mapping.load import Taught
from gesture2midi.mapping.voices import PLAYERS
from gesture2midi.mapping.yaml.document import Document, Plain


class LiveValues:
    """Reads the expressions of one text, with the names of its `let`."""

    def __init__(self, document: Document, taught: Taught) -> None:
        self._known, _ = variables(document.at(("let",)), Vocabulary(signal_table.full_names(taught)))
        self.names = (*self._known.signals, *self._known.own)

    def expression(self, item: Item, name: str) -> Expression | None:
        """What stands in a field of a control; None where that is no expression. Of voices, the first's."""
        value = item.fields.get(name)
        players = (
            PLAYERS.get(str(item.fields.get("voices", "right hand"))) if item.kind == "mpe_note" else None
        )
        known = players[0].vocabulary(self._known) if players else self._known
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            return None
        try:
            return parser.parse(str(value), known)
        except Mistake:
            return None


def now(read: Expression, signals: Signals) -> float:
    """Its value; NaN where it reads something that is unknown. What it remembers begins at this moment."""
    return at_first(read, {name: signals.get(name, math.nan) for name in read.signals})


def ends(item: Item, read: Expression | None) -> tuple[float, float]:
    """From which value to which a control follows what it reads."""
    given: Plain = item.fields.get("in")
    if isinstance(given, list) and len(given) == 2 and all(type(end) in (int, float) for end in given):
        return given[0], given[1]
    return whole_range(read) if read else (0.0, 1.0)
