"""The kit of a mapping for a DAW: which control sends what, by the name that the player knows."""

from __future__ import annotations

import os
from pathlib import Path

from gesture2midi.engine.mapping import Mapping
from gesture2midi.errors import OutputError, UsageError
from gesture2midi.events import Osc
from gesture2midi.files import reason
from gesture2midi.io.kits import KITS
from gesture2midi.io.kits.kit import Kit, Named


def named(mapping: Mapping) -> list[Named]:
    """Returns each control that sends MIDI to the main port, and the message by which a DAW learns it."""
    found: dict[tuple[object, ...], Named] = {}
    for control in mapping.everything:
        sent = [message for message in control.pulse(0.0) if not isinstance(message, Osc)]
        if sent and control.id not in mapping.ports:
            # Two scenes may move one controller: it is learnt once.
            key = (type(sent[0]), *(getattr(sent[0], part, None) for part in ("channel", "number", "note")))
            found.setdefault(key, Named(_in_a_line(control.id), sent[0], control.encoder))
    return list(found.values())


def daw_kit(daw: str, mapping: Mapping) -> Kit:
    """Returns the kit of a mapping.

    Raises:
        UsageError: none of its controls sends MIDI.
    """
    controls = named(mapping)
    if not controls:
        raise UsageError(f"The mapping {mapping.name} sends no MIDI, so there is nothing for a DAW to learn.")
    return KITS[daw](_in_a_line(mapping.name), controls)


def _in_a_line(name: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in name).split())


def write(kit: Kit, folder: Path, *, replace: bool) -> list[Path]:
    """Writes the files of a kit below a folder, and returns their paths.

    Raises:
        UsageError: one of them is there already, and not to be replaced.
        OutputError: the folder takes none.
    """
    paths = {folder / name: text for name, text in kit.files.items()}
    for path in paths:
        if os.path.exists(path) and not replace:
            raise UsageError(f"The file {path} is there already: add --replace, or choose another folder.")
    for path, text in paths.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            raise OutputError(f"The file {path} cannot be written: {reason(error, path)}") from error
    return list(paths)
