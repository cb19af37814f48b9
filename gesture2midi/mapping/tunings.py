"""The tunings that the controls of a mapping name: read from their files beside it, and checked."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from gesture2midi.errors import Mistake
from gesture2midi.mapping.controls.base import AnyControl
from gesture2midi.mapping.schema.file import MappingFile
from gesture2midi.mapping.yaml.document import Document, Keys, Plain
from gesture2midi.mapping.yaml.file import inside
from gesture2midi.mapping.yaml.problem import Problem
from gesture2midi.music.keyboard import KeyboardMapping, Temperament, read_keyboard
from gesture2midi.music.scala import read_tuning

SCALE, KEYBOARD = ".scl", ".kbm"


def tunings_of(
    document: Document, controls: Iterable[tuple[Keys, dict[Plain, Plain]]], file: MappingFile | None
) -> tuple[dict[Keys, Temperament], list[Path], list[Problem]]:
    """Returns the tuning of each control that has one, by its path, the files, and what is wrong with them.

    file: the document's meaning, None where it has none.
    """
    found: dict[Keys, Temperament] = {}
    files: list[Path] = []
    problems: list[Problem] = []
    for keys, written in controls:
        if not _is_name(written.get("tuning"), SCALE):
            continue
        field = "tuning"
        try:
            tuning = read_tuning(_file(document, written["tuning"], files))
            field = "keyboard"
            found[keys] = Temperament(tuning, 0, _keyboard(document, written, files))
            field = "tuning"
            model = None if file is None else _model(file, keys)
            if model is not None:
                found[keys] = found[keys]._replace(root=model.tuning_root)
                model.in_tune(found[keys])
        except Mistake as mistake:
            name = str(written.get(field) or files[-1].name)
            field = field if field in written else "tuning"
            message = mistake.message if name in mistake.message else f"`{name}`: {mistake.message}"
            problems.append(document.problem((*keys, field), message, mistake.hint))
    return found, files, problems


def untuned(document: Document, controls: Iterable[tuple[Keys, dict[Plain, Plain]]]) -> Iterator[Problem]:
    """Yields a warning for each control whose tuning has no pitch of its own."""
    for keys, temperament in tunings_of(document, controls, None)[0].items():
        if not temperament.tuning.has_pitches:
            name = document.at((*keys, "tuning"))
            message = f"`{name}` has no pitch besides its first, so every note is where a piano has it"
            yield document.warning((*keys, "tuning"), message, "name another file, or take `tuning` out")


def _model(file: MappingFile, keys: Keys) -> AnyControl:
    *above, _, i = keys
    return (file.scenes[above[1]] if above else file).controls[i]


def _is_name(value: object, suffix: str) -> bool:
    return isinstance(value, str) and value.endswith(suffix)


def _file(document: Document, name: str, files: list[Path]) -> Path:
    """The file that a control names in the mapping's folder; it is put into `files`."""
    files.append(inside(document.path, name))
    return files[-1]


def _keyboard(document: Document, written: dict[Plain, Plain], files: list[Path]) -> KeyboardMapping | None:
    """The keyboard mapping that a control names, or else the one that is called as its tuning is."""
    name = written.get("keyboard")
    if name is None:
        beside = files[-1].with_suffix(KEYBOARD)
        if not os.path.isfile(beside):
            return None
        files.append(beside)
    elif _is_name(name, KEYBOARD):
        _file(document, name, files)
    else:
        return None
    return read_keyboard(files[-1])
