"""What the kinds share that gestures step through: on with one, back with another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator
from typing_extensions import Self

from gesture2midi.engine.controls import Stepping
from gesture2midi.errors import Mistake
from gesture2midi.mapping.controls.answers import Bound, Gate
from gesture2midi.mapping.controls.base import AnyControl
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.schema.fields import Trigger

STEPS = ("next", "previous", "at_end")


class Stepped(AnyControl):
    """What steps through a list, where `next` or `previous` is there."""

    next: Trigger | None = None
    previous: Trigger | None = None
    at_end: Annotated[Literal["wrap", "stop"], Field(description="wrap or stop")] = "wrap"

    @property
    def steps_on(self) -> bool:
        """Whether it is stepped through, and not just one thing."""
        return self.next is not None or self.previous is not None

    def stepping(self, me: Bound) -> Stepping:
        """Returns what steps it."""
        return Stepping(self.next, self.previous, self.at_end == "wrap", me.when)

    def gates(self, me: Bound) -> Iterator[Gate]:
        for name, way in (("next", self.next), ("previous", self.previous)):
            if way is not None:
                yield Gate(name, [way], [me.known])

    def stepped_by(self, speaker: Speaker) -> str:
        """Returns in words what steps it, with a comma before."""
        said = f", one on each time {speaker.clause(self.next.text)}" if self.next else ""
        said += f", one back each time {speaker.clause(self.previous.text)}" if self.previous else ""
        return said + (", and stops at the ends" if self.at_end == "stop" else "")

    def steps_while(self) -> list[str]:
        """Returns the expressions that step it."""
        return [way.text for way in (self.next, self.previous) if way is not None]

    def step_gesture(self, speaker: Speaker) -> str:
        """Returns shortly what steps it."""
        said = [f"on when {speaker.clause(self.next.text)}"] if self.next else []
        said += [f"back when {speaker.clause(self.previous.text)}"] if self.previous else []
        return ", ".join(said)


class SteppedMoment(Stepped):
    """What does one thing each time `when` becomes true, or is stepped through."""

    @model_validator(mode="after")
    def _has_its_moment(self) -> Self:
        if not self.steps_on and self.when is None:
            raise Mistake(f"this {self.kind()} control needs `when`")
        return self

    @property
    def momentary(self) -> bool:
        return not self.steps_on

    def done(self) -> str:
        """Returns what happens when `when` becomes true, as a clause."""
        raise NotImplementedError

    def steps_through(self) -> str:
        """Returns what happens with the steps, as a clause."""
        raise NotImplementedError

    def sentence(self, speaker: Speaker) -> str:
        if self.when is None or self.steps_on:
            return f"{self.steps_through()}{self.stepped_by(speaker)}"
        return f"when {speaker.clause(self.when.text)}, {self.done()}"

    def gesture(self, speaker: Speaker) -> str:
        if self.when is None or self.steps_on:
            return self.step_gesture(speaker)
        return speaker.clause(self.when.text)

    def plays_while(self) -> list[str]:
        return [*self.steps_while(), *([self.when.text] if self.when else [])]

    def played_by(self) -> list[str]:
        return self.steps_while() or self.plays_while()
