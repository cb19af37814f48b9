"""What the kinds share that do something once, each time their `when` becomes true."""

from __future__ import annotations

from functools import partial

from gesture2midi.engine.parts import Kept
from gesture2midi.engine.trigger_player import TriggerPart
from gesture2midi.events import Message, to_port
from gesture2midi.mapping.controls.answers import Bound, Player
from gesture2midi.mapping.controls.base import AnyControl, MidiControl
from gesture2midi.mapping.describe.expressions import Speaker
from gesture2midi.mapping.schema.fields import Formula


class Moment(AnyControl):
    """What the kinds share that do something once, each time `when` becomes true."""

    when: Formula

    @property
    def momentary(self) -> bool:
        return True

    def messages(self, t: float) -> tuple[Message, ...]:
        """Returns what it sends at time t."""
        return ()

    def done(self) -> str:
        """Returns what happens, as a clause."""
        raise NotImplementedError

    def sentence(self, speaker: Speaker) -> str:
        return f"when {speaker.clause(self.when.text)}, {self.done()}"

    def gesture(self, speaker: Speaker) -> str:
        return speaker.clause(self.when.text)

    def plays_while(self) -> list[str]:
        return [self.when.text]


class MidiMoment(Moment, MidiControl):
    """What the kinds share that send a MIDI message once, each time `when` becomes true."""

    def player(self, me: Bound) -> Player:
        when = me.when or self.when
        return lambda stage: [TriggerPart(when, partial(self.sent, stage.kept))]

    def sent(self, kept: Kept, t: float) -> tuple[Message, ...]:
        """Returns what it sends at time t, and takes it into what is kept."""
        messages = self.messages(t)
        kept.hear([to_port(message, self.port or "") for message in messages])
        return messages

    def pulse(self, me: Bound, t: float) -> tuple[Message, ...]:
        return self.messages(t)
