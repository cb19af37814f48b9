"""The lower zone of MPE: which member channel a voice gets, and how receivers are told of the zone.

MIDI Polyphonic Expression 1.1 (MIDI Association, 2022): channel 1 is the manager, the members follow from 2.
"""

from __future__ import annotations

from dataclasses import dataclass

from gesture2midi.events import Message, Parameter

MANAGER = 1
_CONFIGURATION, _BEND_RANGE = 6, 0  # registered parameters


@dataclass(frozen=True, slots=True)
class Zone:
    """Where MPE voices play: so many member channels from 2 on; bend_range in semitones each way."""

    members: int
    bend_range: int

    @property
    def channels(self) -> range:
        return range(2, 2 + self.members)


def set_up(zone: Zone, t: float) -> list[Message]:
    """The MPE Configuration Message (RPN 6 on the manager), then each member's bend range (RPN 0).

    One member's range would do for an MPE receiver; others hear each channel by itself.
    """
    said: list[Message] = [Parameter(t, MANAGER, True, _CONFIGURATION, zone.members, False)]
    for channel in zone.channels:
        said.append(Parameter(t, channel, True, _BEND_RANGE, zone.bend_range, False))
    return said


class Members:
    """Hands out member channels: a free one, least recently used, so that a note that dies away is not bent.

    Only where all of them sound is one shared, again the least recently used.
    """

    __slots__ = ("_order", "_sounding")

    def __init__(self, zone: Zone) -> None:
        self._order = list(zone.channels)
        self._sounding = dict.fromkeys(zone.channels, 0)

    def take(self) -> int:
        """A channel for a voice that begins."""
        channel = min(self._order, key=self._sounding.__getitem__)
        self._touch(channel)
        self._sounding[channel] += 1
        return channel

    def give_back(self, channel: int) -> None:
        """The voice on this channel has ended."""
        self._touch(channel)
        self._sounding[channel] -= 1

    def _touch(self, channel: int) -> None:
        self._order.remove(channel)
        self._order.append(channel)
