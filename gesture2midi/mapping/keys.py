"""In which key the notes of a mapping are spelt, for whoever shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gesture2midi.mapping.schema import kinds, notes
from gesture2midi.mapping.schema.file import MappingFile
from gesture2midi.mapping.yaml.document import Keys
from gesture2midi.music.scales import Scale
from gesture2midi.music.spelling import key_of_chord


def key_of(control: kinds.Control) -> Scale | None:
    """Returns the key of what a control plays: of its scale, or its `key`, or that of its first chord."""
    match control:
        case notes.NoteControl() | notes.MpeNoteControl():
            scale: Scale | None = control.scale
        case notes.ChordControl() | notes.ArpControl():
            chords = control.chords or [()]
            scale = getattr(control, "scale", None) or control.key or key_of_chord(chords[0])
        case _:
            scale = None
    return scale if scale is not None and scale.spelt else None


def main_key(file: MappingFile) -> Scale | None:
    """Returns the key of the first control that has one: notes without a key of their own are in it."""
    return next((key for *_, key in _keyed(file)), None)


def keys_of(file: MappingFile, ids: Mapping[Keys, str], members: Iterable[int]) -> dict[int | str, Scale]:
    """Returns the key of each MIDI channel, the first where it has none, and of each control that has one.

    ids: of the controls, by their paths. members: the channels of MPE voices.
    """
    found: dict[int | str, Scale] = {}
    for keys, control, key in _keyed(file):
        found[ids[keys]] = key
        voices = isinstance(control, notes.MpeNoteControl)
        for channel in members if voices else [getattr(control, "channel", 1)]:
            found.setdefault(channel, key)
    first = main_key(file)
    return {} if first is None else {**dict.fromkeys(range(1, 17), first), **found}


def _keyed(file: MappingFile) -> Iterator[tuple[Keys, kinds.Control, Scale]]:
    """Each control that has a key, with its path and its key."""
    places: list[tuple[Keys, list[kinds.Control]]] = [((), file.controls)]
    places += [(("scenes", name), scene.controls) for name, scene in file.scenes.items()]
    for at, controls in places:
        for i, control in enumerate(controls):
            key = key_of(control)
            if key is not None:
                yield (*at, "controls", i), control, key
