"""What pydantic finds wrong with a document, as problems that a player understands.

Every wrong value reads "`field` is <its description in the schema>, got <what stands there>", unless
the field's own parser raised a Mistake, which says more.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias, get_args

from pydantic import BaseModel, ValidationError

from gesture2midi.errors import Mistake, listed, nearest
from gesture2midi.mapping.controls.kinds import KINDS
from gesture2midi.mapping.expression.names import Vocabulary
from gesture2midi.mapping.expression.variables import Wrong
from gesture2midi.mapping.other_words import meant
from gesture2midi.mapping.schema.file import (
    MappingFile,
    MpeSettings,
    SceneSettings,
    SynthSettings,
    description,
)
from gesture2midi.mapping.schema.rewriting import rewritten
from gesture2midi.mapping.schema.scene_actions import ACTIONS
from gesture2midi.mapping.yaml.document import Document, Keys
from gesture2midi.mapping.yaml.problem import Problem

Details: TypeAlias = Any  # pydantic's ErrorDetails


def validate(
    document: Document, known: Vocabulary, wrong: Sequence[Wrong]
) -> tuple[MappingFile | None, list[Problem]]:
    """The mapping file in a document, whose expressions may read `known`, or what is wrong with it.

    wrong: what is wrong with its variables.
    """
    empty = dict(_empty(document))
    odd = [_odd(document, one) for one in wrong if ("let", one.name) not in empty]
    try:
        file = MappingFile.model_validate(document.data, context=known)
    except ValidationError as error:
        found = [_Found(details, document, known) for details in error.errors(include_url=False)]
        meant = {(one.owner_keys, one.meant) for one in found if one.type == "extra_forbidden"}
        told = [
            one.problem()
            for one in found
            # What is misspelt is not missing too, and what is empty is told as such.
            if not (one.type == "missing" and (one.owner_keys, one.field) in meant) and one.keys not in empty
        ]
        places = {(problem.line, problem.column) for problem in told}
        told += [problem for problem in empty.values() if (problem.line, problem.column) not in places]
        return None, told + odd
    return (None if empty or odd else file), [*empty.values(), *odd]


def _odd(document: Document, wrong: Wrong) -> Problem:
    mistake, keys = wrong.mistake, ("let", wrong.name)
    if wrong.in_name:
        return document.key_problem(keys, mistake.message, mistake.hint)
    return document.problem(keys, mistake.message, mistake.hint, mistake.at)


def _empty(document: Document) -> Iterator[tuple[Keys, Problem]]:
    """Keys after which nothing stands. The models would take that for "not given"."""
    for keys in document.values:
        if keys and document.at(keys) is None:
            where = "here in the list" if isinstance(keys[-1], int) else f"after `{keys[-1]}:`"
            hint = "write a value, or take it out"
            yield keys, document.key_problem(keys, f"nothing stands {where}", hint)


class _Found:
    """One finding of pydantic: the path in the document, and the model and field that it is about."""

    def __init__(self, details: Details, document: Document, known: Vocabulary) -> None:
        self.document, self.known = document, known
        self.type: str = details["type"]
        self.input: object = details["input"]
        self.context: dict[str, Any] = details.get("ctx", {})
        loc: Keys = details["loc"]
        outer = loc[:2] if loc[:1] == ("scenes",) and len(loc) > 1 else ()
        self.owner: type[BaseModel]
        self.called = "this mapping"
        match loc[len(outer) :]:
            case ("controls", int(index), str(kind), *inner) if kind in KINDS:
                # The kind is pydantic's choice of model, and no step in the document.
                self.owner, self.owner_keys = KINDS[kind], (*outer, "controls", index)
                self.called = f"this {kind} control"
            case ("enter" | "exit" as when, int(index), str(kind), *inner) if outer and kind in ACTIONS:
                self.owner, self.owner_keys = ACTIONS[kind], (*outer, when, index)
                self.called = f"this {kind}, sent once,"
            case ("synth", *inner) if not outer:
                self.owner, self.owner_keys = SynthSettings, ("synth",)
                self.called = "`synth`"
            case ("mpe", *inner) if not outer:
                self.owner, self.owner_keys = MpeSettings, ("mpe",)
                self.called = "`mpe`"
            case (*inner,):
                self.owner, self.owner_keys = (SceneSettings if outer else MappingFile), outer
                self.called = "this scene" if outer else "this mapping"
        self.in_key = bool(inner) and inner[-1] == "[key]"
        self.inner = inner[:-1] if self.in_key else inner
        self.keys: Keys = (*self.owner_keys, *self.inner)
        self.field = str(self.inner[0]) if self.inner else ""
        self.fields = {f.alias or name: f for name, f in self.owner.model_fields.items()}
        self.meant = nearest(self.field, self.fields)

    def problem(self) -> Problem:
        match self.type:
            case "extra_forbidden" | "invalid_key":
                return self._unknown_key()
            case "missing" if len(self.inner) == 1:
                return self.document.problem(self.owner_keys, f"{self.called} needs `{self.field}`")
            case "union_tag_invalid" | "union_tag_not_found":
                return self._kind()
            case "model_attributes_type":
                return self._wrong("a control is a list of keys such as `send: cc`")
            case "value_error" if self.context["error"].message:
                mistake: Mistake = self.context["error"]
                hint = self._rewritten() or mistake.hint
                return self.document.problem(self.keys, mistake.message, hint, mistake.at)
        if self.in_key:
            programs = self.owner is SynthSettings
            return self._wrong("a channel is 1 to 16" if programs else "the name of a scene is text")
        if not self.inner:
            return self._wrong(_WHOLE[self.owner])
        return self._wrong(f"`{self.field}` is {description(self.fields[self.field])}")

    def _wrong(self, rule: str) -> Problem:
        say = self.document.key_problem if self.in_key else self.document.problem
        return say(self.keys, f"{rule}, got {_shown(self.input)}", self._hint())

    def _hint(self) -> str:
        mistake = self.context.get("error")
        if isinstance(mistake, Mistake) and mistake.hint:
            return mistake.hint
        if self.type == "string_type" and isinstance(self.input, (int, float)):
            return "put it in quotes"
        if self.type in _NUMBERS and isinstance(self.input, str) and _NUMBERS[self.type](self.input):
            return f"take off the quotes: {self.input.strip()}"
        if isinstance(self.input, bool) and self.field in ("when", "gate", "from"):
            return "write 1 for always, 0 for never"
        if self.type == "literal_error" and (
            hint := meant(str(self.input), map(str, get_args(self.fields[self.field].annotation)))
        ):
            return hint
        return self._rewritten()

    def _rewritten(self) -> str:
        """How the value of a field would be taken, if that is near."""
        if not self.inner or self.field not in self.fields or self.in_key:
            return ""
        value = self.document.at((*self.owner_keys, self.field))
        name = next(name for name, info in self.owner.model_fields.items() if info is self.fields[self.field])
        near = rewritten(value, self.owner, name, self.known)
        return f"write `{near}`" if near else ""

    def _unknown_key(self) -> Problem:
        message = f"{self.called} has no `{self.field}`"
        if self.owner in (MappingFile, SceneSettings) and self.field in _OF_CONTROLS:
            hint = "write it in each control that is to have it"
            return self.document.key_problem(self.keys, message, hint)
        if told := _ELSEWHERE.get(self.field.lower()):
            return self.document.key_problem(self.keys, message, told)
        hint = meant(self.field, self.fields, f"it knows {listed(self.fields, 'and')}")
        return self.document.key_problem(self.keys, message, hint)

    def _kind(self) -> Problem:
        """`send` is missing, misspelt, or written as `- cc:`."""
        control = self.document.at(self.keys)
        kinds = listed(known := ACTIONS if self.field in ("enter", "exit") else KINDS)
        if "send" in control:
            sent = control["send"]
            if sent is None:
                message = "nothing stands after `send:`"
                return self.document.key_problem((*self.keys, "send"), message, f"write {kinds}")
            hint = meant(sent, known) if isinstance(sent, str) else ""
            return self.document.problem((*self.keys, "send"), f"`send` is {kinds}, got {_shown(sent)}", hint)
        needs = "this control needs `send`"
        for key in control:
            if key in known and control[key] is None:
                return self.document.key_problem((*self.keys, key), needs, f"write `send: {key}`")
            if nearest(str(key), ["send"]):
                return self.document.key_problem((*self.keys, key), needs, f"write `send`, not `{key}`")
        return self.document.problem(self.keys, needs, f"say what it sends: {kinds}")


_OF_CONTROLS = {field.alias or name for kind in KINDS.values() for name, field in kind.model_fields.items()}
"""All that a control may have."""

_TARGET = "give the target with `--osc HOST:PORT`, or in Set-up"
_ELSEWHERE = {
    **dict.fromkeys(("host", "ip", "server", "target"), _TARGET),
    **dict.fromkeys(("type", "types", "typetag"), "write it in `args`: `args: [{from: right.y, type: int}]`"),
    **dict.fromkeys(("semitones", "bend_range"), "how far a bend goes the synth says: see `send: rpn`"),
}
"""Keys that no control has, and where what is meant by them is said."""

_NUMBERS = {
    "int_type": re.compile(r" *-?[0-9]{1,6} *").fullmatch,
    "float_type": re.compile(r" *-?[0-9]{1,9}(\.[0-9]{1,9})? *").fullmatch,
}
"""What a text in quotes looks like that was meant to be a number, by the type of what is wrong."""

_WHOLE: dict[type[BaseModel], str] = {
    MappingFile: "a mapping is a list of keys such as `name: Theremin`",
    SynthSettings: "`synth` is a list of keys such as `program: Warm Pad`",
    MpeSettings: "`mpe` is a list of keys such as `members: 5`",
    SceneSettings: "a scene is a list of keys such as `controls:`",
}


def _shown(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return str(value)
        case str():
            text = " ".join(value.split())
            return f"`{text if len(text) <= 40 else text[:37] + '...'}`" if text else "an empty text"
        case list():
            return f"a list of {len(value)}" if value else "an empty list"
    return "keys with values"
