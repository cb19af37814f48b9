"""The kinds that follow one level, and the message that each makes of it."""

from __future__ import annotations

from gesture2midi import events
from gesture2midi.engine.controls import Bend, Cc, Cc14, Followed, Parameter, PolyPressure, Pressure
from gesture2midi.engine.follower import ControllerPart, Make
from gesture2midi.engine.interpolation import RatedPart

BEND = 8192
"""Half the range of a pitch bend; its top is one less."""


def controller(control: Followed) -> ControllerPart:
    """The part that plays a control of one level."""
    scale = BEND if isinstance(control, Bend) else 1
    low, high = control.out
    out = (low * scale, high * scale)
    part = RatedPart if control.level.rate else ControllerPart
    return part(control.level, control.when, out, control.rest * scale, message_of(control))


def message_of(control: Followed) -> Make:
    """Makes the message of a time and a value."""
    channel = control.channel
    match control:
        case Cc(number=number):
            return lambda t, value: events.ControlChange(t, channel, number, value)
        case Cc14(number=number):
            return lambda t, value: events.ControlChange14(t, channel, number, value)
        case Parameter(registered=registered, number=number, fine=fine):
            return lambda t, value: events.Parameter(t, channel, registered, number, value, fine)
        case Bend():
            return lambda t, value: events.PitchBend(t, channel, min(value, BEND - 1))
        case Pressure():
            return lambda t, value: events.Pressure(t, channel, value)
        case PolyPressure(note=note):
            return lambda t, value: events.PolyPressure(t, channel, note, value)
