"""What a control is given by its file, and what it answers about itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from gesture2midi.engine.controls import Expression, Tuned
from gesture2midi.engine.parts import Part, Stage
from gesture2midi.mapping.expression.names import BUILT_IN, Vocabulary
from gesture2midi.music.keyboard import Temperament

Player: TypeAlias = Callable[[Stage], Sequence[Part]]
"""Makes the parts that play one control."""


@dataclass(frozen=True, slots=True)
class Bound:
    """What a control is given by its file.

    when: its `when` and `mute` as one. known: what its expressions may read.
    tuning: of the file that it names; tuned: where that puts its notes.
    programs: by channel, with which its file begins.
    """

    id: str
    when: Expression | None
    known: Vocabulary = BUILT_IN
    tuning: Temperament | None = None
    tuned: Tuned | None = None
    programs: Mapping[int, int] = field(default_factory=dict)


class Warned(NamedTuple):
    """A warning: the field that it is about ("" for the whole control), what is odd, and what to do."""

    field: str
    message: str
    hint: str


class Gate(NamedTuple):
    """What must be true, or become true, for a control to play.

    field: where it is written. read: the expressions, one for each of its voices. known: what each reads.
    held: whether it plays as long as that is true.
    """

    field: str
    read: Sequence[Expression]
    known: Sequence[Vocabulary]
    held: bool = False


class Choice(NamedTuple):
    """What an expression has to be for something of it to be heard.

    field: where it is written. read, known: the expression, and what it reads. low, high: what counts of it,
    both ends included; beyond them it stands still, or where `counted`, nothing has that number.
    """

    field: str
    read: Expression
    known: Vocabulary
    low: float
    high: float
    counted: bool = False
    instead: str = ""
    """What to write where it stands still; else another `in`."""


def nobody(stage: Stage) -> Sequence[Part]:
    """Returns the parts of a control that sends nothing: none."""
    return ()
