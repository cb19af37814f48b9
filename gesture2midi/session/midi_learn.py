"""MIDI learn: what one control sends, alone, so that a DAW that is learning catches that one and no other."""

from __future__ import annotations

from gesture2midi.engine.controls import Control
from gesture2midi.events import Message, to_port


def pulse(control: Control, t: float, port: str = "") -> tuple[Message, ...]:
    """What a control sends to be learnt, from time t on; nothing where there is nothing to learn.

    A level goes from its one end to the other and then to its rest; a note (the lowest, or the first chord)
    sounds for `engine.controls.LEARN_LENGTH`; all else is sent once.

    port: the name of the port that the control plays on; see `engine.mapping.Mapping.ports`.
    """
    return tuple(to_port(message, port) for message in control.pulse(t))
