"""What a JACK client says twice: a server that comes too late loses single messages, and tells nobody.

A note-off is repeated in a later cycle, unless its key was struck again; the last value of a controller once
it has stood still. Both mean the same when they come twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

STILL = 0.2
"""Seconds after which a controller's value is its last."""
_CYCLES, _LEAST = 3, 0.02
"""Cycles of the server, and seconds, after which a note-off is repeated."""
_OFF, _ON, _CONTROL = 0x80, 0x90, 0xB0


class Repeats:
    """What has been written and is still to be repeated. It reads no clock.

    period: seconds of one cycle of the server. later: seconds after which a note-off is repeated.
    """

    def __init__(self, period: float) -> None:
        self.later = max(_CYCLES * period, _LEAST)
        self._waiting: dict[tuple[int, int], tuple[float, bytes]] = {}

    def note(self, data: Iterable[bytes], repeatable: Collection[bytes], t: float) -> None:
        """Take in what was written at t seconds; of controllers only `repeatable` ones come again."""
        for message in data:
            kind, channel = message[0] & 0xF0, message[0] & 0x0F
            if kind in (_OFF, _ON):
                about = _OFF | channel, message[1]
                self._waiting.pop(about, None)
                if kind == _OFF or not message[2]:
                    self._waiting[about] = t + self.later, message
            elif kind == _CONTROL:
                about = message[0], message[1]
                self._waiting.pop(about, None)
                if message in repeatable:
                    self._waiting[about] = t + STILL, message

    def next(self) -> float | None:
        """Returns when the next one is due, in seconds; None where nothing waits."""
        return min((due for due, _ in self._waiting.values()), default=None)

    def due(self, t: float) -> list[bytes]:
        """Returns what is to be written again by t seconds; it does not come a third time."""
        found = [(about, message) for about, (due, message) in self._waiting.items() if due <= t]
        for about, _ in found:
            del self._waiting[about]
        return [message for _, message in found]

    def ends(self) -> list[bytes]:
        """Returns the note-offs that still wait: nothing follows them, so they are not to be lost."""
        return [message for (status, _), (_, message) in self._waiting.items() if status & 0xF0 == _OFF]
