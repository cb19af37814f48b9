"""Values of 14 bits and parameters, spelt as the control changes that MIDI has for them."""

from __future__ import annotations

from gesture2midi.events import Compound, ControlChange, ControlChange14

_DATA_MSB, _DATA_LSB = 6, 38
_NRPN_LSB, _NRPN_MSB = 98, 99
_RPN_LSB, _RPN_MSB = 100, 101
_NULL = 127


def controllers(message: Compound) -> tuple[ControlChange, ...]:
    """The control changes of a message, in sending order (MIDI 1.0 Detailed Specification 4.2).

    A 14-bit controller is its MSB, then its LSB on the controller 32 above. A parameter is selected,
    given its value, and put away again with the null parameter, so that a stray data entry changes nothing.
    """
    t, channel, value = message.t, message.channel, message.value
    if isinstance(message, ControlChange14):
        pairs = [(message.number, value >> 7), (message.number + 32, value & 0x7F)]
    else:
        msb, lsb = (_RPN_MSB, _RPN_LSB) if message.registered else (_NRPN_MSB, _NRPN_LSB)
        pairs = [(msb, message.number >> 7), (lsb, message.number & 0x7F)]
        if message.fine:
            pairs += [(_DATA_MSB, value >> 7), (_DATA_LSB, value & 0x7F)]
        else:
            pairs += [(_DATA_MSB, value)]
        pairs += [(_RPN_MSB, _NULL), (_RPN_LSB, _NULL)]
    return tuple(ControlChange(t, channel, number, seven) for number, seven in pairs)
