"""What a loop is played by."""

from __future__ import annotations

from dataclasses import dataclass

from gesture2midi.engine.controls import Expression

MOST_BARS = 64
"""Of four quarter notes."""


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """What a loop is played by.

    of: whose notes it records; None is everybody's. record, stop, undo, clear: what each must become true.
    bars: how long it is; 0 is as long as it is recorded, free of the beat.
    """

    owner: str
    of: tuple[str, ...] | None
    record: Expression
    stop: Expression | None
    undo: Expression | None
    clear: Expression | None
    when: Expression | None
    bars: int
