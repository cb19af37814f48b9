"""MIDI learn: what one control sends, alone, so that a DAW that is learning catches that one and no other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gesture2midi.engine.controls import Control
from gesture2midi.errors import UsageError
from gesture2midi.events import Message, to_port
from gesture2midi.session.session import Moment, Session


class MidiLearn:
    """Sends what one control sends, between what hands play. Any thread may ask.

    Args:
        tell: told in a sentence which control is to be learnt.
    """

    def __init__(self, session: Session, tell: Callable[[str], None]) -> None:
        self._session = session
        self._tell = tell
        self._asked: list[Callable[[float], tuple[Message, ...]]] = []
        self._pulses: list[Message] = []
        self._last = ""  # the control that `next` took
        session.watchers.append(self._send)

    def learn(self, control: Control) -> None:
        """Send what a control of the mapping that is played sends.

        Raises:
            UsageError: it has nothing to learn.
        """
        if not pulse(control, 0.0):
            raise UsageError(f"The control {control.id!r} sends nothing that can be learnt.")
        port = self._session.mapping.ports.get(control.id, "")
        self._session.ask(lambda: self._asked.append(lambda t: pulse(control, t, port)))

    def next(self) -> None:
        """Send what the next control sends, and tell which that is; after the last the first."""
        mapping = self._session.mapping
        controls = {control.id: control for control in mapping.everything if pulse(control, 0.0)}
        if not controls:
            self._tell(f"The mapping {mapping.name} has nothing to learn: it sends neither MIDI nor OSC.")
            return
        names = list(controls)
        place = (names.index(self._last) + 1) % len(names) if self._last in names else 0
        self._last = names[place]
        self.learn(controls[self._last])
        self._tell(f"To learn: {self._last} ({place + 1} of {len(names)}).")

    def _send(self, moment: Moment) -> None:
        """Send what is due of what is to be learnt."""
        t = moment.hands.t
        self._pulses += (message for begin in self._asked for message in begin(t))
        self._asked.clear()
        due = [message for message in self._pulses if message.t <= t]
        if due:
            self._pulses = [message for message in self._pulses if message.t > t]
            self._session.send(replace(message, t=t) for message in due)


def pulse(control: Control, t: float, port: str = "") -> tuple[Message, ...]:
    """Returns what a control sends to be learnt, from time t on; nothing where there is nothing to learn.

    A level goes from its one end to the other and then to its rest; a note (the lowest, or the first chord)
    sounds for `engine.controls.LEARN_LENGTH`; all else is sent once.

    port: the name of the port that the control plays on; see `engine.mapping.Mapping.ports`.
    """
    return tuple(to_port(message, port) for message in control.pulse(t))
