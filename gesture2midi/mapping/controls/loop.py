"""`send: loop`: what other controls play, recorded and played again and again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator, WithJsonSchema

from gesture2midi.engine.loop import MOST_BARS, Loop
from gesture2midi.engine.loop_player import LoopPart
from gesture2midi.errors import Mistake, listed
from gesture2midi.mapping.controls.answers import Bound, Gate, Player
from gesture2midi.mapping.controls.base import AnyControl
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.schema.fields import Id, Trigger
from gesture2midi.mapping.schema.parsers import read_as_list
from gesture2midi.music.scales import Scale


def read_bars(value: object) -> int:
    """`free` is 0."""
    if value == "free":
        return 0
    if type(value) is not int or not 1 <= value <= MOST_BARS:
        raise Mistake()
    return value


Bars = Annotated[
    int,
    PlainValidator(read_bars),
    WithJsonSchema({"anyOf": [{"const": "free"}, {"type": "integer", "minimum": 1, "maximum": MOST_BARS}]}),
    Field(description=f"1 to {MOST_BARS} bars of four beats, or `free`"),
]
Of = Annotated[
    list[Id],
    BeforeValidator(read_as_list),
    WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}),
    Field(min_length=1, max_length=32, description="the id of a control such as `lead`, or a list of them"),
]


class LoopControl(AnyControl):
    order = 40
    names_controls = "of"

    send: Literal["loop"]
    of: Of | None = None
    record: Trigger
    bars: Bars = Field("free", validate_default=True)
    stop: Trigger | None = None
    undo: Trigger | None = None
    clear: Trigger | None = None

    def player(self, me: Bound) -> Player:
        of = None if self.of is None else tuple(self.of)
        loop = Loop(me.id, of, self.record, self.stop, self.undo, self.clear, me.when, self.bars)
        return lambda stage: [LoopPart(loop, stage.beat, stage.zone.channels if stage.zone else ())]

    def gates(self, me: Bound) -> Iterator[Gate]:
        for field in ("record", "stop", "undo", "clear"):
            read = getattr(self, field)
            if read is not None:
                yield Gate(field, [read], [me.known])

    def target_name(self, key: Scale | None) -> str:
        long = f"of {self.bars} bar{'s' * (self.bars > 1)}" if self.bars else "free of the beat"
        return f"loop {long}"

    def sentence(self, speaker: Speaker) -> str:
        what = (
            f"what {listed(self.of, 'and')} play{'s' * (len(self.of) == 1)}" if self.of else "what all play"
        )
        said = f"each time {speaker.clause(self.record.text)}, it records {what}"
        said += ", then plays it again and again, then records more over it, in turn"
        ends = [
            (self.stop, "it stops or goes on"),
            (self.undo, "the last layer is taken away"),
            (self.clear, "all are"),
        ]
        for read, done in ends:
            said += f"; when {speaker.clause(read.text)}, {done}" if read is not None else ""
        return f"{said} ({self.target_name(None)})"

    def gesture(self, speaker: Speaker) -> str:
        return speaker.clause(self.record.text)

    def plays_while(self) -> list[str]:
        return [self.record.text]
