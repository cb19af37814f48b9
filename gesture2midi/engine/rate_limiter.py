"""How fast one controller may be: no receiver is busy with values that are out of date when it has read them.

Notes, programs, pedals and what is a part of something larger (bank select, RPN) are never held back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gesture2midi.engine.messages import TABLE, Order, Place, channel_of, order_of, place_of
from gesture2midi.events import Message, NoteOn, Panic, port_of

GAP = 1 / 200
"""Seconds between two values of one controller, at the least."""


class Flow:
    """Passes on what may go now; of what may not, keeps the newest value until its time has come."""

    def __init__(self) -> None:
        self._last: dict[Place, float] = {}
        self._held: dict[Place, Message] = {}

    def limit(self, items: Sequence[Message], t: float) -> list[Message]:
        """What of a frame's messages, and of those held before, goes now.

        items: in sending order. A note takes with it what its channel holds, so that none begins out of tune.
        """
        passed: list[Message] = []
        ahead = {(item.port, item.channel) for item in items if isinstance(item, NoteOn)}
        for item in items:
            key = _key(item)
            if key is not None:
                if _waits_for_note(item, ahead):
                    self._held.pop(key, None)  # so that the newest stands where it is said
                    self._held[key] = item
                elif self._may(key, t):
                    self._held.pop(key, None)
                    self._last[key] = t
                    passed.append(item)
                else:
                    self._held[key] = item
                continue
            if isinstance(item, NoteOn):
                ahead.discard((item.port, item.channel))
                if self._held:
                    passed += self._free(t, self._beside(item))
            elif isinstance(item, Panic):
                self._held.clear()
            passed.append(item)
        if self._held:
            passed += self._free(t, [key for key in self._held if self._may(key, t)])
        return passed

    def _beside(self, note: NoteOn) -> list[Place]:
        """What is held of the channel that a note begins on."""
        about = note.port, note.channel
        return [key for key, held in self._held.items() if (port_of(held), channel_of(held)) == about]

    def whole(self, items: Sequence[Message], t: float) -> list[Message]:
        """All of these, and what is held besides: they are no frame's, and there may be none after them."""
        for item in items:
            if (key := _key(item)) is not None:
                self._held.pop(key, None)
                self._last[key] = t
        return [*self.free(t), *items]

    def free(self, t: float) -> list[Message]:
        """All that is held: no frame may follow that would take it along."""
        return self._free(t, list(self._held))

    def _may(self, key: Place, t: float) -> bool:
        last = self._last.get(key)
        # Times of a take are rounded to a millionth.
        return last is None or not 0 <= t - last < GAP - 1e-5

    def _free(self, t: float, keys: list[Place]) -> list[Message]:
        for key in keys:
            self._last[key] = t
        return [replace(self._held.pop(key), t=t) for key in keys]


def _key(item: Message) -> Place | None:
    """What a newer value takes the place of; None where each value counts."""
    return place_of(item) if TABLE[type(item)].limited(item) else None


def _waits_for_note(item: Message, ahead: set[tuple[str, int]]) -> bool:
    """Whether it goes with the note that begins on its channel; what a scene lists goes where it stands."""
    if not ahead or item.listed or not Order.PORTAMENTO <= order_of(item) <= Order.MIX:
        return False
    return (port_of(item), channel_of(item)) in ahead
