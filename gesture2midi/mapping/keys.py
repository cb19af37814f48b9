"""In which key the notes of a mapping are spelt, for whoever shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gesture2midi.mapping.controls.base import AnyControl
from gesture2midi.mapping.schema.file import MappingFile
from gesture2midi.mapping.yaml.document import Keys
from gesture2midi.music.scales import Scale


def key_of(control: AnyControl) -> Scale | None:
    """Returns the key of what a control plays: of its scale, or its `key`, or that of its first chord."""
    key = control.spelt_in()
    return key if key is not None and key.spelt else None


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
        for channel in members if control.voiced else [control.channel_of or 1]:
            found.setdefault(channel, key)
    first = main_key(file)
    return {} if first is None else {**dict.fromkeys(range(1, 17), first), **found}


def _keyed(file: MappingFile) -> Iterator[tuple[Keys, AnyControl, Scale]]:
    """Each control that has a key, with its path and its key."""
    places: list[tuple[Keys, Sequence[AnyControl]]] = [((), file.controls)]
    places += [(("scenes", name), scene.controls) for name, scene in file.scenes.items()]
    for at, controls in places:
        for i, control in enumerate(controls):
            key = key_of(control)
            if key is not None:
                yield (*at, "controls", i), control, key
