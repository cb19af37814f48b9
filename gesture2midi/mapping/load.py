"""The door of the mapping language: a file in, a Mapping out, or all of its problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from gesture2midi.errors import MappingError
from gesture2midi.mapping.build import build
from gesture2midi.mapping.compiled import MAIN, Mapping
from gesture2midi.mapping.document import Document, Keys, Plain, parse
from gesture2midi.mapping.explain import validate
from gesture2midi.mapping.mistake import Mistake, did_you_mean, listed
from gesture2midi.mapping.problems import Problem, in_order
from gesture2midi.mapping.source import read


def load(path: Path) -> Mapping:
    """The mapping in a file.

    Raises:
        MappingError: the file cannot be read or has problems; the text shows all of them.
    """
    try:
        text = read(path)
    except Mistake as mistake:
        raise MappingError(str(_whole_file(path, mistake))) from None
    return loads(text, path)


def loads(text: str, path: Path) -> Mapping:
    """The mapping in a text that stands in `path`, or would.

    Raises:
        MappingError: it has problems; the text shows all of them.
    """
    mapping, problems = _mapping(text, path)
    if mapping is None:
        raise MappingError("\n".join(map(str, problems)))
    return mapping


def check(path: Path) -> list[Problem]:
    """All problems of a file in the order of its lines; none if it can be played."""
    try:
        text = read(path)
    except Mistake as mistake:
        return [_whole_file(path, mistake)]
    return _mapping(text, path)[1]


def _whole_file(path: Path, mistake: Mistake) -> Problem:
    return Problem(path, 0, 0, mistake.message, mistake.hint)


def _mapping(text: str, path: Path) -> tuple[Mapping | None, list[Problem]]:
    document = parse(text, path)
    if document.data is None:
        nothing = document.problem((), "this file is empty", "a mapping starts with `name:`")
        return None, document.problems or [nothing]
    file, problems = validate(document)
    ids = _ids(document)
    problems = in_order([*document.problems, *problems, *_across(document, ids)])
    if not problems and not ids:
        empty = "this mapping has no controls"
        problems = [document.problem(("controls",), empty, "add a list of `controls:`")]
    return (None, problems) if file is None or problems else (build(file, path, ids), [])


def _controls(document: Document) -> Iterator[tuple[Keys, dict[Plain, Plain]]]:
    """Every control as it is written, with its path: those of the top level, then scene by scene."""
    for above in ((), *(("scenes", name) for name in _scenes(document))):
        controls = document.at((*above, "controls"))
        for i, control in enumerate(controls if isinstance(controls, list) else []):
            if isinstance(control, dict):
                yield (*above, "controls", i), control


def _scenes(document: Document) -> list[str]:
    scenes = document.at(("scenes",))
    return [name for name in scenes if isinstance(name, str)] if isinstance(scenes, dict) else []


def _ids(document: Document) -> dict[Keys, str]:
    """The id of each control: its own, or its kind and how many of that kind the file has had."""
    counts: Counter[str] = Counter()
    ids = {}
    for keys, control in _controls(document):
        kind = str(control.get("send"))
        counts[kind] += 1
        ids[keys] = str(control.get("id", f"{kind}-{counts[kind]}"))
    return ids


def _across(document: Document, ids: dict[Keys, str]) -> Iterator[Problem]:
    """What no single control can know: ids that are taken, and scenes that are not there."""
    first: dict[str, Keys] = {}
    for keys, name in ids.items():
        if name in first:
            message = f"the id `{name}` is taken by the control in line {document.line_of(first[name])}"
            yield document.problem((*keys, "id"), message, "give each control its own")
        first.setdefault(name, keys)
    scenes = _scenes(document)
    if MAIN in scenes:
        message = f"a scene cannot be called `{MAIN}`, which stands for the top level alone"
        yield document.key_problem(("scenes", MAIN), message)
    goals = [(*keys, "to") for keys, control in _controls(document) if control.get("send") == "scene"]
    for keys in (("start",), *goals):
        to = document.at(keys)
        if isinstance(to, str) and to not in (*scenes, MAIN):
            there = f"there is {listed([*scenes, MAIN], 'and')}" if scenes else "add it under `scenes:`"
            hint = did_you_mean(to, [*scenes, MAIN], there)
            yield document.problem(keys, f"no scene is called `{to}`", hint)
