"""Parts: keys that several controls share, written once and taken in with `use:`."""

from __future__ import annotations

from collections.abc import Iterable

from gesture2midi.errors import did_you_mean, listed
from gesture2midi.mapping.yaml.document import Document, Keys, Plain
from gesture2midi.mapping.yaml.problem import Problem

# A control says these itself, so that it can be read without looking a part up.
_OWN = ("send", "id", "use")


def take_in(document: Document, controls: Iterable[tuple[Keys, dict[Plain, Plain]]]) -> list[Problem]:
    """Give each control that has a `use` the keys of that part, but those that it has itself.

    What is wrong with a part's value is then found where it is used, and told where it stands.
    """
    parts = document.at(("parts",))
    named = parts.items() if isinstance(parts, dict) else ()
    known = {name: part for name, part in named if isinstance(part, dict)}
    problems = [
        document.key_problem(("parts", name, key), f"a part has no `{key}`", "write it in the controls")
        for name, part in known.items()
        for key in part
        if key in _OWN
    ]
    written = [keys for keys in document.values if keys[:1] == ("parts",)]
    for keys, control in controls:
        name = control.get("use")
        if isinstance(name, str) and name in known:
            for key, value in known[name].items():
                if key not in control and key not in _OWN:
                    control[key] = value
                    _move(document, written, ("parts", name, key), (*keys, key))
        elif isinstance(name, str):
            there = f"there is {listed(known, 'and')}" if known else "add it under `parts:`"
            hint = did_you_mean(name, known, there)
            problems.append(document.problem((*keys, "use"), f"no part is called `{name}`", hint))
    return problems


def _move(document: Document, written: list[Keys], source: Keys, goal: Keys) -> None:
    """What stands at `goal` now has the places of `source`, which is among `written`."""
    for keys in written:
        if keys[: len(source)] == source:
            for places in (document.values, document.keys):
                if keys in places:
                    places[(*goal, *keys[len(source) :])] = places[keys]
