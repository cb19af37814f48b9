"""What other programs say by MIDI: a clock, controllers, keys, and which scene they want.

RtMidi keeps what comes until it is read, once a frame, so that its threads never wait for Python. Of the time
it tells only the seconds between two messages: by the event's own stamp on ALSA and CoreMIDI, in whole
milliseconds on Windows, and on JACK by the cycle that brought it: all messages of a period come at once.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from math import inf, sqrt

from gesture2midi.errors import OutputError
from gesture2midi.io.midi.clock import Clock, signals
from gesture2midi.io.midi.ports import Opened, open_existing, open_virtual

_CC = tuple(f"midi.cc.{number}" for number in range(128))
_NOTE = tuple(f"midi.note.{number}" for number in range(128))
_SIZES = {0x80: 3, 0x90: 3, 0xB0: 3, 0xC0: 2, 0xF2: 3, 0xF8: 1, 0xFA: 1, 0xFB: 1, 0xFC: 1}
_SILENCING = (120, 123)  # controllers: all sound off, all notes off


class Ear:
    """Understands messages one by one, and tells how things stand. It reads no clock.

    on_program: told each program change, 0..127.
    ignored: messages that are broken or mean nothing here.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.on_program: Callable[[int], None] = lambda number: None
        self.ignored = 0
        self._values: dict[str, float] = {}
        self._held: set[tuple[int, int]] = set()
        self._struck: set[int] = set()
        self._ended: set[int] = set()

    def hear(self, t: float, message: Sequence[int]) -> None:
        """One message, from its status byte on, that came at t seconds."""
        status = message[0] if message else 0
        kind = status if status >= 0xF0 else status & 0xF0
        if len(message) != _SIZES.get(kind) or any(byte > 0x7F for byte in message[1:]):
            self.ignored += 1
        elif kind == 0xF8:
            self.clock.pulse(t)
        elif kind == 0xFA:
            self.clock.transport("start")
        elif kind == 0xFB:
            self.clock.transport("continue")
        elif kind == 0xFC:
            self.clock.transport("stop")
        elif kind == 0xF2:
            self.clock.locate(message[1] | message[2] << 7)
        elif kind == 0xC0:
            self.on_program(message[1])
        elif kind == 0xB0:
            self._control(status & 0x0F, message[1], message[2])
        else:
            self._key(status & 0x0F, message[1], message[2] if kind == 0x90 else 0)

    def signals(self, t: float) -> dict[str, float]:
        """All that there is to tell at t; controllers and keys from their first message on."""
        told = self._values | signals(self.clock.at(t))
        for note in self._ended:
            self._values[_NOTE[note]] = 0.0
        self._struck.clear()
        self._ended.clear()
        return told

    def _control(self, channel: int, number: int, value: int) -> None:
        self._values[_CC[number]] = value / 127
        if number in _SILENCING:
            for _, note in [key for key in self._held if key[0] == channel]:
                self._key(channel, note, 0)

    def _key(self, channel: int, note: int, velocity: int) -> None:
        """One that goes down and up again between two frames is held for the first of them."""
        if velocity:
            self._held.add((channel, note))
            self._struck.add(note)
            self._ended.discard(note)
            self._values[_NOTE[note]] = velocity / 127
            self._values["midi.note"] = float(note)
            return
        self._held.discard((channel, note))
        if any(held == note for _, held in self._held):
            return
        if note in self._struck:
            self._ended.add(note)
        elif _NOTE[note] in self._values:
            self._values[_NOTE[note]] = 0.0


class MidiIn:
    """An open MIDI input, read by whoever calls `hear`.

    clock: seconds, growing; that by which `hear` is asked.
    """

    def __init__(self, port: Opened, clock: Callable[[], float] = time.perf_counter) -> None:
        self.name = port.name
        period = port.watch.period if port.watch is not None else 0.0
        # What is heard once a period is late by anything up to one.
        self.ear = Ear(Clock(max(0.0005, period / sqrt(12))))
        self._port: Opened | None = port
        self._now = clock
        self._came = 0.0  # the newest message, in seconds after the first
        self._origin = _Origin()

    def hear(self, at: float) -> dict[str, float]:
        """The signals of all that has come, as they are at this time."""
        self.read()
        return self.ear.signals(at - self._origin.value)

    def close(self) -> None:
        port, self._port = self._port, None
        if port is not None:
            port.close()

    def read(self) -> None:
        """Take in what has come."""
        if self._port is None:
            return
        take = self._port.device.get_message
        event = take()
        if event is None:
            return
        while event is not None:
            message, after = event
            self._came += after
            self.ear.hear(self._came, message)
            event = take()
        self._origin.see(self._now() - self._came)


class Inlet:
    """Where a MIDI input is plugged in. What was heard by the one before counts no more, nor what it held.

    on_program: told each program change, whichever input it comes by.
    """

    def __init__(self, on_program: Callable[[int], None]) -> None:
        self._on_program = on_program
        self._midi: MidiIn | None = None

    def plug(self, midi: MidiIn | None) -> MidiIn | None:
        """Hear this one, or none; gives the one before, which is still to be closed."""
        before, self._midi = self._midi, midi
        if before is not None:
            before.read()  # a program that came with its last messages counts
        if midi is not None:
            midi.ear.on_program = self._on_program
        return before

    def hear(self, at: float) -> dict[str, float]:
        """The signals at this time; none where nothing is plugged in."""
        return self._midi.hear(at) if self._midi is not None else {}

    def close(self) -> None:
        midi, self._midi = self._midi, None
        if midi is not None:
            midi.close()


def is_wanted(asked: bool | None, port: str | None, otherwise: bool) -> bool:
    """Whether to listen at all: as the player says, else where a port is named, and `otherwise`."""
    return bool(port or otherwise) if asked is None else asked


def open_input(
    asked: bool | None, port: str | None, otherwise: bool, say: Callable[[str], None]
) -> MidiIn | None:
    """What listens to MIDI, if it is wanted, and is there.

    asked, port, otherwise: see `is_wanted`; `port` is an existing one, None for our own.
    say: told which it is, or why it cannot be had, unless nobody asked for it.

    Raises:
        UsageError: no port, or more than one, is meant by this name.
    """
    if not is_wanted(asked, port, otherwise):
        return None
    try:
        heard = MidiIn(open_virtual("in") if port is None else open_existing("in", port))
    except OutputError as error:
        if asked or port:
            say(str(error))
        return None
    say(f"Listening to the MIDI port {heard.name}: clock, controllers, keys, and programs for scenes.")
    return heard


class _Origin:
    """When the first message came: the least of what each reading makes of it, for a message has always come
    some time before it is read. Old readings are forgotten, because two clocks never agree for long."""

    _KEPT = 64  # readings, and at most twice as many

    def __init__(self) -> None:
        self.value = self._least = self._before = inf
        self._count = 0

    def see(self, origin: float) -> None:
        self._least = min(self._least, origin)
        self.value = min(self._least, self._before)
        self._count += 1
        if self._count == self._KEPT:
            self._before, self._least, self._count = self._least, inf, 0
