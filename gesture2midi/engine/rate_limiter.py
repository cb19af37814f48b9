"""How fast one controller may be: no receiver is busy with values that are out of date when it has read them.

Notes, programs, pedals and what is a part of something larger (bank select, RPN) are never held back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from gesture2midi.events import (
    ControlChange,
    ControlChange14,
    Message,
    NoteOn,
    Panic,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
)

GAP = 1 / 200
"""Seconds between two values of one controller, at the least."""

Level: TypeAlias = ControlChange | ControlChange14 | Parameter | PitchBend | Pressure | PolyPressure
_LEVELS = (ControlChange, ControlChange14, Parameter, PitchBend, Pressure, PolyPressure)
_Key: TypeAlias = tuple[object, ...]

# Bank select, data entry, the pedals, RPN and NRPN, the channel modes: each of these counts.
_EACH_COUNTS = frozenset((0, 32, 6, 38, *range(64, 70), *range(96, 102), *range(120, 128)))


class Flow:
    """Passes on what may go now; of what may not, keeps the newest value until its time has come."""

    def __init__(self) -> None:
        self._last: dict[_Key, float] = {}
        self._held: dict[_Key, Level] = {}

    def limit(self, items: Iterable[Message], t: float) -> list[Message]:
        """What of a frame's messages, and of those held before, goes now.

        items: in sending order. A note takes with it what its channel holds, so that none begins out of tune.
        """
        passed: list[Message] = []
        for item in items:
            if isinstance(item, _LEVELS):
                key = _key(item)
                if key is None:
                    passed.append(item)
                elif getattr(item, "early", False) or self._may(key, t):
                    self._held.pop(key, None)
                    self._last[key] = t
                    passed.append(item)
                else:
                    self._held[key] = item
                continue
            if self._held:
                if isinstance(item, NoteOn):
                    passed += self._free(t, self._beside(item))
                elif isinstance(item, Panic):
                    self._held.clear()
            passed.append(item)
        if self._held:
            passed += self._free(t, [key for key in self._held if self._may(key, t)])
        return passed

    def _beside(self, note: NoteOn) -> list[_Key]:
        """What is held of the channel that a note begins on."""
        about = note.port, note.channel
        return [key for key, held in self._held.items() if (held.port, held.channel) == about]

    def whole(self, items: Sequence[Message], t: float) -> list[Message]:
        """All of these, and what is held besides: they are no frame's, and there may be none after them."""
        for item in items:
            if isinstance(item, _LEVELS) and (key := _key(item)) is not None:
                self._held.pop(key, None)
                self._last[key] = t
        return [*self.free(t), *items]

    def free(self, t: float) -> list[Message]:
        """All that is held: no frame may follow that would take it along."""
        return self._free(t, list(self._held))

    def _may(self, key: _Key, t: float) -> bool:
        last = self._last.get(key)
        # Times of a take are rounded to a millionth.
        return last is None or not 0 <= t - last < GAP - 1e-5

    def _free(self, t: float, keys: list[_Key]) -> list[Message]:
        for key in keys:
            self._last[key] = t
        return [replace(self._held.pop(key), t=t) for key in keys]


def _key(item: Level) -> _Key | None:
    """What a newer value takes the place of; None where each value counts."""
    match item:
        case ControlChange(channel=channel, number=number):
            return None if number in _EACH_COUNTS else (item.port, ControlChange, channel, number)
        case ControlChange14(channel=channel, number=number):
            return (item.port, ControlChange14, channel, number)
        case Parameter(channel=channel, registered=registered, number=number):
            return (item.port, Parameter, channel, registered, number)
        case PolyPressure(channel=channel, note=note):
            return (item.port, PolyPressure, channel, note)
    return (item.port, type(item), item.channel)
