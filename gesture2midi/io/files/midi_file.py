"""A take as a standard MIDI file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import mido

from gesture2midi.engine.message_order import in_time
from gesture2midi.engine.messages import TABLE, channel_of, line
from gesture2midi.events import Message, NoMidi, TimingClock, port_of
from gesture2midi.files import whole_file
from gesture2midi.io.midi.encode import wire

# 120 beats a minute is what music programs start with, so the notes keep their times even where
# the file's tempo is not taken over; 960 ticks a beat make a tick 0.52 ms then.
_TICKS_PER_BEAT = 960
_TEMPO = 120.0
_DRUMS = 10  # their channel, which has kits and no banks
_PULSES = 24  # of a clock in a beat
_SLOWEST = 60e6 / 30 * 1.02  # microseconds of a beat: between pulses that are further apart the clock stood
_SAME = 0.005  # of the tempo: a smaller change is none
SECONDS_PER_TICK = 60 / _TEMPO / _TICKS_PER_BEAT


def write_midi(
    messages: Iterable[Message],
    path: Path,
    name: str,
    programs: Mapping[int, int],
    tempo: float = _TEMPO,
    bank: Sequence[int] = (),
) -> None:
    """Write a type 1 file: a track with tempo, scenes and SysEx, then one for each channel that is used.

    The tracks of a port that the mapping names begin with its name.

    Args:
        messages: as `NoteLedger` sent them. Scenes become markers, the transport, which a file cannot say,
            text, and the pulses of a clock changes of the tempo; OSC is left out.
        path: takes the place of what was there, once the file is whole.
        name: of the piece, which is the name of the first track.
        programs: 0..127 by channel 1..16, set at the beginning of each channel's track.
        bank: of these programs, but for the drums: what CC 0 and CC 32 send.
        tempo: quarter notes a minute, so that what was played to the beat stands on the file's bars.

    Raises:
        OutputError: the file cannot be written.
    """
    sent = list(messages)
    bars = _Bars(tempo, sent)
    whole: list[tuple[int, mido.Message | mido.MetaMessage]] = []
    channels: dict[tuple[str, int], list[tuple[int, mido.Message | mido.MetaMessage]]] = {}
    for t, message in in_time(sent):
        for event in _events(message):
            channel = channel_of(message)
            track = whole if channel is None else channels.setdefault((port_of(message) or "", channel), [])
            track.append((bars.tick(t), event))

    file = mido.MidiFile(type=1, ticks_per_beat=_TICKS_PER_BEAT, charset="utf-8")
    file.tracks.append(_track(name, sorted([*bars.changes(), *whole], key=lambda event: event[0])))
    for (port, channel), events in sorted(channels.items()):
        if port:
            begin = [mido.MetaMessage("device_name", name=port)]
            title = f"{port}: channel {channel}"
        else:
            chosen = zip((0, 32), () if channel == _DRUMS else bank, strict=False)
            begin = [
                *(mido.Message("control_change", channel=channel - 1, control=n, value=v) for n, v in chosen),
                mido.Message("program_change", channel=channel - 1, program=programs.get(channel, 0)),
            ]
            title = f"Channel {channel}"
        file.tracks.append(_track(title, [*((0, event) for event in begin), *events]))
    with whole_file(path) as part:
        file.save(part)


class _Bars:
    """Where times lie in a file whose tempo is that of the clock which was sent, if any was."""

    def __init__(self, tempo: float, messages: Sequence[Message]) -> None:
        """tempo: quarter notes a minute at the beginning."""
        # Of a beat, whole microseconds: the ticks are counted by what the file can say.
        self._parts: list[tuple[float, float, int]] = [(0.0, 0.0, mido.bpm2tempo(tempo))]
        clocks = [message for message in messages if isinstance(message, TimingClock)]
        pulses = sorted(clock.t for clock in clocks if clock.port == clocks[0].port)
        for before, after in pairwise(pulses):
            beat = round((after - before) * _PULSES * 1e6)
            if beat <= _SLOWEST and abs(beat - self._parts[-1][2]) > _SAME * beat:
                self._parts.append((before, self._at(before), beat))

    def tick(self, t: float) -> int:
        """The tick of a time in seconds."""
        return round(self._at(t))

    def changes(self) -> list[tuple[int, mido.MetaMessage]]:
        """Each tempo, and the tick from which on it counts."""
        return [(round(at), mido.MetaMessage("set_tempo", tempo=beat)) for _, at, beat in self._parts]

    def _at(self, t: float) -> float:
        begin, at, beat = self._parts[max(0, bisect_right(self._parts, t, key=lambda part: part[0]) - 1)]
        return at + (t - begin) * 1e6 / beat * _TICKS_PER_BEAT


def _events(message: Message) -> list[mido.Message | mido.MetaMessage]:
    """What a file says of a message."""
    row = TABLE[type(message)]
    if row.file == "marker":
        return [mido.MetaMessage("marker", text=row.text(message))]
    if row.file == "text":
        return [mido.MetaMessage("text", text=line(message).partition(" ")[2])]
    if not row.file or isinstance(message, NoMidi):
        return []
    return [mido.Message.from_bytes(data) for data in wire(message)]


def _track(name: str, events: Iterable[tuple[int, mido.Message | mido.MetaMessage]]) -> mido.MidiTrack:
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=name)])
    now = 0
    for tick, event in events:
        track.append(event.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track"))
    return track
