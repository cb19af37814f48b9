"""What a mapping is for, in a few tags, and the words of what it plays: for the gallery."""

from __future__ import annotations

from collections.abc import Iterator

from gesture2midi.mapping.load import LoadedMapping, controls_of
from gesture2midi.mapping.yaml.document import Plain

TAGS = (
    "favourite",
    "own",
    "beginner",
    "one_hand",
    "no_program",
    "melody",
    "chords",
    "drums",
    "beat",
    "controllers",
    "osc",
    "mpe",
)
"""In the order in which they are shown; the first two are said of a player's choice, and not of a mapping."""
_BEGINNER = frozenset({"air-piano", "chords", "drums", "one-hand-piano", "theremin"})
_KINDS = {
    "melody": {"note", "mpe_note"},
    "chords": {"chord", "arp"},
    "drums": {"drum"},
    "beat": {"clock", "arp", "transport"},
    "controllers": {"cc", "cc14", "nrpn", "rpn"},
    "osc": {"osc"},
    "mpe": {"mpe_note"},
}
_IN_TIME = {"quantise", "repeat", "swing"}
_SOUNDING = {"note", "mpe_note", "chord", "arp", "drum"}
_PLAYED = ("send", "scale", "key", "chords", "notes", "range", "sound", "program", "address")


def tags(loaded: LoadedMapping, *, bundled: bool) -> frozenset[str]:
    """Returns the tags of a mapping that can be played; none of one that cannot."""
    if loaded.mapping is None:
        return frozenset()
    controls = list(_controls(loaded))
    kinds = {str(control.get("send")) for control in controls}
    found = {tag for tag, some in _KINDS.items() if kinds & some}
    if any(_IN_TIME & control.keys() for control in controls):
        found.add("beat")
    if kinds & _SOUNDING:  # the built-in synth plays those
        found.add("no_program")
    if loaded.mapping.hands == 1:
        found.add("one_hand")
    if bundled and loaded.path.stem in _BEGINNER:
        found.add("beginner")
    return frozenset(found)


def played(loaded: LoadedMapping) -> str:
    """Returns the words of what a mapping plays, in small letters: its scales, chords, drums, instruments."""
    words = [*_texts(loaded.document.at(("synth",)))]
    for control in _controls(loaded):
        for name in _PLAYED:
            words += _texts(control.get(name))
    return " ".join(dict.fromkeys(words)).lower()


def _controls(loaded: LoadedMapping) -> Iterator[dict[Plain, Plain]]:
    for _, control in controls_of(loaded.document):
        yield control
    for one in loaded.included:
        yield from _controls(one)


def _texts(value: Plain) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
