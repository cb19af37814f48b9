"""Notes of a tuning: each is bent into tune as it begins, on a channel of its own where several sound.

On a synth that knows the MIDI Tuning Standard (MIDI 1.0, 4.2 addendum: Universal Real Time SysEx, 08 02) the
tuning is sent once instead, as a program of its channel.
"""

from __future__ import annotations

import math
from dataclasses import replace

from gesture2midi.engine.controls import Tuned
from gesture2midi.engine.easing import Easing, EasyPart
from gesture2midi.engine.follower import BEND
from gesture2midi.engine.mpe_zone import Members
from gesture2midi.engine.parts import Part, Signals
from gesture2midi.events import Message, NoteOff, NoteOn, Parameter, SysEx

BEND_RANGE = 2
"""Semitones each way on a single channel; a note is bent by half of one."""

_BEND_RANGE, _TUNING_PROGRAM = 0, 3  # registered parameters
_AT_ONCE = 32  # notes of one message
_FINEST = 1 << 14  # steps of a semitone
_NO_CHANGE = 128 * _FINEST - 1


class TunedPart:
    """Plays a part whose notes are called as `Tuned.pitches` has them, and tunes what it says."""

    def __init__(self, part: Part, tuned: Tuned, members: Members | None, bend_range: int) -> None:
        """members: of the MPE zone, where each note has a channel. bend_range: semitones of those."""
        self._part = part
        self._tuned = tuned
        self._members = members if tuned.by == "mpe" else None
        self._units = BEND / (bend_range if tuned.by == "mpe" else BEND_RANGE)
        self._channels: dict[int, int] = {}
        self._held: set[int] = set()

    def ease(self, easing: Easing) -> None:
        if isinstance(self._part, EasyPart):
            self._part.ease(easing)

    def update(self, t: float, signals: Signals, out: list[Message]) -> None:
        said: list[Message] = []
        self._part.update(t, signals, said)
        out += [self._in_tune(message) for message in said]

    def stop(self, t: float, out: list[Message]) -> None:
        said: list[Message] = []
        self._part.stop(t, said)
        out += [self._in_tune(message) for message in said]

    def silence(self) -> None:
        self._part.silence()
        for note in tuple(self._held):
            self._end(note)

    def _in_tune(self, message: Message) -> Message:
        if isinstance(message, NoteOn):
            note, key = message.note, self._tuned.keys[message.note]
            if self._tuned.by == "mts":
                return replace(message, note=key)
            self._end(note)
            channel = message.channel
            if self._members is not None:
                channel = self._channels[note] = self._members.take()
                self._held.add(note)
            bend = round((self._tuned.pitches[note] - key) * self._units)
            return replace(message, note=key, channel=channel, bend=max(-BEND, min(BEND - 1, bend)))
        if isinstance(message, NoteOff):
            note = message.note
            channel = self._channels.get(note, message.channel)
            self._end(note)
            return replace(message, note=self._tuned.keys[note], channel=channel)
        return message

    def _end(self, note: int) -> None:
        if self._members is not None and note in self._held:
            self._held.discard(note)
            self._members.give_back(self._channels[note])


def set_up_tuning(channel: int, tuned: Tuned, t: float) -> tuple[Message, ...]:
    """Returns what the receiver has to know before the first note of a tuned control of that channel."""
    if tuned.by == "bend":
        return (Parameter(t, channel, True, _BEND_RANGE, BEND_RANGE, False),)
    if tuned.by == "mpe":
        return ()
    program, notes, out = channel - 1, sorted(tuned.pitches.items()), list[Message]()
    for first in range(0, len(notes), _AT_ONCE):
        some = notes[first : first + _AT_ONCE]
        data = b"".join(bytes((tuned.keys[n], *frequency(pitch))) for n, pitch in some)
        out.append(SysEx(t, bytes((0x7F, 0x7F, 0x08, 0x02, program, len(some))) + data))
    return (*out, Parameter(t, channel, True, _TUNING_PROGRAM, program, False))


def frequency(pitch: float) -> tuple[int, int, int]:
    """Returns a pitch as the MIDI Tuning Standard has it: a semitone, and 14 bits of one above that."""
    steps = max(0, min(_NO_CHANGE - 1, math.floor(pitch * _FINEST + 0.5)))
    return steps >> 14, steps >> 7 & 0x7F, steps & 0x7F
