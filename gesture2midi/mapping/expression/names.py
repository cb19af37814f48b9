"""What the expressions of a mapping may read: signals, and names that stand for something else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from gesture2midi.engine.controls import Expression
from gesture2midi.gestures import signals as signal_table

Own: TypeAlias = Mapping[str, str | Expression]
"""Names of a mapping's own (from `let`, or a voice's `hand.y`), and the signal or expression behind each."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """signals: by full name, those of `gestures.signals` and of what the player taught. own: besides them."""

    signals: Mapping[str, signal_table.Signal]
    own: Own = field(default_factory=dict)

    def and_own(self, more: Own) -> Vocabulary:
        return replace(self, own={**self.own, **more})


BUILT_IN = Vocabulary(signal_table.full_names())
