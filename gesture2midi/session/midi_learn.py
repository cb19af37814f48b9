"""MIDI learn: what one control sends, alone, so that a DAW that is learning catches that one and no other."""

from __future__ import annotations

from typing import TypeAlias

from gesture2midi.engine import controls
from gesture2midi.engine.controller_player import BEND, message_of
from gesture2midi.engine.controls import Control
from gesture2midi.engine.trigger_player import said
from gesture2midi.events import Message, NoteOff, NoteOn, Osc, to_port

LENGTH = 0.4
"""Seconds that a pulse takes, so that a DAW sees something move and a player hears something."""
_STEPS = 4
_VELOCITY = 100

Heard: TypeAlias = tuple[Message, ...]


def pulse(control: Control, t: float, port: str = "") -> Heard:
    """What a control sends to be learnt, from time t on; nothing where there is nothing to learn.

    A level goes from its one end to the other and then to its rest; a note (the lowest, or the first chord)
    sounds for `LENGTH`; all else is sent once.

    port: the name of the port that the control plays on; see `compiled.Mapping.ports`.
    """
    return tuple(to_port(message, port) for message in _pulse(control, t))


def _pulse(control: Control, t: float) -> Heard:
    match control:
        case controls.Note():
            return _notes(control.id, t, control.channel, control.ladder[:1])
        case controls.Chord():
            return _notes(control.id, t, control.channel, control.chords[0])
        case controls.Arp():
            return _notes(control.id, t, control.channel, control.runs[0][0])
        case controls.MpeNote():
            return _notes(control.id, t, 2, control.ladder[:1])  # the first member of the zone
        case controls.Drum():
            return _notes(control.id, t, control.channel, (control.note,))
        case controls.OscLevels():
            low, high = control.out
            many = len(control.levels)
            return tuple(
                Osc(at, control.address, (value,) * many) for at, value in _way(t, low, high, control.rest)
            )
        case controls.Program() | controls.Transport() | controls.SysEx():
            return tuple(said(t, control))
        case controls.ToScene() | controls.PanicButton():
            return ()
    unit = BEND if isinstance(control, controls.Bend) else 1
    make = message_of(control)
    low, high = control.out
    return tuple(make(at, round(value * unit)) for at, value in _way(t, low, high, control.rest))


def _notes(owner: str, t: float, channel: int, notes: tuple[int, ...]) -> Heard:
    # An owner of its own: the control itself may be sounding the same note.
    whose = f"{owner} learn"
    on = [NoteOn(t, whose, channel, note, _VELOCITY) for note in notes]
    return (*on, *(NoteOff(t + LENGTH, whose, channel, note) for note in notes))


def _way(t: float, low: float, high: float, rest: float) -> list[tuple[float, float]]:
    """(time, value) from `low` to `high`, and to `rest`."""
    step = LENGTH / _STEPS
    way = [(t + i * step, low + (high - low) * i / (_STEPS - 1)) for i in range(_STEPS)]
    return way if rest == high else [*way, (t + LENGTH, rest)]
