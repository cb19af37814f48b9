"""The only one who knows what sounds and who started it; everything else sends through here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import ExitStack, suppress
from dataclasses import replace
from typing import Protocol

from gesture2midi.engine.message_order import urgent, within_frame
from gesture2midi.engine.rate_limiter import Flow
from gesture2midi.errors import OutputError
from gesture2midi.events import (
    ChannelMessage,
    ControlChange,
    ControlChange14,
    Message,
    Messages,
    NoteOff,
    NoteOn,
    Osc,
    Panic,
    Parameter,
    PitchBend,
    PolyPressure,
    Pressure,
    ProgramChange,
    SceneChange,
    SongPosition,
    SysEx,
    Transport,
)


class Sink(Protocol):
    """A device or file. One that fails (`OutputError` or OSError) is closed and dropped.

    It is never sent a `Panic`, and every note-on that it is sent is followed by its note-off.
    """

    @property
    def name(self) -> str: ...

    def send(self, messages: Messages) -> None: ...

    def close(self) -> None: ...


# What can be away from rest, sorted as it is put back: (kind, port, channel, note or controller).
_Place = tuple[int, str, int, int]
_NOTE, _BEND, _PRESSURE, _KEY_PRESSURE, _PEDAL = range(5)
_SUSTAIN = 64
PEDALS = (_SUSTAIN, 65, 66)
"""Controllers that stay on until they are let go: sustain, portamento and sostenuto."""
_ALL_SOUND_OFF, _RESET_CONTROLLERS, _ALL_NOTES_OFF = 120, 121, 123

_CROWD = 500
"""Messages of one frame that are sifted in less than half a millisecond."""

_COUNTED: dict[type[Message], str] = {
    NoteOn: "notes",
    ControlChange: "controllers",
    ControlChange14: "controllers",
    Parameter: "parameters",
    PitchBend: "bends",
    Pressure: "pressures",
    PolyPressure: "pressures",
    ProgramChange: "programs",
    Transport: "transport",
    SongPosition: "transport",
    SysEx: "sysex",
    Osc: "osc",
    SceneChange: "scenes",
}


class Outputs:
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
        self._owners: dict[_Place, set[str]] = {}
        self._displaced: set[_Place] = set()
        # What the batch on its way puts to rest; forgotten only when every sink has had it, or a
        # Ctrl-C in between would leave a note on for ever.
        self._ending: set[_Place] = set()
        self._channels: set[tuple[str, int]] = set()
        self._flow = Flow()
        self._counts: Counter[type[Message]] = Counter()

    @property
    def sinks(self) -> tuple[Sink, ...]:
        """Those that still play; may be asked from any thread."""
        return tuple(self._sinks)

    @property
    def names(self) -> tuple[str, ...]:
        """The sinks that still play."""
        return tuple(sink.name for sink in self._sinks)

    @property
    def sounding(self) -> tuple[tuple[int, int], ...]:
        """The notes that sound now on any port, as sorted (channel, note); may be asked from any thread."""
        return tuple(sorted({(channel, note) for _, _, channel, note in tuple(self._owners)}))

    @property
    def owners(self) -> frozenset[str]:
        """The controls that sound a note now."""
        return frozenset[str]().union(*self._owners.values())

    @property
    def counts(self) -> dict[str, int]:
        """How many messages of each sort were sent, by the sort's name: notes, controllers, bends ..."""
        found = dict.fromkeys(_COUNTED.values(), 0)
        for kind, name in _COUNTED.items():
            found[name] += self._counts[kind]
        return found

    def send(self, messages: Messages) -> None:
        """Send one frame's messages: programs, notes, bends, pressures, controllers, the rest."""
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
            ends = tuple(NoteOff(t, owner, channel, note, port) for _, port, channel, note in theirs)
            self.send(Messages(t, ends))

    def release_all(self, t: float) -> None:
        """End every note, centre the bends, let go of pressures and pedals."""
        if held := self._flow.free(t):
            self._hand_out(Messages(t, tuple(item for one in held for item in self._account(one))))
        places = {*self._owners, *self._displaced, *self._ending}
        if places:
            self._hand_out(Messages(t, tuple(_at_rest(place, t) for place in sorted(places))))
            self._owners.clear()
            self._displaced.clear()

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
        match message:
            case NoteOn(t, owner, channel, note, port=port):
                place = (_NOTE, port, channel, note)
                again = place in self._owners
                self._owners.setdefault(place, set()).add(owner)
                self._channels.add((port, channel))
                begins: list[Message] = [NoteOff(t, owner, channel, note, port)] if again else []
                if message.bend is not None:
                    self._displace((_BEND, port, channel, 0), message.bend)
                    begins.append(PitchBend(t, channel, message.bend, early=True, port=port))
                    message = replace(message, bend=None)
                return [*begins, message]
            case NoteOff(_, owner, channel, note, port):
                place = (_NOTE, port, channel, note)
                owners = self._owners.get(place)
                if owners is None or owner not in owners:
                    return []
                if len(owners) > 1:
                    owners.remove(owner)
                    return []
                self._ending.add(place)
                del self._owners[place]
            case PitchBend(_, channel, value, port=port):
                self._displace((_BEND, port, channel, 0), value)
            case Pressure(_, channel, value, port=port):
                self._displace((_PRESSURE, port, channel, 0), value)
            case PolyPressure(_, channel, note, value, port=port):
                self._displace((_KEY_PRESSURE, port, channel, note), value)
            case ControlChange(_, channel, number, value, port=port):
                self._channels.add((port, channel))
                if number in PEDALS:
                    self._displace((_PEDAL, port, channel, number), value)
            case ProgramChange() | ControlChange14() | Parameter():
                self._channels.add((message.port, message.channel))
            case Panic(t):
                return self._silence(t)
        return [message]

    def _displace(self, place: _Place, value: int) -> None:
        self._channels.add(place[1:3])
        if value:
            self._displaced.add(place)
        else:
            self._ending.add(place)
            self._displaced.discard(place)

    def _silence(self, t: float) -> list[Message]:
        """Note-offs for what sounds; then every channel used, since receivers may know of more."""
        self._ending |= {*self._owners, *self._displaced}
        batch: list[Message] = [_at_rest(place, t) for place in sorted(self._owners)]
        for port, channel in sorted(self._channels):
            for number in (_SUSTAIN, _ALL_NOTES_OFF, _ALL_SOUND_OFF, _RESET_CONTROLLERS):
                batch.append(ControlChange(t, channel, number, 0, port=port))
            batch.append(PitchBend(t, channel, 0, port=port))
        self._owners.clear()
        self._displaced.clear()
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
        self._counts.update(map(type, batch.items))

    def _drop(self, sink: Sink, error: Exception, t: float) -> None:
        self._on_problem(_sentence(sink, error))
        # It has failed once already: these note-offs are for a device that can still take them.
        places = {*self._owners, *self._displaced, *self._ending}
        with suppress(OutputError, OSError):
            sink.send(Messages(t, tuple(_at_rest(place, t) for place in sorted(places))))
        self._sinks.remove(sink)
        self._close(sink)

    def _close(self, sink: Sink) -> None:
        try:
            sink.close()
        except (OutputError, OSError) as error:
            self._on_problem(_sentence(sink, error))


def _at_rest(place: _Place, t: float) -> ChannelMessage:
    kind, port, channel, number = place
    if kind == _NOTE:
        return NoteOff(t, "outputs", channel, number, port)
    if kind == _BEND:
        return PitchBend(t, channel, 0, port=port)
    if kind == _PRESSURE:
        return Pressure(t, channel, 0, port=port)
    if kind == _KEY_PRESSURE:
        return PolyPressure(t, channel, number, 0, port)
    return ControlChange(t, channel, number, 0, port=port)


def _sentence(sink: Sink, error: Exception) -> str:
    if isinstance(error, OutputError):
        return str(error)
    return f"The output {sink.name} failed and is off: {error}"
