"""The only one who knows what sounds and who started it; everything else sends through here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Protocol

from gesture2midi.engine.message_order import urgent, within_frame
from gesture2midi.engine.messages import TABLE, Place, at_rest, channel_of, place_of
from gesture2midi.engine.metronome import CLICK
from gesture2midi.engine.rate_limiter import Flow
from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ControlChange,
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Panic,
    PitchBend,
    port_of,
)


class Sink(Protocol):
    """A device or file. One that fails (`OutputError` or OSError) is closed and dropped.

    It is never sent a `Panic`, and every note-on that it is sent is followed by its note-off.
    """

    @property
    def name(self) -> str: ...

    def send(self, messages: Messages) -> None: ...

    def close(self) -> None: ...


_MAIN = ""
_SUSTAIN, _ALL_SOUND_OFF, _RESET_CONTROLLERS, _ALL_NOTES_OFF = 64, 120, 121, 123

_CROWD = 500
"""Messages of one frame that are sifted in less than half a millisecond."""


class NoteLedger:
    """Hands every frame's messages to every sink and keeps account of what they leave sounding.

    A note ends when the last of its owners has released it. A note-on for a note that sounds
    strikes it again (off, then on). A note-off by someone who does not own the note is dropped.
    Calls come one at a time (`scheduler`). `close` may come at any time, after any failure and more than
    once; nothing sounds after it.

    Args:
        sinks: each gets every batch, in this order.
        on_problem: is called with one sentence when a sink has failed; the others play on.
    """

    def __init__(self, sinks: Iterable[Sink], on_problem: Callable[[str], None]) -> None:
        self._sinks = list(sinks)
        self._on_problem = on_problem
        self._owners: dict[Place, set[str]] = {}
        # What has to be put to rest, and how. What the batch on its way puts to rest is forgotten only when
        # every sink has had it, or a Ctrl-C in between would leave a note on for ever.
        self._away: dict[Place, Message] = {}
        self._ending: dict[Place, Message] = {}
        self._channels: set[tuple[str, int]] = set()
        self._flow = Flow()
        self._counts: Counter[type[Message]] = Counter()

    @property
    def sinks(self) -> tuple[Sink, ...]:
        """Those that still play; any thread may ask."""
        return tuple(self._sinks)

    @property
    def names(self) -> tuple[str, ...]:
        """The sinks that still play."""
        return tuple(sink.name for sink in self._sinks)

    @property
    def sounding(self) -> tuple[tuple[int, int], ...]:
        """The notes that sound now, but no clicks, as sorted (channel, note); any thread may ask."""
        away = tuple(self._away.values())
        ends = (item for item in away if isinstance(item, NoteOff) and item.port != CLICK)
        return tuple(sorted({(end.channel, end.note) for end in ends}))

    @property
    def owners(self) -> frozenset[str]:
        """The controls that sound a note now."""
        return frozenset[str]().union(*self._owners.values())

    @property
    def counts(self) -> dict[str, int]:
        """How many messages of each sort were sent, by the sort's name: notes, controllers, bends ..."""
        found = dict.fromkeys((row.counted for row in TABLE.values() if row.counted), 0)
        for kind, count in self._counts.items():
            if name := TABLE[kind].counted:
                found[name] += count
        return found

    def send(self, messages: Messages) -> None:
        """Send one frame's messages, in the order that `engine.messages.Order` tells."""
        ordered = within_frame(messages.items)
        if len(ordered) > _CROWD and (first := urgent(ordered)):
            # No note waits until so many values are sifted.
            self._pass_on(replace(messages, items=tuple(ordered[:first]), gestures=None))
            ordered = ordered[first:]
        self._pass_on(replace(messages, items=tuple(ordered)))

    def _pass_on(self, messages: Messages) -> None:
        sift = self._flow.whole if messages.gestures is None else self._flow.limit
        batch: list[Message] = []
        for message in sift(messages.items, messages.t):
            batch += self._account(message)
        self._hand_out(replace(messages, items=tuple(batch)))

    def release(self, owner: str, t: float) -> None:
        """End the notes of one owner (its hand was lost, its control has gone)."""
        theirs = sorted(place for place, owners in self._owners.items() if owner in owners)
        if theirs:
            rests = (self._away[place] for place in theirs)
            ends = (end for end in rests if isinstance(end, NoteOff))
            self.send(Messages(t, tuple(replace(end, t=t, owner=owner) for end in ends)))

    def release_all(self, t: float) -> None:
        """End every note, centre the bends, let go of pressures and pedals."""
        if held := self._flow.free(t):
            self._hand_out(Messages(t, tuple(item for one in held for item in self._account(one))))
        if ends := self._ends(t):
            self._hand_out(Messages(t, ends))
            self._owners.clear()
            self._away.clear()

    def exchange(self, old: Sink | None, new: Sink | None, t: float) -> None:
        """Put one output in another's place, once nothing sounds; None is none.

        The old one is closed, but if it has failed before, and so is gone already.
        """
        self.release_all(t)
        if old in self._sinks:
            self._sinks.remove(old)
            self._close(old)
        if new is not None:
            self._sinks.append(new)

    def panic(self, t: float) -> None:
        """Silence every channel used so far: note-offs, then pedal, channel mode and bend."""
        self.send(Messages(t, (Panic(t),)))

    def close(self, t: float) -> None:
        """Release everything and close every sink."""
        try:
            self.release_all(t)
        finally:
            with ExitStack() as stack:
                while self._sinks:
                    stack.callback(self._close, self._sinks.pop())

    def _account(self, message: Message) -> list[Message]:
        """What to send for this message, once the account of what sounds is up to date."""
        if (channel := channel_of(message)) is not None:
            self._channels.add((port_of(message) or _MAIN, channel))
        if isinstance(message, Panic):
            return self._silence(message.t)
        place, rest = place_of(message), at_rest(message, message.t)
        if place is None or rest is None:
            return [message]
        if isinstance(message, NoteOn):
            again = place in self._owners
            self._owners.setdefault(place, set()).add(message.owner)
            self._away[place] = rest
            begins: list[Message] = [rest] if again else []
            if message.bend is not None:
                begins += self._account(PitchBend(message.t, message.channel, message.bend, message.port))
                message = replace(message, bend=None)
            return [*begins, message]
        if isinstance(message, NoteOff):
            owners = self._owners.get(place, set())
            if message.owner not in owners:
                return []
            if len(owners) > 1:
                owners.remove(message.owner)
                return []
            del self._owners[place]
        if message == rest or isinstance(message, NoteOff):
            self._ending[place] = rest
            self._away.pop(place, None)
        else:
            self._away[place] = rest
        return [message]

    def _ends(self, t: float) -> tuple[Message, ...]:
        """What puts everything to rest."""
        ends = {**self._ending, **self._away}
        return tuple(within_frame(replace(ends[place], t=t) for place in sorted(ends)))

    def _silence(self, t: float) -> list[Message]:
        """End notes and lift pedals; then reset every channel used, since receivers may know of more."""
        self._ending |= self._away
        batch: list[Message] = [
            replace(end, t=t)
            for _, end in sorted(self._away.items(), key=lambda away: away[0])
            if isinstance(end, NoteOff) or (isinstance(end, ControlChange) and end.number != _SUSTAIN)
        ]
        for port, channel in sorted(self._channels):
            for number in (_SUSTAIN, _ALL_NOTES_OFF, _ALL_SOUND_OFF, _RESET_CONTROLLERS):
                batch.append(ControlChange(t, channel, number, 0, port=port))
            batch.append(PitchBend(t, channel, 0, port=port))
        self._owners.clear()
        self._away.clear()
        return batch

    def _hand_out(self, batch: Messages) -> None:
        fault: Exception | None = None
        for sink in tuple(self._sinks):
            try:
                sink.send(batch)
            except (OutputError, OSError) as error:
                self._drop(sink, error, batch.t)
            except Exception as error:
                fault = error
        # A fault of ours ends the show, but not before every sink has had its note-offs.
        if fault is not None:
            raise fault
        self._ending.clear()
        self._counts.update(type(item) for item in batch.items if port_of(item) != CLICK)

    def _drop(self, sink: Sink, error: Exception, t: float) -> None:
        self._on_problem(_sentence(sink, error))
        # It has failed once already: these note-offs are for a device that can still take them.
        with suppress(OutputError, OSError):
            sink.send(Messages(t, self._ends(t)))
        self._sinks.remove(sink)
        self._close(sink)

    def _close(self, sink: Sink) -> None:
        try:
            sink.close()
        except (OutputError, OSError) as error:
            self._on_problem(_sentence(sink, error))


def _sentence(sink: Sink, error: Exception) -> str:
    if isinstance(error, OutputError):
        return str(error)
    return f"The output {sink.name} failed and is off: {error}"
