"""A take as a standard MIDI file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import mido

from gesture2midi.engine.message_order import in_time
from gesture2midi.engine.messages import TABLE, channel_of, line
from gesture2midi.events import Message, Osc, Panic, SceneChange, port_of
from gesture2midi.files import whole_file
from gesture2midi.io.midi.encode import wire

# 120 beats a minute is what music programs start with, so the notes keep their times even where
# the file's tempo is not taken over; 960 ticks a beat make a tick 0.52 ms then.
_TICKS_PER_BEAT = 960
_TEMPO = 120.0
_DRUMS = 10  # their channel, which has kits and no banks
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
        messages: as `Outputs` sent them. Scenes become markers, and the transport, which a file cannot
            say, text; OSC is left out.
        path: takes the place of what was there, once the file is whole.
        name: of the piece, which is the name of the first track.
        programs: 0..127 by channel 1..16, set at the beginning of each channel's track.
        bank: of these programs, but for the drums: what CC 0 and CC 32 send.
        tempo: quarter notes a minute, so that what was played to the beat stands on the file's bars.

    Raises:
        OutputError: the file cannot be written.
    """
    microseconds = mido.bpm2tempo(tempo)  # a beat, whole ones: the ticks are counted by what the file can say
    ticks = _TICKS_PER_BEAT * 1e6 / microseconds
    whole: list[tuple[int, mido.Message | mido.MetaMessage]] = []
    channels: dict[tuple[str, int], list[tuple[int, mido.Message | mido.MetaMessage]]] = {}
    for t, message in in_time(messages):
        for event in _events(message):
            channel = channel_of(message)
            track = whole if channel is None else channels.setdefault((port_of(message) or "", channel), [])
            track.append((round(t * ticks), event))

    file = mido.MidiFile(type=1, ticks_per_beat=_TICKS_PER_BEAT, charset="utf-8")
    beats = mido.MetaMessage("set_tempo", tempo=microseconds)
    file.tracks.append(_track(name, [(0, beats), *whole]))
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


def _events(message: Message) -> list[mido.Message | mido.MetaMessage]:
    """What a file says of a message."""
    row = TABLE[type(message)]
    if row.file == "marker":
        return [mido.MetaMessage("marker", text=row.text(message))]
    if row.file == "text":
        return [mido.MetaMessage("text", text=line(message).partition(" ")[2])]
    if not row.file or isinstance(message, Osc | SceneChange | Panic):
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
