"""The door of the mapping language: a file in, a LoadedMapping out, which has all that is asked of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import TypeAlias

from gesture2midi.engine.mapping import MAIN, Mapping
from gesture2midi.errors import MappingError, Mistake, did_you_mean, listed
from gesture2midi.files import real
from gesture2midi.gestures import signals
from gesture2midi.mapping import spoken
from gesture2midi.mapping.compile import build
from gesture2midi.mapping.controls.base import Known
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.expression.variables import variables
from gesture2midi.mapping.include import beside, candidates, joined
from gesture2midi.mapping.lint import conflicts
from gesture2midi.mapping.schema.file import MappingFile
from gesture2midi.mapping.schema.validate import validate
from gesture2midi.mapping.tunings import tunings_of, untuned
from gesture2midi.mapping.yaml.commas import with_commas
from gesture2midi.mapping.yaml.document import Document, Keys, Plain, parse
from gesture2midi.mapping.yaml.file import read
from gesture2midi.mapping.yaml.parts import take_in
from gesture2midi.mapping.yaml.problem import Problem, in_order

MOST_MEMORIES = 128
"""Of one mapping with all that it includes, so that a frame and the memory stay small."""

Taught: TypeAlias = Iterable[signals.Signal]
"""The signals of the gestures that the player taught, which a mapping may read like the built-in ones."""


@dataclass(frozen=True, slots=True, eq=False)
class LoadedMapping:
    """A mapping file, parsed once, for whoever plays it, checks it, explains it or changes it.

    document: its text as data, with the place of each value. model: the same, checked; None where it has
        problems. mapping: what the engine plays; None where the file, or one that it includes, has problems.
    problems: all of them, in the order of its lines.
    ids: the id of each control of this file by its path in the document. controls: all that are played, those
        of included files among them, by their ids. included: by name.
    named: the files that it names, also those that are not there, and what those name in turn.
    """

    path: Path
    document: Document
    model: MappingFile | None = None
    mapping: Mapping | None = None
    problems: list[Problem] = field(default_factory=list)
    ids: dict[Keys, str] = field(default_factory=dict)
    controls: dict[str, Known] = field(default_factory=dict)
    included: tuple[LoadedMapping, ...] = ()
    named: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The file and the mappings and tunings taken into it; where it is broken, all that might be."""
        if self.mapping is not None:
            return self.mapping.files
        return tuple(dict.fromkeys((self.path, *self.named)))

    def playable(self) -> Mapping:
        """Returns what the engine plays.

        Raises:
            MappingError: it has problems; the text shows all of them.
        """
        if self.mapping is None:
            raise MappingError("\n".join(map(str, self.problems)))
        return self.mapping

    def warnings(self) -> list[Problem]:
        """Returns what a file that can be played hardly means, in the order of its lines.

        Raises:
            MappingError: it cannot be played.
        """
        mapping, places = self.playable(), {name: keys for keys, name in self.ids.items()}
        found = conflicts(self.document, mapping, self.controls, places)
        return in_order([*found, *untuned(self.document, controls_of(self.document))])


def load_file(path: Path, taught: Taught = ()) -> LoadedMapping:
    """Returns the mapping in a file, or what is wrong with it; never raises."""
    try:
        text = read(path)
    except Mistake as mistake:
        problem = Problem(path, 0, 0, mistake.message, mistake.hint)
        return LoadedMapping(path, Document(path, []), problems=[problem])
    return load_text(text, path, taught)


def load_text(text: str, path: Path, taught: Taught = ()) -> LoadedMapping:
    """Returns the mapping in a text that stands in `path`, or would, or what is wrong with it."""
    return _loaded(text, path, Vocabulary(signals.full_names(taught)), count())


def load(path: Path, taught: Taught = ()) -> Mapping:
    """Returns what the engine plays of a file.

    Raises:
        MappingError: the file cannot be read or has problems; the text shows all of them.
    """
    return load_file(path, taught).playable()


def loads(text: str, path: Path, taught: Taught = ()) -> Mapping:
    """Returns what the engine plays of a text that stands in `path`, or would.

    Raises:
        MappingError: it has problems; the text shows all of them.
    """
    return load_text(text, path, taught).playable()


def check(path: Path, taught: Taught = ()) -> list[Problem]:
    """Returns all problems of a file in the order of its lines; none if it can be played."""
    return load_file(path, taught).problems


def check_text(text: str, path: Path, taught: Taught = ()) -> list[Problem]:
    """Returns all problems of a text that stands in `path`, or would, in the order of its lines."""
    return load_text(text, path, taught).problems


def warnings(path: Path, taught: Taught = ()) -> list[Problem]:
    """Returns what a file that can be played hardly means, in the order of its lines.

    Raises:
        MappingError: it cannot be played.
    """
    return load_file(path, taught).warnings()


def _loaded(
    text: str,
    path: Path,
    vocabulary: Vocabulary,
    taken_in: Iterator[int],
    above: tuple[Path, ...] = (),
    prefix: str = "",
) -> LoadedMapping:
    """The mapping in a text, or what is wrong with it.

    taken_in: counts the files that are included in all. above: the files that include it.
    prefix: of the ids of its controls, such as `drums/`.
    """
    document = parse(text, path)
    if document.data is None:
        nothing = document.problem((), "this file is empty", "a mapping starts with `name:`")
        return LoadedMapping(path, document, problems=document.problems or [nothing])
    shared = take_in(document, controls_of(document))
    known, wrong = variables(document.at(("let",)), vocabulary)
    model, problems = validate(document, known, wrong)
    ids = ids_of(document)
    included, named, faults = _included(document, vocabulary, taken_in, above, prefix)
    mappings = [other.playable() for other in included]
    tunings, scales, mistuned = tunings_of(document, controls_of(document), model)
    named = (*scales, *named)
    taken = [name.removeprefix(prefix) for other in included for name in other.controls]
    borrowed = [scene for other in mappings for scene in other.scenes]
    across = [
        *_across(document, ids, borrowed),
        *spoken.faults(document, [*_scenes(document), *borrowed]),
        *_nobody(document, [*ids.values(), *taken]),
    ]
    told = [*document.problems, *shared, *problems, *faults, *mistuned, *across]
    problems = in_order(with_commas(document, told))
    if not problems and not ids and not included:
        empty = "this mapping has no controls"
        problems = [document.problem(("controls",), empty, "add a list of `controls:`")]
    if model is None or problems:
        return LoadedMapping(path, document, model, None, problems, ids, {}, included, named)
    full = {keys: prefix + name for keys, name in ids.items()}
    own, controls = build(model, path, full, known, tunings)
    for other in included:
        controls.update(other.controls)
    files = (path, *scales, *(taken for other in mappings for taken in other.files))
    mapping = replace(joined(own, mappings), files=tuple(dict.fromkeys(files)))
    if len(mapping.memories) > MOST_MEMORIES:
        message = f"this mapping has {len(mapping.memories)} functions that remember, such as `smooth`"
        problems = [document.problem(("controls",), message, f"{MOST_MEMORIES} are the most")]
        return LoadedMapping(path, document, model, None, problems, ids, {}, included, named)
    return LoadedMapping(path, document, model, mapping, [], ids, controls, included, named)


def _included(
    document: Document,
    vocabulary: Vocabulary,
    taken_in: Iterator[int],
    above: tuple[Path, ...],
    prefix: str,
) -> tuple[tuple[LoadedMapping, ...], tuple[Path, ...], list[Problem]]:
    """The mappings that a document includes, the files that it names so, and what is wrong with them."""
    found: dict[str, LoadedMapping] = {}
    files: list[Path] = []
    problems = []
    named = document.at(("include",))
    for i, name in enumerate(named if isinstance(named, list) else [named]):
        if not isinstance(name, str):
            continue
        keys: Keys = ("include", i) if isinstance(named, list) else ("include",)
        try:
            files += candidates(document.path, name)
            file = beside(document.path, name, above, next(taken_in))
            if file.stem in found:
                raise Mistake(f"`{name}` stands here for the second time")
            inside = (*above, real(document.path))
            other = _loaded(read(file), file, vocabulary, taken_in, inside, f"{prefix}{file.stem}/")
            files += other.files
            if other.mapping is None:
                wrong, hint = other.problems[0], f"`gesture2midi check {file.name}` tells more"
                raise Mistake(f"`{name}` has a problem in line {wrong.line}: {wrong.message}", hint)
        except Mistake as mistake:
            problems.append(document.problem(keys, mistake.message, mistake.hint))
        else:
            found[file.stem] = other
    return tuple(found.values()), tuple(files), problems


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


def _goals(document: Document) -> Iterator[Keys]:
    """Where a control names a scene, in a field or in a list."""
    for keys, control in controls_of(document):
        kind = control.get("send")
        for name in KINDS[kind].scene_fields if isinstance(kind, str) and kind in KINDS else ():
            named = control.get(name)
            yield *keys, name
            yield from ((*keys, name, i) for i in range(len(named) if isinstance(named, list) else 0))


def ids_of(document: Document) -> dict[Keys, str]:
    """The id of each control: its own, or its kind and how many of that kind the file has had."""
    counts: Counter[str] = Counter()
    ids = {}
    for keys, control in controls_of(document):
        kind = str(control.get("send"))
        counts[kind] += 1
        ids[keys] = str(control.get("id", f"{kind}-{counts[kind]}"))
    return ids


def _nobody(document: Document, ids: list[str]) -> Iterator[Problem]:
    """Where a control names another that is not there."""
    for keys, control in controls_of(document):
        kind = control.get("send")
        field = KINDS[kind].names_controls if isinstance(kind, str) and kind in KINDS else ""
        named = control.get(field) if field else None
        for i, name in enumerate(named if isinstance(named, list) else [named]):
            if isinstance(name, str) and name not in ids:
                at: Keys = (*keys, field, i) if isinstance(named, list) else (*keys, field)
                hint = did_you_mean(name, ids, "give the one that is meant an `id`")
                yield document.problem(at, f"no control has the id `{name}`", hint)


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
    for keys in (("start",), *_goals(document)):
        to = document.at(keys)
        if isinstance(to, str) and to not in (*scenes, MAIN):
            there = f"there is {listed([*scenes, MAIN], 'and')}" if scenes else "add it under `scenes:`"
            hint = did_you_mean(to, [*scenes, MAIN], there)
            if to in ("next", "previous") and keys != ("start",):
                hint = f"to step through them write `{to}: left.fist` in place of both"
            yield document.problem(keys, f"no scene is called `{to}`", hint)
