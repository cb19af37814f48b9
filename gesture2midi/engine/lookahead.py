"""Notes said ahead of their time: whatever happens to them, each that begins also ends."""

from __future__ import annotations

import math

from gesture2midi.events import RELEASE, Message, NoteOff, NoteOn

_SAME_TIME = 1e-6  # seconds


class Ahead:
    """The notes of one control that are to come, or sound.

    A note-off at the time of its frame calls off what is still to come of its note (`scheduler`), so
    `call_off` ends everything, whether or not it has begun. Of one note, beginnings and ends take turns.
    """

    __slots__ = ("_channel", "_owner", "_spans", "release")

    def __init__(self, owner: str, channel: int) -> None:
        self._owner = owner
        self._channel = channel
        self.release = RELEASE
        """The velocity of the note-offs that are said next, 0..127."""
        self._spans: dict[int, tuple[float, float]] = {}  # by note; the end is infinite while it is held

    def strike(
        self, t: float, at: float, note: int, velocity: int, out: list[Message], end: float = math.inf
    ) -> None:
        """A note from `at` to `end`, said at the frame's time t. One that still sounds is struck again."""
        begin, before = self._spans.get(note, (-math.inf, -math.inf))
        if before - at > _SAME_TIME:
            # An end that was said already comes too late, and is called off with what it ends.
            out.append(self._off(t if begin <= t and before < math.inf else at, note))
        else:
            at = max(at, before)
        end = max(at, end)
        out.append(NoteOn(at, self._owner, self._channel, note, velocity))
        if end < math.inf:
            out.append(self._off(end, note))
        self._spans[note] = at, end

    def end(self, t: float, at: float, out: list[Message]) -> None:
        """End at `at` what is held. What would begin only then is called off at the frame's time t."""
        for note, (begin, end) in self._spans.items():
            if end == math.inf:
                when = t if begin >= at else at
                out.append(self._off(when, note))
                self._spans[note] = begin, when

    def call_off(self, t: float, out: list[Message]) -> None:
        """End what sounds at the frame's time t, and let nothing follow."""
        for note, (_, end) in self._spans.items():
            if end > t:
                out.append(self._off(t, note))
        self._spans.clear()

    def forget(self) -> None:
        """Everything was silenced from outside."""
        self._spans.clear()

    def _off(self, t: float, note: int) -> NoteOff:
        return NoteOff(t, self._owner, self._channel, note, velocity=self.release)
