"""A loop of what other controls play: recorded, played again and again, layer over layer.

Whole notes are kept, each with its end, so that none hangs whatever happens to the loop. Places in it are
quarter notes of the beat, or seconds where it is free of it. No clock is read: the same frames give the same
loop.
"""

from __future__ import annotations

import math
from bisect import bisect_left, insort
from collections.abc import Iterator, Sequence

from gesture2midi.engine.beat import QUARTERS, Beat
from gesture2midi.engine.lookahead import Ahead
from gesture2midi.engine.loop import MOST_BARS, Loop
from gesture2midi.engine.loop_state import LoopNote, Progress, State
from gesture2midi.engine.parts import Signals
from gesture2midi.engine.trigger_player import Edge
from gesture2midi.events import Message, NoteOff, NoteOn, to_port

MOST_NOTES = 4096
"""Of all layers; what comes after that is played and not kept."""
MOST_LAYERS = 32
"""More are one with the last."""
SHORTEST = 0.25
"""Seconds: a loop that is closed sooner than this was none."""
_SHORT = 0.05
"""Seconds, or quarter notes, that a note sounds at least whose end is not heard."""
_EARLY = 0.25
"""Quarter notes: what is played so short before the end of a count-in belongs to the loop."""
_SAME = 1e-9
OWNER = " loop"
"""What the owner of a loop's own notes ends in, which no loop records."""


class LoopPart:
    """Records and plays one loop. `hear` is told what all others have said in the frame."""

    def __init__(self, loop: Loop, beat: Beat, members: Sequence[int] = ()) -> None:
        """members: the channels of MPE voices, whose bends a loop does not have."""
        self._it, self._beat, self._members = loop, beat, frozenset(members)
        actions = ((loop.record, self._record), (loop.stop, self._pause), (loop.undo, self._undo))
        self._actions = tuple(
            (read, Edge(), act) for read, act in (*actions, (loop.clear, self._clear)) if read is not None
        )
        self._ahead: dict[tuple[str, int], Ahead] = {}
        self._last = -math.inf
        self._layers: list[list[LoopNote]] = []
        self._order: list[LoopNote] = []
        self._length = math.inf
        self.state = State.EMPTY
        self._empty()

    @property
    def layers(self) -> int:
        """How many there are to undo."""
        return len(self._layers)

    @property
    def notes(self) -> int:
        """How many notes it keeps."""
        return sum(map(len, self._layers))

    def progress(self, t: float) -> Progress:
        """What it does at a time."""
        done = (self._place(t) - self._origin) / self._length
        waits = self.state is State.RECORDING and done < 0
        part = 0.0 if self.state is State.EMPTY else max(0.0, done) % 1
        return Progress(self._it.owner, self.state, waits, self._it.bars, self.layers, part)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        place = self._place(t)
        if place < self._last - _SAME and self.state is not State.EMPTY:
            self._set_back(place, t, out)
        self._last = place
        if self.state is State.RECORDING and place >= self._origin + self._length:
            self._finish(State.PLAYING)
        plays = self._it.when is None or self._it.when.value(signals) > 0
        for read, edge, act in self._actions:
            if edge.rises(read.value(signals) > 0) and plays:
                act(t, out)
        if plays:
            self._play(t, out)
        else:
            self._hush(t, out)

    def hear(self, out: Sequence[Message]) -> None:
        """Record what this frame says."""
        if self.state not in (State.RECORDING, State.OVERDUBBING):
            return
        for message in out:
            if isinstance(message, NoteOn) and self._is_of(message):
                self._begin(message)
            elif isinstance(message, NoteOff):
                self._end(message)

    def stop(self, t: float, out: list[Message]) -> None:
        self._hush(t, out)
        self._break_off(State.PLAYING)

    def silence(self) -> None:
        for ahead in self._ahead.values():
            ahead.forget()
        self._break_off(State.STOPPED)

    def _break_off(self, state: State) -> None:
        """A first recording that is broken off is none; what there is already stays."""
        if self.state is State.RECORDING:
            self._empty()
        elif self.state is State.OVERDUBBING or (self.state is State.PLAYING and state is State.STOPPED):
            self._finish(state)

    # What the player does.

    def _record(self, t: float, out: list[Message]) -> None:
        match self.state:
            case State.EMPTY:
                self._begin_recording(t)
            case State.RECORDING if not self._it.bars:
                self._length = min(self._length, t - self._origin)
                if self._length < SHORTEST:
                    self._empty()
                else:
                    self._cursor = t
                    self._finish(State.PLAYING)
            case State.PLAYING:
                if len(self._layers) < MOST_LAYERS:
                    self._layers.append([])
                self.state = State.OVERDUBBING
            case State.OVERDUBBING:
                self._finish(State.PLAYING)
            case State.STOPPED:
                self._resume(t)

    def _pause(self, t: float, out: list[Message]) -> None:
        if self.state is State.STOPPED:
            self._resume(t)
            return
        self._hush(t, out)
        self._break_off(State.STOPPED)

    def _undo(self, t: float, out: list[Message]) -> None:
        if self.state is State.OVERDUBBING:
            self._finish(State.PLAYING)
        self._hush(t, out)
        if len(self._layers) > 1:
            self._layers.pop()
            self._sort()
        else:
            self._empty()

    def _clear(self, t: float, out: list[Message]) -> None:
        self._hush(t, out)
        self._empty()

    # Where it is.

    def _place(self, t: float) -> float:
        return self._beat.beat(t) if self._it.bars else t

    def _time(self, place: float) -> float:
        return self._beat.time(place) if self._it.bars else place

    def _begin_recording(self, t: float) -> None:
        if self._it.bars:
            # What comes before the bar line is its end.
            self._origin, self._length = float(self._beat.bar_line(t)), float(self._it.bars * QUARTERS)
            if self._beat.count_in:
                self._beat.counted = self._origin
        else:
            self._origin = t
            self._length = self._beat.time(float(QUARTERS * MOST_BARS)) - self._beat.time(0.0)
        self._cursor = self._origin + self._length
        self._layers = [[]]
        self.state = State.RECORDING

    def _empty(self) -> None:
        self._layers, self._order = [], []
        self._open: dict[tuple[str, str, int, int], LoopNote] = {}
        self._origin, self._length, self._cursor = 0.0, math.inf, math.inf
        self.state = State.EMPTY

    def _finish(self, state: State) -> None:
        """End the layer that is recorded."""
        for note in self._open.values():
            if note.lasts == math.inf:
                note.lasts = max(self._last - note.born, _SHORT)
        self._open.clear()
        for note in self._layers[-1]:
            note.start = (note.born - self._origin) % self._length
        self._layers[-1][:] = [note for note in self._layers[-1] if note.lasts > 0]
        self._sort()
        self.state = state

    def _sort(self) -> None:
        self._order = sorted((note for layer in self._layers for note in layer), key=_start)

    def _resume(self, t: float) -> None:
        """Go on: in its bar, or from its beginning where it is free."""
        self._cursor = self._place(t)
        if not self._it.bars:
            self._origin = t
            for note in self._order:
                note.born = -math.inf
        self.state = State.PLAYING

    def _set_back(self, place: float, t: float, out: list[Message]) -> None:
        """The clock of the beat has gone back, or begins anew."""
        self._hush(t, out)
        self._break_off(State.PLAYING)
        self._cursor = place

    # What it hears.

    def _is_of(self, message: NoteOn) -> bool:
        owner, whose = message.owner, self._it.of
        if owner.endswith(OWNER) or message.channel in self._members:
            return False
        return whose is None or any(owner == name or owner.endswith(f"/{name}") for name in whose)

    def _begin(self, message: NoteOn) -> None:
        key = message.owner, message.port, message.channel, message.note
        born = self._place(message.t)
        if self._it.bars and self._beat.counted == self._origin and born < self._origin - _EARLY:
            return
        if (before := self._open.pop(key, None)) is not None:
            before.lasts = min(before.lasts, born - before.born)
        if self.notes < MOST_NOTES:
            start = (born - self._origin) % self._length
            note = LoopNote(start, born, math.inf, *key[1:], message.velocity)
            self._open[key] = note
            self._layers[-1].append(note)
            insort(self._order, note, key=_start)

    def _end(self, message: NoteOff) -> None:
        note = self._open.get((message.owner, message.port, message.channel, message.note))
        if note is not None:
            note.lasts = min(note.lasts, self._place(message.t) - note.born)

    # What it says.

    def _play(self, t: float, out: list[Message]) -> None:
        """Say all that begins until the next frame."""
        until = self._place(max(t, self._beat.until))
        if self.state in (State.EMPTY, State.STOPPED) or until <= self._cursor:
            return
        begin = max(self._cursor, self._last)  # what frames came too late for is passed over
        for at, note in self._due(begin, until):
            end = self._time(at + min(note.lasts, self._length))
            said: list[Message] = []
            self._on(note.port, note.channel).strike(
                t, max(t, self._time(at)), note.note, note.velocity, said, end
            )
            out += [to_port(message, note.port) for message in said]
        self._cursor = until

    def _due(self, begin: float, until: float) -> Iterator[tuple[float, LoopNote]]:
        """The notes whose turn comes from one place until before another, in order."""
        rounds = math.floor((begin - self._origin) / self._length)
        first = begin - self._origin - rounds * self._length
        i = bisect_left(self._order, first - _SAME, key=_start)
        while self._order:
            if i == len(self._order):
                i, rounds = 0, rounds + 1
            note = self._order[i]
            at = self._origin + rounds * self._length + note.start
            if at >= until:
                return
            # What is only just recorded is not to be heard again at once.
            if at >= begin and note.lasts > 0 and at - note.born > self._length / 2:
                yield at, note
            i += 1

    def _on(self, port: str, channel: int) -> Ahead:
        key = port, channel
        if key not in self._ahead:
            self._ahead[key] = Ahead(f"{self._it.owner}{OWNER}", channel)
        return self._ahead[key]

    def _hush(self, t: float, out: list[Message]) -> None:
        """End what it sounds."""
        for (port, _), ahead in self._ahead.items():
            said: list[Message] = []
            ahead.call_off(t, said)
            out += [to_port(message, port) for message in said]


def _start(note: LoopNote) -> float:
    return note.start
