"""The door of the mapping language: a file in, a Mapping out, or all of its problems."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from gesture2midi.engine.controls import MAIN, Mapping
from gesture2midi.errors import MappingError, Mistake, did_you_mean, listed
from gesture2midi.gestures import signals
from gesture2midi.mapping.compile import build
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.include import beside, joined
from gesture2midi.mapping.lint import conflicts
from gesture2midi.mapping.schema.file import MappingFile
from gesture2midi.mapping.schema.validate import validate
from gesture2midi.mapping.tunings import tunings_of, untuned
from gesture2midi.mapping.yaml.document import Document, Keys, Plain, parse
from gesture2midi.mapping.yaml.file import read
from gesture2midi.mapping.yaml.parts import take_in
from gesture2midi.mapping.yaml.problem import Problem, in_order

Taught: TypeAlias = Iterable[signals.Signal]
"""The signals of the gestures that the player taught, which a mapping may read like the built-in ones."""


@dataclass(frozen=True, slots=True)
class Written:
    """A mapping file as its player wrote it, checked: its names, not yet their meaning.

    ids: the id of each control by its path in the document.
    """

    path: Path
    model: MappingFile
    ids: dict[Keys, str]
    included: tuple[Written, ...]


def load(path: Path, taught: Taught = ()) -> Mapping:
    """The mapping in a file.

    Raises:
        MappingError: the file cannot be read or has problems; the text shows all of them.
    """
    return loads(_text(path), path, taught)


def loads(text: str, path: Path, taught: Taught = ()) -> Mapping:
    """The mapping in a text that stands in `path`, or would.

    Raises:
        MappingError: it has problems; the text shows all of them.
    """
    mapping, problems = _mapping(text, path, Vocabulary(signals.full_names(taught)))
    if mapping is None:
        raise MappingError("\n".join(map(str, problems)))
    return mapping


def check(path: Path, taught: Taught = ()) -> list[Problem]:
    """All problems of a file in the order of its lines; none if it can be played."""
    try:
        text = read(path)
    except Mistake as mistake:
        return [_whole_file(path, mistake)]
    return check_text(text, path, taught)


def check_text(text: str, path: Path, taught: Taught = ()) -> list[Problem]:
    """All problems of a text that stands in `path`, or would, in the order of its lines."""
    return _mapping(text, path, Vocabulary(signals.full_names(taught)))[1]


def warnings(path: Path, taught: Taught = ()) -> list[Problem]:
    """What a file that can be played hardly means, in the order of its lines.

    Raises:
        MappingError: it cannot be played.
    """
    text = _text(path)
    mapping, document = loads(text, path, taught), parse(text, path)
    take_in(document, controls_of(document))
    places = {name: keys for keys, name in ids_of(document).items()}
    return in_order([*conflicts(document, mapping, places), *untuned(document, controls_of(document))])


def written(path: Path, taught: Taught = ()) -> Written:
    """The file as it is written, with those that it includes, for whoever tells what it says.

    Raises:
        MappingError: it cannot be played.
    """
    taught = tuple(taught)
    text = _text(path)
    loads(text, path, taught)
    document = parse(text, path)
    take_in(document, controls_of(document))
    model, _ = validate(document, Vocabulary(signals.full_names(taught)))
    assert model is not None, "it has been loaded"
    included = tuple(written(beside(path, name, ()), taught) for name in model.include)
    return Written(path, model, ids_of(document), included)


def _text(path: Path) -> str:
    try:
        return read(path)
    except Mistake as mistake:
        raise MappingError(str(_whole_file(path, mistake))) from None


def _whole_file(path: Path, mistake: Mistake) -> Problem:
    return Problem(path, 0, 0, mistake.message, mistake.hint)


def _mapping(
    text: str, path: Path, vocabulary: Vocabulary, above: tuple[Path, ...] = ()
) -> tuple[Mapping | None, list[Problem]]:
    """The mapping in a text, or what is wrong with it; `above` are the files that include it."""
    document = parse(text, path)
    if document.data is None:
        nothing = document.problem((), "this file is empty", "a mapping starts with `name:`")
        return None, document.problems or [nothing]
    shared = take_in(document, controls_of(document))
    file, problems = validate(document, vocabulary)
    ids = ids_of(document)
    included, faults = _included(document, vocabulary, above)
    tunings, scales, mistuned = tunings_of(document, controls_of(document), file)
    across = _across(document, ids, [scene for _, other in included for scene in other.scenes])
    problems = in_order([*document.problems, *shared, *problems, *faults, *mistuned, *across])
    if not problems and not ids and not included:
        empty = "this mapping has no controls"
        problems = [document.problem(("controls",), empty, "add a list of `controls:`")]
    if file is None or problems:
        return None, problems
    files = (path, *scales, *(taken for _, other in included for taken in other.files))
    mapping = joined(build(file, path, ids, vocabulary, tunings), included)
    return replace(mapping, files=tuple(dict.fromkeys(files))), []


def _included(
    document: Document, vocabulary: Vocabulary, above: tuple[Path, ...]
) -> tuple[list[tuple[str, Mapping]], list[Problem]]:
    """The mappings that a document includes, by name, and what is wrong with including them."""
    found: dict[str, Mapping] = {}
    problems = []
    named = document.at(("include",))
    for i, name in enumerate(named if isinstance(named, list) else [named]):
        if not isinstance(name, str):
            continue
        keys: Keys = ("include", i) if isinstance(named, list) else ("include",)
        try:
            file = beside(document.path, name, above)
            if file.stem in found:
                raise Mistake(f"`{name}` stands here for the second time")
            mapping, wrong = _mapping(read(file), file, vocabulary, (*above, document.path.resolve()))
            if mapping is None:
                hint = f"`gesture2midi check {file.name}` tells more"
                raise Mistake(f"`{name}` has a problem in line {wrong[0].line}: {wrong[0].message}", hint)
        except Mistake as mistake:
            problems.append(document.problem(keys, mistake.message, mistake.hint))
        else:
            found[file.stem] = mapping
    return list(found.items()), problems


def controls_of(document: Document) -> Iterator[tuple[Keys, dict[Plain, Plain]]]:
    """Every control as it is written, with its path: those of the top level, then scene by scene."""
    for above in ((), *(("scenes", name) for name in _scenes(document))):
        controls = document.at((*above, "controls"))
        for i, control in enumerate(controls if isinstance(controls, list) else []):
            if isinstance(control, dict):
                yield (*above, "controls", i), control


def _scenes(document: Document) -> list[str]:
    scenes = document.at(("scenes",))
    return [name for name in scenes if isinstance(name, str)] if isinstance(scenes, dict) else []


def ids_of(document: Document) -> dict[Keys, str]:
    """The id of each control: its own, or its kind and how many of that kind the file has had."""
    counts: Counter[str] = Counter()
    ids = {}
    for keys, control in controls_of(document):
        kind = str(control.get("send"))
        counts[kind] += 1
        ids[keys] = str(control.get("id", f"{kind}-{counts[kind]}"))
    return ids


def _across(document: Document, ids: dict[Keys, str], borrowed: list[str]) -> Iterator[Problem]:
    """What no single control can know: ids that are taken, and scenes that are not there.

    borrowed: the scenes of the files that are included.
    """
    first: dict[str, Keys] = {}
    for keys, name in ids.items():
        if name in first:
            message = f"the id `{name}` is taken by the control in line {document.line_of(first[name])}"
            yield document.problem((*keys, "id"), message, "give each control its own")
        first.setdefault(name, keys)
    scenes = [*_scenes(document), *borrowed]
    for name in borrowed:
        if scenes.count(name) > 1:
            message = f"there is more than one scene `{name}`, here and in what is included"
            yield document.key_problem(("scenes", name), message, "call one of them otherwise")
    if MAIN in scenes:
        message = f"a scene cannot be called `{MAIN}`, which stands for the top level alone"
        yield document.key_problem(("scenes", MAIN), message)
    goals = [(*keys, "to") for keys, control in controls_of(document) if control.get("send") == "scene"]
    for keys in (("start",), *goals):
        to = document.at(keys)
        if isinstance(to, str) and to not in (*scenes, MAIN):
            there = f"there is {listed([*scenes, MAIN], 'and')}" if scenes else "add it under `scenes:`"
            hint = did_you_mean(to, [*scenes, MAIN], there)
            yield document.problem(keys, f"no scene is called `{to}`", hint)
